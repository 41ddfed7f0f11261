"""The pages of one article: what follows, and whether two addresses differ in a page number alone."""

import re
from urllib.parse import parse_qsl, urlsplit

from crawler.discovery.markup import Markup
from crawler.discovery.names import PAGER
from crawler.discovery.pager import Pager, current_number
from qingwen.address import identity

_REMAINDER = re.compile(
    r"^\W*(?:点击)?(?:余下全文|剩余全文|余下内容|全文阅读|阅读全文|查看全文|显示全文|展开全文)\W*$"
)
_WHOLE = re.compile(r"[-_](?:all|full|whole|quanwen)$", re.IGNORECASE)
_EXTENSION = re.compile(r"\.\w{2,5}$")


def find_parts(markup: Markup, pager: Pager, url: str) -> tuple[str, ...]:
    """Return the later pages of the article at `url` that this page links, in order."""
    own = identity(url)
    current = current_number(pager, own) if pager.numbers else 1
    found = [
        pager.numbers[number]
        for number in sorted(pager.numbers)
        if number > current and is_part_of(pager.numbers[number], url)
    ]
    if pager.next_url and is_part_of(pager.next_url, url):
        found.insert(0, pager.next_url)
    for anchor in markup.anchors:
        if _REMAINDER.match(anchor.text) and (
            is_part_of(anchor.url, url) or _is_whole_of(anchor.url, url)
        ):
            found.append(anchor.url)
    parts = {identity(part): part for part in reversed(found)}
    return tuple(parts[key] for key in dict.fromkeys(map(identity, found)) if key != own)


def first_part(pager: Pager, url: str) -> str | None:
    """Return page 1 of the article whose later page is at `url`; None where `url` is page 1."""
    first = pager.numbers.get(1)
    if first and identity(first) != identity(url) and is_part_of(url, first):
        return first
    return None


def is_part_of(part: str, article: str) -> bool:
    """Whether two addresses differ in a page number alone.

    >>> is_part_of("http://a.cn/c/2024-06-18/4711_2.shtml", "http://a.cn/c/2024-06-18/4711.shtml")
    True
    >>> is_part_of("http://a.cn/show-3-180-2.html", "http://a.cn/show-3-180-1.html")
    True
    >>> is_part_of("http://a.cn/c/2024-06-18/4712.shtml", "http://a.cn/c/2024-06-18/4711.shtml")
    False
    """
    one, two = urlsplit(identity(part)), urlsplit(identity(article))
    if one.path == two.path:
        return one.query != two.query and _without_page(one.query) == _without_page(two.query)
    if one.query != two.query:
        return False
    folder, stem = _stem(two.path)
    other_folder, other = _stem(one.path)
    base = re.sub(r"[-_]\d{1,2}$", "", stem)
    for root in dict.fromkeys((stem, base)):
        if other_folder == folder and re.fullmatch(
            rf"{re.escape(root)}(?:[-_](?:p|page)?\d{{1,3}})?", other
        ):
            return other != stem
    # /4711.html -> /4711/2.html, /4711/ -> /4711/index_1.html
    inside = one.path.removeprefix(_EXTENSION.sub("", two.path).rstrip("/"))
    return inside != one.path and bool(
        re.fullmatch(r"[/_-](?:index[-_]|p|page[-_/]?)?\d{1,3}(?:\.\w+|/)?", inside)
    )


def _is_whole_of(whole: str, article: str) -> bool:
    """Whether an address is that of the whole article on one page: 4711_all.html."""
    folder, stem = _stem(urlsplit(whole).path)
    found = _WHOLE.search(stem)
    return found is not None and (folder, stem[: found.start()]) == _stem(urlsplit(article).path)


def _stem(path: str) -> tuple[str, str]:
    folder, _, name = path.rpartition("/")
    return folder, _EXTENSION.sub("", name)


def _without_page(query: str) -> list[tuple[str, str]]:
    return sorted(
        (k, v)
        for k, v in parse_qsl(query, keep_blank_values=True)
        if k.lower() not in PAGER["parameter"]
    )
