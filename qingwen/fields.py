"""What the steps hand on to each other through `extract.py`."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from qingwen.article import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """Fields of the article as metas, comments and JSON-LD give them; None where none does."""

    title: str | None = None
    sure_title: bool = False
    """Whether the title comes from a field for the article's own title, without site suffix."""
    kicker: str | None = None
    subtitle: str | None = None
    published: tuple[tuple[str, str], ...] = ()
    """(raw, method), the most trusted first; method: comment, json or meta."""
    source: str | None = None
    authors: tuple[str, ...] = ()
    """As claimed: a value may hold several names and role words."""
    editors: tuple[str, ...] = ()
    section: str | None = None
    site_name: str | None = None
    images: tuple[str, ...] = ()


class Recurring(NamedTuple):
    """Blocks of a page that other pages of its site show too."""

    chrome: frozenset[int] = frozenset()
    """Those that stand beside the stories there."""
    told: frozenset[int] = frozenset()
    """Those that are told within them."""
    often: frozenset[int] = frozenset()
    """Of these, those on at least half of the pages."""
    everywhere: frozenset[int] = frozenset()
    """Of these, those on most pages."""


NOTHING_RECURS = Recurring()


class Heading(NamedTuple):
    """What stands above the info line."""

    title: str | None
    kicker: str | None
    subtitle: str | None
    blocks: frozenset[int]
    """Indices of the blocks that are heading, not body."""
    block: int | None
    """Index of the block that shows the title; None where none does."""


class Person(NamedTuple):
    """One person or office of a credit line."""

    name: str
    role: Role
    raw: str


class InfoLine(NamedTuple):
    """What the lines around the article say about it."""

    date: str | None
    """The characters of the date in the head; None where it shows none."""
    source: str | None
    """Outlet named in the head, by label or by place."""
    chain: tuple[str, ...]
    """All outlets of the source's value, where it names several."""
    source_url: str | None
    has_source_label: bool
    """Whether a source label was there, be it empty."""
    closing_source: str | None
    """Outlet named in a labelled line behind the article."""
    people: tuple[Person, ...]
    """Head and tail, in order of place."""
    blocks: frozenset[int]
    """Indices of the blocks that hold nothing else."""


class Published(NamedTuple):
    """When the article was published, and how that is known."""

    at: str | None
    """ISO 8601 at +08:00, or a date alone where only the day is known."""
    raw: str | None
    method: str | None
    """info-line, meta, json, comment, url, dateline or relative."""
    precision: Literal["day", "minute", "second"] | None
    conflict: str | None = None
    """Another day that the page gives, in head, data or URL."""


@dataclass(frozen=True, slots=True)
class Body:
    """The article's place on the page."""

    blocks: tuple[int, ...]
    """Indices of its blocks, in order; captions, tools and editor lines may still be among them."""
    box: int
    route: str
    """cms or marker where the box is named like an article's, memory where the site's stories sit in
    it, else density."""
    confidence: float
    """0.0 to 1.0: share of the page's prose it holds, less for rivals and for brevity."""
