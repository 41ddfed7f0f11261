"""Which addresses are one page."""

import pytest

from crawler.discovery import canonical_url, fetch_url, identity, in_scope, same_site

PAGE = "http://www.yunxinews.cn/yw/202503/t20250309_55120.shtml"


@pytest.mark.parametrize(
    "twin",
    [
        "https://www.yunxinews.cn/yw/202503/t20250309_55120.shtml",
        "http://yunxinews.cn/yw/202503/t20250309_55120.shtml",
        "http://m.yunxinews.cn/yw/202503/t20250309_55120.shtml",
        "http://wap.yunxinews.cn/yw/202503/t20250309_55120.shtml",
        "http://3g.yunxinews.cn/yw/202503/t20250309_55120.shtml",
        "http://www.yunxinews.cn:80/yw/202503/t20250309_55120.shtml",
        "HTTP://WWW.YunXiNews.cn/yw//202503/t20250309_55120.shtml",
        "http://www.yunxinews.cn/wap/yw/202503/t20250309_55120.shtml",
        PAGE + "#comments",
        PAGE + "?spm=C7.P1.0.0",
        PAGE + "?utm_source=index&utm_medium=web",
        PAGE + "?from=singlemessage&isappinstalled=0",
        PAGE + "?div=-1",
        PAGE + "?_=1741480000",
        PAGE + "?print=1",
        PAGE + ";jsessionid=19835A7F3",
        PAGE + "?PHPSESSID=a8f3",
    ],
)
def test_twins_are_one_page(twin: str) -> None:
    assert identity(twin) == identity(PAGE)


@pytest.mark.parametrize(
    "other",
    [
        "http://www.yunxinews.cn/yw/202503/t20250309_55121.shtml",
        "http://www.yunxinews.cn/yw/202503/t20250309_55120_1.shtml",
        "http://sports.yunxinews.cn/yw/202503/t20250309_55120.shtml",
        "http://www.yunxinews.cn:8080/yw/202503/t20250309_55120.shtml",
        PAGE + "?page=2",
    ],
)
def test_other_pages_are_not(other: str) -> None:
    assert identity(other) != identity(PAGE)


def test_index_file_is_its_folder() -> None:
    folder = identity("http://www.yunxinews.cn/yw/")
    assert identity("http://www.yunxinews.cn/yw/index.shtml") == folder
    assert identity("http://www.yunxinews.cn/yw/index.html") == folder
    assert identity("http://www.yunxinews.cn/yw/index_1.shtml") != folder


def test_canonical_url_can_be_fetched() -> None:
    noisy = "http://www.yunxinews.cn:80//yw/202503/t20250309_55120.shtml?b=2&spm=1&a=1#p2"
    clean = "http://www.yunxinews.cn/yw/202503/t20250309_55120.shtml?a=1&b=2"
    assert canonical_url(noisy) == clean
    assert canonical_url(clean) == clean


def test_a_short_t_alone_chooses_the_page() -> None:
    assert identity("http://a.cn/NewsList.aspx?t=1") != identity("http://a.cn/NewsList.aspx?t=2")
    assert identity("http://a.cn/x.html?t=1718700000") == identity("http://a.cn/x.html")


@pytest.mark.parametrize("page", ["http://a.cn/show.php?id=7&t=3", "http://a.cn/x.html?v=2"])
def test_canonical_url_is_stable(page: str) -> None:
    once = canonical_url(page)
    assert canonical_url(once) == once


def test_double_slash_of_the_path_is_fetched_as_linked() -> None:
    deep = "/system/count//0007012/000000000000/000/000/c0007012000000000000_000000038.shtml"
    assert fetch_url(deep, "http://www.yunxinews.cn/") == "http://www.yunxinews.cn" + deep


@pytest.mark.parametrize(
    "href",
    ["javascript:void(0)", "mailto:a@b.cn", "file:///etc/passwd", "data:text/html,x", "#top", "",
     "http://[broken", "http://a.cn:99999/", "ftp://a.cn/x", "/" + "x" * 3000],
)  # fmt: skip
def test_what_is_no_web_address(href: str) -> None:
    assert fetch_url(href, "http://www.yunxinews.cn/") is None


def test_hosts_of_one_publisher() -> None:
    assert same_site("http://szb.yunxinews.cn/", "http://www.yunxinews.cn/")
    assert not same_site("http://www.linjiangnews.cn/", "http://www.yunxinews.cn/")
    assert same_site("http://a.yunxi.gov.cn/", "http://www.yunxi.gov.cn/")
    assert not same_site("http://www.linjiang.gov.cn/", "http://www.yunxi.gov.cn/")


def test_tenants_of_a_county_cloud_are_strangers() -> None:
    assert not same_site("http://yunxi.cjyun.org/p/1.html", "http://linjiang.cjyun.org/")
    assert same_site("http://m-yunxi.cjyun.org/p/1.html", "http://yunxi.cjyun.org/")


@pytest.mark.parametrize(
    ("start", "url", "inside"),
    [
        ("http://www.yunxinews.cn/", "http://sports.yunxinews.cn/1.html", True),
        ("http://yunxinews.cn/", "https://m.yunxinews.cn/1.html", True),
        ("http://szb.yunxinews.cn/", "http://www.yunxinews.cn/", False),
        ("http://szb.yunxinews.cn/", "http://szb.yunxinews.cn/html/1.html", True),
        ("http://www.yunxinews.cn/", "http://www.linjiangnews.cn/", False),
    ],
)
def test_scope_of_a_crawl(start: str, url: str, inside: bool) -> None:
    assert in_scope(url, (start,)) is inside
