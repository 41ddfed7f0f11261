"""The guards in a crawl: where it does not go, and what it does not take."""

import gzip
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crawl.loopback import Answer, Site, article_page, crawl, list_page, served


@pytest.fixture
def canary() -> Iterator[Site]:
    """A service on loopback that nobody allowed."""
    with served(Site({"/": article_page(70), "/robots.txt": b""})) as running:
        yield running


def moved_to(url: str) -> Answer:
    return 302, {"Location": url}, b""


def test_loopback_is_not_fetched_unless_it_is_allowed(site: Site, tmp_path: Path) -> None:
    run = crawl(site, tmp_path, allow=False)
    assert run.code == 1
    assert "allow_private=" in run.said
    assert not site.asked


def test_no_redirect_refresh_or_link_leads_to_another_port(
    site: Site, canary: Site, tmp_path: Path
) -> None:
    refresh = f"<html><head><meta http-equiv=refresh content='0;url={canary.home}'></head></html>"
    site.pages["/2026/05/01/a1.html"] = lambda _: moved_to(canary.home)
    site.pages["/2026/05/02/a2.html"] = refresh.encode()
    site.pages["/2026/05/03/a3.html"] = lambda _: moved_to("file:///etc/passwd")
    site.pages["/2026/05/04/a4.html"] = lambda _: moved_to("http://0x7f.1/")
    run = crawl(site, tmp_path)
    assert not canary.asked
    assert len(run.articles) == 1


def test_robots_txt_is_obeyed(site: Site, tmp_path: Path) -> None:
    site.pages["/robots.txt"] = b"User-agent: *\nDisallow: /2026/05/02/\n"
    run = crawl(site, tmp_path)
    assert len(run.articles) == 4
    assert site.asked["/2026/05/02/a2.html"] == 0
    assert {r["reason"] for r in run.rejects.values()} == {"robots"}


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_robots_txt_that_fails_forbids_everything_for_now(
    site: Site, tmp_path: Path, status: int
) -> None:
    site.pages["/robots.txt"] = lambda _: (status, {}, b"")
    run = crawl(site, tmp_path)
    assert run.code == 13
    assert "robots.txt cannot be read" in run.said
    assert set(site.asked) == {"/robots.txt"}
    site.pages["/robots.txt"] = b""
    assert len(crawl(site, tmp_path).articles) == 5


def test_a_robots_txt_that_is_not_there_allows_everything(site: Site, tmp_path: Path) -> None:
    site.pages["/robots.txt"] = lambda _: (403, {}, b"")
    assert len(crawl(site, tmp_path).articles) == 5


def test_half_an_article_is_none(site: Site, tmp_path: Path) -> None:
    page = article_page(1)
    broken = gzip.compress(page)[:-30]
    longer = {"Content-Length": "9000", "Connection": "close"}
    site.pages["/2026/05/01/a1.html"] = lambda _: (200, longer, page)
    site.pages["/2026/05/02/a2.html"] = lambda _: (206, {}, page)
    site.pages["/2026/05/03/a3.html"] = lambda _: (200, {"Content-Encoding": "gzip"}, broken)
    run = crawl(site, tmp_path)
    assert len(run.articles) == 2
    assert {(r["state"], r["reason"]) for r in run.rejects.values()} == {("rejected", "truncated")}


def test_a_page_over_the_cap_is_recorded_as_too_large(site: Site, tmp_path: Path) -> None:
    site.pages["/2026/05/01/a1.html"] = b"<html>" + b"<p>a</p>" * 700_000
    bomb = gzip.compress(b"<p>a</p>" * 5_000_000)
    site.pages["/2026/05/02/a2.html"] = lambda _: (200, {"Content-Encoding": "gzip"}, bomb)
    run = crawl(site, tmp_path)
    assert [r["reason"] for r in run.rejects.values()] == ["too-large", "too-large"]
    assert len(run.articles) == 3
    assert "Traceback" not in (tmp_path / "state" / "crawl.log").read_text("utf-8")


def test_headers_without_end_are_not_read(site: Site, tmp_path: Path) -> None:
    many = {f"X-{n}": "y" * 100 for n in range(2000)}
    site.pages["/2026/05/01/a1.html"] = lambda _: (200, many, article_page(1))
    run = crawl(site, tmp_path)
    assert {r["reason"] for r in run.rejects.values()} == {"headers-too-large"}
    assert len(run.articles) == 4


def test_a_busy_server_is_asked_again_when_it_says(site: Site, tmp_path: Path) -> None:
    first = threading.Event()

    def busy(_: dict[str, str]) -> Answer:
        if first.is_set():
            return 200, {}, article_page(1)
        first.set()
        return 503, {"Retry-After": "1"}, b""

    site.pages["/2026/05/01/a1.html"] = busy
    run = crawl(site, tmp_path)
    assert len(run.articles) == 5
    assert site.asked["/2026/05/01/a1.html"] == 2


def test_a_pause_longer_than_a_run_is_left_to_the_next(site: Site, tmp_path: Path) -> None:
    site.pages["/2026/05/01/a1.html"] = lambda _: (503, {"Retry-After": "7200"}, b"")
    run = crawl(site, tmp_path)
    assert run.code == 10
    assert "1 URLs are left to the next run: busy 1" in run.said
    assert len(run.articles) == 4
    assert site.asked["/2026/05/01/a1.html"] == 1


def test_a_redirect_is_followed_and_a_loop_is_not(site: Site, tmp_path: Path) -> None:
    site.pages["/2026/05/01/a1.html"] = lambda _: moved_to("/2026/05/09/a9.html")
    site.pages["/2026/05/09/a9.html"] = article_page(9)
    site.pages["/2026/05/02/a2.html"] = lambda _: moved_to("/2026/05/02/a2.html")
    run = crawl(site, tmp_path)
    assert {"第9批" in a["title"] for a in run.articles} == {True, False}
    assert len(run.articles) == 4
    assert {r["reason"] for r in run.rejects.values()} == {"moved", "redirect-loop"}


def test_a_trap_of_soft_404s_ends(site: Site, tmp_path: Path) -> None:
    def trap(_: dict[str, str]) -> Answer:
        site.asked["trap"] += 1
        number = site.asked["trap"]
        links = "".join(f"<li><a href='/rili/{number * 9 + n}/'>下一天</a></li>" for n in range(9))
        return 200, {}, f"<html><body><p>没有找到</p><ul>{links}</ul></body></html>".encode()

    answer = site.answer
    site.answer = lambda path, headers: (  # type: ignore[method-assign]
        trap(headers) if path.startswith("/rili/") else answer(path, headers)
    )
    paths = [f"/2026/05/{n:02d}/a{n}.html" for n in range(1, 6)]
    site.pages["/"] = list_page(paths, "<a href='/rili/1/'>日历</a>")
    run = crawl(site, tmp_path)
    assert len(run.articles) == 5
    assert site.asked["trap"] <= 40
