"""Pages written for a brand hold no article, whatever the brand is called."""

import pytest

from qingwen import Article, Rejection, clean_page
from tests.outlines import STORY

ESSAY = (
    "随着互联网的发展，{b}逐渐走进人们的视野，成为许多人闲暇时光的选择。",
    "安全方面，{b}采用银行级加密技术，让人没有后顾之忧。",
    "值得一提的是，{b}还推出了丰富的优惠活动，新会员首存即可获赠彩金。",
    "如果你也想体验{b}的魅力，不妨访问{b}登录入口，开启你的财富之旅。",
)
NOVEL = (
    "他收剑入鞘，{b}官网，殿外的雨声骤然停了，众弟子面面相觑，谁也不敢先开口说一个字。",
    "丹炉嗡鸣，{b}登录入口，一缕药香溢满石室，老者抚须一笑，袖中飞出七枚温润的玉简。",
    "灵舟划破云海，{b}app下载，直奔北境而去，那道身影一步踏出，脚下的虚空寸寸碎裂。",
)


def page(title: str, h1: str, paragraphs: tuple[str, ...]) -> bytes:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<html><head><title>{title}--清溪新闻网--文体</title></head><body>{h1}"
        f'<div class="article">{body}</div><p>清溪日报社主办 版权所有：清溪新闻网</p></body></html>'
    ).encode()


@pytest.mark.parametrize("brand", ["砚沐", "逍遥坊", "Quorvo", "砚沐体育"])
def test_an_essay_about_the_brand_of_its_headline_is_no_article(brand: str) -> None:
    title = f"{brand}：指尖上的新体验"
    paragraphs = tuple(text.format(b=brand) for text in ESSAY)
    result = clean_page(page(title, f"<h1>{title}</h1>", paragraphs))
    assert isinstance(result, Rejection)
    assert result.reason == "doorway"


@pytest.mark.parametrize("h1", ["", "<h1>{t}</h1>"])
def test_a_novel_under_a_title_that_is_promotion_alone_is_no_article(h1: str) -> None:
    title = "逍遥坊最新网址-逍遥坊官方入口"
    paragraphs = tuple(text.format(b="逍遥坊") for text in NOVEL)
    result = clean_page(page(title, h1.format(t=title), paragraphs))
    assert isinstance(result, Rejection)
    assert result.reason == "doorway"


def test_a_story_about_a_firm_stays_where_the_advertisement_is_for_another() -> None:
    title = "砚沐体育捐建三片球场"
    told = (
        "昨日，砚沐体育捐建的三片笼式球场在桥西区交付使用，附近居民当天就打起了球。",
        "砚沐体育负责人说，球场每天开放十四个小时，不收费。",
        "玉琅娱乐官网为您提供真人视讯、电子游艺等多种玩法，注册即送88元彩金。",
    )
    result = clean_page(page(title, f"<h1>{title}</h1>", told))
    assert isinstance(result, Article)
    assert result.paragraphs == told[:2]


def test_a_brand_strewn_over_a_story_under_a_stuffed_title_leaves_the_story() -> None:
    told = STORY.replace("，", "，砚沐体育，", 2)
    body = (
        "<html><head><title>砚沐体育官网_夜间阅览室开放</title></head><body><h1>夜间阅览室开放</h1>"
        f'<div class="article">{told}</div></body></html>'
    )
    result = clean_page(body.encode())
    assert isinstance(result, Article)
    assert result.title == "夜间阅览室开放"


TUTORIAL = (
    "第一步，打开浏览器，输入{b}网址，进入首页，页面上方就是登录框。",
    "第二步，点击注册按钮，绑定手机号码即可领取体验金。",
    "第三步，选择方式充值，进入大厅，就可以畅玩{b}的百家乐和各种游戏了。",
    "如果在注册{b}的过程中遇到问题，请联系在线客服。",
)


@pytest.mark.parametrize("brand", ["砚沐", "逍遥坊", "Quorvo", "砚沐8"])
def test_a_tutorial_of_a_game_is_no_article(brand: str) -> None:
    title = f"{brand}注册教程：三步轻松开启"
    paragraphs = tuple(text.format(b=brand) for text in TUTORIAL)
    result = clean_page(page(title, f"<h1>{title}</h1>", paragraphs))
    assert isinstance(result, Rejection)
    assert result.reason == "doorway"


@pytest.mark.parametrize(
    ("title", "told"),
    [
        (
            "云海度假村推出冬日套票",
            (
                "云海度假村昨日推出冬日套票，住两晚送一晚，让您尽享海景。",
                "云海度假村设有娱乐场、剧院和购物街，今冬新添一座室内滑梯。",
                "交通方面，云海度假村开通口岸专线，欢迎您提前预订酒店。",
            ),
        ),
        (
            "“砚沐体育”骗局揭秘",
            (
                "“砚沐体育”以领取体验金为诱饵，引诱群众下载软件。",
                "民警说，“砚沐体育”的百家乐后台可控，所谓返水、彩金都是假的。",
                "市民遇到“砚沐体育”一类平台，请立即举报，切勿充值。",
            ),
        ),
        (
            "砚沐棋牌社十年不收会费",
            (
                "砚沐棋牌社开了十年，每天下午坐满老人，茶水免费。",
                "砚沐棋牌社的规矩是不许下注，输了的人负责倒茶。",
                "社长老郑说，砚沐棋牌社下月搬到河边，欢迎您来下一盘。",
            ),
        ),
    ],
)
def test_what_is_said_of_a_resort_a_fraud_or_a_club_stays(
    title: str, told: tuple[str, ...]
) -> None:
    result = clean_page(page(title, f"<h1>{title}</h1>", told))
    assert isinstance(result, Article)
    assert result.paragraphs == told
    assert result.integrity.status == "clean"
