"""Traps end by themselves: a family of addresses that brings nothing is closed."""

import re
from collections import Counter
from urllib.parse import urlsplit

from qingwen.address import twin_host

MAX_FRUITLESS = 12
"""Pages of one pattern in a row that may bring nothing. Ordinary sites hold fewer empty pages
of one make (about, contact, map); calendars, facets and soft-404 farms hold any number."""

MAX_TRUST = 200
"""Pages in a row above the limit that a family may waste, one for each it has brought before."""

_DIGITS = re.compile(r"\d+")
_TOKEN = re.compile(r"(?=[a-z]*\d)(?=\d*[a-z])[a-z\d]{8,}")


def url_pattern(url: str) -> str:
    """Return the family of an address: numbers and random tokens are all alike.

    >>> url_pattern("http://www.hanjiangwang.cn/xw/2024-06/18/c_123.html?id=7")
    'hanjiangwang.cn/xw/#-#/#/c_#.html?id'
    """
    parts = urlsplit(url.lower())
    path = _DIGITS.sub("#", _TOKEN.sub("#", parts.path))
    # /a/a/b/a/: a path trap is one family whatever its depth
    folders = [s for i, s in enumerate(path.split("/")) if i < 6]
    names = sorted({p.partition("=")[0] for p in parts.query.split("&") if p})
    return (
        twin_host(parts.hostname or "")
        + "/".join(folders)
        + ("?" + "&".join(names) if names else "")
    )


def url_family(url: str) -> str:
    """Return how the addresses of one CMS look, whatever the channel and the host.

    >>> url_family("http://www.hanjiangwang.cn/xw/yw/202406/t20240618_99.shtml")
    '*/#/#_#.shtml'
    """
    parts = urlsplit(url.lower())
    *folders, name = parts.path.lstrip("/").split("/")
    marks = ["#" if any(map(str.isdigit, folder)) else "*" for folder in folders]
    squeezed = [
        mark for i, mark in enumerate(marks) if mark != "*" or i == 0 or marks[i - 1] != "*"
    ]
    names = sorted({p.partition("=")[0] for p in parts.query.split("&") if p})
    tail = _DIGITS.sub("#", _TOKEN.sub("#", name))
    return "/".join([*squeezed, tail]) + ("?" + "&".join(names) if names else "")


class TrapMeter:
    """Counts, per family of addresses, the pages in a row that brought nothing new.

    A family that has brought much is trusted longer: a run of dead links in an archive must not
    close the articles of a site.
    """

    def __init__(self, max_fruitless: int = MAX_FRUITLESS) -> None:
        self._limit = max_fruitless
        self._fruitless: Counter[str] = Counter()
        self._fruitful: Counter[str] = Counter()

    def is_open(self, url: str) -> bool:
        """Whether the family of `url` is still worth a request."""
        pattern = url_pattern(url)
        return self._fruitless[pattern] < self._limit + min(self._fruitful[pattern], MAX_TRUST)

    def record(self, url: str, *, fruitful: bool) -> None:
        """Note whether the page of `url` brought anything new: a new article, or a link to one."""
        pattern = url_pattern(url)
        if fruitful:
            self._fruitful[pattern] += 1
            self._fruitless[pattern] = 0
        else:
            self._fruitless[pattern] += 1
