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
