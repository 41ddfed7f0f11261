"""The links of a page, in order, each with its full title and the row it stands in."""

import re
from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import NamedTuple

from lxml import etree

from crawler.discovery.calls import without_elements
from crawler.discovery.days import find_day, is_dated
from crawler.discovery.records import url_templates
from qingwen.address import fetch_url, same_site

MAX_ANCHORS = 5000
"""A front page of a provincial portal has 800; a page of 300,000 links is an attack."""
_MAX_CLIMB = 8
_MAX_ROW_CHARS = 800
_TITLE_CHARS = 5
"""From this length on a link text may be a headline, and two of them do not share a row."""

_Element = etree._Element
_Found = list[tuple[_Element, str, str, str]]
_MANY = object()
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_ROWS = frozenset(("li", "dd", "dt", "td", "p", "h2", "h3", "h4", "h5"))
_ROOTS = frozenset(("body", "html"))
_CUT = re.compile(r"(?:…|\.{2,}|。{2,})\s*$")  # of the last characters only
_HANDLER = re.compile(
    r"""(?:location(?:\.href)?\s*=|(?:window\.)?open\s*\(|\.load\s*\(|location\.(?:assign|replace)\s*\()\s*['"]([^'"<>\s]+)['"]""",
    re.IGNORECASE,
)
_HANDLED = etree.XPath(
    "(//@onclick | //@data-href | //@data-url | //@data-link | //@data-id)"
    "/parent::*[not(self::a or self::img or self::script)]"
)
_STATED = ("data-href", "data-url", "data-link")
# toUrl('/a/1.html'): whatever the function does, it is given an address
_GIVEN = re.compile(
    r"""\(\s?['"]((?:https?:/)?/[\w./?=&%~#:-]{1,300}|[\w./-]{1,200}\.(?:s?html?|aspx?|php|jsp)(?:\?[\w=&%-]{1,200})?)['"]"""
)
_DATA = re.compile(r"\.(?:json|xml|js)(?:\?|$)|api/|ajax", re.IGNORECASE)
_READS_ID = re.compile(r"""data\(\s?["']id|data-id|dataset\.id\b""")


# onclick="goDetail(2200)", with function goDetail(id) { location.href = '/detail/' + id + '.html' }
_CALL = re.compile(r"""(?:javascript:|return\s)?\s?(\w{1,40})\(\s?['"]?([\w-]{1,64})['"]?\s?[,)]""")
_FUNCTION = re.compile(
    r"""(?:function\s+(\w{1,40})\s?\(|\b(\w{1,40})\s?[:=]\s?(?:function\s?)?\()\s?(\w{1,40})[^(){}]{0,80}\)"""
    r"""\s?(?:=>)?\s?\{[^{}]{0,300}?(?:location(?:\.href)?\s?=|open\s?\(|location\.(?:assign|replace)\s?\()\s?"""
    r"""["'`]([^"'`<>\s]{1,200}?)(?:["']\s?\+\s?\3\b(?:\s?\+\s?["']([^"'<>\s]{0,100})["'])?|\$\{\s?\3\s?\}([^"'`<>\s]{0,100})`)"""
)
MAX_FUNCTION_CHARS = 100_000


class Anchor(NamedTuple):
    """One link of the page."""

    url: str
    text: str
    """As printed, blanks collapsed; may be cut or empty."""
    title: str
    """The full headline as far as the page tells."""
    day: date | None
    """The day in its row."""
    dated: bool
    """Whether its row shows any date or time."""
    build: str
    """How its row is built: rows of one list are built alike."""
    is_area: bool = False
    after: str = ""
    """The first characters behind the link: > in a breadcrumb."""


def read_anchors(
    root: _Element,
    elements: list[_Element],
    base: str,
    encoding: str,
    scripts: Sequence[str] = (),
    *,
    rows: bool,
) -> list[Anchor]:
    """Return the links of a page that stay within the site of `base`.

    `elements` are its a and area elements. Links by script count, where the address stands in the
    handler, in a data attribute, or in a function of `scripts`. Without `rows` they come without what
    stands around them.
    """
    found = _links(root, elements, base, encoding, scripts)
    owners = _owners(found) if rows else {}
    sites: dict[str, bool] = {}
    anchors: list[Anchor] = []
    for element, url, text, title in found:
        host = url.split("/", 3)[2]
        if host not in sites:
            sites[host] = same_site(url, base)
        if not sites[host]:
            continue
        after = (element.tail or "").strip()[:2]
        is_area = element.tag == "area"
        if not rows:
            anchors.append(Anchor(url, text, title, None, False, "", is_area, after))
            continue
        # one link around a whole row holds the date as well: only its headline is taken out
        printed = title if title in text else text
        around, build = _row(element, url, printed, owners, is_headline=len(title) >= _TITLE_CHARS)
        day, dated = find_day(around), is_dated(around)
        anchors.append(Anchor(url, text, title, day, dated, build, is_area, after))
    return anchors


def _links(
    root: _Element, elements: list[_Element], base: str, encoding: str, scripts: Sequence[str]
) -> _Found:
    """Return (element, address, text, title) of each link."""
    found: _Found = []
    addresses: dict[str, str | None] = {}
    handlers = _Handlers(scripts)
    for element in elements:
        href = element.get("href") or ""
        if not href or href.startswith(("#", "javascript:")):
            href = handlers.opened_by(element, element.get("onclick") or href)
        if href not in addresses:
            addresses[href] = fetch_url(href, base, encoding=encoding)
        if url := addresses[href]:
            found.append((element, url, *_texts(element)))
            if len(found) >= MAX_ANCHORS:
                break
    for element in _HANDLED(root)[:1000]:
        address = handlers.opened_by(element, element.get("onclick") or "")
        if address and (url := fetch_url(address, base, encoding=encoding)):
            found.append((element, url, *_texts(element)))
    return found


class _Handlers:
    """What the handlers of a page open: addresses in them, or in the functions that they call."""

    def __init__(self, scripts: Sequence[str]) -> None:
        self._scripts = scripts

    def opened_by(self, element: _Element, handler: str) -> str:
        """Return the address that an element opens by its handler or its data, "" for none."""
        if found := _HANDLER.search(handler):
            return found[1]
        call = _CALL.match(handler)
        if call and call[1] != "void" and (around := self._openers.get(call[1])):
            return f"{around[0]}{call[2]}{around[1]}"
        if handler and (given := _GIVEN.search(handler)) and not _DATA.search(given[1]):
            return given[1]
        return self._stated_by(element)

    def _stated_by(self, element: _Element) -> str:
        """The address in the data attributes of a row that is clicked; what loads data is no link."""
        stated = next(filter(None, map(element.get, _STATED)), "")
        if stated and not _DATA.search(stated):
            return stated if element.tag == "a" or element.find(".//a") is None else ""
        if (key := element.get("data-id")) and key.isalnum() and self._template:
            return self._template.replace("{id}", key)
        return ""

    @cached_property
    def _template(self) -> str | None:
        """The address that a script puts the data-id of a clicked row into."""
        reading = [text for text in self._scripts if _READS_ID.search(text, 0, MAX_FUNCTION_CHARS)]
        return next(iter(url_templates([without_elements(text) for text in reading])), None)

    @cached_property  # its pattern reads all scripts, for calls that few pages have
    def _openers(self) -> dict[str, tuple[str, str]]:
        """The functions of the page that open an address around their first argument."""
        found: dict[str, tuple[str, str]] = {}
        for text in self._scripts:
            if "function" not in text and "=>" not in text:
                continue
            for match in _FUNCTION.finditer(text, 0, MAX_FUNCTION_CHARS):
                found.setdefault(match[1] or match[2], (match[4], match[5] or match[6] or ""))
        return found


def _texts(element: _Element) -> tuple[str, str]:
    """Return (text, title) of a link."""
    # A menu has hundreds of links that hold text alone.
    printed = "".join(element.itertext()) if len(element) else element.text or ""
    text = " ".join(printed.split())[:300]
    return text, _title(element, text)[:300]


def _title(element: _Element, text: str) -> str:
    attribute = element.get("title")
    if attribute:
        attribute = " ".join(attribute.split())
    if attribute and (not text or _CUT.search(text[-12:]) or attribute.startswith(text)):
        return attribute
    if len(element):
        for child in element.iter(
            *_HEADINGS
        ):  # a whole row inside one link: headline, summary, date
            if heading := " ".join("".join(child.itertext()).split()):
                return heading
        if not text:
            image = element.find(".//img")
            return " ".join(((image.get("alt") if image is not None else "") or "").split())
    return text or " ".join((element.get("alt") or "").split())


def _owners(found: _Found) -> dict[_Element, object]:
    """For each ancestor of a headline, the one address in it, or _MANY."""
    owners: dict[_Element, object] = {}
    for element, url, _, title in found:
        if len(title) < _TITLE_CHARS:
            continue
        node = element
        for _ in range(_MAX_CLIMB + 1):
            owner = owners.setdefault(node, url)
            if owner is _MANY:
                break  # and so are all around it
            if owner != url:
                owners[node] = _MANY
            parent = node.getparent()
            if parent is None:
                break
            node = parent
    return owners


def _row(
    element: _Element, url: str, text: str, owners: dict[_Element, object], *, is_headline: bool
) -> tuple[str, str]:
    """Return the text of the row around a link, and how the row is built."""
    row, around = element, "".join(element.itertext())
    if is_headline:
        for _ in range(_MAX_CLIMB):
            parent = row.getparent()
            if parent is None or parent.tag in _ROOTS or owners.get(parent) != url:
                break
            inside = "".join(parent.itertext())
            if len(inside) > _MAX_ROW_CHARS:
                break
            row, around = parent, inside
    elif (parent := element.getparent()) is not None and parent.tag in _ROWS and len(parent) == 1:
        # a short text in a row like those of the headlines beside it
        row, around = parent, "".join(parent.itertext())[:_MAX_ROW_CHARS]
    rest = around.replace(text, " ", 1) if text else around
    if row is element:
        rest = f"{rest} {_beside(element)}"
    return rest, _build(row)


def _beside(element: _Element) -> str:
    """The text between a link and its neighbours, for rows that are not elements: date<br>, <br>."""
    after, node = [element.tail or ""], element.getnext()
    for _ in range(3):
        if node is None or node.tag in ("a", "br", "hr") or node.find(".//a") is not None:
            break
        after += ["".join(node.itertext()), node.tail or ""]
        node = node.getnext()
    joined = " ".join(after)
    if is_dated(joined[:100]):
        return joined[:100]
    before = element.getprevious()
    if before is not None and before.tag not in ("a", "br") and before.find(".//a") is None:
        return "".join(before.itertext())[-60:] + (before.tail or "")
    return ""


def _build(row: _Element) -> str:
    parts = [str(row.tag)]
    node = row.getparent()
    for _ in range(2):
        if node is None:
            break
        parts.append(f"{node.tag!s}.{node.get('class') or node.get('id') or ''}")
        node = node.getparent()
    return ">".join(reversed(parts))
