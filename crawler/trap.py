"""Traps: families of addresses that go on for ever and bring nothing are left after a while."""

from crawler.discovery import TrapMeter
from crawler.page_state import Lease, Outcome, State

MAX_EMPTY_LISTS = 12
MAX_EMPTY_ARTICLES = 40
"""In a row and of one family. Honest sites do have dozens of video pages in a row."""

_NOTHING = frozenset({"same-article", "soft-404", "doorway", "list", "no-body"})


class Traps:
    """What this run has learnt of the families of addresses."""

    def __init__(self) -> None:
        self._lists = TrapMeter(MAX_EMPTY_LISTS)
        self._articles = TrapMeter(MAX_EMPTY_ARTICLES)

    def is_open(self, lease: Lease) -> bool:
        """Whether a URL is worth its request. What was worth it once always is."""
        return (
            lease.via == "start"
            or lease.fetched_at is not None
            or self._meter(lease).is_open(lease.url)
        )

    def learn(self, outcome: Outcome) -> None:
        """Count the outcome of a page that was read for the first time."""
        lease = outcome.lease
        if lease.fetched_at is not None or outcome.state is State.PENDING:
            return
        fruitful = outcome.record is not None or outcome.new_articles > 0
        if fruitful or outcome.reason in _NOTHING:
            self._meter(lease).record(lease.url, fruitful=fruitful)

    def _meter(self, lease: Lease) -> TrapMeter:
        return self._articles if lease.kind == "article" else self._lists
