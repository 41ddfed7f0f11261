"""The stories before and after an article, where its page links them: 上一篇, 下一篇.

A list whose pager nothing can read ends at its first page; the stories behind it hang on this chain.
"""

import re
from collections.abc import Iterator

from lxml import etree

from crawler.discovery.avoid import is_followed
from crawler.discovery.found import FoundLink
from crawler.discovery.shapes import url_kind
from qingwen.address import fetch_url, same_site

MAX_NEIGHBOURS = 4
"""One before, one after, each perhaps named twice."""

_HINT = re.compile(r"[上下前后]一?[篇条則则]")
_LABEL = re.compile(r"(?:上|下|前|后)一?[篇条則则](?:文章|新闻|信息)?")
_NONE = re.compile(r"没有了|暂无|^无$|返回列表")
_LABELLED = re.compile(_LABEL.pattern + r"\s{0,3}[:：】\]>]{0,2}\s{0,3}$")


def find_neighbours(root: etree._Element, markup: str, base: str) -> list[FoundLink]:
    """Return the stories that the page at `base` names as those before and after it."""
    if not _HINT.search(markup):
        return []
    found: dict[str, FoundLink] = {}
    for element in root.iter("a"):
        text = " ".join("".join(element.itertext()).split())
        if not (_LABEL.match(text) or any(map(_LABELLED.search, _before(element)))):
            continue
        url = fetch_url(element.get("href") or "", base)
        if _NONE.search(text) or not url or url.endswith("="):
            continue
        if same_site(url, base) and is_followed(url) and url_kind(url) != "list":
            title = _LABEL.sub("", text, count=1).lstrip(" :：】]")
            found.setdefault(url, FoundLink(url, title, via="neighbour"))
            if len(found) >= MAX_NEIGHBOURS:
                break
    return list(found.values())


def _before(element: etree._Element) -> Iterator[str]:
    """The text in front of a link: beside it, in the element before it, or before its parent."""
    previous, parent = element.getprevious(), element.getparent()
    if previous is not None:
        yield previous.tail or ""
        if not (previous.tail or "").strip() and previous.tag != "a":
            yield "".join(previous.itertext())[-20:]
    elif parent is not None:
        yield parent.text or ""
        before = parent.getprevious()
        if before is not None and not (parent.text or "").strip():
            yield "".join(before.itertext())[-20:]
