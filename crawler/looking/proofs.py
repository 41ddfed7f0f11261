"""What speaks against a page, or for no article on it, told in Chinese: the core writes English."""

import re
import tomllib
from functools import cache
from importlib.resources import files

from crawler.looking.markup import Markup, say

_MAX_DEPTH = 2
"""A proof holds another one at most; what lies deeper is text of the page, of any length."""


def tell(proof: str) -> Markup:
    """Return a proof of the core in both languages."""
    return say(proof, in_chinese(proof))


def in_chinese(proof: str) -> str:
    """Return a proof of the core in Chinese; a part that nothing here tells stays in English.

    >>> in_chinese("part of the title: a name with 官网; trade word")
    '标题的一段：名称后跟“官网”；带行业词'
    """
    return "；".join(_part(part, _MAX_DEPTH) for part in proof.split("; "))


def _part(part: str, depth: int) -> str:
    words, proofs = _told()
    if part in words:
        return words[part]
    for english, chinese in proofs if depth else ():
        if found := english.fullmatch(part):
            groups = (_part(group or "", depth - 1) for group in found.groups())
            return chinese.format(*groups).rstrip("：")
    items = part.split(", ")
    return "、".join(words.get(item, item) for item in items)


@cache
def _told() -> tuple[dict[str, str], list[tuple[re.Pattern[str], str]]]:
    text = files("crawler.looking").joinpath("proofs.toml").read_text("utf-8")
    table = tomllib.loads(text)
    return table["words"], [
        (re.compile(each["english"]), each["chinese"]) for each in table["proof"]
    ]
