"""The article: what the core gives for a page, and the source of the JSON Schema.

The literal under a field is its documentation: the schema generator reads it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Role = Literal["reporter", "correspondent", "author", "photographer", "editor", "reviewer", "other"]
NoticeKind = Literal["copyright", "licence", "hotline", "editor", "imprint", "disclaimer"]
Status = Literal["clean", "injected", "hijacked"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The outlet a story is credited to (来源, 稿源)."""

    name: str
    """As printed, without label or reporter."""
    url: str | None = None
    """Target of the link around the name."""
    chain: tuple[str, ...] = ()
    """Outlets the page credits, the one that passed the story on first, the original last; empty
    where it names one only. A story put together from several (综合) names them in page order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Byline:
    """One person or office named for the story."""

    name: str
    """周 健 is given as 周健; an office (县委宣传部) as printed."""
    role: Role
    """What the page says the person did; author where it does not say."""
    raw: str | None = None
    """The characters it was read from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The outlet that published the page: the true one, restored where it was overwritten."""

    name: str | None = None
    """Name of the site (孝感网); never a brand, never a bare host."""
    publisher: str | None = None
    """The 主办 body where the page states one, else the copyright holder."""
    domain: str | None = None
    """Registrable domain of the true site."""
    icp: str | None = None
    """ICP filing number with its letters restored to capitals."""
    province: str | None = None
    """From the site catalogue, else null."""
    city: str | None = None
    """From the site catalogue, else null."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture of the story, with what is printed under it."""

    url: str
    """Absolute where the page URL is known."""
    caption: str | None = None
    """The line under the picture, without the credit."""
    credit: str | None = None
    """Photographer or agency."""
    paragraph: int = 0
    """Number of paragraphs before the picture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """How the bytes became text."""

    used: str
    """The codec that decoded the page: utf-8, gb18030, big5, ... "text" where text was given."""
    declared: str | None = None
    """What header or meta claimed, header first."""
    conflict: bool = False
    """Whether header, meta and bytes disagree."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One reason to call a page polluted, checkable by eye."""

    slot: str
    """Where: title, nav, footer, copyright, body, links, script, tail, meta, url."""
    text: str
    """The characters seen there."""
    proof: str
    """What contradicts them, or what shape they have."""
    layer: str
    """bytes, characters, identity, shape, memory or lexicon."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Integrity:
    """Whether the page is what its publisher wrote."""

    status: Status = "clean"
    """injected: spam added to a genuine page. hijacked: page or identity overwritten or cloned."""
    body: Literal["intact", "damaged"] = "intact"
    """damaged: words were replaced that nothing on the page restores."""
    brands: tuple[str, ...] = ()
    """The injected names, as on the page."""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A line that is data about the page, not text of the story."""

    kind: NoticeKind
    """What the line is about."""
    text: str
    """The line, as on the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """One cut, so that it can be judged and undone."""

    text: str
    """The characters cut, as on the page."""
    rule: str
    """Identifier of the rule or step that cut it."""
    reason: str
    """Class of the cut: spam, navigation, related, share, notice, caption, hidden, ..."""
    place: str
    """Where on the page: title, header, body, footer, tail, ..."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One news article and all that is known about it. Absent is None, never ""."""

    id: str
    """Stable over runs: from the canonical URL, or from the text where there is no URL."""
    url: str | None = None
    """Where it was fetched."""
    canonical_url: str | None = None
    """The URL without session, tracking and print variants."""
    fetched_at: datetime | None = None
    """When, ISO 8601 with offset."""

    title: str
    """标题, without site name, channel or brand."""
    kicker: str | None = None
    """引题, the line above the title."""
    subtitle: str | None = None
    """副题, without its leading dash."""

    published_at: str | None = None
    """ISO 8601 at +08:00 unless the page says other: a date alone where only the day is known."""
    published_raw: str | None = None
    """The characters the date was read from."""
    date_method: str | None = None
    """info-line, meta, json, comment, url, dateline, relative, list."""
    date_precision: Literal["day", "minute", "second"] | None = None
    """How much of the moment the page states."""
    date_conflict: str | None = None
    """Another day that head, data or URL of the page give; the printed one was believed."""

    source: Source | None = None
    bylines: tuple[Byline, ...] = ()
    section: str | None = None
    """Channel the story stands in, from breadcrumb or meta."""
    site: Site = Site()

    paragraphs: tuple[str, ...]
    """The body in reading order, text exactly as published."""
    images: tuple[Image, ...] = ()

    language: str | None = None
    """zh-Hans, zh-Hant, en, ug, ..."""
    encoding: Encoding
    integrity: Integrity = Integrity()
    notices: tuple[Notice, ...] = ()
    removed: tuple[Removal, ...] = ()

    content_hash: str
    """SHA-256 of title and paragraphs, blanks squeezed: equal hash, equal story."""
    revision: int = 1
    """Counts changed bodies under one id; set by the crawl."""
    cluster: str | None = None
    """One id for near-identical stories; set by the crawl."""
    duplicate_of: str | None = None
    """Canonical URL of the original; null for itself. Set by the crawl."""

    confidence: float
    """0.0 to 1.0: how sure the core is that this is the article and all of it."""
    extracted_by: str
    """Route that found the body: state, comment, cms, marker, density, trafilatura, text."""
    cleaner_version: str
    """Which rules and code cleaned it: records of one version are comparable."""

    @property
    def text(self) -> str:
        """The paragraphs joined by newlines."""
        return "\n".join(self.paragraphs)

    def to_dict(self, *, removed: bool = False) -> dict[str, object]:
        """Return exactly one JSONL record; `removed=True` adds the cuts."""
        from qingwen.record import record_of  # the record knows the article, not the reverse

        return record_of(self, removed=removed)
