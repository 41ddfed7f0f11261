"""Addresses that do something when they are asked for: count a hit, cast a vote, delete a row.

What a script or a form states is asked for only where no word of it acts. A link that a reader may
click has to be plainer: a channel may be called /order/, and some sites count clicks on the way.
"""

import re
import tomllib
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

_RULES = tomllib.loads((Path(__file__).parent / "actions.toml").read_text("utf-8"))
_CHANGES = frozenset(_RULES["changes"])
_VERBS = _CHANGES | frozenset(_RULES["verbs"])
_COUNTERS = frozenset(_RULES["counters"])
_SWITCHES = frozenset(_RULES["switches"])
_BEGINNINGS = tuple(_RULES["beginnings"])
_INNOCENT = tuple(_RULES["innocent"])
_ENDINGS = tuple(_RULES["endings"])

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_PROGRAM = re.compile(r"\.(?:do|action|php|aspx?|ashx|jsp|cgi)$", re.IGNORECASE)
_COLUMN = re.compile(
    r"(?:create|update|add|edit|order|submit|publish|click|hit)e?d?[_-]?(?:time|date|num|at|by|on)",
    re.IGNORECASE,
)
"""A column to sort by, as in sort=createTime."""


def acts(address: str) -> bool:
    """Whether a word of an address that a script states says that asking for it does something.

    >>> [acts(a) for a in ("/api/news/addView?id=7", "/msg/list.do?op=batchDelete", "/delnews/7")]
    [True, True, True]
    >>> [acts(a) for a in ("/api/address/list?isDelete=0", "/api/rows?orderBy=createTime&p=1")]
    [False, False]
    """
    path, pairs = _parts(address)
    words = _words(path)
    return any(map(_does, words)) or any(map(_counts, words)) or _asks_to_act(pairs)


def is_clicked_to_act(url: str) -> bool:
    """Whether a link is one that a reader clicks to change something: 删除, 提交, 退出.

    >>> [is_clicked_to_act(u) for u in ("http://a.cn/news/del.do?id=7", "http://a.cn/m.asp?act=del")]
    [True, True]
    >>> is_clicked_to_act("http://a.cn/order/2025/7.html")
    False
    """
    path, pairs = _parts(url)
    folder, _, name = path.rpartition("/")
    if name and "." not in name and folder.rpartition("/")[2].lower() in _CHANGES:
        return True  # /news/delete/7
    if not pairs and not _PROGRAM.search(path):
        return False
    stem = name.partition(".")[0]
    return stem.lower() in _VERBS or _asks_to_act(pairs)


def _parts(address: str) -> tuple[str, list[tuple[str, str]]]:
    parts = urlsplit(address)
    return unquote(parts.path), parse_qsl(parts.query, keep_blank_values=True)


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(_COLUMN.sub("", text))]


def _does(word: str) -> bool:
    if word in _VERBS:
        return True
    return word.startswith(_BEGINNINGS) and not word.startswith(_INNOCENT)


def _counts(word: str) -> bool:
    return word in _COUNTERS or word.endswith(_ENDINGS)


def _asks_to_act(pairs: list[tuple[str, str]]) -> bool:
    """Whether a parameter is called like an action, or names one: ?delete=1, ?op=del."""
    return any(
        name.lower() in _CHANGES
        or (name.lower() in _SWITCHES and any(_does(w) or _counts(w) for w in _words(value)))
        or (len(value) < 40 and not _CHANGES.isdisjoint(_words(value)))
        for name, value in pairs
    )
