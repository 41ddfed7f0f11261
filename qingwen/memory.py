"""What the pages of one site teach about its next page.

Blocks that recur from page to page are chrome; stories tend to sit in boxes of one name; a brand
found on one page of a hijacked host is looked for on the others. Peers measured: dropping lines
that another page of the site shows removes 28-53 % of leftover noise at 0-0.15 % of article lines.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import NamedTuple, TypeVar
from zlib import crc32

from qingwen.article import Site
from qingwen.brands import KnownBrands
from qingwen.fields import NOTHING_RECURS, Recurring
from qingwen.outline import Outline

_Key = TypeVar("_Key", int, str)

MEMORY_VERSION = 3
MIN_PAGES = 3
"""Pages before anything is concluded: two pages may share a story's line."""
RECURRING_SHARE = 0.3
"""Share of a site's pages that show a block of chrome. Skins of one site share no chrome."""
MIN_BLOCK_CHARS = 6
"""Shorter blocks (本报讯, 图片) recur in stories."""
MAX_BLOCKS = 4_000
MAX_TOLD = 2_000
MAX_STORIES = 1_000
MAX_NAMES = 50
MAX_PAGES = 400
"""Counts are halved here, so that a redesigned site is forgotten within a few hundred pages."""

TOLD_SHARE = 0.5
"""A block told within the story on this share of the pages that show it is no chrome."""
SERIES_SHARE = 0.2
"""Share of a site's pages that have one title: one story told again, or a report of every week."""
OFTEN_SHARE, EVERYWHERE_SHARE = 0.5, 0.6
"""Share of a site's pages that show what is set into its stories in a box of its own, or at their ends."""
MIN_LINE_CHARS = 2
"""The shortest heading (正文), which recurs beside stories."""
MAX_TITLE_CHARS = 40
"""Longer titles are no template's."""

_NAMES = (
    "boxes", "tails", "infos", "titles", "sites", "publishers", "icps",
    "brands", "fillers", "named", "signed", "licences",
)  # fmt: skip
"""The fields that count pages by a name."""


class Found(NamedTuple):
    """What was found on a page: "" for what it does not show."""

    box: str
    """Tag and marks of the box of its story."""
    tail: str
    """What its title element says behind the story's title."""
    info: str
    """Tag and marks of the box of its info line."""
    title: str
    site: Site = Site()


class Printed(NamedTuple):
    """What a page prints about who publishes it."""

    fillers: tuple[str, ...] = ()
    """Names in its name slots that its proofs do not bear out."""
    named: tuple[str, ...] = ()
    """What it calls its site: names in several slots."""
    signed: tuple[str, ...] = ()
    """Its organisers, dateline and source: kits leave them alone."""
    licences: tuple[str, ...] = ()
    """Its ICP numbers, without what stands behind the hyphen."""


NOTHING_PRINTED = Printed()


@dataclass(slots=True)
class SiteMemory:
    """Counts over the pages of one site: bounded, JSON-serialisable, taught by `learn`."""

    pages: int = 0
    blocks: Counter[int] = field(default_factory=Counter)
    """Pages that show a block or a picture, by CRC-32 of text or address. Those of stories count too: sentences of a
    story are not said again on a third of its site, slogans set into the story's box are."""
    told: Counter[int] = field(default_factory=Counter)
    """Pages that tell a block within their story."""
    stories: Counter[int] = field(default_factory=Counter)
    """Stories counted, by CRC-32 of their text: one fetched again teaches nothing new."""
    boxes: Counter[str] = field(default_factory=Counter)
    """Pages whose story sat in a box of this tag and marks."""
    tails: Counter[str] = field(default_factory=Counter)
    """Pages whose title element goes on with this behind the story's title."""
    infos: Counter[str] = field(default_factory=Counter)
    """Pages whose info line stands in a box of this tag and marks."""
    titles: Counter[str] = field(default_factory=Counter)
    """Pages whose title was taken to be this: that of several is the template's."""
    sites: Counter[str] = field(default_factory=Counter)
    """These three: clean pages that print a name or number of their site."""
    publishers: Counter[str] = field(default_factory=Counter)
    icps: Counter[str] = field(default_factory=Counter)
    brands: Counter[str] = field(default_factory=Counter)
    """Pages on which a brand was found."""
    fillers: Counter[str] = field(default_factory=Counter)
    """These four: pages that print a name or a number, see Printed."""
    named: Counter[str] = field(default_factory=Counter)
    signed: Counter[str] = field(default_factory=Counter)
    licences: Counter[str] = field(default_factory=Counter)
    known: KnownBrands | None = None
    """Brands that other sites taught: read, never changed, and no part of what is kept."""

    def recurring(self, outline: Outline, title: str | None = None) -> Recurring:
        """What of `outline` other pages show too, beside their stories and within them.

        Pages of one `title` tell one story, or a report that comes every week: it recurs and is told.
        """
        known = self.known_blocks(outline)
        if not known:
            return NOTHING_RECURS
        shown = {i: _key(outline.blocks[i].text) for i in known}
        told = frozenset(
            i for i, key in shown.items() if self.told.get(key, 0) >= TOLD_SHARE * self.blocks[key]
        )
        if title is not None and self.titles.get(title, 0) >= max(2, SERIES_SHARE * self.pages):
            return Recurring(chrome=known - told, told=told)
        share = {i: self.blocks[shown[i]] / self.pages for i in told}
        return Recurring(
            chrome=known - told,
            told=told,
            often=frozenset(i for i in told if share[i] >= OFTEN_SHARE),
            everywhere=frozenset(i for i in told if share[i] >= EVERYWHERE_SHARE),
        )

    def known_blocks(self, outline: Outline, least: int = MIN_BLOCK_CHARS) -> frozenset[int]:
        """Indices of the blocks of `outline`, from `least` chars on, that are shown by others too; empty while it is new."""
        if self.pages < MIN_PAGES:
            return frozenset()
        enough = self._enough()
        known = self.blocks
        return frozenset(
            i
            for i, block in enumerate(outline.blocks)
            if len(block.text) >= least and known.get(_key(block.text), 0) >= enough
        )

    def standing(self, outline: Outline) -> frozenset[str]:
        """The addresses of the pictures of `outline` that other pages of the site show too."""
        if self.pages < MIN_PAGES:
            return frozenset()
        enough, known = self._enough(), self.blocks
        return frozenset(
            picture.src
            for picture in outline.pictures
            if _is_same_anywhere(picture.src) and known.get(_key(picture.src), 0) >= enough
        )

    def is_standing_title(self, title: str | None) -> bool:
        """Whether several pages of the site were taken to have this title: its template names itself so."""
        return (
            self.pages >= MIN_PAGES
            and title is not None
            and self.titles.get(title, 0) >= max(MIN_PAGES, self._enough())
        )

    def standing_texts(self, *texts: str | None) -> frozenset[str]:
        """Those of `texts` that other pages of the site show too."""
        enough = self._enough()
        return frozenset(
            text for text in texts if text and self.blocks.get(_key(text), 0) >= enough
        )

    def completed(self, site: Site, brands: Iterable[str]) -> Site:
        """Return `site` with what this page does not print of it and most pages that do agree on."""
        found = {
            part: usual
            for part, counts in (
                ("name", self.sites), ("publisher", self.publishers), ("icp", self.icps),
            )
            if getattr(site, part) is None
            and (usual := self._usual(counts, counts.total()))
            and not any(brand in usual for brand in brands)
        }  # fmt: skip
        return replace(site, **found) if found else site

    def _enough(self) -> float:
        return max(2, RECURRING_SHARE * self.pages)

    def shown(self, text: str) -> int:
        """Return how many pages show a block of this text."""
        return self.blocks.get(_key(text), 0)

    def story_box(self) -> str | None:
        """Tag and marks of the box most stories sit in; None while pages disagree."""
        return self._usual(self.boxes)

    def info_box(self) -> str | None:
        """Tag and marks of the box most info lines stand in; None while pages disagree."""
        return self._usual(self.infos)

    def without_tail(self, title: str) -> str:
        """Return the text of a title element without the tail the site gives to most of them."""
        tail = self._usual(self.tails)
        return title.removesuffix(tail) or title if tail else title

    def _usual(self, counts: Counter[str], of: int | None = None) -> str | None:
        """The name that more than half `of` the pages have."""
        if self.pages < MIN_PAGES or not counts:
            return None
        name, count = counts.most_common(1)[0]
        return name if count >= 2 and count * 2 > (self.pages if of is None else of) else None

    def learn(
        self,
        outline: Outline,
        story: Iterable[int],
        found: Found,
        brands: Iterable[str],
        printed: Printed = NOTHING_PRINTED,
    ) -> None:
        """Count one page: its blocks and pictures, what was found on it, and what it prints."""
        known = _key("".join(outline.blocks[i].text for i in story))
        if known in self.stories:
            return
        self.stories[known] += 1
        self.pages += 1
        texts = (block.text for block in outline.blocks if len(block.text) >= MIN_LINE_CHARS)
        shown = (picture.src for picture in outline.pictures if _is_same_anywhere(picture.src))
        self.blocks.update({_key(text) for text in (outline.title, *texts, *shown)})
        self.told.update({_key(outline.blocks[i].text) for i in story})
        for counts, name in (
            (self.boxes, found.box),
            (self.tails, found.tail),
            (self.infos, found.info),
            (self.titles, found.title if len(found.title) <= MAX_TITLE_CHARS else ""),
            (self.sites, found.site.name),
            (self.publishers, found.site.publisher),
            (self.icps, found.site.icp),
        ):
            if name:
                counts[name] += 1
        for name, names in {"brands": brands, **printed._asdict()}.items():
            getattr(self, name).update(dict.fromkeys(names, 1))
        self._forget()

    def absorb(self, other: "SiteMemory") -> None:
        """Add what other pages of the site have taught; stories that are all known teach nothing."""
        if other.stories and other.stories.keys() <= self.stories.keys():
            return
        self.pages += other.pages
        for name in ("blocks", "told", "stories", *_NAMES):
            getattr(self, name).update(getattr(other, name))
        while self.pages >= MAX_PAGES:
            self._halve()
        self._trim()

    def copy(self) -> "SiteMemory":
        """Return a memory that learns on its own: every page then reads as if it came next."""
        twin = SiteMemory(
            pages=self.pages,
            blocks=self.blocks.copy(),
            told=self.told.copy(),
            stories=self.stories.copy(),
            known=self.known,
        )
        for name in _NAMES:
            setattr(twin, name, getattr(self, name).copy())
        return twin

    def to_dict(self) -> dict[str, object]:
        """Return a JSON-serialisable form, the same for equal memories."""
        return {
            "version": MEMORY_VERSION,
            "pages": self.pages,
            "blocks": {f"{key:x}": count for key, count in sorted(self.blocks.items())},
            "told": {f"{key:x}": count for key, count in sorted(self.told.items())},
            "stories": [f"{key:x}" for key in sorted(self.stories)],
            **{name: dict(sorted(getattr(self, name).items())) for name in _NAMES},
        }

    @classmethod
    def from_dict(cls, data: dict[str, object]) -> "SiteMemory":
        """Return the memory `to_dict` wrote; an empty one where the version is another."""
        if data.get("version") != MEMORY_VERSION:
            return cls()
        memory = cls(
            pages=int(str(data.get("pages", 0))),
            blocks=Counter({int(key, 16): n for key, n in _counts(data, "blocks")}),
            told=Counter({int(key, 16): n for key, n in _counts(data, "told")}),
            stories=Counter(int(str(key), 16) for key in _list(data, "stories")),
        )
        for name in _NAMES:
            setattr(memory, name, Counter(dict(_counts(data, name))))
        return memory

    def _forget(self) -> None:
        """Keep the counts bounded."""
        if self.pages >= MAX_PAGES:
            self._halve()
        self._trim()

    def _halve(self) -> None:
        self.pages //= 2
        self.blocks, self.told = _halved(self.blocks), _halved(self.told)
        for name in _NAMES:
            setattr(self, name, _halved(getattr(self, name)))

    def _trim(self) -> None:
        """Keep the counts short, the rarest and then the smallest keys going first."""
        _trim(self.blocks, MAX_BLOCKS)
        _trim(self.told, MAX_TOLD)
        _trim(self.stories, MAX_STORIES)
        for name in _NAMES:
            _trim(getattr(self, name), MAX_NAMES)


def _is_same_anywhere(src: str) -> bool:
    """Whether an address names one picture from all pages: 1.jpg names another in each folder."""
    return src.startswith("/") or "://" in src


def _key(text: str) -> int:
    return crc32(text.encode("utf-8", "replace"))


def _counts(data: dict[str, object], name: str) -> list[tuple[str, int]]:
    counts = data.get(name)
    return [(str(k), int(n)) for k, n in counts.items()] if isinstance(counts, dict) else []


def _list(data: dict[str, object], name: str) -> list[object]:
    values = data.get(name)
    return values if isinstance(values, list) else []


def _halved(counts: Counter[_Key]) -> Counter[_Key]:
    return Counter({key: half for key, count in counts.items() if (half := count // 2)})


def _trim(counts: Counter[_Key], size: int) -> None:
    if len(counts) > size:
        kept = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[: size * 3 // 4]
        counts.clear()
        counts.update(dict(kept))
