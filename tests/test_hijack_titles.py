"""Stuffed titles: the headline comes out, for brands nobody has seen."""

import pytest

from qingwen import Article, Rejection, clean_page
from tests.outlines import STORY

HEADLINE = "夜间阅览室开放"


def clean(title: str, h1: str = HEADLINE, body: str = STORY, url: str | None = None):
    page = (
        f"<html><head><title>{title}</title></head><body><h1>{h1}</h1>"
        f'<div class="article">{body}</div></body></html>'
    )
    return clean_page(page.encode(), url or "http://www.qingxi-news.example/2024/0312/1.html")


@pytest.mark.parametrize(
    "brand",
    ["澜麟体育官网", "祺泓k8国际app下载", "屹琅娱乐城登录入口", "99泓鼎国际注册(中国)有限公司"],
)
@pytest.mark.parametrize(
    "shape", ["{b}_{h}_清溪新闻网", "{h}-{b}", "{b}:{h}_清溪新闻网", "{b},{h}", "{b} {h} {b}"]
)
def test_the_brand_leaves_the_title_and_is_flagged(shape: str, brand: str) -> None:
    article = clean(shape.format(b=brand, h=HEADLINE))
    assert isinstance(article, Article)
    assert article.title == HEADLINE
    assert article.integrity.status == "injected"


@pytest.mark.parametrize("shape", ["{b}:{h}", "{b} {h} {b}"])
def test_a_stuffed_heading_is_mended_too(shape: str) -> None:
    stuffed = shape.format(b="澜麟体育官网", h=HEADLINE)
    article = clean(f"{stuffed}_清溪新闻网", stuffed)
    assert isinstance(article, Article)
    assert article.title == HEADLINE


def test_a_name_without_a_trade_on_both_sides_of_title_and_heading_goes() -> None:
    headline = "夜间阅览室开放首日满座"
    stuffed = f"祺泓东方 {headline} 祺泓东方"
    proof = f"{STORY}<p>主办：清溪日报社 版权所有：清溪新闻网</p>"
    article = clean(f"{stuffed}_清溪新闻网", stuffed, proof)
    assert isinstance(article, Article)
    assert (article.title, article.integrity.status) == (headline, "injected")


@pytest.mark.parametrize("call", ["官网", "app下载", "登录入口", "平台"])
@pytest.mark.parametrize("shape", ["【{b}】{h}", "《{b}》{h}_清溪新闻网", "{h}【{b}】"])
def test_a_call_in_brackets_leaves_title_and_heading(shape: str, call: str) -> None:
    stuffed = shape.format(b=f"砚沐体育{call}", h=HEADLINE)
    article = clean(stuffed, stuffed.removesuffix("_清溪新闻网"))
    assert isinstance(article, Article)
    assert article.title == HEADLINE
    assert article.integrity.status == "injected"


@pytest.mark.parametrize(
    "title",
    [
        "【官网公告】老街坊办起邻里节",
        "《山海棋牌手机版》今日公测",
        "【清溪体育】夜跑团满一百人",
        "两座廊桥合龙【走基层平台】",
        "《政务平台》栏目改版",
    ],
)
def test_honest_brackets_stay_in_the_title(title: str) -> None:
    body = f"<p>山海棋牌是本地一家公司做的棋类教学软件，这次改版花了一年。</p>{STORY}"
    article = clean(f"{title}_清溪新闻网", title, body)
    assert isinstance(article, Article)
    assert article.title == title
    assert article.integrity.status == "clean"


@pytest.mark.parametrize("call", ["註冊開戶", "登錄入口", "官方網站", "下載安裝"])
def test_a_call_in_traditional_script_leaves_the_title(call: str) -> None:
    article = clean(f"瀾麟娛樂{call}-{HEADLINE}")
    assert isinstance(article, Article)
    assert (article.title, article.integrity.status) == (HEADLINE, "injected")
    assert article.integrity.brands == ("瀾麟娛樂",)


@pytest.mark.parametrize("rest", ["V8.6.3", "安全无毒", "2024最新版"])
def test_what_is_left_of_an_overwritten_title_is_no_headline(rest: str) -> None:
    article = clean(f"祺琅官网,祺琅app下载,祺琅登录入口,{rest}")
    assert isinstance(article, Article)
    assert article.title == HEADLINE


def test_a_headline_that_names_a_team_of_letters_is_honest() -> None:
    title = "RQG电竞落户本市 公开赛下月开打"
    body = f"<p>RQG电竞主场昨日揭牌，选手平均年龄十九岁。RQG电竞经理说，每天训练十小时。</p>{STORY}"
    article = clean(f"{title}_清溪新闻网", title, body)
    assert isinstance(article, Article)
    assert (article.title, article.integrity.status) == (title, "clean")
    assert "RQG电竞主场" in article.text


def test_a_headline_that_quotes_a_name_with_letters_is_honest() -> None:
    title = "代理“u8彩票”网站 三人获刑"
    body = f"<p>清溪县法院昨日宣判，三名被告人因代理赌博网站“u8彩票”分别获刑。</p>{STORY}"
    article = clean(f"{title}_清溪新闻网", title, body)
    assert isinstance(article, Article)
    assert (article.title, article.integrity.status) == (title, "clean")


def test_a_name_of_the_title_that_is_strewn_between_marks_goes_from_both() -> None:
    told = STORY.replace("，", "，逍遥坊，", 2)
    article = clean(f"逍遥坊官网_{HEADLINE}", body=told)
    assert isinstance(article, Article)
    assert (article.title, article.integrity.status) == (HEADLINE, "injected")
    assert "逍遥坊" not in article.text


def test_a_title_that_is_promotion_over_promotion_is_a_doorway() -> None:
    body = "<p>澜麟体育拥有真人视讯、电子游艺，澜麟体育注册送彩金，百家乐稳赚。</p>" * 3
    result = clean("澜麟体育官网_澜麟体育app下载【官方认证】", "澜麟体育官网", body)
    assert isinstance(result, Rejection)
    assert result.reason == "doorway"


@pytest.mark.parametrize(
    "title",
    [
        "赌球欠债155万，他走上了犯罪路",
        "县体育局：全民健身中心免费开放",
        "高考成绩查询入口今日开通_清溪新闻网",
        "澳门赌场贵宾厅日渐冷清_财经_清溪新闻网",
        "清溪体育馆改造完工-体育-清溪新闻网",
    ],
)
def test_honest_titles_are_not_touched(title: str) -> None:
    headline = title.split("_", maxsplit=1)[0].split("-", maxsplit=1)[0]
    body = f"<p>{headline}。记者了解到，澳门赌场、赌球、体育场馆和成绩查询都是读者关心的事。</p>{STORY}"
    article = clean(title, headline, body)
    assert isinstance(article, Article)
    assert (article.title, article.integrity.status) == (headline, "clean")
