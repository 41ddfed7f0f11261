"""The scheduler: Scrapy's queue, kept in the ledger.

What the spider yields is entered in the ledger; what the downloader gets is leased from it, and
the lease ends when the outcome of the page is settled. Hosts take turns, each with few leases at a
time, so a slow host holds up nobody.
"""

import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from math import inf

from scrapy import Request, signals
from scrapy.core.scheduler import BaseScheduler
from scrapy.crawler import Crawler

from crawler.following import host_of
from crawler.ledger_connection import StorageError
from crawler.manners import today
from crawler.page_state import Lease, Outcome, Sighting, State
from crawler.spiders.news import NewsSpider

MAX_LEASES = 64
LEASES_A_HOST = 2
"""One being fetched, one being read."""
LEASES_A_FAST_HOST = 4
"""Where no pause is asked for, reading is slower than fetching."""


class LedgerScheduler(BaseScheduler):
    """Requests of the spider, stored as rows and given back as leases."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._patience_s = crawler.settings.getfloat("PATIENCE_S")
        self._leased: Counter[str] = Counter()
        self._turn: list[str] = []
        """Hosts in the order in which they are asked next; those without due URLs keep their place."""
        self._known_turns: set[str] = set()
        self._wake = None
        self.stopping = False
        """Set to give out nothing more."""
        self._closed_hosts: set[str] = set()
        crawler.signals.connect(self._count_request, signal=signals.request_reached_downloader)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "LedgerScheduler":
        return cls(crawler)

    def open(self, spider: NewsSpider) -> None:
        """Take the ledger of the spider."""
        self._ledger = spider.ledger
        self._spider = spider

    def close(self, reason: str) -> None:
        if self._wake is not None and self._wake.active():
            self._wake.cancel()

    def has_pending_requests(self) -> bool:
        """Whether anything is due in this run, now or within its patience."""
        if self.stopping or self._ledger.broken:
            return False
        horizon = time.time() + self._patience_s
        return any(
            due_at <= horizon
            for host, due_at in self._ledger.waiting.items()
            if host not in self._closed_hosts
        )

    def enqueue_request(self, request: Request) -> bool:
        """Enter a request of the spider; false where its URL is known and not due."""
        sighting = request.meta["sighting"]
        assert isinstance(sighting, Sighting)
        try:
            return self._ledger.sight(sighting)
        except StorageError:
            return False  # the ledger is marked as broken: the bookkeeper ends the run

    def next_request(self) -> Request | None:
        """Return the next due URL of the next host that may be asked."""
        if self.stopping or self._ledger.broken or self._leased.total() >= MAX_LEASES:
            return None
        try:
            return self._next_request()
        except StorageError:
            return None

    def _next_request(self) -> Request | None:
        if not self._is_open():
            return None
        now = time.time()
        while lease := self._next_lease(now):
            if self._spider.traps.is_open(lease):
                return self._spider.request_of(lease)
            self._skip(lease)
        self._wake_when_due(now)
        return None

    def _next_lease(self, now: float) -> Lease | None:
        for host in self._hosts_in_turn(now):
            lease = self._ledger.lease(host, now)
            if lease is not None:
                self._leased[host] += 1
                self._turn.remove(host)
                self._turn.append(host)
                return lease
        return None

    def close_host(self, host: str, reason: str) -> None:
        """Leave a host alone for the rest of this run; its URLs wait for the next."""
        self._closed_hosts.add(host)
        try:
            self._ledger.postpone(host, reason)
        except StorageError:
            return

    def _is_open(self) -> bool:
        """Whether the hours are right, and which hosts have had their requests of the day."""
        order = self._spider.order
        if order.window is not None and not order.window.is_open(datetime.now(UTC)):
            self.stopping = True
            for host in list(self._ledger.waiting):
                self.close_host(host, "window")
            return False
        if order.requests_a_day is not None:
            for host in [host for host in self._turn if host not in self._closed_hosts]:
                if self._ledger.requests_of(host, today()) >= order.requests_a_day:
                    self.close_host(host, "budget")
        return True

    def _count_request(self, request: Request) -> None:
        if self._spider.order.requests_a_day is not None:
            try:
                self._ledger.count_request(host_of(request.url), today())
            except StorageError:
                return

    def _skip(self, lease: Lease) -> None:
        trap = Outcome(
            lease=lease,
            state=State.SKIPPED,
            reason="trap",
            detail="many addresses like it brought nothing new",
        )
        self._ledger.settle(trap)
        self.settled(lease)

    def settled(self, lease: Lease) -> None:
        """The outcome of a lease is in the ledger: its host may have another."""
        self._leased[lease.host] -= 1
        if not self._leased[lease.host]:
            del self._leased[lease.host]

    def _hosts_in_turn(self, now: float) -> Iterator[str]:
        """Yield the hosts that may be asked; who takes one ends the iteration."""
        waiting = self._ledger.waiting
        if not waiting.keys() <= self._known_turns:
            self._turn += [host for host in waiting if host not in self._known_turns]
            self._known_turns.update(waiting)
        most = LEASES_A_FAST_HOST if self._spider.order.delay_s == 0 else LEASES_A_HOST
        for host in self._turn:
            if (
                waiting.get(host, inf) <= now
                and self._leased.get(host, 0) < most
                and host not in self._closed_hosts
            ):
                yield host

    def _wake_when_due(self, now: float) -> None:
        """Have the engine ask again when the next URL is due; its own heartbeat is too slow."""
        from twisted.internet import reactor

        due = [
            due_at
            for host, due_at in self._ledger.waiting.items()
            if due_at > now and host not in self._closed_hosts
        ]
        if self._wake is not None and self._wake.active():
            self._wake.cancel()
        if due:
            pause_s = max(0.01, min(due) - now)
            self._wake = reactor.callLater(pause_s, self.wake)

    def wake(self) -> None:
        """Have the engine ask for the next request."""
        slot = self._crawler.engine._slot  # the engine offers no public way to be woken
        if slot is not None:
            slot.nextcall.schedule()
