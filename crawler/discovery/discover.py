"""The order of work on one page: from its bytes to what should be fetched next."""

import re
from collections import Counter
from datetime import datetime

from crawler.discovery import structure
from crawler.discovery.avoid import is_followed
from crawler.discovery.endpoints import find_endpoints, next_answer
from crawler.discovery.feeds import inflate, looks_like_xml_list, read_xml
from crawler.discovery.found import Discovery, FoundLink, Kind
from crawler.discovery.markup import Markup, read_markup
from crawler.discovery.newspaper import is_layout_page, read_layout
from crawler.discovery.pager import find_pager, find_parts, first_part, pages_ahead
from crawler.discovery.records import (
    Record,
    datastore_proxy,
    datastore_rows,
    read_json,
    script_records,
    url_template,
)
from crawler.discovery.script_pager import enorth_pages, part_pages, read_call, script_pages
from crawler.discovery.shapes import url_kind
from qingwen.address import canonical_url, fetch_url, identity, same_site
from qingwen.decode import Decoded, decode_page
from qingwen.page import Page
from qingwen.parse import parse_html

MAX_LINKS = 1000
"""Of each sort, on an HTML page. Sitemaps may hold what their protocol allows."""

_SCRIPT_MOVE = re.compile(
    r"""(?:(?:window|self|top|document|parent)\.)?location(?:\.href)?\s*=\s*["']([^"']+)["'](?!\s*\+)"""
    r"""|location\.(?:replace|assign)\s*\(\s*["']([^"']+)["']\s*\)""",
    re.IGNORECASE,
)
_STUB_CHARS = 200
"""A page that only sends its reader on shows no more text than this."""


def discover(
    body: bytes,
    url: str,
    *,
    http_charset: str | None = None,
    fetched_at: datetime | None = None,
    template: str | None = None,
) -> Discovery:
    """Return what the page at `url` is and what it leads to.

    Never raises for bad input: bytes that are no page lead nowhere. `template` is that of the
    FoundLink of an endpoint: the address its records go into.
    """
    body = inflate(body)
    if looks_like_xml_list(body) and (found := _xml(body, url, http_charset)):
        return found
    if body.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in (b"{", b"[") or _is_jsonp(body):
        found = _json(body, url, template)
        if found is not None:
            return found
    decoded = decode_page(
        Page(body=body, url=url, http_charset=http_charset, fetched_at=fetched_at)
    )
    root = parse_html(decoded.text) if isinstance(decoded, Decoded) else None
    if root is None or not isinstance(decoded, Decoded):
        return Discovery(kind="other", canonical_url=canonical_url(url))
    markup = read_markup(root, url, decoded.encoding.used)
    if rows := datastore_rows(decoded.text):
        _add_rows(markup, rows, url, decoded.encoding.used)
    if moved_to := _moved_to(markup, root, url):
        return Discovery(kind="other", canonical_url=canonical_url(url), moved_to=moved_to)
    if is_layout_page(markup, root, url):
        articles, lists = read_layout(markup, url)
        return _discovery("epaper", url, articles, lists)
    return _html(markup, root, url, decoded.text)


# ---- HTML ------------------------------------------------------------------------------------------


def _html(markup: Markup, root: structure.Element, url: str, text: str) -> Discovery:
    pager = find_pager(markup, url)
    records = script_records(markup.scripts, markup.base)
    articles, lists = structure.classify(markup, url, skip=pager.identities)
    articles = _merged(articles, [_of_record(r) for r in records if _is_wanted(r, url)])
    kind = structure.page_kind(root, url, articles)
    parts: tuple[str, ...] = ()
    canonical = canonical_url(url)
    if kind != "list":
        call = read_call(markup.scripts)
        parts = find_parts(markup, pager, url) or (part_pages(call, url) if call else ())
        canonical = canonical_url(first_part(pager, url) or _stated_canonical(markup, url) or url)
    if url_kind(url) == "article":
        articles, lists = structure.beside_article(articles, markup, url)
        return _discovery(kind, url, articles, lists, parts=parts, canonical=canonical)
    lists[:0] = _pager_links(markup, pages_ahead(pager, url), url, text, articles)
    lists += _frames_and_feeds(markup, url)
    template = url_template(markup.scripts)
    lists += [
        FoundLink(address, via="endpoint", priority=10, template=template)
        for address in find_endpoints(markup.scripts, markup.sources, markup.base)
        if same_site(address, url)
    ]
    if len(articles) + len(lists) < structure.FEW_LINKS:
        lists += structure.probes(markup, url, {identity(a.url) for a in [*articles, *lists]})
    return _discovery(kind, url, articles, lists, parts=parts, canonical=canonical)


def _pager_links(
    markup: Markup, linked: list[tuple[int, str]], url: str, text: str, articles: list[FoundLink]
) -> list[FoundLink]:
    """The pages after this one; a page without a single article has none: endless pagers end there."""
    if not articles:
        return []
    found = dict.fromkeys(linked, "pager")
    if not found:
        texts = [*markup.scripts, *(anchor.url for anchor in markup.anchors)]
        pages = enorth_pages(texts, url) or script_pages(
            markup.scripts, url, row_count=len(articles), extension=_extension(articles)
        )
        found = dict.fromkeys(pages, "script-pager")
    if proxy := datastore_proxy(text, url):
        found[1, proxy] = "script-pager"
    return [
        FoundLink(address, via=via, priority=8, ahead=ahead)  # type: ignore[arg-type]
        for (ahead, address), via in found.items()
        if same_site(address, url) and is_followed(address)
    ]


def _extension(articles: list[FoundLink]) -> str:
    """The file extension most of the articles have."""
    found = Counter(
        m[1]
        for link in articles
        if (m := re.search(r"\.(\w{2,5})(?:\?|$)", link.url.rpartition("/")[2]))
    )
    return found.most_common(1)[0][0] if found else "html"


def _frames_and_feeds(markup: Markup, url: str) -> list[FoundLink]:
    found = [
        FoundLink(a, via="frame", priority=10)
        for a in markup.frames
        if same_site(a, url) and is_followed(a)
    ]
    return found + [
        FoundLink(a, via="feed", priority=12) for a in markup.feeds if same_site(a, url)
    ]


def _moved_to(markup: Markup, root: structure.Element, url: str) -> str | None:
    """The target of a page that has no text of its own."""
    scripted = [
        found
        for script in markup.scripts[:5]
        if len(script) < 2000 and ("function" not in script or len(markup.anchors) < 2)
        for found in _SCRIPT_MOVE.finditer(script)
    ]
    if markup.refresh is None and not scripted:
        return None
    if structure.visible_chars(root, enough=_STUB_CHARS) >= _STUB_CHARS or len(markup.anchors) > 5:
        return None
    target = markup.refresh or fetch_url(scripted[0][1] or scripted[0][2], markup.base)
    return target if target and identity(target) != identity(url) else None


def _stated_canonical(markup: Markup, url: str) -> str | None:
    """The canonical link, where it can be believed: kits point it at their own site or at the home page."""
    stated = markup.canonical
    if stated and same_site(stated, url) and url_kind(stated) in ("article", "other"):
        return stated
    return None


def _add_rows(markup: Markup, rows: str, url: str, encoding: str) -> None:
    tree = parse_html(f"<html><body>{rows}</body></html>")
    if tree is not None:
        known = {anchor.url for anchor in markup.anchors}
        markup.anchors += [
            a for a in read_markup(tree, url, encoding).anchors if a.url not in known
        ]


# ---- data ------------------------------------------------------------------------------------------


def _xml(body: bytes, url: str, http_charset: str | None) -> Discovery | None:
    decoded = decode_page(Page(body=body, url=url, http_charset=http_charset))
    text = decoded.text if isinstance(decoded, Decoded) else body.decode("utf-8", "replace")
    found = read_xml(text, url)
    if found is None:
        return None
    kind: Kind = "sitemap" if found.kind == "sitemap" else "feed"
    keep = [link for link in found.articles if same_site(link.url, url) and is_followed(link.url)]
    lists = [link for link in found.lists if same_site(link.url, url)]
    return _discovery(kind, url, keep, lists, limit=len(keep) + len(lists))


def _is_jsonp(body: bytes) -> bool:
    return bool(re.match(rb"\s*[\w.$]{1,60}\s*\(\s*[{\[]", body[:200]))


def _json(body: bytes, url: str, template: str | None) -> Discovery | None:
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        text = body.decode("gb18030", "replace")
    answer = read_json(text, url, template)
    if answer is None:
        return None
    articles = [_of_record(record) for record in answer.records if _is_wanted(record, url)]
    lists = []
    if following := next_answer(answer, url):
        lists.append(FoundLink(following, via="pager", priority=8, ahead=1, template=template))
    return _discovery("list", url, articles, [link for link in lists if same_site(link.url, url)])


def _is_wanted(record: Record, url: str) -> bool:
    return (
        same_site(record.url, url)
        and is_followed(record.url)
        and url_kind(record.url) in ("article", "other")
    )


def _of_record(record: Record) -> FoundLink:
    return FoundLink(record.url, record.title, record.day, "data")


# ---- the result --------------------------------------------------------------------------------------


def _merged(links: list[FoundLink], more: list[FoundLink]) -> list[FoundLink]:
    known = {identity(link.url) for link in links}
    return links + [link for link in more if identity(link.url) not in known]


def _discovery(
    kind: Kind,
    url: str,
    articles: list[FoundLink],
    lists: list[FoundLink],
    *,
    parts: tuple[str, ...] = (),
    canonical: str | None = None,
    limit: int = MAX_LINKS,
) -> Discovery:
    """Assemble the result: this page and repeated addresses are left out."""
    articles = structure.on_own_host(articles, url)
    seen = {identity(url)}
    kept: list[list[FoundLink]] = []
    for links in (articles, lists):
        unique: list[FoundLink] = []
        for link in links:
            if (key := identity(link.url)) not in seen and len(unique) < limit:
                seen.add(key)
                unique.append(link)
        kept.append(unique)
    return Discovery(
        kind=kind,
        canonical_url=canonical or canonical_url(url),
        articles=tuple(kept[0]),
        lists=tuple(kept[1]),
        parts=parts,
    )
