"""The order of work on one page: from its bytes to what should be fetched next."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from urllib.parse import urlsplit

from crawler.discovery import structure
from crawler.discovery.actions import acts
from crawler.discovery.archives import find_months
from crawler.discovery.avoid import is_followed
from crawler.discovery.calls import Call, read_calls
from crawler.discovery.datastore import datastore_proxy, datastore_rows
from crawler.discovery.documents import read_document
from crawler.discovery.endpoints import find_endpoints, find_templates, next_fragment
from crawler.discovery.feeds import inflate
from crawler.discovery.found import Discovery, FoundLink
from crawler.discovery.markup import MAX_HANDMADE_CHARS, Markup, read_markup
from crawler.discovery.neighbours import find_neighbours
from crawler.discovery.newspaper import is_layout_page, read_layout
from crawler.discovery.outside import wanted_files
from crawler.discovery.page_forms import next_of_page_form, page_forms
from crawler.discovery.pager import Pager, find_pager, pages_ahead
from crawler.discovery.parts import find_parts, first_part
from crawler.discovery.posts import find_posts, form_state, next_posted
from crawler.discovery.prose import Element, page_kind, visible_chars
from crawler.discovery.records import has_chinese_title, script_records, url_templates
from crawler.discovery.result import discovery, of_records
from crawler.discovery.script_pager import (
    builds_pages,
    counted_parts,
    enorth_pages,
    part_pages,
    read_call,
    script_pages,
)
from crawler.discovery.shapes import url_kind
from qingwen.address import canonical_url, fetch_url, identity, same_site
from qingwen.page import Page, ParsedPage
from qingwen.parse import parse_html
from qingwen.rejection import Rejection

_SCRIPT_MOVE = re.compile(
    r"""(?:(?:window|self|top|document|parent)\.)?location(?:\.href)?\s*=\s*["']([^"']+)["'](?!\s*\+)"""
    r"""|location\.(?:replace|assign)\s*\(\s*["']([^"']+)["']\s*\)""",
    re.IGNORECASE,
)
_IS_PAGE = re.compile(r"<(?:html|head|title|body)\b", re.IGNORECASE)
_IS_ROUTER = re.compile(r"\$?router\.push|createRouter|VueRouter|\broutes\s?[=:]|#/\w")
_ANYWHERE = "http://a.cn/"
_STUB_CHARS = 200
"""A page that only sends its reader on shows no more text than this."""


def discover(
    body: bytes,
    url: str,
    *,
    http_charset: str | None = None,
    fetched_at: datetime | None = None,
    template: str | None = None,
    parsed: ParsedPage | Rejection | None = None,
    files: Sequence[str] = (),
) -> Discovery:
    """Return what the page at `url` is and what it leads to.

    Never raises for bad input: bytes that are no page lead nowhere. `template` is that of the
    FoundLink of an endpoint: the addresses its records go into. `parsed` is what `parse_page` made of
    `body`, where it was asked before. `url` may be that of a posted request. `files` are the texts of
    the script files that an earlier look at the page asked for.
    """
    plain = inflate(body)
    if document := read_document(plain, url, http_charset, template):
        return document
    asked, url = url, url.partition("#")[0]
    if parsed is None or plain is not body:
        from qingwen.extract import parse_page  # half a second of rules no command needs to start

        page = Page(body=plain, url=url, http_charset=http_charset, fetched_at=fetched_at)
        parsed = parse_page(page)
    if isinstance(parsed, Rejection):
        return Discovery(kind="other", canonical_url=canonical_url(url))
    root = parsed.root
    is_article = url_kind(url) == "article"
    markup = read_markup(root, url, parsed.encoding.used, rows=not is_article, files=files)
    if not is_article:
        _add_fragments(markup, parsed, url)
    if moved_to := _moved_to(markup, root, url):
        return Discovery(kind="other", canonical_url=canonical_url(url), moved_to=moved_to)
    if is_layout_page(markup, root, url):
        return discovery("epaper", url, *read_layout(markup, url))
    neighbours = find_neighbours(root, parsed.markup, markup.base)
    if is_article:
        return _article(markup, url, neighbours)
    calls, form = read_calls(markup.code, root), form_state(root)
    own = _template(markup.code, calls)
    requests = _endpoints(markup, calls, own, url)
    requests += find_posts(calls, root, markup.base, own, asked, form)
    if paged := page_forms(root):
        requests += next_of_page_form(paged, root, markup.code, markup.base, asked)
    else:
        requests += next_posted(asked, template)
    today = fetched_at.date() if fetched_at else None
    found = _html(markup, root, url, parsed.markup, own, requests, today)
    wanted = wanted_files(found, root, parsed.markup, markup.base) if not files else ()
    return replace(found, form=form, articles=_with_neighbours(found, neighbours), files=wanted)


def _article(markup: Markup, url: str, neighbours: list[FoundLink]) -> Discovery:
    """The page of an address that is an article's: its parts, its channel, its neighbours."""
    parts, canonical = _parts(markup, find_pager(markup, url), url)
    articles, lists = structure.beside_article(markup, url)
    return discovery(
        "article", url, [*neighbours, *articles], lists, parts=parts, canonical=canonical
    )


def _with_neighbours(found: Discovery, neighbours: list[FoundLink]) -> tuple[FoundLink, ...]:
    """The stories of a page, those that it names as its neighbours first."""
    if found.kind == "list":
        return found.articles
    named = {identity(link.url) for link in neighbours}
    return (*neighbours, *(link for link in found.articles if identity(link.url) not in named))


def _html(
    markup: Markup, root: Element, url: str, text: str, template: str | None,
    requests: list[FoundLink], today: date | None,
) -> Discovery:  # fmt: skip
    pager = find_pager(markup, url)
    articles, lists = structure.classify(markup, url, skip=pager.identities)
    records = script_records(markup.scripts, markup.base, template)
    records += filter(
        has_chinese_title, script_records(markup.files, markup.base, template)
    )  # the routes of an app are {name: "Jobs", path: "/jobs"}
    more_articles, more_lists = of_records(records, url, template)
    articles += more_articles
    kind = page_kind(root, url, articles, has_pager=bool(pager.identities))
    parts, canonical = _parts(markup, pager, url) if kind != "list" else ((), canonical_url(url))
    # what is a page of this list is nothing else, whatever else links it
    lists = [
        *_pager_links(markup, pages_ahead(pager, url), url, text, articles),
        *lists,
        *more_lists,
        *_unlinked_lists(markup, url),
        *(link for link in requests if articles or not link.ahead),
    ]
    if not any(link.ahead for link in lists):
        lists += find_months(markup.anchors, url, today)
    if len(articles) + len(lists) < structure.FEW_LINKS:
        lists += structure.probes(markup)
    return discovery(kind, url, articles, lists, parts=parts, canonical=canonical)


def _template(scripts: list[str], calls: list[Call]) -> str | None:
    """The addresses that the page's scripts put an id into: of a story, and of a channel's rows."""
    fetched = find_templates(calls)
    written = [
        found
        for found in url_templates(scripts)
        if found not in (fetched.rows or "") and not acts(found)
    ]
    channels = [
        found for found in written if url_kind(_ANYWHERE + found.replace("{id}", "71")) == "list"
    ]
    stories = [found for found in written if found not in channels]
    if fetched.story and any(map(_IS_ROUTER.search, scripts)):
        stories = []  # /detail/7 is an address within the app: what it shows, it fetches
    story = next(iter(stories), None) or fetched.story or ""
    rows = next(iter(channels), None) or fetched.rows
    return f"{story} {rows}" if rows else story or None


def _endpoints(
    markup: Markup, calls: list[Call], template: str | None, url: str
) -> list[FoundLink]:
    """What the scripts of the page fetch rows from."""
    return [
        FoundLink(address, via="endpoint", priority=10, template=template)
        for address in find_endpoints(calls, markup.sources, markup.base)
        if same_site(address, url) and is_followed(address)
    ]


def _parts(markup: Markup, pager: Pager, url: str) -> tuple[tuple[str, ...], str]:
    """Return (the later pages of the article, its canonical URL)."""
    call = read_call(markup.scripts)
    parts = find_parts(markup, pager, url) or (part_pages(call, url) if call else ())
    if not parts and url_kind(url) == "article":
        parts = counted_parts(markup.scripts, url)
    first = first_part(pager, url) or _stated_canonical(markup, url) or url
    return parts, canonical_url(first)


def _pager_links(
    markup: Markup, linked: list[tuple[int, str]], url: str, text: str, articles: list[FoundLink]
) -> list[FoundLink]:
    """The pages after this one; a page without a single article has none: endless pagers end there."""
    if not articles:
        return []
    found = dict.fromkeys(linked, "pager")
    if not found:
        texts = [*markup.code, *(anchor.url for anchor in markup.anchors)]
        pages = enorth_pages(texts, url) or script_pages(
            [*markup.scripts, *_pager_files(markup, url)],
            url,
            text,
            row_count=len(articles),
            extension=_extension(articles),
        )
        found = dict.fromkeys(pages, "script-pager")
    if proxy := datastore_proxy(text, url):
        found[1, proxy] = "script-pager"
    if not found and not _IS_PAGE.search(text[:5000]) and (following := next_fragment(url)):
        found[1, following] = "pager"
    return [
        FoundLink(address, via=via, priority=8, ahead=ahead)  # type: ignore[arg-type]
        for (ahead, address), via in found.items()
        if same_site(address, url) and is_followed(address)
    ]


def _pager_files(markup: Markup, url: str) -> list[str]:
    """Files that build the addresses of pages; elsewhere pages: 7 is what a library begins with."""
    return [
        text for text in markup.files if len(text) <= MAX_HANDMADE_CHARS and builds_pages(text, url)
    ]


def _extension(articles: list[FoundLink]) -> str:
    """The file extension most of the articles have."""
    found = Counter(
        m[1]
        for link in articles
        if (m := re.search(r"\.(\w{2,5})(?:\?|$)", link.url.rpartition("/")[2]))
    )
    return found.most_common(1)[0][0] if found else "html"


def _unlinked_lists(markup: Markup, url: str) -> list[FoundLink]:
    """Lists that no link of the page leads to: frames, feeds, menus in selects."""
    found = [FoundLink(frame, via="frame", priority=10) for frame in markup.frames]
    found += [FoundLink(feed, via="feed", priority=12) for feed in markup.feeds]
    found += [
        FoundLink(address, text, via="nav", priority=10)
        for address, text in markup.options
        if url_kind(address) in ("list", "epaper")
    ]
    return [link for link in found if same_site(link.url, url) and is_followed(link.url)]


def _moved_to(markup: Markup, root: Element, url: str) -> str | None:
    """The target of a page that has no text of its own."""
    scripted = [
        found
        for script in markup.scripts[:5]
        if len(script) < 2000 and ("function" not in script or len(markup.anchors) < 2)
        for found in _SCRIPT_MOVE.finditer(script)
    ]
    if markup.refresh is None and not scripted:
        return None
    if visible_chars(root, enough=_STUB_CHARS) >= _STUB_CHARS or len(markup.anchors) > 5:
        return None
    target = markup.refresh or fetch_url(scripted[0][1] or scripted[0][2], markup.base)
    if not target or target == url:
        return None
    # its twin for phones is the same page; the /index.shtml of an empty / is where its text is
    is_twin = urlsplit(target).netloc != urlsplit(url).netloc and identity(target) == identity(url)
    return None if is_twin else target


def _stated_canonical(markup: Markup, url: str) -> str | None:
    """The canonical link, where it can be believed: kits point it at their own site or at the home page."""
    stated = markup.canonical
    if stated and same_site(stated, url) and url_kind(stated) in ("article", "other"):
        return stated
    return None


def _add_fragments(markup: Markup, parsed: ParsedPage, url: str) -> None:
    """Read the rows that stand in data, scripts and templates as if they stood in the page."""
    rows = datastore_rows(parsed.markup) + "".join(markup.fragments)
    tree = parse_html(f"<html><body>{rows}</body></html>") if rows else None
    if tree is not None:
        known = {anchor.url for anchor in markup.anchors}
        inner = read_markup(tree, url, parsed.encoding.used)
        markup.anchors += [anchor for anchor in inner.anchors if anchor.url not in known]
