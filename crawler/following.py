"""Which links of a page enter the ledger, and in what order they will be fetched."""

from typing import Any, NamedTuple
from urllib.parse import urlsplit

from crawler.discovery import identity, in_scope, request_key, robots_sitemaps, well_known
from crawler.ledger import Ledger
from crawler.order import Order
from crawler.page_state import Lease, Sighting

MAX_DEPTH = 20
MAX_BARREN_LISTS = 4
"""Lists in a chain, each found on the one before, of which none led to a new article."""

MAX_CHAIN = 100
"""Stories in a row of which each was only found on the one before, by its 上一篇."""

_ENTRIES = frozenset({"start", "nav", "crumb", "feed", "sitemap", "endpoint", "frame", "issue"})
_DATED = frozenset({"issue", "issue-guess", "sitemap"})
"""Lists that hold nothing newer than their own date."""
_PAGERS = frozenset({"pager", "script-pager"})
_PRIORITY = {"article": 1000, "list": 500}  # articles first: output begins with the first list


class Link(NamedTuple):
    """One found link, as a worker sends it."""

    url: str
    title: str | None
    date: str | None
    via: str
    priority: int
    ahead: int
    template: str | None


class Follow(NamedTuple):
    """What a page leads to."""

    sightings: list[Sighting]
    unwanted: list[Sighting]
    """Articles outside the asked dates."""
    new_articles: int
    """Articles that no earlier run has seen."""


def start_sighting(url: str) -> Sighting:
    """Return the sighting of a start URL: due in every run."""
    return Sighting(
        key=identity(url), url=url, host=host_of(url), kind="other", via="start", entry=True,
        priority=2000, reopen=True,
    )  # fmt: skip


def moved_sighting(lease: Lease, url: str) -> Sighting:
    """Return the sighting of where a page has moved to; it stands in its place."""
    return Sighting(
        key=request_key(url), url=url, host=host_of(url), kind=lease.kind, via=lease.via,
        entry=lease.entry, depth=lease.depth, barren=lease.barren, hops=lease.hops + 1,
        priority=2000, title=lease.title, date=lease.date, template=lease.template,
        reopen=lease.via == "start",
    )  # fmt: skip


def links_to_follow(
    found: dict[str, Any],
    lease: Lease,
    order: Order,
    ledger: Ledger,
    starts: tuple[str, ...],
    row_sets: set[int],
) -> Follow:
    """Return the links of a page that belong to the crawl.

    `row_sets` remembers the rows of the pager pages of this run: a pager that shows the same page
    again has come to its end, whatever number it counts. The data behind a list begins with the
    rows that the list itself shows.
    """
    articles = [Link(*link) for link in found.get("articles", ())]
    articles = [link for link in articles if in_scope(link.url, starts)]
    keys = [identity(link.url) for link in articles]
    before = ledger.known_before(keys)
    new = sum(key not in before for key in keys)
    wanted, unwanted = [], []
    chain = lease.barren + 1 if lease.via == "neighbour" else 0
    for link in articles:
        if link.via == "neighbour" and chain > MAX_CHAIN:
            continue
        target = wanted if order.wants(link.date) else unwanted
        target.append(_sighting(link, "article", lease, barren=chain))
    lists = [Link(*link) for link in found.get("lists", ())]
    lists = [link for link in lists if in_scope(link.url, starts)]
    rows = hash(frozenset(keys))
    if lease.via in _PAGERS:
        if rows in row_sets:
            lists = [link for link in lists if not link.ahead]
        row_sets.add(rows)
    return Follow(wanted + _lists_to_follow(lists, articles, lease, order, new), unwanted, new)


def guessed_lists(lease: Lease, robots_texts: dict[str, str]) -> list[Sighting]:
    """Return the sitemaps that robots.txt names, and well-known addresses worth one try."""
    parts = urlsplit(lease.url)
    origin = f"{parts.scheme}://{parts.netloc}"
    named = robots_sitemaps(robots_texts.get(origin, ""), origin)
    found = [
        Link(link.url, None, None, link.via, link.priority, 0, None)
        for link in (*named, *well_known(origin + "/"))
    ]
    return [
        _sighting(link, "list", lease, barren=0)
        for link in found
        if in_scope(link.url, (lease.url,))
    ]


def _lists_to_follow(
    lists: list[Link], articles: list[Link], lease: Lease, order: Order, new: int
) -> list[Sighting]:
    if lease.depth >= MAX_DEPTH:
        return []
    barren = 0 if new else 1 if lease.kind == "article" else lease.barren + 1
    all_too_old = bool(articles) and all(order.is_too_old(link.date) for link in articles)
    seen_before = lease.fetched_at is not None
    sightings = []
    for link in lists:
        if link.via in _DATED and order.is_too_old(link.date):
            continue
        if link.ahead:
            # All pages of a pager at once, the first time: one that is missing then hides no other.
            step_by_step = seen_before or order.since is not None
            if all_too_old or (articles and not new) or (step_by_step and link.ahead > 1):
                continue
            sightings.append(_sighting(link, "list", lease, barren=barren, reopen=seen_before))
        elif barren <= MAX_BARREN_LISTS:
            changed = link.via == "sitemap" and _is_newer(link.date, lease.fetched_at)
            sightings.append(_sighting(link, "list", lease, barren=barren, reopen=changed))
    return sightings


def _is_newer(day: str | None, fetched_at: str | None) -> bool:
    """Whether what an index dates may have changed since the index was last read."""
    return bool(day and fetched_at and day >= fetched_at[:10])


def _sighting(
    link: Link, kind: str, lease: Lease, *, barren: int, reopen: bool = False
) -> Sighting:
    return Sighting(
        key=request_key(link.url), url=link.url, host=host_of(link.url), kind=kind, via=link.via,
        entry=kind == "list" and link.via in _ENTRIES,
        # Pagers and issues go back in time, not down: barren pages end them, not depth.
        depth=lease.depth + (not link.ahead and link.via != "issue"), barren=barren,
        priority=_PRIORITY[kind] + link.priority - min(link.ahead, 400), title=link.title,
        date=link.date, template=link.template, reopen=reopen,
    )  # fmt: skip


def is_home(url: str) -> bool:
    """Whether a URL is the front page of a host: whatever stands on it, it is no article."""
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query


def host_of(url: str) -> str:
    """Return the host of a URL, as hosts take turns."""
    return urlsplit(url).hostname or ""
