"""Articles of several pages become one, in order and without repetition."""

from datetime import UTC, datetime

from crawler.extraction import extract
from qingwen.page import Page
from tests.crawl.loopback import article_page

URL = "http://www.qinglingwang.cn/2026/05/02/a1.html"


def paragraphs(*bodies: bytes) -> list[str]:
    count = len(bodies)
    urls = [URL, *(URL.replace(".html", f"_{n}.html") for n in range(2, count + 1))]
    fetched_at = datetime(2026, 5, 2, tzinfo=UTC)
    pages = [
        Page(body=body, url=url, http_charset="utf-8", fetched_at=fetched_at)
        for body, url in zip(bodies, urls, strict=True)
    ]
    found = extract(pages, None, None, teaches=False)
    record = found["record"]
    assert isinstance(record, dict)
    return record["paragraphs"]


def test_parts_follow_each_other() -> None:
    joined = paragraphs(article_page(1), article_page(2))
    assert [text[:4] for text in joined] == ["第1篇第"] * 5 + ["第2篇第"] * 5


def test_a_last_part_that_is_the_whole_is_not_appended() -> None:
    whole = article_page(1, "<p>全文在此：茶苗已全部栽完，镇里开始组织验收，农户等着第一场雨。</p>")
    joined = paragraphs(article_page(1), whole)
    assert len(joined) == len(set(joined)) == 6
