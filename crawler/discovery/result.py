"""Assembling what was found: no address twice, never the page itself."""

from crawler.discovery.avoid import is_followed, is_furniture
from crawler.discovery.found import Discovery, FoundLink, Kind
from crawler.discovery.posts import request_key
from crawler.discovery.records import Record
from crawler.discovery.shapes import url_kind
from crawler.discovery.structure import is_headline, on_own_host
from qingwen.address import canonical_url, identity, same_site

MAX_LINKS = 1000
"""Of each sort, on one page. Sitemaps and feeds have a limit of their own."""
MIN_TITLE = 4


def discovery(
    kind: Kind,
    url: str,
    articles: list[FoundLink],
    lists: list[FoundLink],
    *,
    parts: tuple[str, ...] = (),
    canonical: str | None = None,
) -> Discovery:
    """Return the result for the page at `url`; an address that is an article is no list."""
    seen = {identity(url)}
    kept = [_unseen(on_own_host(articles, url), seen), _unseen(lists, seen)]
    return Discovery(
        kind=kind,
        canonical_url=canonical or canonical_url(url),
        articles=kept[0][:MAX_LINKS],
        lists=kept[1][:MAX_LINKS],
        parts=parts,
        cut=sum(max(0, len(links) - MAX_LINKS) for links in kept),
    )


def of_records(
    records: list[Record], url: str, template: str | None = None
) -> tuple[list[FoundLink], list[FoundLink]]:
    """Return (articles, lists) among the rows of list data; menus are data as well."""
    articles, lists = [], []
    for record in records:
        if not same_site(record.url, url) or not is_followed(record.url):
            continue
        kind = url_kind(record.url)
        if record.is_channel:
            lists.append(
                FoundLink(record.url, record.title, None, "endpoint", 10, template=template)
            )
        elif len(record.title) >= MIN_TITLE and (
            kind in ("article", "other") or is_headline(record.title, record.url)
        ):
            articles.append(FoundLink(record.url, record.title, record.day, "data"))
        elif kind in ("list", "epaper") and not is_furniture(record.title):
            lists.append(FoundLink(record.url, record.title, via="nav", priority=10))
    return articles, lists


def _unseen(links: list[FoundLink], seen: set[str]) -> tuple[FoundLink, ...]:
    unique: list[FoundLink] = []
    for link in links:
        key = request_key(link.url)
        if key not in seen:
            seen.add(key)
            unique.append(link)
    return tuple(unique)
