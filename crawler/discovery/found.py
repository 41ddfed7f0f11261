"""What discovery finds on a page: links worth a request, and what the page itself is."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal, NamedTuple

Kind = Literal["article", "list", "epaper", "sitemap", "feed", "other"]
Via = Literal[
    "row",  # a dated row of a list
    "shape",  # the URL has the shape of an article or a list
    "structure",  # one of many rows built alike, or a URL built like theirs
    "data",  # a record of list data: script state, <datastore>, JSON
    "feed",
    "sitemap",
    "layout",  # a newspaper page: its articles, its sister pages
    "issue",  # another day of a newspaper or month of an archive, linked
    "issue-guess",  # another day of a newspaper, by date arithmetic: 404 is normal
    "nav",  # a channel: menu, "more" link, section heading
    "crumb",
    "pager",
    "script-pager",  # pager computed from script numbers
    "endpoint",  # an address a script fetches its list from
    "frame",
    "guess",  # a well-known address nobody linked
    "probe",  # a link of unknown shape on a page that offers little else
    "neighbour",  # the story before or after an article
]


class FoundLink(NamedTuple):
    """One address found on a page."""

    url: str
    """Ready to be fetched: absolute, without tracking and session id; the fragment of a posted
    request is its body, others are left out."""
    title: str = ""
    """The full title: the title attribute where the link text was cut."""
    date: dt.date | None = None
    """Publication day by row, feed or URL; never guessed. For a sitemap: last change."""
    via: Via = "shape"
    priority: int = 0
    """Larger is sooner. Lists stand above articles, probes and guesses below."""
    ahead: int = 0
    """For a pager: how many pages after this one; 1 is the next page. 0 for anything else."""
    modified: dt.datetime | None = None
    """Last change by sitemap or feed."""
    template: str | None = None
    """For an endpoint: the addresses that the ids of its records go into, in the form of a ledger's column:
    that of a story, "/p/{id}.html"; behind a blank that of a channel's rows, "/api/rows?cid={id}"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """What one page is and what it leads to. No address comes twice in it."""

    kind: Kind
    """By URL and structure. Extraction decides whether an "article" or "other" is one."""
    canonical_url: str
    """Of this page; of the article's first page where this is a later one."""
    articles: tuple[FoundLink, ...] = ()
    lists: tuple[FoundLink, ...] = ()
    """Everything to look for articles on: channels, pager pages, newspaper pages, feeds, sitemaps."""
    parts: tuple[str, ...] = ()
    """The pages of this article that come after this one, in order, as far as this page tells."""
    form: str | None = None
    """The state of a form that pages by posting it back, as it is sent."""
    files: tuple[str, ...] = ()
    """Script files to read the page with, where it leads nowhere or its list goes on untold."""
    cut: int = 0
    """Links left out because a page holds only so many."""
    moved_to: str | None = None
    """Where the page sends its reader (meta refresh, script): it has no content of its own."""

    @property
    def next_page(self) -> FoundLink | None:
        """The next page of this list: worth a request only where this page brought news."""
        return next((link for link in self.lists if link.ahead == 1), None)
