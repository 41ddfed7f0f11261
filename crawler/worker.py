"""A worker process: bytes of pages in, articles and links out, by pipe.

Started as `python -m crawler.worker`. It may be killed at any instant: it holds nothing. A page
that takes too much processor time or memory ends the process, not the crawl; the pool starts
another.

A worker that is ready says so. A job is the length of a JSON header, the header, and the bodies of one or more parts of an article;
the answer is its length and JSON.
"""

import gc
import json
import os
import resource
import signal
import struct
import sys
import traceback
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from qingwen.page import Page

LENGTH = struct.Struct(">I")
READY = b"+"
"""Sent once, when all that a page may need is imported: the clock of the first page starts then."""
EXIT_MEMORY = 3
"""Exit code of a worker that came to its memory cap."""


def main() -> None:
    """Serve jobs from standard input until it ends."""
    deadline_s = float(sys.argv[1])
    max_mb, retire_mb = (int(value) for value in sys.argv[2:4])
    brands_path = sys.argv[4] if len(sys.argv) > 4 else None
    jobs, answers = _take_pipes()
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # Ctrl-C reaches the whole group: the crawler decides
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    import crawler.extraction
    import crawler.warmed  # noqa: F401

    gc.freeze()  # what is imported stays: 400,000 objects that no collection need look at again
    resource.setrlimit(resource.RLIMIT_AS, (max_mb << 20, max_mb << 20))
    answers.write(READY)
    answers.flush()
    while frame := _read(jobs, LENGTH.size):
        (header_bytes,) = LENGTH.unpack(frame)
        job = json.loads(_read(jobs, header_bytes))
        bodies = _bodies(jobs, job["sizes"])
        try:
            # The default action of SIGPROF ends the process even inside a C library.
            signal.setitimer(signal.ITIMER_PROF, deadline_s * job["patience"])
            answer = _answer(job, bodies, brands_path)
            signal.setitimer(signal.ITIMER_PROF, 0)
        except MemoryError:
            os._exit(EXIT_MEMORY)
        answers.write(LENGTH.pack(len(answer)) + answer)
        answers.flush()
        del bodies, answer
        if _resident_mb() > retire_mb:  # freed memory rarely goes back to the system
            return


def _answer(job: dict[str, Any], bodies: list[bytes], brands_path: str | None) -> bytes:
    """Return the answer to one job. A bug is told to the crawler, loudly, and ends nothing."""
    from crawler.brands import read_brands
    from crawler.extraction import extract

    try:
        found = extract(
            _pages(job, bodies),
            job["template"],
            job["memory"],
            teaches=job["teaches"],
            scripts=job["scripts"],
            brands=read_brands(brands_path) if brands_path else None,
        )
    except MemoryError:
        raise
    except Exception:  # the edge of the process: the page must not take the others with it
        found = {"mishap": "fault", "detail": traceback.format_exc(limit=-4)}
    return json.dumps(found).encode("ascii")


def _pages(job: dict[str, Any], bodies: list[bytes]) -> list[Page]:
    fetched_at = datetime.fromisoformat(job["fetched_at"])
    return [
        Page(
            body=body,
            url=url,
            http_charset=charset,
            fetched_at=fetched_at,
            list_title=job["list_title"],
        )
        for body, url, charset in zip(bodies, job["urls"], job["charsets"], strict=True)
    ]


def _take_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Return the two pipes; afterwards nothing that a library prints can reach them."""
    jobs = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    return jobs, answers


def _bodies(jobs: BinaryIO, sizes: list[int]) -> list[bytes]:
    return [_read(jobs, size) for size in sizes]


def _read(jobs: BinaryIO, size: int) -> bytes:
    """Read exactly `size` bytes; b"" where the crawler has gone."""
    data = jobs.read(size)
    return data if len(data) == size else b""


def _resident_mb() -> int:
    with Path("/proc/self/statm").open("rb") as statm:
        return int(statm.read().split()[1]) * resource.getpagesize() >> 20


if __name__ == "__main__":
    main()
