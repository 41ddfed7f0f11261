"""Stories that no list leads to: the one before, the month they stand in, the form that pages."""

from datetime import UTC, datetime

import pytest

from crawler.discovery import Discovery, discover, read_post
from crawler.discovery.records import tells_one_story

HOST = "http://www.yunxinews.cn"
STORY = (
    "<h1>云溪县第七座水厂今起统一供水</h1>"
    + "<p>供水管网延伸到山里，两万人喝上了同一种水。</p>" * 9
)
ROWS = "".join(
    f"<li><a href='/zw/{n}.htm'>云溪县第{n}座水厂今起统一供水</a> 2025-03-0{n}</li>"
    for n in range(1, 9)
)


def read(body: str, path: str = "/zw/500.htm") -> Discovery:
    return discover(f"<html><body>{body}</body></html>".encode(), HOST + path)


def neighbours(body: str, path: str = "/zw/500.htm") -> list[str]:
    return [link.url for link in read(body, path).articles if link.via == "neighbour"]


@pytest.mark.parametrize("path", ["/zw/500.htm", "/2025/03/09/500.html"])
@pytest.mark.parametrize(
    "link",
    [
        "<p>上一篇：<a href='/zw/499.htm'>水价听证会下周举行</a></p>",
        "<div><span>上一篇：</span><a href='/zw/499.htm'>水价听证会下周举行</a></div>",
        "<dl><dt>上一条</dt><dd><a href='/zw/499.htm'>水价听证会下周举行</a></dd></dl>",
        "<a href='/zw/499.htm'>上一篇</a>",
        "<a href='/zw/499.htm'>上一篇：水价听证会下周举行</a>",
    ],
)
def test_a_story_leads_to_the_one_before(path: str, link: str) -> None:
    assert neighbours(STORY + link, path) == [HOST + "/zw/499.htm"]


@pytest.mark.parametrize(
    "link",
    [
        "<p>上一篇：没有了</p><a href='/zw/499.htm'>水价听证会下周举行</a>",
        "<p>上一篇：<a href='javascript:;'>没有了</a></p>",
        "<p>上一篇：<a href='/zw/'>返回列表</a></p>",
        "<p>上一篇：<a href='/zw/show_1.htm'>没有了</a></p>",
        "<p>上一篇：<a href='/zw/show.asp?id='></a></p>",
        "<p>上一篇：<a href='http://www.other-site.cn/zw/499.htm'>水价听证会下周举行</a></p>",
        "<p>他说，上一篇报道之后，<a href='/zw/499.htm'>水厂</a>来信了。</p>",
    ],
)
def test_what_is_no_story_before_is_none(link: str) -> None:
    assert neighbours(STORY + link) == []


def months(*names: str) -> str:
    return "".join(f"<a href='/archive/{name}.html'>{name}</a>" for name in names)


def test_an_archive_by_month_stands_in_for_a_pager() -> None:
    body = f"<ul>{ROWS}</ul>" + months("2025-01", "2025-02", "2025-03")
    archive = {HOST + f"/archive/2025-0{n}.html" for n in (1, 2, 3)}

    def found(page: Discovery) -> set[str]:
        return archive & {link.url for link in page.lists}

    assert found(read(body, "/")) == archive
    assert found(read(body, "/archive/2025-02.html")) == set()
    assert found(read(body + "<a href='/list_2.html'>下一页</a>", "/")) == set()
    assert found(read(f"<ul>{ROWS}</ul>" + months("2025-02", "2025-03"), "/")) == set()


FORM = (
    "<script>function goPage(n){ document.f.pageNo.value=n; document.f.submit(); }</script>"
    "<form name='f' action='/zw/list.do' method='post'><input type='hidden' name='lm' value='3'>"
    "<input type='hidden' name='pageNo' value='1'></form><a href='javascript:goPage(2)'>下一页</a>"
)


def pages_after(form: str) -> list[str]:
    page = read(f"<ul>{ROWS}</ul>{form}", "/zw/list.do?lm=3")
    return [link.url.removeprefix(HOST) for link in page.lists if link.ahead]


def test_a_form_that_counts_pages_is_sent_for_the_next() -> None:
    (address,) = pages_after(FORM)
    post = read_post(HOST + address)
    assert post is not None
    assert (post.url, post.payload()) == (HOST + "/zw/list.do", b"lm=3&pageNo=2")
    assert pages_after(FORM.replace("'post'", "'get'")) == ["/zw/list.do?lm=3&pageNo=2"]


@pytest.mark.parametrize(
    ("part", "instead"),
    [
        ("document.f.submit()", "load()"),
        ("/zw/list.do", "/zw/delete.do"),
        ("/zw/list.do", "http://www.other-site.cn/zw/list.do"),
        ("name='lm'", "name='lm' type='password'"),
        ("value='3'", "value='delete'"),
        ("下一页", "下载"),
    ],
)
def test_a_form_that_does_anything_else_is_not_sent(part: str, instead: str) -> None:
    form = FORM.replace("<input type='hidden' name='lm'", "<input name='lm'").replace(part, instead)
    assert pages_after(form) == []


def test_an_index_of_sitemaps_may_name_others_of_its_address() -> None:
    index = "".join(
        f"<sitemap><loc>{HOST}/map.php?{query}</loc></sitemap>"
        for query in ("type=part&amp;n=1", "type=index&amp;n=2")
    )
    found = discover(
        f"<sitemapindex>{index}</sitemapindex>".encode(), HOST + "/map.php?type=index&n=1"
    )
    assert [link.url for link in found.lists] == [HOST + "/map.php?type=part&n=1"]


@pytest.mark.parametrize(
    ("own", "named", "is_part"),
    [
        ("/sitemap.xml?s=abc", "/sitemap.xml?s=abd", False),
        ("/sitemap.xml", "/sitemap.xml?m=2025-03", True),
        ("/sitemap/0.xml", "/sitemap/3.xml", True),
        ("/sitemap_0_0.xml", "/sitemap_2025_1.xml", True),
    ],
)
def test_a_sitemap_index_leads_to_its_parts_and_to_no_other_copy_of_itself(
    own: str, named: str, is_part: bool
) -> None:
    index = f"<sitemapindex><sitemap><loc>{HOST}{named}</loc></sitemap></sitemapindex>"
    found = [link.url for link in discover(index.encode(), HOST + own).lists]
    assert found == ([HOST + named] if is_part else [])


def test_a_newspaper_is_found_from_its_picture_and_pages_named_by_a_number() -> None:
    (issue,) = read("<a href='/2025/3/9/'><img alt='今日报纸'></a>", "/").lists
    assert issue.url == HOST + "/2025/3/9/"
    stories = [f"b1_{n}.htm" for n in (1, 2, 3)]
    page = read(
        "<map>" + "".join(f"<area href='{story}'>" for story in stories) + "</map>"
        + "".join(f"<a href='{story}'>云溪县第{story}座水厂供水</a>" for story in stories)
        + "<a href='b1.htm'>1</a><a href='b2.htm'>2</a><a href='/2025/3/6/'>前一期</a>",
        "/2025/3/9/",
    )  # fmt: skip
    assert {link.url for link in page.articles} == {HOST + "/2025/3/9/" + s for s in stories}
    assert {link.url for link in page.lists} == {
        HOST + path for path in ("/2025/3/9/b1.htm", "/2025/3/9/b2.htm", "/2025/3/6/")
    }


def test_the_pages_of_an_issue_without_a_day_are_layouts() -> None:
    numbers = "".join(f"<a href='layout.aspx?issue=7&page={n}'>0{n}版</a>" for n in (1, 2, 3))
    stories = "".join(
        f"<li><a href='article.aspx?issue=7&page=1&no={n}'>云溪县第{n}座水厂供水</a></li>"
        for n in (1, 2, 3)
    )
    page = read(numbers + f"<ol>{stories}</ol>", "/layout.aspx?issue=7&page=1")
    assert page.kind == "epaper"
    assert len(page.articles) == 3


PROSE = "供水管网延伸到山里，两万人喝上了同一种水。" * 9


@pytest.mark.parametrize(
    ("data", "tells"),
    [
        (f'{{"data":{{"title":"水厂供水","content":"{PROSE}"}},"hot":[{{"title":"水价"}}]}}', True),
        (f'{{"rows":[{{"title":"水厂供水","content":"{PROSE}"}},{{"title":"水价","content":"{PROSE}"}}]}}', False),
        ('{"rows":[{"title":"水厂供水","summary":"两万人喝上了同一种水。"}]}', False),
        ("[1", False),
    ],
)  # fmt: skip
def test_the_answer_of_an_app_may_be_one_story(data: str, tells: bool) -> None:
    assert tells_one_story(data) is tells


def test_months_to_come_are_those_of_a_calendar() -> None:
    months = "".join(f"<a href='/events/{m}/'>{m}</a>" for m in ("2026/10", "2026/11", "2026/12"))
    more = "".join(f"<a href='/events/2090/{m}/'>{m}</a>" for m in ("01", "02", "03"))
    page = f"<html><body>{months}{more}</body></html>".encode()
    found = discover(page, HOST + "/events/", fetched_at=datetime(2026, 12, 3, tzinfo=UTC)).lists
    assert sorted(link.url for link in found if link.via == "issue") == [
        f"{HOST}/events/2026/{month}/" for month in (10, 11, 12)
    ]
