"""Articles that sit in a page's data and not in its markup: JSON-LD, page state of apps.

County media apps and sites built with Next or Nuxt send an empty frame and the story as a string
in a script. The string is HTML: it takes the same road as a page.
"""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from qingwen.fields import Claims
from qingwen.outline import Outline, shows_story
from qingwen.page_data import filled, is_flat, json_value, objects
from qingwen.state_keys import (
    AUTHOR_KEYS,
    BODY_KEY,
    BODY_KEYS,
    DATE_KEYS,
    EDITOR_KEYS,
    SOURCE_KEYS,
    TITLE_KEYS,
    told_by,
)

MIN_CHARS = 30
"""The shortest brief (han)."""
MIN_TITLED_CHARS = 12
"""The same where a title and a time stand beside it: a flash of one clause."""

_STRING = re.compile(
    r"""["']?\b(?P<key>[A-Za-z_]{0,16}(?:[cC]ontent|[bB]ody|[hH]tml|[dD]etail|[tT]e?xt)[A-Za-z_]{0,8}"""
    r""")["']?\s*:\s*(?P<quote>["'])(?P<value>(?:[^"'\\]|\\.|(?!(?P=quote))["'])*+)(?P=quote)"""
)
_WINDOW = re.compile(
    r"(?i:layer|dialog|modal|popup|toast|swal|notify|alert|confirm)\w*(?:\.\w+)?\(\s*\{[^{}]*\Z"
)
_WINDOW_CHARS = 120
_FIELD = r"""["']?\b(?:%s)["']?\s*:\s*"((?:[^"\\]|\\.)*+)\""""
_MAY_TELL = re.compile(
    r"[cC]ontent|[bB]ody|[hH]tml|[dD]etail|[tT]e?xt|[nN][rR]\"|[zZ][wW]\"|[nN]eirong|[zZ]hengwen"
)
_PEOPLE_KEY = re.compile(r"(?:[aA]uthor|[rR]eporter|[wW]riter|[eE]ditor)\w{0,8}[\"']?\s*:")
_TITLE_START = 8
_MAX_BESIDE = 1_000_000
_ENCLOSING = 8
"""Braces in front of a story's string that may open its object."""
_HAN = re.compile("[\u4e00-\u9fff]")
_STOPS = ("。", "！", "？", "”", "；")
_MOMENT = re.compile(r"(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}")
# Strings of sentences one behind the other, or in objects one behind the other.
_IN_PIECES = re.compile(
    r"""(?:[。！？”]|\\u3002)"(?:,\s?"\w{1,16}"\s?:\s?[\w".]{1,20})?\s?(?:,\s?"|\},\s?\{)"""
)


@dataclass(frozen=True, slots=True)
class State:
    """One story found in data."""

    markup: str
    """Its body as HTML."""
    title: str | None = None
    published: str | None = None
    source: str | None = None
    author: str | None = None
    editor: str | None = None


def find_state(outline: Outline) -> State | None:
    """Return the story in the page's data; None where the page itself shows prose."""
    if outline.from_text or not outline.scripts or shows_story(outline):
        return None
    best: State | None = None
    for _, script in outline.scripts:
        if len(script) < MIN_CHARS or not (_MAY_TELL.search(script) or _IN_PIECES.search(script)):
            continue
        for state in _states(script):
            if best is None or len(state.markup) > len(best.markup):
                best = state
    return best


def under_head(shell: Outline, story: Outline) -> Outline:
    """Return the outline of a story from data, under the head of the page it was sent with."""
    return replace(
        story,
        title=shell.title,
        metas=shell.metas,
        scripts=shell.scripts,
        canonical=shell.canonical,
        lang=shell.lang,
        base=shell.base,
    )


def claims_of_state(claims: Claims, state: State) -> Claims:
    """Put what the data says about the story before what the page's head claims."""
    published = ((state.published, "json"),) if state.published else ()
    return replace(
        claims,
        title=state.title or claims.title,
        sure_title=bool(state.title) or claims.sure_title,
        published=(*published, *claims.published),
        source=state.source or claims.source,
        authors=(state.author,) if state.author else claims.authors,
        editors=(state.editor,) if state.editor else claims.editors,
    )


def claims_beside(claims: Claims, outline: Outline, title: str | None) -> Claims:
    """Fill what the page claims nowhere else from the data that a script keeps of the same story.

    Pages rendered on the server send the story twice; some of its fields only in the data.
    """
    if not title or (claims.authors and claims.editors and claims.source):
        return claims
    start = title[:_TITLE_START]
    spelt = (start, json.dumps(start)[1:-1])
    for kind, script in outline.scripts:
        if "ld+json" in kind or len(script) > _MAX_BESIDE:
            continue
        # the title first: few scripts have it, and it is found at a hundredth of the cost
        if not any(part in script for part in spelt) or not _PEOPLE_KEY.search(script):
            continue
        if (data := json_value(script)) is None:
            continue
        for node in objects(filled(data) if is_flat(data) else data):
            if told_by(node, TITLE_KEYS) == title:
                return _filled_in(claims, node)
    return claims


def _filled_in(claims: Claims, node: dict[str, Any]) -> Claims:
    author, editor = told_by(node, AUTHOR_KEYS), told_by(node, EDITOR_KEYS)
    published = told_by(node, DATE_KEYS)
    return replace(
        claims,
        authors=claims.authors or ((author,) if author else ()),
        editors=claims.editors or ((editor,) if editor else ()),
        source=claims.source or told_by(node, SOURCE_KEYS),
        published=(*claims.published, *(((published, "json"),) if published else ())),
    )


def _states(script: str) -> Iterator[State]:
    data = json_value(script)
    if data is not None:
        nodes = list(objects(filled(data) if is_flat(data) else data))
        told = [state for node in nodes if (state := _state(node))]
        yield from told or (state for node in nodes if (state := _pieced(node)))
        return
    if state := _enclosed(script):
        yield state
        return
    strings = (_markup(_unquoted(found["value"])) for found in _strings(script))
    # The longest alone: each look for its fields reads the whole script.
    if markup := max((text for text in strings if text), key=len, default=None):
        yield State(
            markup,
            title=_near(script, TITLE_KEYS),
            published=_near(script, DATE_KEYS),
            source=_near(script, SOURCE_KEYS),
            author=_near(script, AUTHOR_KEYS),
            editor=_near(script, EDITOR_KEYS),
        )


def _strings(script: str) -> Iterator[re.Match[str]]:
    """The strings of code that may be a story; what a library shows in a window is none."""
    for found in _STRING.finditer(script):
        if not _WINDOW.search(script, max(0, found.start() - _WINDOW_CHARS), found.start()):
            yield found


def _enclosed(script: str) -> State | None:
    """The story of the smallest JSON object around the longest string of a script that is code."""
    longest = max(_strings(script), key=lambda found: len(found["value"]), default=None)
    if longest is None or len(longest["value"]) < MIN_CHARS:
        return None
    decoder = json.JSONDecoder(strict=False)
    start = longest.start()
    for _ in range(_ENCLOSING):
        if (start := script.rfind("{", 0, start)) < 0:
            return None
        try:
            node, end = decoder.raw_decode(script, start)
        except (ValueError, RecursionError):
            continue
        if end >= longest.end() and isinstance(node, dict):
            return _state(node)
    return None


def _state(node: dict[str, Any]) -> State | None:
    keys = [key for key in BODY_KEYS if key in node]
    keys += [key for key in node if key not in BODY_KEYS and BODY_KEY.search(key)]
    if not keys:
        return None
    title, published = told_by(node, TITLE_KEYS), told_by(node, DATE_KEYS)
    least = MIN_TITLED_CHARS if title and published else MIN_CHARS
    for key in keys:
        if isinstance(value := node[key], str) and (markup := _markup(value, least)):
            return State(
                markup,
                title=title,
                published=published,
                source=told_by(node, SOURCE_KEYS),
                author=told_by(node, AUTHOR_KEYS),
                editor=told_by(node, EDITOR_KEYS),
            )
    return None


def _pieced(node: dict[str, Any]) -> State | None:
    """The story of an object that keeps it paragraph by paragraph, under names of its own.

    Items with a headline beside their text are other stories.
    """
    for value in node.values():
        pieces = [_piece(item) for item in value] if isinstance(value, list) else []
        lines = [piece for piece in pieces if piece]
        ended = sum(line.endswith(_STOPS) for line in lines)
        if len(lines) < 2 or ended * 2 < len(lines) or None in pieces:
            continue
        if markup := _markup("\n".join(lines)):
            strings = [v.strip() for v in node.values() if isinstance(v, str)]
            return State(
                markup,
                title=told_by(node, TITLE_KEYS) or next(filter(_is_title, strings), None),
                published=told_by(node, DATE_KEYS) or next(filter(_MOMENT.match, strings), None),
                source=told_by(node, SOURCE_KEYS),
                author=told_by(node, AUTHOR_KEYS),
                editor=told_by(node, EDITOR_KEYS),
            )
    return None


def _piece(item: object) -> str | None:
    """The text of one paragraph, "" for a picture; None for what is no paragraph."""
    strings = [item] if isinstance(item, str) else item.values() if isinstance(item, dict) else None
    if strings is None:
        return None
    told = [s.strip() for s in strings if isinstance(s, str) and len(_HAN.findall(s)) >= 2]
    return None if len(told) > 1 else told[0] if told else ""


def _is_title(text: str) -> bool:
    return len(_HAN.findall(text)) >= 4 and len(text) <= 80 and not text.endswith("。")


def _markup(value: str, least: int = MIN_CHARS) -> str | None:
    """`value` as HTML; None where it holds too little text for a story."""
    if "&lt;" in value and "<" not in value:
        value = html.unescape(value)
    if len(_HAN.findall(value)) < least:
        return None
    if "<" not in value:
        value = "".join(
            f"<p>{html.escape(line)}</p>" for line in value.splitlines() if line.strip()
        )
    return value


def _near(script: str, keys: tuple[str, ...]) -> str | None:
    for key in keys:
        if found := re.search(_FIELD % key, script):
            return _unquoted(found[1]).strip() or None
    return None


def _unquoted(value: str) -> str:
    try:
        return str(
            json.loads('"' + value.replace("\\'", "'").replace("\n", "\\n") + '"', strict=False)
        )
    except ValueError:
        return value
