"""What the pages of a site have in common: learnt from its first articles, then used for the others.

A memory is frozen once it is warm, and a page is always read again the way it was read first: else
the same page would read differently tomorrow, and pass for a changed one.
"""

import json
from typing import NamedTuple

from crawler.ledger import Ledger
from crawler.page_state import Lease
from qingwen import SiteMemory

WARM_UP_ARTICLES = 12
"""Articles that teach the memory of a host; those are read without it."""


class Lesson(NamedTuple):
    """What goes with a page to its worker."""

    memory: dict[str, object] | None
    """What is known of the site; None where the page is read without it."""
    teaches: bool
    """Whether what the page shows is to be added to it."""
    list_title: str | None = None
    """What its list printed as its headline."""


class Memories:
    """The memories of all hosts of a crawl, kept in the ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._known: dict[str, dict[str, object]] = {}

    def lesson_for(self, lease: Lease) -> Lesson:
        """Return how a page is to be read."""
        memory = self._memory_of(lease.host)
        is_warm = _pages(memory) >= WARM_UP_ARTICLES
        if lease.record_id is not None:
            used = memory if is_warm and lease.with_memory else None
            return Lesson(used, teaches=False, list_title=lease.title)
        used = memory if is_warm else None
        return Lesson(used, teaches=not is_warm, list_title=lease.title)

    def learn(self, host: str, taught: dict[str, object] | None) -> None:
        """Add what one page has taught a worker to the memory of its host, until that is warm."""
        known = self._memory_of(host)
        if taught is None or _pages(known) >= WARM_UP_ARTICLES:
            return
        memory = SiteMemory.from_dict(known)
        memory.absorb(SiteMemory.from_dict(taught))
        self._known[host] = memory.to_dict()
        self._ledger.remember(host, json.dumps(self._known[host], ensure_ascii=False))

    def _memory_of(self, host: str) -> dict[str, object]:
        if host not in self._known:
            self._known[host] = json.loads(self._ledger.memory_of(host) or "{}")
        return self._known[host]


def _pages(memory: dict[str, object]) -> int:
    return int(str(memory.get("pages", 0)))
