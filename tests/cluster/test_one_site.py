"""One crawl by several workers: the ledger on PostgreSQL, and workers that may be killed."""

import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cluster import needs

needs("psycopg", "cluster")

import psycopg

from crawler.cluster.postgres_ledger import PostgresLedger
from crawler.ledger import Ledger
from crawler.ledger_audit import audit
from crawler.ledger_connection import StorageError
from crawler.ledger_counts import state_counts
from crawler.page_state import Outcome, Sighting, State
from tests.crawl.loopback import Site, article_page, kill, lines_of, list_page, served, start_crawl

ARTICLES = 60
PATIENCE_S = 240.0


@pytest.fixture
def database(postgres: str) -> str:
    """URL of an empty database."""
    name = f"crawl{time.monotonic_ns()}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
    return postgres.rpartition("/")[0] + f"/{name}"


@pytest.fixture
def huge_site() -> Iterator[Site]:
    """A site of chained lists: what is lost in the middle takes everything behind it."""
    paths = [f"/2026/05/{n % 28 + 1:02d}/a{n}.html" for n in range(ARTICLES)]
    pages: dict[str, bytes] = {path: article_page(n + 1) for n, path in enumerate(paths)}  # type: ignore[assignment]
    for first in range(0, ARTICLES, 10):
        name = "/" if first == 0 else f"/index_{first // 10}.html"
        following = first // 10 + 1
        more = f"<a href='/index_{following}.html'>下一页</a>" if first + 10 < ARTICLES else ""
        pages[name] = list_page(paths[first : first + 10], more)
    with served(Site(pages)) as site:  # type: ignore[arg-type]
        yield site


def worker(site: Site, folder: Path, name: str, database: str, *more: str) -> subprocess.Popen[str]:
    return start_crawl(site, folder / "out", f"state={folder / name}", f"ledger={database}", *more)


@pytest.mark.parametrize("delay", ["0", "0.05"])
def test_of_two_workers_one_is_killed(
    huge_site: Site, database: str, tmp_path: Path, delay: str
) -> None:
    """With no pause both ask the host; with one, the second takes it over when the first is gone."""
    first = worker(huge_site, tmp_path, "a", database, f"delay_s={delay}")
    deadline = time.monotonic() + PATIENCE_S
    while sum(huge_site.asked.values()) < 15 and time.monotonic() < deadline:
        time.sleep(0.02)
    second = worker(huge_site, tmp_path, "b", database, f"delay_s={delay}")
    while sum(huge_site.asked.values()) < 30 and time.monotonic() < deadline:
        time.sleep(0.02)
    kill(first, signal.SIGKILL)
    first.communicate()
    said, complained = second.communicate(timeout=PATIENCE_S)
    assert second.returncode == 0, said + complained
    articles = lines_of(tmp_path / "out" / "articles.jsonl")
    assert len(articles) == ARTICLES
    assert len({article["id"] for article in articles}) == ARTICLES
    assert len({article["url"] for article in articles}) == ARTICLES
    ledger = PostgresLedger.join(database, tmp_path)
    assert audit(ledger)[1] == []
    assert state_counts(ledger).keys() <= {"done", "skipped"}
    ledger.close()


def sighting(number: int, host: str = "a.example") -> Sighting:
    url = f"https://{host}/{number}.html"
    return Sighting(key=url, url=url, host=host, kind="article", via="row")


def record(number: int) -> dict[str, object]:
    return {
        "id": f"id{number}", "content_hash": f"hash{number}", "revision": 1, "published_at": None,
    }  # fmt: skip


def test_leases_go_to_one_worker_each_and_come_back_when_it_is_gone(
    database: str, tmp_path: Path
) -> None:
    one, two = (PostgresLedger.join(database, tmp_path) for _ in range(2))
    one.shares_hosts = two.shares_hosts = True
    assert one.start_run({}) is True
    assert two.start_run({}) is False
    for number in range(4):
        assert one.sight(sighting(number))
        assert not two.sight(sighting(number))
    now = time.time()
    taken = [ledger.lease("a.example", now) for ledger in (one, two, one, two)]
    assert len({lease.page for lease in taken if lease}) == 4
    assert one.lease("a.example", now) is None
    assert one.waiting["a.example"] > now  # the other is reading: there may be more
    one.close()  # what a kill does to its connection
    two._looked_at = float("-inf")
    two.commit()
    again = [two.lease("a.example", now) for _ in range(3)]
    assert {lease.page for lease in again if lease} == {taken[0].page, taken[2].page}  # type: ignore[union-attr]
    two.close()


def test_a_worker_waits_for_the_start_page_that_another_one_reads(
    database: str, tmp_path: Path
) -> None:
    """Both began with an empty ledger: the second ended at once, and its crawl was one of one worker."""
    one, two = (PostgresLedger.join(database, tmp_path) for _ in range(2))
    one.start_run({})
    two.start_run({})
    assert not two.waiting
    assert one.sight(sighting(1))
    assert one.lease("a.example", time.time())
    assert not two.sight(sighting(1))
    assert "a.example" in two.waiting
    one.close()
    two.close()


def test_a_worker_waits_as_long_as_another_one_reads(database: str, tmp_path: Path) -> None:
    one, two = (PostgresLedger.join(database, tmp_path) for _ in range(2))
    one.start_run({})
    two.start_run({})
    one.sight(sighting(1))
    lease = one.lease("a.example", time.time())
    assert lease
    two._looked_at = float("-inf")
    two.commit()
    assert "a.example" in two.waiting  # the page may be a list, with more behind it
    one.settle(Outcome(lease=lease, state=State.DONE))
    one.lease("a.example", time.time())
    for ledger in (one, two):
        ledger._looked_at = float("-inf")
        ledger.commit()
        assert ledger.waiting == {}
    one.close()
    two.close()


def test_a_host_has_one_worker_until_that_one_is_gone(database: str, tmp_path: Path) -> None:
    one, two = (PostgresLedger.join(database, tmp_path) for _ in range(2))
    one.start_run({})
    two.start_run({})
    for host in ("a.example", "b.example"):
        for number in range(2):
            one.sight(sighting(number, host))
    for ledger in (one, two):
        ledger._looked_at = float("-inf")
        ledger.commit()
    now = time.time()
    assert one.lease("a.example", now)
    assert two.lease("a.example", now) is None
    assert two.lease("b.example", now)
    assert one.lease("b.example", now) is None
    one.close()
    two._looked_at = float("-inf")
    two.commit()
    two.waiting = {"a.example": 0.0, "b.example": 0.0}
    assert two.lease("a.example", now)
    two.close()


def test_an_article_that_two_workers_read_at_once_is_published_once(
    database: str, tmp_path: Path
) -> None:
    one, two = (PostgresLedger.join(database, tmp_path) for _ in range(2))
    one.shares_hosts = two.shares_hosts = True
    one.start_run({})
    two.start_run({})
    one.sight(sighting(1))
    one.sight(sighting(2))
    now = time.time()
    leases = one.lease("a.example", now), two.lease("a.example", now)
    assert all(leases)
    for ledger, lease in zip((one, two), leases, strict=True):
        assert lease is not None
        ledger.settle(Outcome(lease=lease, state=State.DONE, record=record(1)))
    counts = one.connection.execute("SELECT stream, COUNT(*) FROM record GROUP BY stream")
    assert dict(counts.fetchall())["articles"] == 1
    one.close()
    two.close()


@pytest.mark.parametrize(
    ("change", "condition"),
    [
        ("INSERT ON run", ""),
        ("UPDATE ON page", "WHEN (NEW.state = 'done')"),
        ("DELETE ON worker", ""),
    ],
)
def test_a_commit_that_fails_ends_the_run_with_a_sentence(
    database: str, tmp_path: Path, change: str, condition: str
) -> None:
    ledger = PostgresLedger.join(database, tmp_path)
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE 'the commit is refused'; END $$"
        )
        connection.execute(
            f"CREATE CONSTRAINT TRIGGER refusal AFTER {change} DEFERRABLE INITIALLY DEFERRED "  # type: ignore[arg-type]
            f"FOR EACH ROW {condition} EXECUTE FUNCTION refuse()"
        )

    def run() -> None:
        ledger.start_run({})
        ledger.sight(sighting(1))
        lease = ledger.lease("a.example", time.time())
        assert lease
        ledger.settle(Outcome(lease=lease, state=State.DONE, record=record(1)))
        ledger.end_run("complete")

    try:
        with pytest.raises(StorageError, match="the commit is refused"):
            run()
        assert ledger.broken
    finally:
        ledger.close()


def test_both_ledgers_do_the_same(database: str, tmp_path: Path) -> None:
    """The same story on SQLite and PostgreSQL: two runs, a failure, a revision, a vanished page."""

    def told(ledger: Ledger) -> list[tuple[object, ...]]:
        for run in range(3):
            ledger.start_run({"since": None if run < 2 else "2026-01-01"})
            for number in range(6):
                ledger.sight(sighting(number))
            ledger.sight(
                Sighting(key="home", url="https://a.example/", host="a.example", kind="list",
                         via="start", entry=True, reopen=True)
            )  # fmt: skip
            ledger.skip(sighting(9), "robots", "not allowed")
            ledger.count_request("a.example", f"2026-05-0{run + 1}")
            ledger.remember("a.example", f'{{"pages": {run}}}')
            while lease := ledger.lease("a.example", time.time()):
                number = int(lease.url[-6]) if lease.kind == "article" else 7
                outcome = Outcome(lease=lease, state=State.DONE, fetched_at="2026-05-01T00:00:00Z")
                if number == 1:
                    outcome = Outcome(lease=lease, state=State.FAILED, reason="timeout")
                elif number == 2 and run:
                    outcome.state, outcome.record = State.GONE, {"id": "id2", "deleted": True}
                elif number < 6:
                    made = record(number) | {
                        "content_hash": f"hash{number}{run if number == 3 else 0}"
                    }
                    published = {
                        "revision": lease.revision + 1,
                        "published_at": f"2026-0{number}-05",
                    }
                    outcome.record = made | published
                ledger.settle(outcome)
            ledger.commit()
            ledger.end_run("complete")
        columns = (
            "key, state, reason, reported, attempts, run, check_run, unchanged, record_id, "
            "content_hash, revision, published_at, entry, first_run"
        )
        rows = ledger.connection.execute(f"SELECT {columns} FROM page ORDER BY key").fetchall()
        rows += ledger.connection.execute(
            "SELECT stream, page, run FROM record ORDER BY seq"
        ).fetchall()
        rows += ledger.connection.execute("SELECT name, requests, day, memory FROM host").fetchall()
        assert audit(ledger)[1] == []
        ledger.close()
        return [tuple(row) for row in rows]

    on_postgres = PostgresLedger.join(database, tmp_path)
    on_postgres.shares_hosts = True
    assert told(on_postgres) == told(Ledger.open(tmp_path))
