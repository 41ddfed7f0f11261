"""What the pages of a site have in common: learnt from its first articles, then used for the others.

A memory is frozen once it is warm, and a page is always read again the way it was read first: else
the same page would read differently tomorrow, and pass for a changed one.
"""

import json
from typing import NamedTuple

from crawler.ledger import Ledger
from crawler.page_state import Lease

WARM_UP_ARTICLES = 12
"""Articles that teach the memory of a host; those are read without it."""


class Lesson(NamedTuple):
    """What goes with a page to its worker."""

    memory: dict[str, object] | None
    """What is known of the site; None where the page is read without it."""
    teaches: bool
    """Whether the page is to be added to it, and read without it."""
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
        return Lesson(memory or None, teaches=not is_warm, list_title=lease.title)

    def learn(self, host: str, memory: dict[str, object] | None) -> None:
        """Keep what a worker has made of the memory of a host."""
        known = _pages(self._memory_of(host))
        if memory is None or known >= WARM_UP_ARTICLES or _pages(memory) <= known:
            return  # another page was quicker
        self._known[host] = memory
        self._ledger.remember(host, json.dumps(memory, ensure_ascii=False))

    def _memory_of(self, host: str) -> dict[str, object]:
        if host not in self._known:
            self._known[host] = json.loads(self._ledger.memory_of(host) or "{}")
        return self._known[host]


def _pages(memory: dict[str, object]) -> int:
    return int(str(memory.get("pages", 0)))
