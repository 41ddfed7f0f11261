"""How long the pages of a run took to come: kept beside the ledger for the report."""

import heapq
import json
from collections import Counter
from pathlib import Path
from typing import Any

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response

FILE_NAME = "timings.json"
SLOWEST = 50


class Timings:
    """Notes the latency of every answer; writes the slowest, and the mean of each host, at the end."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._slowest: list[tuple[float, str]] = []
        self._seconds: Counter[str] = Counter()
        self._answers: Counter[str] = Counter()
        crawler.signals.connect(self._answered, signal=signals.response_received)
        crawler.signals.connect(self._closed, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Timings":
        return cls(crawler)

    def _answered(self, response: Response, request: Request) -> None:
        latency_s = request.meta.get("download_latency")
        if latency_s is None:
            return
        host = request.meta.get("download_slot") or ""
        self._seconds[host] += latency_s
        self._answers[host] += 1
        heapq.heappush(self._slowest, (latency_s, response.url))
        if len(self._slowest) > SLOWEST:
            heapq.heappop(self._slowest)

    def _closed(self) -> None:
        hosts = {
            host: {"answers": count, "mean_s": round(self._seconds[host] / count, 3)}
            for host, count in sorted(self._answers.items())
        }
        slowest = [
            {"url": url, "latency_s": round(latency_s, 3)}
            for latency_s, url in sorted(self._slowest, reverse=True)
        ]
        folder: Path = self._crawler.spider.folder.path
        try:
            text = json.dumps({"hosts": hosts, "slowest": slowest}, ensure_ascii=False)
            (folder / FILE_NAME).write_text(text, encoding="utf-8")
        except OSError:  # a full disk is told by the run itself
            return


def read_timings(folder: Path) -> dict[str, Any]:
    """Return what the last run noted; empty where there is nothing."""
    try:
        return json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {"hosts": {}, "slowest": []}
