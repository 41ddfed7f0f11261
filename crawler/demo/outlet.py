"""The outlets of the demo: who they are and what they published, read from `outlets/*.toml`."""

import re
import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
_PICTURE = re.compile(r"\[图\] (?P<src>\S+) \| (?P<caption>.+?) \| (?P<credit>\S+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A section of an outlet: one list of stories."""

    id: str
    name: str
    number: int
    skin: str
    """Its own where it differs from the outlet's: the digital edition of a portal."""
    entry: str | None = None
    """Where the navigation leads, if not to the first list page."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a story with the line printed under it."""

    src: str
    caption: str
    credit: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table in a story."""

    cells: tuple[str, ...]


Part = str | Picture | Row
"""A paragraph, a picture or a table row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One article as its author wrote it: the truth about the page that shows it."""

    id: int
    channel: str
    published: datetime | date
    """Local time; a date alone where the page shows no more."""
    title: str
    pages: tuple[tuple[Part, ...], ...]
    kicker: str = ""
    subtitle: str = ""
    source: str = ""
    author: str = ""
    """Names behind 作者, separated by blanks."""
    editor: str = ""
    bylines: tuple[tuple[str, str], ...] = ()
    """(name, role) of those named in the text itself."""
    shape: str = "paragraphs"
    """paragraphs, br (lines of one text) or bare (no element around the text)."""
    http_charset: str = ""
    """A false charset to send in the header."""
    advert: str = ""
    """A foreign sentence put behind paragraph number `advert_after`."""
    advert_after: int = 0

    @property
    def day(self) -> date:
        return self.published.date() if isinstance(self.published, datetime) else self.published


@dataclass(frozen=True, slots=True, kw_only=True)
class StaticPage:
    """A page that is no article: `file` under `pages/`, linked from a list like one."""

    path: str
    file: str
    listed_in: str
    anchor: str
    day: date
    rejection: str
    """The reason for which the crawl must turn it down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirect:
    """An old address of a story that lists still carry."""

    path: str
    story: int
    listed_in: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """One site: identity, channels and everything it serves."""

    id: str
    name: str
    skin: str
    charset: str
    city: str
    publisher: str
    superior: str
    icp: str
    licence: str
    mail: str
    phone: str
    robots: str
    rows_per_list: int
    brand: str = ""
    """What a gambling kit wrote over the name; empty on an honest site."""
    channels: tuple[Channel, ...] = ()
    stories: tuple[Story, ...] = ()
    """Newest first, in each channel."""
    pages: tuple[StaticPage, ...] = ()
    redirects: tuple[Redirect, ...] = ()

    @property
    def introduction(self) -> str:
        """Name, skin and charset in one line; a hijacked site is called so."""
        what = f"{self.name}: {self.skin} pages, {self.charset}"
        return f"{what}, overwritten by a gambling kit" if self.brand else what

    def channel(self, channel_id: str) -> Channel:
        return next(channel for channel in self.channels if channel.id == channel_id)

    def stories_of(self, channel_id: str) -> list[Story]:
        return [story for story in self.stories if story.channel == channel_id]


def load_outlets() -> tuple[Outlet, ...]:
    """Read every outlet, in the order of their file names."""
    return tuple(_outlet(path) for path in sorted((HERE / "outlets").glob("*.toml")))


def _outlet(path: Path) -> Outlet:
    data: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    data["channels"] = tuple(Channel(**{"skin": data["skin"]} | row) for row in data.pop("channel"))
    data["stories"] = tuple(_story(row) for row in data.pop("story"))
    data["pages"] = tuple(StaticPage(**row) for row in data.pop("page", []))
    data["redirects"] = tuple(Redirect(**row) for row in data.pop("redirect", []))
    return Outlet(id=path.stem, **data)


def _story(row: dict[str, Any]) -> Story:
    text = row.pop("text").strip()
    row["bylines"] = tuple((name, role) for name, role in row.get("bylines", []))
    return Story(**row, pages=tuple(_parts(page) for page in text.split("\n---\n")))


def _parts(text: str) -> tuple[Part, ...]:
    return tuple(_part(line) for line in text.splitlines() if line.strip())


def _part(line: str) -> Part:
    if line.startswith("|"):
        return Row(tuple(cell.strip() for cell in line.strip("|").split("|")))
    if match := _PICTURE.fullmatch(line):
        return Picture(match["src"], match["caption"], match["credit"])
    return line
