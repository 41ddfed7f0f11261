"""The pace: AutoThrottle with a floor for each host."""

from collections import defaultdict, deque
from statistics import median
from time import monotonic

from scrapy import Request, Spider, signals
from scrapy.core.downloader import Slot
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.discovery import site_of
from crawler.order import DEFAULT_DELAY_S

MAX_ADDED_DELAY_S = 30.0
"""A slow server is given more time between requests, up to this."""
LATENCIES = 3
"""The middle one of so many tells how slow a host is: one slow page is no slow host, and AutoThrottle
took minutes to forget the one that took 23 s."""


class Latency:
    """How long a host takes to answer, a single slow answer apart."""

    def __init__(self) -> None:
        self._last_s = deque([0.0] * LATENCIES, LATENCIES)

    def after(self, latency_s: float) -> float:
        """Add an answer's latency; return the host's."""
        self._last_s.append(latency_s)
        return median(self._last_s)


class Pace:
    """Sets the pause between two requests to one host.

    It is never below what robots.txt, the order, or else the catalogue or the default ask for, and
    grows with the latency of the host, as AutoThrottle's does.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._asked: dict[str, float] = {}
        self._by_site: dict[str, float] = {}
        self._latency: defaultdict[str, Latency] = defaultdict(Latency)
        crawler.signals.connect(self._opened, signal=signals.spider_opened)
        crawler.signals.connect(self._downloaded, signal=signals.response_downloaded)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Pace":
        return cls(crawler)

    def _opened(self, spider: Spider) -> None:
        order = spider.order
        self._default_s = DEFAULT_DELAY_S if order.delay_s is None else order.delay_s
        if order.delay_s is None:
            for url in order.start_urls:
                site = order.catalogue.of_url(url)
                if site is not None and site.delay_s is not None:
                    self._by_site[site_of(site.domain)] = site.delay_s
        self._crawler.engine.downloader._delay = self._default_s  # as AutoThrottle sets it

    def ask(self, host: str, delay_s: float) -> None:
        """Keep to a pause that the robots.txt of a host asks for."""
        self._asked[host] = delay_s
        slot = self._crawler.engine.downloader.slots.get(host)
        if slot is not None:
            slot.delay = max(slot.delay, self.floor_s(host))

    def floor_s(self, host: str) -> float:
        """Return the least pause at a host."""
        ours_s = self._by_site.get(site_of(host), self._default_s)
        return max(ours_s, self._asked.get(host, 0.0))

    def ended(self, request: Request) -> None:
        """Count the pause from the end of a request.

        Scrapy counts from where it hands a request on. A machine that is busy sends it later than
        that, the next one on time, and the server sees them too close together. After its answer a
        request has certainly arrived.
        """
        host = request.meta.get("download_slot")
        slot = self._crawler.engine.downloader.slots.get(host)
        if slot is not None:
            slot.lastseen = monotonic()
            slot.delay = max(slot.delay, self.floor_s(host))

    def _downloaded(self, response: Response, request: Request) -> None:
        host = request.meta.get("download_slot")
        slot: Slot | None = self._crawler.engine.downloader.slots.get(host)
        answered_s = request.meta.get("download_latency")
        if slot is None or answered_s is None:
            return
        latency_s = self._latency[host].after(answered_s)
        adjusted = max(latency_s, (slot.delay + latency_s) / 2)
        if response.status != 200:  # errors come fast; that is no reason to come faster
            adjusted = max(adjusted, slot.delay)
        slot.delay = max(self.floor_s(host), min(adjusted, MAX_ADDED_DELAY_S))
