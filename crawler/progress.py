"""What a person sees of a running crawl: a live line on a terminal, else a plain one at times."""

import sys
from time import monotonic

from rich.console import Console
from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.utils.asyncio import create_looping_call

from crawler.ledger_counts import state_counts

SHOW_EVERY_S = 0.5
PLAIN_EVERY_S = 10.0


class Progress:
    """Shows how far the crawl is, on standard error."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._console = Console(stderr=True)
        self._loop = create_looping_call(self._show)
        self._bar: Bar | None = None
        self._last_plain = monotonic()
        crawler.signals.connect(self._opened, signal=signals.spider_opened)
        crawler.signals.connect(self.close, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Progress":
        return cls(crawler)

    def _opened(self) -> None:
        if self._console.is_terminal:
            self._bar = Bar(
                SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(),
                console=self._console, transient=True,
            )  # fmt: skip
            self._task = self._bar.add_task("starting", total=None)
            self._bar.start()
        self._loop.start(SHOW_EVERY_S, now=False)

    def _show(self) -> None:
        if self._bar is None and monotonic() - self._last_plain < PLAIN_EVERY_S:
            return
        line, done, total = self._line()
        if self._bar is not None:
            self._bar.update(self._task, description=line, completed=done, total=total)
        else:
            self._last_plain = monotonic()
            sys.stderr.write(line + "\n")

    def _line(self) -> tuple[str, int, int]:
        states = state_counts(self._crawler.spider.ledger)
        waiting = states.get("pending", 0) + states.get("leased", 0)
        stats = self._crawler.stats
        rejected = states.get("rejected", 0) + states.get("failed", 0)
        line = (
            f"{stats.get_value('articles', 0)} articles, {rejected} rejected or failed, "
            f"{waiting} URLs waiting"
        )
        total = sum(states.values())
        return line, total - waiting, total

    def close(self) -> None:
        """Take the live line away."""
        if self._loop.running:
            self._loop.stop()
        if self._bar is not None:
            self._bar.stop()
            self._bar = None
