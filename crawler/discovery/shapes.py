"""What an address alone says: article, list, newspaper page, or a place not to go."""

import re
import tomllib
from itertools import groupby
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from qingwen.recall import recalled

UrlKind = Literal["article", "list", "epaper", "other"]

_FOLDER = Path(__file__).parent


def _compile(rules: list[dict[str, str]]) -> list[tuple[str, re.Pattern[str]]]:
    """Merge neighbouring shapes of one kind; their back-references are renumbered by name."""
    merged: list[tuple[str, re.Pattern[str]]] = []
    for kind, group in groupby(rules, key=lambda rule: rule["kind"]):
        patterns = []
        for number, rule in enumerate(group):
            name = f"g{number}"
            pattern = rule["pattern"]
            if r"\?" not in pattern:  # "$" is the end of the path: a query changes nothing
                pattern = pattern.replace("$", r"(?=\?|$)")
            if r"\1" in pattern:
                opening = re.search(r"(?<!\\)\((?!\?)", pattern)
                assert opening is not None
                pattern = f"{pattern[: opening.start()]}(?P<{name}>{pattern[opening.end() :]}"
                pattern = pattern.replace(r"\1", f"(?P={name})")
            patterns.append(f"(?:{pattern})")
        merged.append((kind, re.compile("|".join(patterns))))
    return merged


_SHAPES = _compile(tomllib.loads((_FOLDER / "shapes.toml").read_text("utf-8"))["shape"])


@recalled
def url_kind(url: str) -> UrlKind:
    """Return what the shape of `url` says; "other" where it says nothing.

    "epaper" is a layout page or index of a digital newspaper; its articles are "article".

    >>> url_kind("http://news.hanjiang.com.cn/system/2024/06/18/012345678.shtml")
    'article'
    >>> url_kind("http://szb.hanjiang.com.cn/html/2024-06/18/node_2.htm")
    'epaper'
    """
    shape = _shape(_target(url))
    return "list" if shape == "weak-list" else shape  # type: ignore[return-value]


def is_sure_list(url: str) -> bool:
    """Whether the shape of `url` belongs to lists alone; a channel at a plain name may be an article."""
    return _shape(_target(url)) == "list"


def _target(url: str) -> str:
    parts = urlsplit(url)
    path = re.sub(r"/{2,}", "/", parts.path) or "/"
    return f"{path}?{parts.query}".lower() if parts.query else path.lower()


def _shape(target: str) -> str:
    for kind, pattern in _SHAPES:
        if pattern.search(target):
            return kind
    return "other"
