"""Stories that a script writes into the page: encoded strings, and strings of markup in code.

Title and dated line stand in the page itself, so the story is put where the script would put it and the
page is read again.
"""

import html
import re
from base64 import b64decode
from itertools import islice
from urllib.parse import unquote

from qingwen.outline import MIN_PROSE, Outline, prose

MIN_CHARS = 30
"""The shortest brief (han)."""

MIN_CODED = 120
"""The shortest run of base64 that may hold one."""

ALIKE_SHARE = 0.5
"""A second string of this share of the longest one: a list of stories, none of them the page's."""

MAX_TARGETS = 4
"""Elements that a script names and that are looked for; each look reads the whole page."""

_LITERAL = re.compile(
    r"""(?P<quote>["'`])(?P<value>(?:[^"'`\\]|\\.|(?!(?P=quote))["'`])*+)(?P=quote)""", re.DOTALL
)
_MAY_WRITE = re.compile(r"</|<\\/|\\u003[cC]|\\x3[cC]|%3[cC]|[A-Za-z0-9+/]{120}")
_ATTRIBUTE = re.compile(r"""\bdata-[\w-]{1,30}\s*=\s*(?:"([^"]{60,})"|'([^']{60,})')""")
_TEMPLATE = re.compile(r"<template\b[^<>]*>", re.IGNORECASE)
_TARGET = re.compile(
    r"""getElementById\(\s*["']([\w-]{1,40})["']|\$\(\s*["']#([\w-]{1,40})["']|querySelector\(\s*["']#([\w-]{1,40})["']"""
)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|(.))", re.DOTALL)
_OLD_ESCAPE = re.compile(r"%u([0-9A-Fa-f]{4})")
_CODED = re.compile(r"[A-Za-z0-9+/\s]+={0,2}")
_CONTROLS = {"n": "\n", "r": "\r", "t": "\t", "b": "", "f": "", "v": ""}
_STOP = re.compile("[。！？]")
_HAN = re.compile("[\u4e00-\u9fff]")


def as_written(outline: Outline, markup: str) -> str | None:
    """Return the page with the story that a script writes into it; None where none does."""
    if outline.from_text or sum(map(len, prose(outline))) > MIN_PROSE:
        return None
    if laid := _laid_aside(markup):
        return laid
    told = [
        (story, script)
        for _, script in outline.scripts
        if _MAY_WRITE.search(script)
        for found in _LITERAL.finditer(script)
        if (story := _told(found["value"]))
    ]
    if not told:
        return None
    (story, script), *others = sorted(told, key=lambda pair: -len(pair[0]))
    if others and len(others[0][0]) > ALIKE_SHARE * len(story):
        return None
    place = _place(markup, script)
    return markup[:place] + f"<div>{story}</div>" + markup[place:] if place >= 0 else None


def _laid_aside(markup: str) -> str | None:
    """The page with the story that an element keeps in a data attribute or a template, for a script to show."""
    kept = [
        (html.unescape(found[1] or found[2]), markup.rfind("<", 0, found.start()))
        for found in _ATTRIBUTE.finditer(markup)
    ]
    for opened in islice(_TEMPLATE.finditer(markup), MAX_TARGETS):
        if (end := markup.find("</template", opened.end())) >= 0:
            kept.append((markup[opened.end() : end], opened.start()))
    value, start = max(kept, key=lambda pair: len(pair[0]), default=("", 0))
    if "{{" in value or not (story := _told(value)):
        return None
    return f"{markup[:start]}<div>{story}</div>{markup[start:]}"


def _told(literal: str) -> str | None:
    """The markup that a string literal stands for; None where it holds too little text for a story."""
    if len(literal) < MIN_CHARS:
        return None
    value = _ESCAPE.sub(_unescaped, literal) if "\\" in literal else literal
    if len(value) >= MIN_CODED and "<" not in value and _CODED.fullmatch(value):
        try:
            value = b64decode(value, validate=False).decode("utf-8")
        except ValueError:
            return None
    if "%" in value and "<" not in value:
        value = unquote(_OLD_ESCAPE.sub(lambda found: chr(int(found[1], 16)), value))
    told = "<" in value and _STOP.search(value) and len(_HAN.findall(value)) >= MIN_CHARS
    return value if told else None


def _unescaped(found: re.Match[str]) -> str:
    if code := found[1] or found[2]:
        return chr(int(code, 16))
    return _CONTROLS.get(found[3], found[3])


def _place(markup: str, script: str) -> int:
    """Where the story goes: into the element the script names, else in front of the script itself."""
    for target in islice(_TARGET.finditer(script), MAX_TARGETS):
        name = re.escape(target[1] or target[2] or target[3])
        if found := re.search(rf"""<\w+\s[^<>]*\bid\s*=\s*["']?{name}["'\s>]""", markup):
            return markup.find(">", found.end() - 1) + 1
    start = markup.find(script.strip()[:200])
    return markup.rfind("<script", 0, start) if start >= 0 else -1
