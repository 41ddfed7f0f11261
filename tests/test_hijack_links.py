"""Link farms: found whatever hides them, whatever the brand, and honest lists left alone."""

import re

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


SENTENCE = "夜间阅览室每晚开到十点，读者凭借书证入场，座位可以提前两天预约。"


def told(first: str, *more: str):
    body = "".join(f"<p>{text}</p>" for text in (first, *more))
    page = (
        "<html><head><title>夜间阅览室开放</title></head><body><h1>夜间阅览室开放</h1>"
        f'<div class="article">{body}{STORY}</div></body></html>'
    )
    return clean_page(page.encode(), "http://www.qingxi-news.example/2024/0312/1.html")


@pytest.mark.parametrize("call", ["平台", "登录", "官网", "app下载"])
def test_a_linked_call_at_the_end_of_a_clause_is_cut_alone(call: str) -> None:
    link = f'<a href="http://www.hkdmf23.com/">砚沐体育{call}</a>'
    article = told(SENTENCE.replace("十点", f"十点{link}"))
    assert isinstance(article, Article)
    assert SENTENCE in article.text
    assert article.integrity.status == "injected"


def test_one_name_in_sentences_that_leads_to_several_hosts_is_cut() -> None:
    links = [f'<a href="http://www.{host}/">砚沐娱乐</a>' for host in ("hkdmf23.com", "abdce7.cc")]
    others = "馆里添了四百盏台灯，靠窗的座位最抢手，附近的学生放学就来。"
    article = told(
        SENTENCE.replace("每晚", f"每{links[0]}晚"), others.replace("抢手", f"抢{links[1]}手")
    )
    assert isinstance(article, Article)
    assert SENTENCE in article.text
    assert others in article.text
    assert any("each time an anchor to another" in e.proof for e in article.integrity.evidence)


@pytest.mark.parametrize(
    "sentence",
    [
        '读者可登录<a href="http://www.qxty23.com/">清溪体育平台</a>，提前两天预约夜间的座位。',
        '捐书的<a href="http://www.hengyue.com/">恒岳体育</a>说，<a href="http://weibo.com/1">恒岳体育</a>每年都会再捐一批。',
        '昨晚<a href="http://www.hengyue23.com/">恒岳体育</a>在阅览室办了棋类讲座，来了六十多人。',
    ],
)
def test_honest_links_in_sentences_stay(sentence: str) -> None:
    article = told(sentence)
    assert isinstance(article, Article)
    assert re.sub("<[^>]*>", "", sentence) in article.text
    assert article.integrity.status == "clean"
