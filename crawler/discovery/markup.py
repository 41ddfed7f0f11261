"""What discovery needs of a page tree: its links, its scripts, and the addresses in its corners."""

import re
from base64 import b64decode
from collections.abc import Sequence
from dataclasses import dataclass, field

from lxml import etree

from crawler.discovery.anchors import MAX_ANCHORS, Anchor, read_anchors
from qingwen.address import fetch_url

MAX_SCRIPT_CHARS = 2_000_000
MAX_HANDMADE_CHARS = 50_000
"""A menu takes 2 KB, a pager 5; a library that somebody bundled 100 and more."""
MAX_REFRESH_S = 15
"""A page that waits longer is there to be read."""

_Element = etree._Element
_KINDS = {
    "a": "link",
    "area": "link",
    "base": "base",
    "script": "script",
    "textarea": "script",
    "option": "option",
    "iframe": "frame",
    "frame": "frame",
    "link": "relation",
    "meta": "meta",
}
_SOURCES = [
    etree.XPath(f"//@{name}[not(parent::img)]", smart_strings=False)
    for name in ("data-url", "data-api", "data-src", "data-href")
]
_REFRESH = re.compile(
    r"""^\s*(\d{0,4})\s*[;,]?\s*(?:url\s*=)?\s*['"]?\s*([^'">\s]+)""", re.IGNORECASE
)
_IS_FEED = re.compile(r"xml|feed\+json")
_IS_TEMPLATE = re.compile(r"template|text/html|x-tmpl", re.IGNORECASE)
# With what follows the link, for the day that stands behind it.
_WRITTEN = re.compile(
    r"<a\s[^<>]{5,600}>[^<]{0,200}</a>(?:[^<\n]{0,30}<(?:span|em|i)\b[^<>]{0,80}>[^<]{0,40}<)?"
)
# onchange="location.href='list_' + this.value + '.html'"
_AROUND_VALUE = re.compile(
    r"""["']([^"'<>\s]{1,200})["']\s?\+\s?[\w.$()\[\]]{1,80}\.value\b(?:\s?\+\s?["']([^"'<>\s]{0,100})["'])?"""
)
_OBJECTS = etree.XPath(
    "//@*[starts-with(., '{') or starts-with(., '[{')][starts-with(name(), 'data-')]"
)
_ENCODED = re.compile(r"""\batob\(\s?["']([A-Za-z0-9+/=]{100,})["']""")
MIN_DATA_CHARS = 100
_CODE = re.compile(r"[\w-]{1,40}")
_BUILT = re.compile(r"""["']\s?\+|\+\s?["']|\$\{|\{\{""")


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
    files: list[str] = field(default_factory=list)
    """Texts of script files: of a site, with what a library knows of pages and menus elsewhere."""
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

    @property
    def code(self) -> list[str]:
        """All scripts: those of the page, and its files."""
        return [*self.scripts, *self.files]


def read_markup(
    root: _Element, url: str, encoding: str, *, rows: bool = True, files: Sequence[str] = ()
) -> Markup:
    """Read the page tree; linear in its nodes, `root` is not changed.

    Without `rows` the links come without what stands around them. `files` are the texts of the
    page's script files.
    """
    elements = _by_kind(root)
    base = url
    for element in elements["base"][:1]:
        # a base elsewhere (hijacked pages have it) would send every relative link off the site
        target = fetch_url(element.get("href") or "", url)
        if target and target.split("/")[2] == url.split("/")[2]:
            base = target
    markup = Markup(base)
    _read_scripts(elements["script"], markup)
    markup.scripts += _stated_data(root)
    _add_files(markup, files)
    markup.anchors = read_anchors(root, elements["link"], base, encoding, markup.code, rows=rows)
    _read_options(elements["option"], markup)
    for element in elements["frame"]:
        if address := fetch_url(element.get("src") or "", markup.base):
            markup.frames.append(address)
    for element in elements["relation"]:
        _read_link(element, markup)
    for element in elements["meta"]:
        if (element.get("http-equiv") or "").lower() == "refresh" and markup.refresh is None:
            markup.refresh = _refresh_target(element.get("content") or "", markup.base, url)
    for values in _SOURCES:
        markup.sources += values(root)[:200]
    return markup


def _by_kind(root: _Element) -> dict[str, list[_Element]]:
    """Return the elements that are read, in their order: one pass instead of one for each kind."""
    found: dict[str, list[_Element]] = {kind: [] for kind in _KINDS.values()}
    for element in root.iter(*_KINDS):
        found[_KINDS[element.tag]].append(element)
    return found


def _read_scripts(elements: list[_Element], markup: Markup) -> None:
    room = MAX_SCRIPT_CHARS
    for element in elements:
        text = element.text
        if not text or room <= 0:
            continue
        room -= len(text)
        if element.tag == "textarea" or _IS_TEMPLATE.search(element.get("type") or ""):
            markup.fragments.append(text)
        else:
            markup.scripts += [
                text[:MAX_SCRIPT_CHARS],
                *filter(None, map(_decoded, _ENCODED.findall(text))),
            ]
            markup.fragments += _written(text)


def _add_files(markup: Markup, texts: Sequence[str]) -> None:
    """Take in the texts of script files; links stand in those that a site wrote by hand."""
    for text in texts:
        markup.files.append(text[:MAX_SCRIPT_CHARS])
        if len(text) <= MAX_HANDMADE_CHARS:
            markup.fragments += _written(text)


def _stated_data(root: _Element) -> list[str]:
    """The data that elements hold in an attribute: data-page='{"props": ...}'."""
    found = (str(value) for value in _OBJECTS(root)[:50])
    return [value for value in found if len(value) >= MIN_DATA_CHARS]


def _decoded(text: str) -> str:
    """What a script decodes from Base64, "" for bytes that are no text."""
    try:
        return b64decode(text, validate=True).decode("utf-8")
    except ValueError:
        return ""


def _read_options(elements: list[_Element], markup: Markup) -> None:
    for element in elements:
        value = _chosen(element, (element.get("value") or "").strip())
        if "." not in value and "/" not in value and "?" not in value:
            markup.option_texts.append(value)
        elif address := fetch_url(value, markup.base):
            markup.options.append((address, " ".join("".join(element.itertext()).split())))
        if len(markup.options) + len(markup.option_texts) >= MAX_ANCHORS:
            break


def _chosen(option: _Element, value: str) -> str:
    """The address that a select opens around the value of an option, the value itself otherwise."""
    select = next(option.iterancestors("select"), None)
    handler = (select.get("onchange") or "") if select is not None else ""
    if "location" not in handler or not _CODE.fullmatch(value):
        return value
    found = _AROUND_VALUE.search(handler)
    return f"{found[1]}{value}{found[2] or ''}" if found else value


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
        "alternate" in relation and _IS_FEED.search(element.get("type") or "")
    ) or "sitemap" in relation:
        markup.feeds.append(address)
