"""How long the one thread of a crawl keeps others waiting, and what processor time it used."""

import asyncio
import cProfile
import json
import os
import time
from pathlib import Path

from scrapy import signals
from scrapy.crawler import Crawler

TICK_S = 0.01


class ReactorMeter:
    """A Scrapy extension: asks to be called every tick, and notes how late that was.

    Late by the clock is what a user sees; late by the processor time of the thread is what the crawl
    itself is to blame for, and the same on a machine with other work.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._late_s: list[float] = []
        self._late_cpu_s: list[float] = []
        self._handle: asyncio.TimerHandle | None = None
        self._profile = cProfile.Profile(time.thread_time)
        crawler.signals.connect(self._opened, signal=signals.spider_opened)
        crawler.signals.connect(self._closed, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "ReactorMeter":
        return cls(crawler)

    def _opened(self) -> None:
        self._loop = asyncio.get_event_loop()
        self._began_s, self._start_cpu_s = time.monotonic(), time.process_time()
        self._again()
        if os.environ.get("REACTOR_PROFILE"):
            self._profile.enable()

    def _again(self) -> None:
        due_s, cpu_s = self._loop.time() + TICK_S, time.thread_time()
        self._handle = self._loop.call_at(due_s, self._tick, due_s, cpu_s)

    def _tick(self, due_s: float, cpu_s: float) -> None:
        late_s = max(0.0, self._loop.time() - due_s)
        self._late_s.append(late_s)
        self._late_cpu_s.append(min(late_s, time.thread_time() - cpu_s))
        self._again()

    def _closed(self) -> None:
        if self._handle is not None:
            self._handle.cancel()
        if profile := os.environ.get("REACTOR_PROFILE"):
            self._profile.disable()
            self._profile.dump_stats(profile)
        figures = {
            "wall_s": time.monotonic() - self._began_s,
            "start_cpu_s": self._start_cpu_s,
            "reactor_cpu_s": time.process_time() - self._start_cpu_s,
            "late_p99_ms": percentile(self._late_s, 0.99) * 1000,
            "late_max_ms": max(self._late_s, default=0.0) * 1000,
            "late_cpu_p99_ms": percentile(self._late_cpu_s, 0.99) * 1000,
            "late_cpu_max_ms": max(self._late_cpu_s, default=0.0) * 1000,
        }
        Path(os.environ["REACTOR_METER"]).write_text(json.dumps(figures), "utf-8")


def percentile(values: list[float], share: float) -> float:
    """Return the value that `share` of the values do not exceed; 0.0 for none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0
