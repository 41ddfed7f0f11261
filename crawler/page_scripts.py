"""Pages that lead nowhere by themselves are read with their script files: menu, rows or pager stand there.

A file is fetched once a run, as every request: with the crawl's guards, robots.txt and pause.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.discovery import in_scope
from crawler.failure import Refusal
from crawler.memories import Lesson
from crawler.parts import fetch_beside
from crawler.workers import Extraction, PageBytes, WorkerPool

if TYPE_CHECKING:
    from crawler.spiders.news import NewsSpider

MAX_FILES = 60
"""Of one host; a site has two or three, one that names them by the minute as many as it has pages."""
MAX_FETCHES = 3
"""Of one file: where the server was busy, or where it had to make room."""
MAX_BYTES = 1_000_000
"""A bundle of a county app takes 300 KB to 900 KB."""
MAX_HELD_BYTES = 20_000_000
"""Of all files that are kept for the next page."""


async def read_with_files(
    workers: WorkerPool,
    first: Extraction,
    page: PageBytes,
    fetched_at: datetime,
    texts: tuple[str, ...],
    template: str | None,
    lesson: Lesson,
) -> Extraction:
    """Return what a page is when it is read with the `texts` of its script files.

    `first` is what it is without them, and stays so where they are more than a worker can read.
    """
    again = await workers.extract(
        [page], fetched_at, template=template, lesson=lesson, scripts=texts
    )
    return again if again.mishap is None else first


class PageScripts:
    """The script files that this run has read."""

    def __init__(self) -> None:
        self._bodies: dict[str, asyncio.Task[bytes]] = {}
        """By name, in the order of their last use; pages that want one at a time wait for one answer."""
        self._fetches: Counter[str] = Counter()
        self._files: Counter[str] = Counter()
        """How many files of each host were asked for."""

    async def texts_of(self, spider: "NewsSpider", files: Sequence[str]) -> tuple[str, ...]:
        """Return the texts of `files`, without those that cannot be had."""
        bodies = [await self._body_of(spider, url) for url in files if in_scope(url, spider.starts)]
        return tuple(_text(body) for body in bodies if body)

    async def _body_of(self, spider: "NewsSpider", url: str) -> bytes:
        name = _name(url)
        task = self._bodies.pop(name, None) or self._fetch(spider, url, name)
        if task is None:
            return b""
        self._bodies[name] = task
        try:
            body = await asyncio.shield(task)
        except Refusal:  # it may be had for the next page
            self._bodies.pop(name, None)
            return b""
        self._make_room(but=name)
        return body

    def _fetch(self, spider: "NewsSpider", url: str, name: str) -> "asyncio.Task[bytes] | None":
        """Begin to fetch a file; None where enough was asked for."""
        host, is_new = urlsplit(url).netloc, not self._fetches[name]
        if self._fetches[name] >= MAX_FETCHES or (is_new and self._files[host] >= MAX_FILES):
            return None
        self._files[host] += is_new
        self._fetches[name] += 1
        return asyncio.ensure_future(_body(spider, url))

    def _make_room(self, *, but: str) -> None:
        """Forget the files whose last use is the longest ago, so that the others fit in."""
        sizes = {name: len(task.result()) for name, task in self._bodies.items() if _is_had(task)}
        held = sum(sizes.values())
        for name, size in sizes.items():
            if held > MAX_HELD_BYTES and name != but:
                del self._bodies[name]
                held -= size


def _is_had(task: "asyncio.Task[bytes]") -> bool:
    return task.done() and not task.cancelled() and task.exception() is None


def _name(url: str) -> str:
    """What a file is known by: list.js?t=1747 is another address on every page, and the same file."""
    path, _, _ = url.partition("?")
    return path if path.endswith(".js") else url


async def _body(spider: "NewsSpider", url: str) -> bytes:
    """Return the file at `url`; nothing where it is none, or too long. Raises Refusal."""
    file = await fetch_beside(spider, url)
    if file is None or len(file.body) > MAX_BYTES or file.body.lstrip()[:1] == b"<":
        return b""
    return file.body


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("gb18030", "replace")
