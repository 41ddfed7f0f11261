"""Info lines between title and body, and the lines behind the body."""

import pytest

from qingwen.claims import read_claims
from qingwen.fields import InfoLine
from qingwen.infoline import find_info
from qingwen.title import find_title
from tests.outlines import STORY, page_of

TITLE = "<h1>夜间阅览室开放</h1>"


def info_of(body: str) -> InfoLine:
    outline, markup = page_of(body, title="夜间阅览室开放_清溪新闻网")
    return find_info(outline, find_title(outline, read_claims(outline, markup)))


@pytest.mark.parametrize(
    ("lines", "date", "source"),
    [
        (
            "<div>2021-03-04 10:05　来源：<a href='http://a/'>清溪日报</a>　字号：大 中 小</div>",
            "2021-03-04 10:05",
            "清溪日报",
        ),
        (
            "<p><span>2021-03-04 10:05</span> <span>清溪日报</span></p>",
            "2021-03-04 10:05",
            "清溪日报",
        ),
        (
            "<table><tr><td>来源：</td><td>清溪日报</td><td>日期：</td><td>2021-03-04</td></tr></table>",
            "2021-03-04",
            "清溪日报",
        ),
        ("<p>作者：</p><p>来源：清溪日报</p><p>添加日期：2021-03-04</p>", "2021-03-04", "清溪日报"),
        (
            "<div>时间：2021-03-04 10:05 阅读：27次 来源：清溪日报 http://a.example/</div>",
            "2021-03-04 10:05",
            "清溪日报",
        ),
        (
            "<div>来源：<a>清溪日报</a><a href='/'>清溪网</a></div><div>2021-03-04</div>",
            "2021-03-04",
            "清溪日报",
        ),
        (
            "<div class='share'>分享到</div><div>【字体：大 中 小】</div><div>03-04 10:05</div>",
            "03-04 10:05",
            None,
        ),
        (
            "<p>近日，清溪县图书馆延长开放时间，读者反响热烈。</p><p>发布时间：2021-03-04</p>",
            "2021-03-04",
            None,
        ),
        (
            "<div><a href='/u/1'>清溪发布</a><span>2021-03-04 10:05</span><span>来自湖南</span></div>",
            "2021-03-04 10:05",
            "清溪发布",
        ),
        (
            "<p class='media-name'>清溪观察</p><p><span>2021-03-04 10:05</span><span>发布于湖南</span></p>",
            "2021-03-04 10:05",
            "清溪观察",
        ),
        ("<div>3小时前</div>", "3小时前", None),
    ],
)
def test_head(lines: str, date: str, source: str | None) -> None:
    info = info_of(TITLE + lines + STORY)
    assert info.date == date
    assert info.source == source


def test_date_above_the_title_of_a_newspaper_page() -> None:
    body = "<p>2021年03月04日 星期四　第A2版：综合</p>" + TITLE + STORY
    assert info_of(body).date == "2021年03月04日"


def test_link_of_the_source() -> None:
    body = TITLE + "<div>2021-03-04 来源：<a href='http://rb.example/'>清溪日报</a></div>" + STORY
    assert info_of(body).source_url == "http://rb.example/"


def test_info_line_is_not_body_and_body_is_not_info_line() -> None:
    info = info_of(TITLE + "<div>2021-03-04 来源：清溪日报</div>" + STORY + "<p>责任编辑：苏禾</p>")
    assert info.blocks == {1, 4}


@pytest.mark.parametrize(
    "paragraph",
    [
        "<p>3月4日，清溪县图书馆夜间阅览室开放。</p>",
        "<p>本报讯（记者 苏禾 通讯员 温和）近日，天气好。</p>",
        "<p>报名时间：2024年5月6日至5月10日。</p>",
        "<p>记者：夜间开放有多少人来？</p>",
        "<p>记者6月14日从民政局获悉，老旧小区今年改造三十三个。（费洋 孔海）</p>",
        "<p>据《清溪日报》2019年3月4日报道，馆藏三十万册。</p>",
    ],
)
def test_paragraphs_that_look_like_fields_stay_body(paragraph: str) -> None:
    info = info_of(TITLE + paragraph + STORY)
    assert 1 not in info.blocks
    assert info.date is None


def test_clock_of_the_page_header_is_not_taken() -> None:
    body = "<div class='top'>今天是2024年5月6日 星期一</div><ul><li>首页</li><li>民生</li></ul>"
    body += "".join(f"<p><a href='/{n}'>菜单{n}</a></p>" for n in range(8))
    assert (
        info_of(body + TITLE + "<div>2021-03-04 来源：清溪日报</div>" + STORY).date == "2021-03-04"
    )


def test_related_stories_give_neither_date_nor_source() -> None:
    related = "".join(
        f"<li><a href='/{n}'>相关消息标题第{n}条</a></li><li>来源：别的日报{n} 2020-01-0{n}</li>"
        for n in range(1, 7)
    )
    info = info_of(TITLE + STORY + f"<h3>相关新闻</h3><ul>{related}</ul>")
    assert info.date is None
    assert info.closing_source is None


def test_lines_behind_the_body() -> None:
    info = info_of(
        TITLE + "<div>2021-03-04 来源：清溪网</div>" + STORY
        + "<p>（本文来源：清溪日报 编辑：苏禾）</p><p>校对：温和</p><div>版权所有 清溪网</div><p>编辑：外人</p>"
    )  # fmt: skip
    assert info.closing_source == "清溪日报"
    assert {(p.name, p.role) for p in info.people} == {("苏禾", "editor"), ("温和", "reviewer")}


def test_source_filled_with_the_title_by_its_template_is_none() -> None:
    assert info_of(TITLE + "<div>2021-03-04 来源：夜间阅览室</div>" + STORY).source is None


def test_author_in_a_line_marked_as_such() -> None:
    info = info_of(TITLE + "<p class='author'>苏禾</p><div>2021-03-04</div>" + STORY)
    assert [(p.name, p.role) for p in info.people] == [("苏禾", "author")]
