"""Killed, stopped, out of space: nothing is lost, nothing comes twice, no line is torn."""

import signal
import threading
from collections import Counter
from pathlib import Path

import pytest

from tests.crawl.loopback import (
    Answer,
    Site,
    article_page,
    command,
    crawl,
    kill,
    list_page,
    start_crawl,
)

ARTICLES = 40


@pytest.fixture
def long_site(site: Site) -> Site:
    """A site with more articles than a crawl has done when it is stopped."""
    paths = [f"/2026/04/{n % 28 + 1:02d}/b{n}.html" for n in range(ARTICLES)]
    site.pages = {path: article_page(n + 100) for n, path in enumerate(paths)}
    for number in range(2):
        rows = paths[number * 20 : number * 20 + 20]
        more = f"<div class=page><a href='/list_{number + 2}.html'>下一页</a></div>"
        site.pages["/" if number == 0 else f"/list_{number + 1}.html"] = list_page(
            rows, more if number < 1 else ""
        )
    return site


def stop_at(site: Site, request: int) -> threading.Event:
    """Return an event that is set when a site is asked for its `request`-th page."""
    reached = threading.Event()
    answer = site.answer

    def counting(path: str, headers: dict[str, str]) -> Answer:
        if sum(site.asked.values()) >= request:
            reached.set()
        return answer(path, headers)

    site.answer = counting  # type: ignore[method-assign]
    return reached


@pytest.mark.parametrize("request_number", [3, 23, 39])
def test_kill_minus_9_loses_doubles_and_tears_nothing(
    long_site: Site, tmp_path: Path, request_number: int
) -> None:
    reached = stop_at(long_site, request_number)
    process = start_crawl(long_site, tmp_path)
    assert reached.wait(120)
    kill(process)
    process.communicate()
    assert "interrupted" in command("status", "--out", str(tmp_path)).stdout
    run = crawl(long_site, tmp_path)
    assert run.code == 0
    titles = Counter(article["title"] for article in run.articles)
    assert (len(titles), set(titles.values())) == (ARTICLES, {1})
    assert command("verify", "--out", str(tmp_path)).returncode == 0


def test_a_crawl_that_dies_while_it_publishes_loses_nothing(
    long_site: Site, tmp_path: Path
) -> None:
    for file in ("DiesBeforeAWrite", "DiesWithinAWrite", "DiesBehindAWrite"):
        died = crawl(long_site, tmp_path, settings=(f"RECORD_FILE=tests.crawl.dying_files.{file}",))
        assert died.code == -signal.SIGKILL
        assert (tmp_path / "articles.jsonl").stat().st_size > 0 or file == "DiesBeforeAWrite"
    run = crawl(long_site, tmp_path)
    titles = Counter(article["title"] for article in run.articles)
    assert (len(titles), set(titles.values())) == (ARTICLES, {1})
    assert command("verify", "--out", str(tmp_path)).returncode == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_run_soon_and_the_next_goes_on(
    long_site: Site, tmp_path: Path, number: signal.Signals
) -> None:
    reached = stop_at(long_site, 12)
    process = start_crawl(long_site, tmp_path)
    assert reached.wait(120)
    kill(process, number)
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 11
    assert "interrupted" in said
    asked = sum(long_site.asked.values())
    run = crawl(long_site, tmp_path)
    assert len(run.articles) == len({a["id"] for a in run.articles}) == ARTICLES
    assert asked < ARTICLES


def test_a_start_page_that_moved_away_is_remembered(long_site: Site, tmp_path: Path) -> None:
    elsewhere = f"localhost:{long_site.address.rpartition(':')[2]}"
    long_site.pages["/start"] = lambda _: (301, {"Location": f"http://{elsewhere}/"}, b"")
    asked = (f"url={long_site.home}start", f"allow_private={elsewhere},{long_site.address}")
    reached = stop_at(long_site, 12)
    process = start_crawl(long_site, tmp_path, *asked, allow=False)
    assert reached.wait(120)
    kill(process)
    process.communicate()
    run = crawl(long_site, tmp_path, *asked, allow=False)
    assert len(run.articles) == ARTICLES
    assert {article["url"].split("/")[2] for article in run.articles} == {elsewhere}


def test_two_signals_end_a_run_that_waits_for_a_page(site: Site, tmp_path: Path) -> None:
    hanging, never = threading.Event(), threading.Event()

    def hang(_: dict[str, str]) -> Answer:
        hanging.set()
        never.wait(20)
        return 200, {}, b""

    site.pages["/2026/05/03/a3.html"] = hang
    process = start_crawl(site, tmp_path)
    assert hanging.wait(120)
    kill(process, signal.SIGTERM)
    kill(process, signal.SIGTERM)
    process.communicate(timeout=60)
    never.set()
    assert process.returncode == 11


def test_a_disk_that_refuses_stops_the_run_and_loses_nothing(
    long_site: Site, tmp_path: Path
) -> None:
    # A limit on the size of files stands in for a full disk: writes fail in the same places.
    tight = ("bash", "-c", 'ulimit -f 120; exec "$@"', "bash")
    full = crawl(long_site, tmp_path, wrapper=tight)
    assert full.code == 12
    assert "The disk refused a write" in full.said
    assert sum(long_site.asked.values()) < ARTICLES
    run = crawl(long_site, tmp_path)
    assert run.code == 0
    assert len(run.articles) == len({a["id"] for a in run.articles}) == ARTICLES


def test_a_log_that_the_disk_refuses_is_said_before_the_first_request(
    site: Site, tmp_path: Path
) -> None:
    full = crawl(site, tmp_path, settings=("LOG_FILE=/dev/full",))
    assert full.code == 12
    assert "log file /dev/full: No space left on device." in full.complained
    assert not site.asked


@pytest.mark.parametrize("share", [0.0, 0.31])
def test_an_output_cut_anywhere_is_written_again(site: Site, tmp_path: Path, share: float) -> None:
    crawl(site, tmp_path)
    articles = tmp_path / "articles.jsonl"
    whole = articles.read_bytes()
    articles.write_bytes(whole[: int(len(whole) * share)])
    crawl(site, tmp_path)
    assert articles.read_bytes() == whole


def test_what_was_written_behind_the_ledger_is_cut_off(site: Site, tmp_path: Path) -> None:
    crawl(site, tmp_path)
    articles = tmp_path / "articles.jsonl"
    whole = articles.read_bytes()
    articles.write_bytes(whole + b'{"id": "torn')
    crawl(site, tmp_path)
    assert articles.read_bytes() == whole


def test_a_ledger_of_another_version_is_refused(site: Site, tmp_path: Path) -> None:
    import sqlite3

    crawl(site, tmp_path)
    with sqlite3.connect(tmp_path / "state" / "ledger.sqlite3") as ledger:
        ledger.execute("PRAGMA user_version = 99")
    ledger.close()
    run = crawl(site, tmp_path)
    assert run.code == 2
    assert "another version" in run.complained


@pytest.mark.parametrize(
    "damage",
    [
        "CREATE TRIGGER refuse BEFORE INSERT ON record BEGIN SELECT RAISE(ABORT, 'no'); END",
        "ALTER TABLE page RENAME COLUMN unchanged TO looks",
        "ALTER TABLE likeness RENAME COLUMN signature TO gone",
        "ALTER TABLE host RENAME COLUMN memory TO gone",
    ],
)
def test_a_ledger_that_fails_ends_the_run_and_says_so(
    long_site: Site, tmp_path: Path, damage: str
) -> None:
    import sqlite3

    crawl(long_site, tmp_path, "limit=2")
    published = (tmp_path / "articles.jsonl").read_bytes()
    with sqlite3.connect(tmp_path / "state" / "ledger.sqlite3") as ledger:
        ledger.execute(damage)
    ledger.close()
    run = crawl(long_site, tmp_path)
    assert run.code == 15
    assert "The ledger cannot be used" in run.said
    assert (tmp_path / "articles.jsonl").read_bytes() == published
