"""The pool of worker processes that read pages, so that no page can stall or end the crawl."""

import asyncio
import json
import signal
import sys
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from crawler.memories import Lesson
from crawler.worker import EXIT_MEMORY, LENGTH, READY

_ROOT = Path(__file__).resolve().parents[1]  # a crawl may be started in a folder below it
NO_LESSON = Lesson(None, teaches=False)
WALL_FACTOR = 20
"""A page that computes too long is ended by its processor time. The wall clock is for a worker that
does not run at all, and must not end one that waits for a busy processor."""
START_S = 300
"""The imports of a worker take two seconds of an idle processor, a minute of a crowded one."""
BIG_BODY_BYTES = 1_000_000
"""Larger pages are read one at a time: a tree takes up to forty times the bytes of its page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageBytes:
    """One fetched page, as it goes to a worker."""

    url: str
    body: bytes
    http_charset: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """What a worker found on a page, or what became of the worker."""

    record: dict[str, object] | None = None
    """The article, as the record of one line."""
    reason: str | None = None
    """Why there is no article: a reason of the core."""
    detail: str | None = None
    found: dict[str, Any] = field(default_factory=dict)
    """What `crawler.extraction.plain` makes of a Discovery; empty where it was not reached."""
    memory: dict[str, object] | None = None
    """What this page teaches about its site, where the page was to teach it."""
    mishap: str | None = None
    """`timeout`, `memory` or `crash`: the worker did not answer. `fault`: a bug of ours."""


class WorkerPool:
    """A few processes; `extract` waits for a free one."""

    def __init__(
        self,
        count: int,
        deadline_s: float,
        max_mb: int,
        retire_mb: int,
        brands_path: Path | None = None,
    ) -> None:
        self._arguments = [str(deadline_s), str(max_mb), str(retire_mb)]
        if brands_path is not None:
            self._arguments.append(str(brands_path))
        self._wall_s = deadline_s * WALL_FACTOR
        self._idle: asyncio.Queue[_Worker] = asyncio.Queue()
        self._all = [_Worker(self._arguments) for _ in range(count)]
        for worker in self._all:
            self._idle.put_nowait(worker)
        self._big = asyncio.Lock()

    async def extract(
        self,
        pages: list[PageBytes],
        fetched_at: datetime,
        *,
        template: str | None = None,
        lesson: Lesson = NO_LESSON,
        patience: int = 1,
        scripts: tuple[str, ...] = (),
    ) -> Extraction:
        """Read one article of one or more parts. A worker that dies is asked once more.

        `patience`: how many times the usual deadline it may take. `scripts`: files of its scripts.
        """
        frame = _frame(pages, fetched_at, template, lesson, patience, scripts)
        wall_s = self._wall_s * patience
        if sum(len(page.body) for page in pages) > BIG_BODY_BYTES:
            async with self._big:
                return await self._ask_twice(frame, wall_s)
        return await self._ask_twice(frame, wall_s)

    async def _ask_twice(self, frame: list[bytes], wall_s: float) -> Extraction:
        answer = await self._ask(frame, wall_s)
        if answer.mishap == "crash":  # perhaps not of this page's making
            answer = await self._ask(frame, wall_s)
        return answer

    async def _ask(self, frame: list[bytes], wall_s: float) -> Extraction:
        worker = await self._idle.get()
        try:
            return await worker.ask(frame, wall_s)
        finally:
            self._idle.put_nowait(worker)

    def kill(self) -> None:
        """End all processes at once."""
        for worker in self._all:
            worker.kill()

    async def close(self) -> None:
        """End all processes and wait for them."""
        for worker in self._all:
            await worker.stop()


class _Worker:
    """One process, started when it is first needed and again after each death."""

    def __init__(self, arguments: list[str]) -> None:
        self._arguments = arguments
        self._process: asyncio.subprocess.Process | None = None

    async def ask(self, frame: list[bytes], wall_s: float) -> Extraction:
        try:
            async with asyncio.timeout(START_S):
                process = await self._alive()
            assert process.stdin is not None
            assert process.stdout is not None
            async with asyncio.timeout(wall_s):
                process.stdin.writelines(frame)
                await process.stdin.drain()
                (length,) = LENGTH.unpack(await process.stdout.readexactly(LENGTH.size))
                answer = await process.stdout.readexactly(length)
        except TimeoutError:
            await self.stop()
            return Extraction(mishap="timeout", detail=f"no answer in {wall_s:g} s")
        except (asyncio.IncompleteReadError, ConnectionError):
            return await self._obituary()
        return Extraction(**json.loads(answer))

    async def _alive(self) -> asyncio.subprocess.Process:
        if self._process is not None and self._process.stdout is not None:
            if self._process.returncode is None and not self._process.stdout.at_eof():
                return self._process
            await self.stop()  # it retired
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "crawler.worker", *self._arguments,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, cwd=_ROOT,
        )  # fmt: skip
        assert self._process.stdout is not None
        await self._process.stdout.readexactly(len(READY))
        return self._process

    async def _obituary(self) -> Extraction:
        """Say what ended the process. It has closed its pipe, so it is dead or about to be."""
        process = self._process
        assert process is not None
        code = await process.wait()
        self._process = None
        if code == -signal.SIGPROF:
            return Extraction(mishap="timeout", detail="its processor time was used up")
        if code == EXIT_MEMORY:
            return Extraction(mishap="memory", detail="it came to its memory cap")
        if code < 0:
            return Extraction(mishap="crash", detail=f"ended by {signal.Signals(-code).name}")
        return Extraction(mishap="crash", detail=f"ended with code {code}")

    def kill(self) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.kill()

    async def stop(self) -> None:
        self.kill()
        if self._process is not None:
            await self._process.wait()
            self._process = None


def _frame(
    pages: list[PageBytes],
    fetched_at: datetime,
    template: str | None,
    lesson: Lesson,
    patience: int,
    scripts: tuple[str, ...],
) -> list[bytes]:
    header = json.dumps({
        "urls": [page.url for page in pages],
        "charsets": [page.http_charset for page in pages],
        "sizes": [len(page.body) for page in pages],
        "fetched_at": fetched_at.isoformat(),
        "template": template,
        "memory": lesson.memory,
        "teaches": lesson.teaches,
        "list_title": lesson.list_title,
        "patience": patience,
        "scripts": scripts,
    }).encode("ascii")  # fmt: skip
    return [LENGTH.pack(len(header)), header, *(page.body for page in pages)]
