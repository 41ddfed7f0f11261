"""Settlement: the last item pipeline, where the outcome of a page becomes its state."""

from typing import Any
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.crawler import Crawler
from twisted.python.failure import Failure

from crawler.discovery import same_site, twin_host
from crawler.ledger_connection import StorageError
from crawler.page_state import Lease, Outcome, State
from crawler.retries import over


class Settlement:
    """Writes outcomes to the ledger and ends their leases, also where an exception came first."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        crawler.signals.connect(self._page_failed, signal=signals.spider_error)
        crawler.signals.connect(self._item_failed, signal=signals.item_error)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Settlement":
        return cls(crawler)

    def process_item(self, item: Outcome) -> Outcome:
        """Settle one outcome. A twin of an article that another URL gave is no second record."""
        self._settle(self._within_limit(self._without_twin(item)))
        return item

    def _within_limit(self, outcome: Outcome) -> Outcome:
        """Leave to the next run what was in flight when the limit was reached."""
        limit = self._crawler.spider.order.limit
        if limit is None or outcome.record is None or outcome.record.get("deleted"):
            return outcome
        if self._crawler.stats.get_value("articles", 0) < limit:
            return outcome
        self._crawler.engine.scheduler.stopping = True
        return Outcome(lease=outcome.lease, state=State.PENDING, reason="limit")

    def _without_twin(self, outcome: Outcome) -> Outcome:
        record, lease = outcome.record, outcome.lease
        if record is None or record.get("deleted") or lease.record_id is not None:
            return outcome
        ledger = self._crawler.spider.ledger
        copies = ledger.pages_of_text(str(record["content_hash"]), lease.page)
        twin = ledger.page_of(str(record["id"]), lease.page) or next(
            (url for url in copies if is_one_publication(url, lease.url)), None
        )
        if twin is not None:
            outcome.record = None
            outcome.state, outcome.reason, outcome.detail = State.SKIPPED, "same-article", twin
        return outcome

    def _settle(self, outcome: Outcome) -> None:
        try:
            self._crawler.spider.ledger.settle(outcome)
        except StorageError:
            return  # still leased: it is done again when the disk takes writes
        self._crawler.spider.traps.learn(outcome)
        stats = self._crawler.stats
        stats.inc_value(f"pages/{outcome.state}")
        if outcome.record is not None and outcome.state is State.DONE:
            stats.inc_value("articles")
        self._crawler.engine.scheduler.settled(outcome.lease)

    def _page_failed(self, failure: Failure, response: Any) -> None:
        request = getattr(response, "request", None)
        if request is not None and "lease" in request.meta:
            self._fault(request.meta["lease"], failure)

    def _item_failed(self, item: Any, failure: Failure) -> None:
        if isinstance(item, Outcome):
            self._fault(item.lease, failure)

    def _fault(self, lease: Lease, failure: Failure) -> None:
        self._crawler.stats.inc_value("faults")
        detail = f"{failure.type.__name__}: {failure.getErrorMessage()}"[:300]
        try:
            self._settle(over(lease, "fault", detail))
        except Exception as error:  # a lease that nothing ends would keep the run waiting for ever
            self._crawler.spider.ledger.break_by(error, lease.url)
            raise


def is_one_publication(url: str, other: str) -> bool:
    """Whether one text at two addresses was published once.

    It was on one host, and where m.example.cn shows what news.example.cn does. Sub-sites that print
    each other's stories publish them twice: the pipeline that clusters tells of those.

    >>> is_one_publication("http://m.hanjiangwang.cn/1.html", "http://news.hanjiangwang.cn/1.html")
    True
    >>> is_one_publication("http://dq.hanjiangwang.cn/1.html", "http://news.hanjiangwang.cn/1.html")
    False
    """
    hosts = [urlsplit(address).hostname or "" for address in (url, other)]
    if hosts[0] == hosts[1]:
        return True
    is_device = any(twin_host(host) != host.removeprefix("www.") for host in hosts)
    return is_device and same_site(url, other)
