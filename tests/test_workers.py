"""The workers: a page that takes too much ends one, and the page that a dying one held is read by the next."""

import asyncio
import os
import signal
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.ledger import Ledger
from crawler.memories import Lesson, Memories
from crawler.page_state import Sighting
from crawler.workers import PageBytes, WorkerPool
from tests.crawl.loopback import article_page

NOW = datetime(2026, 5, 4, tzinfo=UTC)


def page(body: bytes) -> PageBytes:
    return PageBytes(url="http://www.qinglingwang.cn/a/1.html", body=body, http_charset="utf-8")


def children() -> list[int]:
    """Return the processes that this one has started."""
    path = Path(f"/proc/self/task/{os.getpid()}/children")
    return [int(child) for child in path.read_text("ascii").split()]


HEAVY = b"<html><body>" + "<a href='/1.html'>标题标题标题</a>".encode() * 50_000


@pytest.mark.parametrize(
    ("deadline_s", "max_mb", "mishap"), [(0.3, 1000, "timeout"), (60, 100, "memory")]
)
def test_a_page_that_takes_too_much_is_told_and_harms_no_other(
    deadline_s: float, max_mb: int, mishap: str
) -> None:
    async def read() -> list[str | None]:
        pool = WorkerPool(1, deadline_s=deadline_s, max_mb=max_mb, retire_mb=1000)
        try:
            heavy, light = await asyncio.gather(
                pool.extract([page(HEAVY)], NOW), pool.extract([page(article_page(1))], NOW)
            )
        finally:
            await pool.close()
        return [heavy.mishap, light.mishap]

    assert asyncio.run(read()) == [mishap, None]


def test_a_page_that_shows_no_title_has_that_of_the_link_to_it(tmp_path: Path) -> None:
    titled = "<h1>青岭镇第1批茶苗下地</h1>".encode()
    bare = article_page(1).replace(titled, b"").replace("青岭镇第1批茶苗下地_".encode(), b"")
    url = "http://www.qinglingwang.cn/a/1.html"

    async def read(lesson: Lesson) -> str:
        pool = WorkerPool(1, deadline_s=60, max_mb=1000, retire_mb=1000)
        try:
            extraction = await pool.extract([page(bare)], NOW, lesson=lesson)
        finally:
            await pool.close()
        assert extraction.record is not None
        return str(extraction.record["title"])

    ledger = Ledger.open(tmp_path)
    ledger.start_run({})
    ledger.sight(
        Sighting(
            key=url,
            url=url,
            host="www.qinglingwang.cn",
            kind="article",
            via="list",
            title="青岭镇茶苗下地了",
        )
    )
    lease = ledger.lease("www.qinglingwang.cn", 0.0)
    assert lease is not None
    assert asyncio.run(read(Memories(ledger).lesson_for(lease))) == "青岭镇茶苗下地了"
    ledger.close()


async def title_from(pool: WorkerPool) -> str:
    extraction = await pool.extract([page(article_page(1))], NOW)
    assert extraction.record is not None
    return str(extraction.record["title"])


def test_a_worker_that_dies_is_replaced_and_its_page_read_again() -> None:
    async def killed() -> list[str]:
        pool = WorkerPool(1, deadline_s=60, max_mb=1000, retire_mb=1000)
        before = set(children())
        try:
            first = await title_from(pool)
            (worker,) = set(children()) - before
            os.kill(worker, signal.SIGSTOP)  # it holds the page when it dies
            second = asyncio.ensure_future(title_from(pool))
            await asyncio.sleep(0)
            os.kill(worker, signal.SIGSEGV)
            os.kill(worker, signal.SIGCONT)
            return [first, await second]
        finally:
            await pool.close()

    assert asyncio.run(killed()) == ["青岭镇第1批茶苗下地"] * 2
