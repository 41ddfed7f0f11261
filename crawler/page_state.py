"""The states of a URL, and the values that move it from one to the next."""

from dataclasses import dataclass, field
from enum import StrEnum


class State(StrEnum):
    """Where a URL stands. Every URL of the ledger is in exactly one."""

    PENDING = "pending"
    """Waits to be fetched, in this run or a later one."""
    LEASED = "leased"
    """Being fetched or extracted; becomes pending again where the crawler dies."""
    DONE = "done"
    """An article was read, or the links of a list were."""
    REJECTED = "rejected"
    """Fetched, and holds no article; the reason is from the closed list of the core."""
    FAILED = "failed"
    """Could not be fetched or read, after all attempts."""
    GONE = "gone"
    """404 or 410, or a page that says so; its last good copy stays in the ledger."""
    SKIPPED = "skipped"
    """Not wanted: forbidden by robots.txt, out of the asked dates, a copy of another URL, ..."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A link that was seen: what the ledger keeps of it."""

    key: str
    url: str
    host: str
    kind: str
    via: str
    entry: bool = False
    """A list that every run looks at."""
    depth: int = 0
    barren: int = 0
    hops: int = 0
    priority: int = 0
    title: str | None = None
    date: str | None = None
    template: str | None = None
    """For a list of records: the article address they go into."""
    reopen: bool = False
    """Due again although it is known: a start page, or a pager behind a page with news."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """One URL taken from the ledger to be fetched, with what is known of it."""

    page: int
    key: str
    url: str
    host: str
    kind: str
    via: str
    entry: bool
    depth: int
    barren: int
    hops: int
    title: str | None
    date: str | None
    template: str | None
    attempts: int
    """Attempts of this run that came before."""
    etag: str | None
    last_modified: str | None
    record_id: str | None
    content_hash: str | None
    revision: int
    unchanged: int
    fetched_at: str | None
    """When it was last read; None for a URL that never was."""
    with_memory: bool
    """Whether its article was read with the memory of its host."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """What the ledger keeps of a story so that near-identical ones are found."""

    story: dict[str, str | None]
    signature: bytes
    bands: tuple[int, ...]
    """Two stories are compared where they share one."""


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What became of one leased URL: the one item that every page yields.

    Pipelines may replace `record`, or turn the outcome into another; the last one settles it.
    """

    lease: Lease
    state: State
    reason: str | None = None
    detail: str | None = None
    fetched_at: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    record: dict[str, object] | None = None
    """The article, as it is published; or the short record of a vanished one."""
    due_in_s: float | None = None
    """For a pending outcome: the pause before the next attempt; None leaves it to the next run."""
    new_articles: int = 0
    """For a list: links to articles that nothing had seen before."""
    parts: tuple[tuple[str, str], ...] = ()
    """Keys and URLs of the further pages of the article: fetched with it, never alone."""
    with_memory: bool = False
    """Whether the article was read with the memory of its host."""
    likeness: Likeness | None = None
    """How the story compares with others; set by the pipeline that clusters."""
    region: dict[str, str] = field(default_factory=dict)
    """What the catalogue knows of the site: name, publisher, province, city."""

    def fail(self, reason: str, detail: str) -> None:
        """Make it a failure: nothing of it is published."""
        self.state, self.reason, self.detail, self.record = State.FAILED, reason, detail, None
