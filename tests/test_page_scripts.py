"""Script files that pages are read with: what they may cost, and what they never take away."""

import asyncio
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import Response, TextResponse

from crawler.memories import Lesson
from crawler.page_scripts import MAX_FILES, PageScripts, read_with_files
from crawler.workers import PageBytes, WorkerPool
from tests.crawl.loopback import list_page

NOW = datetime(2026, 5, 4, tzinfo=UTC)
HOME = "http://www.qinglingwang.cn/"


def test_files_that_are_too_much_for_a_worker_take_nothing_of_what_was_read_before() -> None:
    page = PageBytes(url=HOME, body=list_page(["/a/1.html", "/a/2.html"]), http_charset=None)
    lesson = Lesson(None, teaches=False)

    async def read() -> tuple[int, int, str | None]:
        pool = WorkerPool(1, deadline_s=60, max_mb=150, retire_mb=1000)
        try:
            first = await pool.extract([page], NOW)
            huge = ("x" * 60_000_000,)
            found = await read_with_files(pool, first, page, NOW, huge, None, lesson)
        finally:
            await pool.close()
        return len(first.found["articles"]), len(found.found["articles"]), found.mishap

    assert asyncio.run(read()) == (2, 2, None)


class Downloader:
    """Stands for Scrapy's: a server that gives a file, and was busy at first."""

    def __init__(self, body: bytes, busy: int = 0) -> None:
        self.body, self.busy = body, busy
        self.asked: list[str] = []
        self.spider: Any = SimpleNamespace(starts=(HOME,), crawler=SimpleNamespace(engine=self))

    async def download_async(self, request: Request) -> Response:
        self.asked.append(request.url.removeprefix(HOME))
        await asyncio.sleep(0)
        status = 503 if len(self.asked) <= self.busy else 200
        return TextResponse(request.url, status=status, body=self.body, request=request)

    async def texts_of(self, scripts: PageScripts, name: str) -> tuple[str, ...]:
        return await scripts.texts_of(self.spider, [HOME + name])


@pytest.mark.parametrize("names", [["list.js"] * 8, [f"list.js?t={n}" for n in range(8)]])
def test_pages_that_want_one_file_at_a_time_ask_for_it_once(names: list[str]) -> None:
    server, scripts = Downloader(b"var a"), PageScripts()

    async def read() -> list[tuple[str, ...]]:
        return await asyncio.gather(*(server.texts_of(scripts, name) for name in names))

    assert asyncio.run(read()) == [("var a",)] * 8
    assert len(server.asked) == 1


def test_a_file_that_names_its_content_in_the_query_is_one_of_its_own() -> None:
    server, scripts = Downloader(b"var a"), PageScripts()
    for name in ("rows.asp?lm=3", "rows.asp?lm=4", "rows.asp?lm=3"):
        asyncio.run(server.texts_of(scripts, name))
    assert server.asked == ["rows.asp?lm=3", "rows.asp?lm=4"]


@pytest.mark.parametrize(("busy", "asked"), [(1, 2), (9, 3)])
def test_a_file_of_a_busy_server_is_asked_for_again_by_the_next_page(busy: int, asked: int) -> None:
    server, scripts = Downloader(b"var a", busy), PageScripts()

    async def read() -> list[tuple[str, ...]]:
        return [await server.texts_of(scripts, "list.js") for _ in range(5)]

    assert [bool(texts) for texts in asyncio.run(read())] == [
        busy < n <= 5 and busy < 3 for n in range(1, 6)
    ]
    assert len(server.asked) == asked


def test_files_are_so_many_and_held_up_to_so_many_bytes() -> None:
    server, scripts = Downloader(b"x" * 999_000), PageScripts()

    async def read() -> None:
        for number in [*range(MAX_FILES + 10), MAX_FILES - 1, 0]:
            await server.texts_of(scripts, f"{number}.js")

    asyncio.run(read())
    assert server.asked == [f"{number}.js" for number in [*range(MAX_FILES), 0]]
