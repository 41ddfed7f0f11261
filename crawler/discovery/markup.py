"""The tree of a page as discovery reads it: its links in order, each with its row, and its scripts."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from lxml import etree

from crawler.discovery.days import find_day, is_dated
from qingwen.address import fetch_url, same_site

MAX_ANCHORS = 5000
"""A front page of a provincial portal has 800; a page of 300,000 links is an attack."""
MAX_SCRIPT_CHARS = 2_000_000
MAX_REFRESH_S = 15
"""A page that waits longer is there to be read."""
_MAX_CLIMB = 8
_MAX_ROW_CHARS = 800
_TITLE_CHARS = 5
"""From this length on a link text may be a headline, and two of them do not share a row."""

_Element = etree._Element
_MANY = object()
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_ROWS = frozenset(("li", "dd", "dt", "td", "p", "h2", "h3", "h4", "h5"))
_ROOTS = frozenset(("body", "html"))
_CUT = re.compile(r"(?:…|\.{2,}|。{2,})\s*$")  # of the last characters only
_HANDLER = re.compile(
    r"""(?:location(?:\.href)?\s*=|(?:window\.)?open\s*\(|location\.(?:assign|replace)\s*\()\s*['"]([^'"<>\s]+)['"]""",
    re.IGNORECASE,
)
_REFRESH = re.compile(
    r"""^\s*(\d{0,4})\s*[;,]?\s*(?:url\s*=)?\s*['"]?\s*([^'">\s]+)""", re.IGNORECASE
)
_IS_TEMPLATE = re.compile(r"template|text/html|x-tmpl", re.IGNORECASE)
# With what follows the link, for the day that stands behind it.
_WRITTEN = re.compile(
    r"<a\s[^<>]{5,600}>[^<]{0,200}</a>(?:[^<\n]{0,30}<(?:span|em|i)\b[^<>]{0,80}>[^<]{0,40}<)?"
)
_BUILT = re.compile(r"""["']\s?\+|\+\s?["']|\$\{|\{\{""")
_HANDLED = etree.XPath("//*[@onclick and not(self::a)]")


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


@dataclass(slots=True)
class Markup:
    """What discovery needs of one page."""

    base: str
    anchors: list[Anchor] = field(default_factory=list)
    """Links within the site."""
    options: list[tuple[str, str]] = field(default_factory=list)
    """(address, text) of select entries."""
    option_texts: list[str] = field(default_factory=list)
    """Values of select entries that are no addresses."""
    scripts: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    """Addresses in data-url and data-api attributes."""
    frames: list[str] = field(default_factory=list)
    feeds: list[str] = field(default_factory=list)
    next_links: list[str] = field(default_factory=list)
    canonical: str | None = None
    fragments: list[str] = field(default_factory=list)
    """Markup that is no part of the tree: in textareas and templates, written by scripts."""
    refresh: str | None = None
    """Target of a meta refresh that is no mere reload."""


def read_markup(root: _Element, url: str, encoding: str, *, rows: bool = True) -> Markup:
    """Read the page tree; linear in its nodes, `root` is not changed.

    Without `rows` the links come without what stands around them.
    """
    base = url
    for element in root.iter("base"):
        # a base elsewhere (hijacked pages have it) would send every relative link off the site
        target = fetch_url(element.get("href") or "", url)
        if target and target.split("/")[2] == url.split("/")[2]:
            base = target
        break
    markup = Markup(base)
    _read_anchors(root, markup, encoding, rows=rows)
    _read_rest(root, markup, url)
    return markup


# ---- links ------------------------------------------------------------------------------------------


def _read_anchors(root: _Element, markup: Markup, encoding: str, *, rows: bool) -> None:
    found: list[tuple[_Element, str, str, str]] = []
    addresses: dict[str, str | None] = {}
    for element in root.iter("a", "area"):
        href = element.get("href") or ""
        if not href or href.startswith(("#", "javascript:")):
            handler = _HANDLER.search(element.get("onclick") or href)
            href = handler[1] if handler else ""
        if href not in addresses:
            addresses[href] = fetch_url(href, markup.base, encoding=encoding)
        if url := addresses[href]:
            found.append((element, url, *_texts(element)))
            if len(found) >= MAX_ANCHORS:
                break
    for element in _HANDLED(root)[:1000]:
        handler = _HANDLER.search(element.get("onclick") or "")
        if handler and (url := fetch_url(handler[1], markup.base, encoding=encoding)):
            found.append((element, url, *_texts(element)))
    owners = _owners(found) if rows else {}
    sites: dict[str, bool] = {}
    for element, url, text, title in found:
        host = url.split("/", 3)[2]
        if host not in sites:
            sites[host] = same_site(url, markup.base)
        if not sites[host]:
            continue
        after = (element.tail or "").strip()[:2]
        is_area = element.tag == "area"
        if not rows:
            markup.anchors.append(Anchor(url, text, title, None, False, "", is_area, after))
            continue
        # one link around a whole row holds the date as well: only its headline is taken out
        printed = title if title in text else text
        around, build = _row(element, url, printed, owners, is_headline=len(title) >= _TITLE_CHARS)
        markup.anchors.append(
            Anchor(url, text, title, find_day(around), is_dated(around), build, is_area, after)
        )


def _texts(element: _Element) -> tuple[str, str]:
    """Return (text, title) of a link."""
    text = " ".join("".join(element.itertext()).split())[:300]
    return text, _title(element, text)[:300]


def _title(element: _Element, text: str) -> str:
    attribute = " ".join((element.get("title") or "").split())
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


def _owners(found: list[tuple[_Element, str, str, str]]) -> dict[_Element, object]:
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


# ---- the rest ------------------------------------------------------------------------------------------


def _read_rest(root: _Element, markup: Markup, url: str) -> None:
    _read_scripts(root, markup)
    _read_options(root, markup)
    for element in root.iter("iframe", "frame"):
        if address := fetch_url(element.get("src") or "", markup.base):
            markup.frames.append(address)
    for element in root.iter("link"):
        _read_link(element, markup)
    for element in root.iter("meta"):
        if (element.get("http-equiv") or "").lower() == "refresh" and markup.refresh is None:
            markup.refresh = _refresh_target(element.get("content") or "", markup.base, url)
    for name in ("data-url", "data-api", "data-src", "data-href"):
        for value in root.xpath(f"//*[not(self::img)]/@{name}")[:200]:
            markup.sources.append(str(value))


def _read_scripts(root: _Element, markup: Markup) -> None:
    room = MAX_SCRIPT_CHARS
    for element in root.iter("script", "textarea"):
        text = element.text
        if not text or room <= 0:
            continue
        room -= len(text)
        if element.tag == "textarea" or _IS_TEMPLATE.search(element.get("type") or ""):
            markup.fragments.append(text)
        else:
            markup.scripts.append(text[:MAX_SCRIPT_CHARS])
            markup.fragments += _written(text)


def _read_options(root: _Element, markup: Markup) -> None:
    for element in root.iter("option"):
        value = (element.get("value") or "").strip()
        if "." not in value and "/" not in value and "?" not in value:
            markup.option_texts.append(value)
        elif address := fetch_url(value, markup.base):
            markup.options.append((address, " ".join("".join(element.itertext()).split())))
        if len(markup.options) + len(markup.option_texts) >= MAX_ANCHORS:
            break


def _refresh_target(content: str, base: str, url: str) -> str | None:
    """Where a meta refresh leads soon; None for a page that reloads itself or waits."""
    found = _REFRESH.match(content)
    target = fetch_url(found[2], base) if found else None
    if found is None or target is None or target == url:
        return None
    return target if int(found[1] or 0) <= MAX_REFRESH_S else None


def _written(script: str) -> list[str]:
    """The whole links a script writes; those built from variables are no addresses."""
    if "<a " not in script:
        return []
    found = (
        match[0].replace("\\/", "/").replace('\\"', '"').replace("\\'", "'")
        for match in _WRITTEN.finditer(script)
    )
    return [f"<p>{link}</p>" for link in found if not _BUILT.search(link)]


def _read_link(element: _Element, markup: Markup) -> None:
    relation = (element.get("rel") or "").lower().split()
    address = fetch_url(element.get("href") or "", markup.base)
    if not address:
        return
    if "canonical" in relation:
        markup.canonical = markup.canonical or address
    elif "next" in relation:
        markup.next_links.append(address)
    elif (
        "alternate" in relation and "xml" in (element.get("type") or "")
    ) or "sitemap" in relation:
        markup.feeds.append(address)
