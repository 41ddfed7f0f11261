"""What a page is: prose makes an article, rows make a list."""

import re
from collections import Counter
from urllib.parse import urlsplit

from lxml import etree

from crawler.discovery.found import FoundLink, Kind
from crawler.discovery.shapes import is_sure_list

Element = etree._Element

MIN_PROSE = 60
"""Less than a news brief."""
ARTICLE_CHARS = 150
"""Prose of one article page; a short notice has 150, the summaries of a list stand in rows."""
MIN_ROWS = 5

_PROSE = re.compile(r"[。！？；，]")


def page_kind(
    root: Element, url: str, articles: list[FoundLink], *, has_pager: bool = False
) -> Kind:
    """Return what a page is whose address is not that of an article: do prose or rows fill it?

    "other" where neither is clear: then extraction decides.
    """
    if urlsplit(url).path == "/":
        return "list"
    prose = prose_chars(root)
    if is_sure_list(url):
        # channels carry a paragraph on copyright
        return "other" if prose >= 2 * ARTICLE_CHARS else "list"
    if prose >= ARTICLE_CHARS:
        return "article"
    rows = sum(link.via in ("row", "data") for link in articles)
    if prose < MIN_PROSE and (rows >= MIN_ROWS or (articles and has_pager)):
        return "list"
    return "other"


def prose_chars(root: Element) -> int:
    """Return the characters of sentences under the one parent that holds most of them, links aside."""
    per_parent: Counter[Element] = Counter()
    for element in root.iter("p", "div", "td", "section", "article", "span", "font"):
        own = "".join(
            filter(None, (element.text, *(child.tail for child in element if child.tag != "a")))
        )
        if len(own) > 20 and _PROSE.search(own):
            parent = element.getparent() if element.tag in ("p", "span", "font") else element
            if parent is not None:
                per_parent[parent] += len(own.strip())
    return max(per_parent.values(), default=0)


def visible_chars(root: Element, *, enough: int) -> int:
    """Return how many characters the page shows, counting no further than `enough`."""
    total = 0
    for element in root.iter():
        if element.tag not in ("script", "style", "title", "noscript"):
            total += len((element.text or "").strip())
        total += len((element.tail or "").strip())
        if total >= enough:
            break
    return total
