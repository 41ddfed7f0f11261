"""One command, one site: what a first crawl leaves behind."""

import signal
import time
from pathlib import Path

from tests.crawl.loopback import Site, article_page, crawl, kill, list_page, start_crawl


def test_a_list_page_becomes_its_articles(site: Site, tmp_path: Path) -> None:
    run = crawl(site, tmp_path)
    assert run.code == 0
    assert sorted(a["title"] for a in run.articles) == [
        f"青岭镇第{n}批茶苗下地" for n in range(1, 6)
    ]
    assert {a["revision"] for a in run.articles} == {1}
    assert "complete" in run.said
    assert run.report["verdict"] == "complete"
    assert run.report["published"]["articles"] == 5


def test_an_article_url_gives_its_article(site: Site, tmp_path: Path) -> None:
    run = crawl(site, tmp_path, f"url={site.home}2026/05/03/a3.html")
    assert [a["title"] for a in run.articles] == ["青岭镇第3批茶苗下地"]
    assert run.code == 0


def test_every_url_ends_in_a_file(site: Site, tmp_path: Path) -> None:
    site.pages["/2026/05/02/a2.html"] = lambda _: (404, {}, b"gone")
    site.pages["/2026/05/03/a3.html"] = lambda _: (403, {}, b"no")
    run = crawl(site, tmp_path)
    assert len(run.articles) == 3
    assert {(r["state"], r["reason"]) for r in run.rejects.values()} == {
        ("gone", "gone"),
        ("failed", "http-403"),
    }
    assert run.code == 0  # a dead link among many is no failure


def test_limit_stops_after_so_many_articles_and_the_next_run_goes_on(
    site: Site, tmp_path: Path
) -> None:
    first = crawl(site, tmp_path, "limit=2")
    assert (first.code, len(first.articles)) == (0, 2)
    second = crawl(site, tmp_path)
    assert (second.code, len(second.articles)) == (0, 5)
    assert len({article["id"] for article in second.articles}) == 5


def test_since_leaves_older_articles_unfetched(site: Site, tmp_path: Path) -> None:
    run = crawl(site, tmp_path, "since=2026-05-04")
    days = {article["published_at"][:10] for article in run.articles}
    assert days == {"2026-05-04", "2026-05-05", "2026-05-06"}
    assert site.asked["/2026/05/01/a1.html"] == 0
    assert {r["reason"] for r in run.rejects.values()} == {"out-of-dates"}


def test_a_story_before_the_asked_days_leads_to_none_beside_it(site: Site, tmp_path: Path) -> None:
    chain = [f"/t/{n}.html" for n in range(8)]  # the first is of the 28th, the next of the 27th
    for n, path in enumerate(chain):
        before, after = (chain[m % 8] for m in (n + 1, n - 1))
        links = f"上一篇：<a href='{before}'>前文</a> 下一篇：<a href='{after}'>后文</a>"
        site.pages[path] = article_page(27 - n, f"<p>{links}</p>")
    site.pages["/"] = list_page(chain[:1]).replace(b"2026-05-02", b"")
    run = crawl(site, tmp_path, "since=2026-05-26")
    assert len(run.articles) == 3
    assert [site.asked[path] for path in chain] == [1, 1, 1, 1, 0, 0, 0, 1]


def test_a_dead_site_is_a_failure_that_says_why(site: Site, tmp_path: Path) -> None:
    site.pages["/"] = lambda _: (403, {}, b"no")
    run = crawl(site, tmp_path)
    assert run.code == 13
    assert "does not let us in" in run.said
    site.pages["/"] = list_page([])
    run = crawl(site, tmp_path / "other")
    assert run.code == 1
    assert "led to no article" in run.said


def test_a_second_run_on_the_same_state_is_refused(site: Site, tmp_path: Path) -> None:
    def slow(_: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        holding.append(1)
        time.sleep(5)
        return 200, {}, list_page([])

    holding: list[int] = []
    site.pages["/"] = slow
    first = start_crawl(site, tmp_path)
    while not holding and first.poll() is None:
        time.sleep(0.05)
    second = crawl(site, tmp_path)
    kill(first, signal.SIGTERM)
    first.communicate()
    assert second.code == 14
    assert "in use" in second.complained


def test_list_pages_are_followed_by_their_pager(site: Site, tmp_path: Path) -> None:
    first = [f"/2026/05/{n:02d}/a{n}.html" for n in range(1, 4)]
    second = [f"/2026/05/{n:02d}/a{n}.html" for n in range(4, 6)]
    pager = "<div class=page><a href='/list_2.html'>下一页</a></div>"
    site.pages["/"] = list_page(first, pager)
    site.pages["/list_2.html"] = list_page(second)
    assert len(crawl(site, tmp_path).articles) == 5


def test_parts_of_an_article_are_one_record(site: Site, tmp_path: Path) -> None:
    from tests.crawl.loopback import article_page

    pager = "<div class=pages><a href='/2026/05/01/a1_2.html'>2</a><a href='/2026/05/01/a1_2.html'>下一页</a></div>"
    back = "<div class=pages><a href='/2026/05/01/a1.html'>1</a><a href='/2026/05/01/a1.html'>上一页</a></div>"
    site.pages["/2026/05/01/a1.html"] = article_page(1, pager)
    site.pages["/2026/05/01/a1_2.html"] = article_page(91, back)
    run = crawl(site, tmp_path)
    whole = next(a for a in run.articles if "第1批" in a["title"])
    assert len(run.articles) == 5
    assert "第1篇第5段" in whole["text"]
    assert "第91篇第5段" in whole["text"]
