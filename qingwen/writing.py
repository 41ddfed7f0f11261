"""Stories that a script writes into the page: encoded strings, and strings of markup in code.

Title and dated line stand in the page itself, so the story is put where the script would put it and the
page is read again.
"""

import re
from typing import NamedTuple

from lxml import etree

from qingwen.literal import story_markup
from qingwen.outline import Outline

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


class Written(NamedTuple):
    """A story in the markup of a script's string."""

    story: str
    script: str


def written_story(outline: Outline) -> Written | None:
    """Return the story that a script writes; None where none does. Asked of a page that shows no story itself."""
    told = [
        Written(story, script)
        for _, script in outline.scripts
        if _MAY_WRITE.search(script) and not _OVER_PAGE.search(script)
        for found in _LITERAL.finditer(script)
        if found["value"] and (story := story_markup(found["value"]))
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
