"""Stopping on SIGINT and SIGTERM: soon at the first, at once at the second, losing nothing.

Whatever is in flight when the process ends is a lease in the ledger, and is done again.
"""

import os
import signal
from collections.abc import Callable
from types import FrameType

from scrapy.crawler import Crawler

from crawler.bookkeeper import Bookkeeper

GRACE_S = 5.0
"""Requests in flight get so long to end after the first signal."""


class Stopping:
    """Turns signals into the end of a crawl."""

    def __init__(self, crawler: Crawler, finish: Callable[[Crawler], int]) -> None:
        """`finish` writes report and summary and returns the exit code."""
        self._crawler = crawler
        self._finish = finish
        self._asked = False

    def install(self) -> None:
        """Take over SIGINT and SIGTERM."""
        signal.signal(signal.SIGINT, self._signalled)
        signal.signal(signal.SIGTERM, self._signalled)

    def _signalled(self, number: int, frame: FrameType | None) -> None:
        from twisted.internet import reactor

        reactor.callFromThread(self._end_now if self._asked else self._end_soon)
        self._asked = True

    def _end_soon(self) -> None:
        from twisted.internet import reactor

        bookkeeper = self._crawler.get_extension(Bookkeeper) if self._crawler.engine else None
        if bookkeeper is None or self._crawler.spider is None:
            os._exit(11)  # nothing was started, nothing is lost
        bookkeeper.interrupt()
        reactor.callLater(GRACE_S, self._end_now)

    def _end_now(self) -> None:
        """Leave without waiting for anything; what is in flight stays leased."""
        bookkeeper = self._crawler.get_extension(Bookkeeper)
        if bookkeeper.ending is None:
            bookkeeper.interrupted = True
            self._crawler.spider.workers.kill()
            bookkeeper.end()
        code = self._finish(self._crawler)
        os._exit(code)
