"""Which links of a page enter the ledger."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.discovery import discover, feeds
from crawler.ending import Ending, Verdict
from crawler.extraction import plain
from crawler.following import Follow, links_to_follow
from crawler.ledger import Ledger
from crawler.order import read_order
from crawler.page_state import Lease
from crawler.report import report_of, summary_of

HOME = "http://www.yunxinews.cn/"
LEASE = Lease(
    page=1, key="", url=HOME, host="www.yunxinews.cn", kind="list", via="sitemap", entry=True,
    depth=1, barren=0, hops=0, title=None, date=None, template=None, attempts=1, etag=None,
    last_modified=None, record_id=None, content_hash=None, revision=0, unchanged=0,
    fetched_at=None, with_memory=False,
)  # fmt: skip


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = Ledger.open(tmp_path)
    opened.start_run({})
    yield opened
    opened.close()


def sitemap(count: int, tag: str = "url") -> bytes:
    entries = "".join(
        f"<{tag}><loc>{HOME}yw/2025-03-09/{number}.html</loc><lastmod>2025-03-09</lastmod></{tag}>"
        for number in range(100000, 100000 + count)
    )
    return f"<?xml version='1.0'?><!-- made by hand --><urlset>{entries}</urlset>".encode()


def followed(
    ledger: Ledger,
    body: bytes,
    lease: Lease = LEASE,
    rows: set[int] | None = None,
    **asked: str,
) -> Follow:
    rows = set() if rows is None else rows
    found = plain(discover(body, lease.url + "sitemap.xml"))
    return links_to_follow(found, lease, read_order({"url": HOME, **asked}), ledger, (HOME,), rows)


def test_all_of_a_long_sitemap_is_followed(ledger: Ledger) -> None:
    assert len(followed(ledger, sitemap(2500)).sightings) == 2500


def test_what_a_sitemap_holds_beyond_its_protocol_is_counted(
    monkeypatch: pytest.MonkeyPatch, ledger: Ledger
) -> None:
    monkeypatch.setattr(feeds, "MAX_ENTRIES", 100)
    page = discover(sitemap(130), HOME + "sitemap.xml")
    assert (len(page.articles), page.cut) == (100, 30)
    lines = "\n".join(f"{HOME}yw/2025-03-09/{n}.html" for n in range(130))
    assert discover(lines.encode(), HOME + "sitemap.txt").cut == 30
    assert discover(sitemap(90), HOME + "sitemap.xml").cut == 0
    report = report_of(
        ledger, read_order({"url": HOME}), Ending(Verdict.COMPLETE, "All."), {}, {HOME: page.cut}
    )
    assert report["links_left_out"] == {HOME: 30}
    assert f"30 links left out: lists too long to be read whole, {HOME}" in summary_of(report)


def test_a_broken_sitemap_gives_what_stands_before_the_break() -> None:
    assert len(discover(sitemap(50)[:2000], HOME + "sitemap.xml").articles) >= 15


INDEX = (
    "<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>"
    + "".join(
        f"<sitemap><loc>{HOME}maps/{month}.xml</loc><lastmod>{month}-28</lastmod></sitemap>"
        for month in ("2025-01", "2025-02", "2025-03")
    )
    + "</sitemapindex>"
).encode()


def test_of_an_index_what_changed_is_due_again(ledger: Ledger) -> None:
    first = followed(ledger, INDEX).sightings
    assert [seen.reopen for seen in first] == [False, False, False]
    assert all(seen.entry for seen in first)
    again = followed(ledger, INDEX, replace(LEASE, fetched_at="2025-02-28T09:00:00+08:00"))
    assert [seen.reopen for seen in again.sightings] == [False, True, True]


def test_the_sitemap_of_a_month_before_what_is_asked_for_is_not_read(ledger: Ledger) -> None:
    asked = followed(ledger, INDEX, since="2025-03-01").sightings
    assert [seen.url for seen in asked] == [f"{HOME}maps/2025-03.xml"]


def test_a_pager_that_shows_the_same_page_again_has_ended(ledger: Ledger) -> None:
    rows = [
        {"title": f"云溪河治理工程第{n}段完工", "url": f"/yw/2025-03-09/{n}.html"} for n in range(9)
    ]
    seen: set[int] = set()
    following = []
    for page in range(1, 5):
        lease = replace(LEASE, url=f"{HOME}api/list?page={page}", via="pager", kind="list")
        shown = rows[3 * page - 3 : 3 * page] or rows[6:]  # the last one stands for all behind it
        found = plain(discover(json.dumps(shown).encode(), lease.url))
        sightings = links_to_follow(
            found, lease, read_order({"url": HOME}), ledger, (HOME,), seen
        ).sightings
        following.append([seen.url for seen in sightings if seen.kind == "list"])
    assert following == [[f"{HOME}api/list?page={page}"] for page in (2, 3, 4)] + [[]]


def test_data_that_begins_with_the_rows_of_its_page_is_followed_on(ledger: Ledger) -> None:
    shown = [
        {"title": f"云溪河治理工程第{n}段完工", "url": f"/yw/2025-03-09/{n}.html"} for n in range(3)
    ]
    seen: set[int] = set()
    for via, address in (("nav", "yw/"), ("endpoint", "api/list?page=1")):
        lease = replace(LEASE, url=HOME + address, via=via, kind="list")
        found = plain(discover(json.dumps(shown).encode(), lease.url))
        follow = links_to_follow(found, lease, read_order({"url": HOME}), ledger, (HOME,), seen)
    assert f"{HOME}api/list?page=2" in [sighting.url for sighting in follow.sightings]
