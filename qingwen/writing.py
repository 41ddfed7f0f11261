"""Stories that a script writes into the page: encoded strings, and strings of markup in code.

Title and dated line stand in the page itself, so the story is put where the script would put it and the
page is read again.
"""

import re
from base64 import b64decode
from typing import NamedTuple
from urllib.parse import unquote

from lxml import etree

from qingwen.outline import MIN_PROSE, Outline, prose

MIN_CHARS = 30
"""The shortest brief (han)."""

MIN_CODED = 120
"""The shortest run of base64 that may hold one."""

ALIKE_SHARE = 0.5
"""A second string of this share of the longest one: a list of stories, none of them the page's."""

HEAD_CHARS, HEAD_RUNS, TITLE_CHARS = 300, 60, 6
"""Between title and story stand date, source and tools, and not more; of the title so much is looked for."""

MAX_WAITING = 30
"""Longest hint that a story is being loaded."""

MAX_PLACES = 20
"""Elements of the names in a script that are looked into."""

# Comments and regular expressions first: an apostrophe in them opens no string.
_LITERAL = re.compile(
    r"""(?<![\\:])//[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/)?"""
    r"""|(?<=[(,=:!&|?;])/(?![/*])(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.){0,80}+\]){1,80}+/[a-z]*"""
    r"""|(?<!\\)(?P<quote>["'`])(?P<value>(?:[^"'`\\]|\\.|(?!(?P=quote))["'`])*+)(?P=quote)""",
    re.DOTALL,
)
_MAY_WRITE = re.compile(r"</|<\\/|\\u003[cC]|\\x3[cC]|%3[cC]|[A-Za-z0-9+/]{120}")
_NAMED = re.compile(r"""["'][.#]?([A-Za-z][\w-]{1,40})["']""")
_WRITES_HERE = re.compile(r"document\.write(?:ln)?\s*\(")
# Consent and hints to old browsers are put over the page, not into it.
_OVER_PAGE = re.compile(
    r"""(?:["']body["']\s*\)|document\.body)\s*\.\s*(?:append|prepend|insert|innerHTML|html|before|after)"""
)
_LOADING = re.compile(r"\S{0,6}(?:加载|载入|请稍|[Ll]oading)\S{0,12}")
_MEDIA = frozenset("video audio iframe object embed".split())
_NO_PLACE = re.compile("[。！？；]|版权|备案|[Cc]opyright|©|主办|承办|上一篇|下一篇|相关")
_HEAD = re.compile(r"(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}|[来來]源")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|(.))", re.DOTALL)
_OLD_ESCAPE = re.compile(r"%u([0-9A-Fa-f]{4})")
_HALF = re.compile("[\ud800-\udfff]")
_CODED = re.compile(r"[A-Za-z0-9+/\s]+={0,2}")
_CONTROLS = {"n": "\n", "r": "\r", "t": "\t", "b": "", "f": "", "v": ""}
_STOP = re.compile("[。！？]")
_HAN = re.compile("[\u4e00-\u9fff]")


class Written(NamedTuple):
    """A story in the markup of a script's string."""

    story: str
    script: str


def written_story(outline: Outline) -> Written | None:
    """Return the story that a script of the page writes; None where none does."""
    if outline.from_text or sum(map(len, prose(outline))) > MIN_PROSE:
        return None
    told = [
        Written(story, script)
        for _, script in outline.scripts
        if _MAY_WRITE.search(script) and not _OVER_PAGE.search(script)
        for found in _LITERAL.finditer(script)
        if found["value"] and (story := _told(found["value"]))
    ]
    if not told:
        return None
    longest, *others = sorted(told, key=lambda written: -len(written.story))
    if others and len(others[0].story) > ALIKE_SHARE * len(longest.story):
        return None
    return longest


def put_story(page: etree._Element, story: etree._Element, script: str, title: str) -> bool:
    """Put a story into the page where its script writes it; False where that is no place of a story.

    That is an empty element that the script names, or the script itself, right below title and dated line.
    """
    names = set(_NAMED.findall(script))
    looks = MAX_PLACES
    head: list[str] = []
    for event, element in etree.iterwalk(page, events=("start", "end")):
        tag: str = element.tag  # type: ignore[assignment]  # comments and PIs are not parsed
        if event == "end":
            head.append(element.tail or "")
            continue
        if tag in _MEDIA:
            head.clear()
            head.append("。")  # what stands below a video is not below the title
        elif tag == "script":
            here = _WRITES_HERE.search(script) and (element.text or "").strip() == script.strip()
            if here and _is_place(head, title) and (parent := element.getparent()) is not None:
                parent.replace(element, story)
                return True
        elif tag not in ("style", "title"):
            if looks and _is_named(element, names):
                looks -= 1
                if _is_empty(element) and _is_place(head, title):
                    element.text = None
                    element[:] = [story]
                    return True
            head.append(element.text or "")
    return False


def _is_named(element: etree._Element, names: set[str]) -> bool:
    marks = f"{element.get('id') or ''} {element.get('class') or ''}".split()
    return element.tag != "body" and not names.isdisjoint(marks)


def _is_empty(element: etree._Element) -> bool:
    """Whether an element shows nothing, or that it waits for what it will show."""
    shown = "".join(element.itertext()).strip(" .…\t\r\n")
    waits = not shown or (len(shown) <= MAX_WAITING and _LOADING.fullmatch(shown))
    return bool(waits) and not any(child.tag in _MEDIA for child in element.iter())


def _is_place(head: list[str], title: str) -> bool:
    """Whether the last text above is that of a story's head."""
    last = " ".join("".join(head[-HEAD_RUNS:]).split())[-HEAD_CHARS:]
    at = max((found.start() for found in _HEAD.finditer(last)), default=-1)
    if start := title.strip()[:TITLE_CHARS]:
        at = max(at, last.rfind(start))
    return at >= 0 and not _NO_PLACE.search(last, at)


def _told(literal: str) -> str | None:
    """The markup that a string literal stands for; None where it holds too little text for a story."""
    if len(literal) < MIN_CHARS:
        return None
    value = _paired(_ESCAPE.sub(_unescaped, literal)) if "\\" in literal else literal
    if len(value) >= MIN_CODED and "<" not in value and _CODED.fullmatch(value):
        try:
            value = b64decode(value, validate=False).decode("utf-8")
        except ValueError:
            return None
    if "%" in value and "<" not in value:
        value = unquote(_paired(_OLD_ESCAPE.sub(lambda found: chr(int(found[1], 16)), value)))
    told = "<" in value and _STOP.search(value) and len(_HAN.findall(value)) >= MIN_CHARS
    return value if told else None


def _paired(text: str) -> str:
    """`text` with the halves of a character above U+FFFF, as scripts escape it, made one."""
    if not _HALF.search(text):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _unescaped(found: re.Match[str]) -> str:
    if code := found[1] or found[2]:
        return chr(int(code, 16))
    return _CONTROLS.get(found[3], found[3])
