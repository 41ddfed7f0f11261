"""Pagers made of links."""

import re
from itertools import pairwise
from typing import NamedTuple

from crawler.discovery.anchors import Anchor
from crawler.discovery.markup import Markup
from crawler.discovery.shapes import url_kind
from qingwen.address import identity

MAX_AHEAD = 3
"""How many pages after the next one are named: a chain of pages then survives a lost page."""
_MAX_DIGIT_LINKS = 15
"""A pager shows about ten page numbers; a calendar shows thirty days."""

_NEXT = re.compile(
    r"^\W*(?:下一?[页頁]|后一?[页頁]|後一?[页頁]|下翻|next(?:\s?page)?|older posts?)\W*$",
    re.IGNORECASE,
)
_SYMBOL_NEXT = re.compile(r"^[>›»＞→]{1,2}$")
_OTHER = re.compile(
    r"^\W*(?:上一?[页頁]|前一?[页頁]|上翻|prev(?:ious)?(?:\s?page)?|首[页頁]|第一[页頁]|末[页頁]|尾[页頁]|最[后末][一]?[页頁]"
    r"|first|last|跳转|转到|go)\W*$|^[<‹«＜←>›»＞→]{1,2}$|^(?:\.{2,3}|…)$",
    re.IGNORECASE,
)
_STRONG = re.compile(r"[上下前后後末尾][一]?[页頁]|next|prev|older", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(r"^[\[第(（]?\s?(\d{1,4})\s?[\]页頁)）]?$")


class Pager(NamedTuple):
    """A run of page links."""

    next_url: str | None
    numbers: dict[int, str]
    """Page number as printed, to address."""
    identities: frozenset[str]
    """Of all its links: none of them is a headline or a channel."""


def find_pager(markup: Markup, url: str) -> Pager:
    """Return the pager of the page; where there are two (above and below) they are one."""
    next_url: str | None = markup.next_links[0] if markup.next_links else None
    numbers: dict[int, str] = {}
    members: set[str] = set()
    own = identity(url)
    for run in _runs(markup.anchors):
        texts = [anchor.text or anchor.title for anchor in run]
        digits = {
            int(m[1]): a.url for a, t in zip(run, texts, strict=True) if (m := _NUMBER.match(t))
        }
        is_strong = any(_STRONG.search(text) for text in texts)
        is_pager = is_strong or 2 <= len(digits) <= _MAX_DIGIT_LINKS
        pages = list(digits.values())
        if not is_pager or len(digits) > _MAX_DIGIT_LINKS or not _alike(pages):
            continue
        if any(url_kind(page) == "article" for page in pages) and url_kind(url) in (
            "list",
            "epaper",
        ):
            continue  # the numbered pictures of a slide show
        members.update(identity(a.url) for a, t in zip(run, texts, strict=True) if not _is_first(t))
        numbers = {**digits, **numbers}
        for anchor, text in zip(run, texts, strict=True):
            is_next = _NEXT.match(text) or ((digits or is_strong) and _SYMBOL_NEXT.match(text))
            if is_next and next_url is None and identity(anchor.url) != own:
                next_url = anchor.url
    for address, text in markup.options:
        if (found := _NUMBER.match(text)) and len(markup.options) < 500:
            numbers.setdefault(int(found[1]), address)
            members.add(identity(address))
    return Pager(next_url, numbers, frozenset(members))


def pages_ahead(pager: Pager, url: str) -> list[tuple[int, str]]:
    """Return (how many pages ahead, address) of the pages of a list after this one, next first."""
    own = identity(url)
    current = current_number(pager, own)
    ahead: dict[str, int] = {}
    if pager.next_url and identity(pager.next_url) != own:
        ahead[pager.next_url] = 1
    seen = {identity(address) for address in ahead}
    for number in sorted(pager.numbers):
        address = pager.numbers[number]
        if (
            0 < number - current <= MAX_AHEAD + 1
            and identity(address) not in seen
            and identity(address) != own
        ):
            seen.add(identity(address))
            ahead[address] = number - current
    return sorted((distance, address) for address, distance in ahead.items())


def current_number(pager: Pager, own: str) -> int:
    """The printed number of this page: the linked one that is itself, the one before 下一页, or the gap."""
    for number, address in pager.numbers.items():
        if identity(address) == own:
            return number
    if pager.next_url:
        for number, address in pager.numbers.items():
            if identity(address) == identity(pager.next_url):
                return number - 1
    present = sorted(pager.numbers)
    for number, following in pairwise(present):
        if following == number + 2:
            return number + 1
    if present and pager.next_url is None and present[0] == 1:
        # The last page does not link itself. The first, under the name of its list, is none of them.
        makes = {_DIGITS.sub("#", identity(pager.numbers[number])) for number in present[1:]}
        return present[-1] + 1 if not makes or _DIGITS.sub("#", own) in makes else 1
    return 1


def _runs(anchors: list[Anchor]) -> list[list[Anchor]]:
    """Stretches of neighbouring links whose texts are those of a pager."""
    runs: list[list[Anchor]] = [[]]
    for anchor in anchors:
        text = anchor.text or anchor.title
        if len(text) <= 12 and (_NUMBER.match(text) or _NEXT.match(text) or _OTHER.match(text)):
            runs[-1].append(anchor)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _is_first(text: str) -> bool:
    return text.strip("[]【】 ") in ("首页", "首頁", "1")


def _alike(addresses: list[str]) -> bool:
    """Whether page links differ in numbers only (the first page may be the folder itself)."""
    shapes = {re.sub(r"\d+", "#", address) for address in addresses}
    return len(shapes) <= 2
