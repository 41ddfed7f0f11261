"""Link farms: found whatever hides them, whatever the brand, and honest lists left alone."""

import pytest

from qingwen import Article, clean_page
from tests.outlines import STORY

URL = "http://www.qingxi-news.example/2024/0312/1.html"
SPAM = (
    "澜麟体育官网",
    "澜麟体育app下载",
    "祺泓国际登录入口",
    "祺泓国际开户",
    "屹琅娱乐城手机版",
    "屹琅娱乐城注册",
)


def anchors(texts: tuple[str, ...], glue: str = " ") -> str:
    return glue.join(
        f'<a href="http://www.h{i}{i}8.test/{i}">{text}</a>' for i, text in enumerate(texts)
    )


def clean(extra: str, *, after: str = "") -> Article:
    body = f'<h1>夜间阅览室开放</h1><div class="article">{STORY}</div>{extra}'
    page = f"<html><head><title>夜间阅览室开放_清溪新闻网</title></head><body>{body}</body></html>{after}"
    result = clean_page(page.encode(), URL)
    assert isinstance(result, Article)
    return result


@pytest.mark.parametrize(
    "box",
    [
        '<div style="display:none">{}</div>',
        '<div style="position:absolute;left:-3277px;top:-4188px">{}</div>',
        '<div style="text-indent:-9999px">{}</div>',
        '<div style="font-size:1px;height:1px;overflow:hidden">{}</div>',
        '<marquee height="1" width="5">{}</marquee>',
        "<div>友情链接：{}</div>",
        "<script>document.write('<div style=\"position:absolute;top:-987px\">');</script>{}"
        "<script>document.write('</div>');</script>",
    ],
)
def test_a_farm_of_unknown_brands_is_cut_and_flagged(box: str) -> None:
    article = clean(box.format(anchors(SPAM)))
    assert article.integrity.status == "injected"
    cuts = "\n".join(removal.text for removal in article.removed if removal.reason == "spam")
    assert [text for text in SPAM if text not in cuts] == []
    assert "阅览室" in article.text


def test_anchors_behind_the_end_of_the_page_are_seen() -> None:
    assert clean("", after=f"<div>{anchors(SPAM)}</div>").integrity.status == "injected"


def test_one_paid_item_among_honest_ones_goes_alone() -> None:
    items = (
        '<li><a href="/2024/0311/9.html">渡口今晨恢复通航</a></li>'
        '<li><a href="http://www.x77.test/">【澜麟娱乐城信誉最好】澜麟娱乐城开户送彩金</a></li>'
        '<li><a href="/2024/0310/8.html">新桥合龙进入倒计时</a></li>'
    )
    article = clean(f"<ul>{items}</ul>")
    spam = [removal.text for removal in article.removed if removal.reason == "spam"]
    assert article.integrity.status == "injected"
    assert len(spam) == 1


@pytest.mark.parametrize(
    "texts",
    [
        ("中国政府网", "新华网", "人民网", "央视网", "荆楚网", "清溪县人民政府门户网站"),
        ("双色球", "大乐透", "福彩3D", "体彩", "竞彩足球", "彩票资讯"),
        ("新华社客户端", "人民日报客户端", "学习强国平台", "央视频客户端"),
    ],
)
def test_friend_links_and_lottery_menus_are_no_farm(texts: tuple[str, ...]) -> None:
    assert clean(f'<div style="display:none">{anchors(texts)}</div>').integrity.status == "clean"
    assert clean(f"<div>{anchors(texts)}</div>").integrity.status == "clean"


@pytest.mark.parametrize(
    "box",
    [
        "<noscript>{}</noscript>",
        "<NOSCRIPT>{}</NOSCRIPT>",
        "<noframes>{}</noframes>",
        "<noscript>{}</NoScript>",
        '<noscript><img src="/s.gif"></noscript><textarea name="a<b">{}</textarea>',
        "<noscript>" + "，" * 30_000 + "<noscript>{}</noscript>",
    ],
)
def test_a_farm_in_an_element_that_no_browser_shows_is_flagged(box: str) -> None:
    assert clean("", after=box.format(anchors(SPAM))).integrity.status == "injected"
