"""Articles that sit in a page's data and not in its markup: JSON-LD, page state of apps.

County media apps and sites built with Next or Nuxt send an empty frame and the story as a string
in a script. The string is HTML: it takes the same road as a page.
"""

import html
import json
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from qingwen.fields import Claims
from qingwen.outline import MIN_PROSE, Outline, prose

MIN_CHARS = 30
"""The shortest brief (han)."""
MIN_TITLED_CHARS = 12
"""The same where a title and a time stand beside it: a flash of one clause."""

_BODY_KEYS = (
    "articleBody",
    "content",
    "contents",
    "body",
    "html",
    "detail",
    "articleContent",
    "article_content",
    "newsContent",
    "contentHtml",
    "txt",
    "text",
    "mainText",
    "contentText",
    "richText",
)
_TITLE_KEYS = ("title", "headline", "articleTitle", "newsTitle", "mainTitle", "name", "subject")
_DATE_KEYS = (
    "datePublished",
    "publishTime",
    "publish_time",
    "publishDate",
    "publishedAt",
    "pubTime",
    "pubDate",
    "ptime",
    "time",
    "createTime",
    "create_time",
    "releaseTime",
    "date",
    "inputTime",
    "showTime",
)
_SOURCE_KEYS = (
    "source",
    "newsSource",
    "articleSource",
    "sourceName",
    "source_name",
    "origin",
    "copyFrom",
    "mediaName",
    "from",
)
_AUTHOR_KEYS = ("author", "newsAuthor", "authorName", "writer", "reporter", "editor_author")
_EDITOR_KEYS = ("editor", "editorName", "responsibleEditor", "dutyEditor")
# County clouds prefix them: docContent, newsTitle, articlePubTime. Others name them in Pinyin, written out or by
# its initials (nr, bt, fbsj, ly).
_BODY_KEY = re.compile(
    r"(?:content|body|html|detail|te?xt)(?:html|text|str)?$|^(?:xx|wz|xw|zx|gg|tz)?(?:nr|zw|neirong|zhengwen)$",
    re.IGNORECASE,
)
_FIELD_KEYS = {
    _TITLE_KEYS: re.compile(
        r"(?<!sub)(?<!short)(?:title|headline|subject)$|^(?:xx|wz|xw|zx|gg|tz)?(?:bt|biaoti)$",
        re.IGNORECASE,
    ),
    _DATE_KEYS: re.compile(
        r"(?:pub|publish|issue|release|create|input|show)\w{0,3}(?:time|date)$|(?:publish|issue|release|create)(?:d|_)?_?at$|^(?:fb|fabu)(?:sj|rq|shijian|riqi)$",
        re.IGNORECASE,
    ),
    _SOURCE_KEYS: re.compile(
        r"(?:source|orig(?:in)?|media)(?:name)?$|^(?:xx|wz|xw)?(?:ly|laiyuan)$", re.IGNORECASE
    ),
    _AUTHOR_KEYS: re.compile(
        r"(?:author|writer|reporter)(?:name)?$|^(?:wz)?(?:zz|zuozhe)$", re.IGNORECASE
    ),
    _EDITOR_KEYS: re.compile(r"editor(?:name)?$|^(?:zr)?bj$|^(?:zeren)?bianji$", re.IGNORECASE),
}
_STRING = re.compile(
    r"""["']?\b(?P<key>[A-Za-z_]{0,16}(?:[cC]ontent|[bB]ody|[hH]tml|[dD]etail|[tT]e?xt)[A-Za-z_]{0,8}"""
    r""")["']?\s*:\s*(?P<quote>["'])(?P<value>(?:[^"'\\]|\\.|(?!(?P=quote))["'])*+)(?P=quote)"""
)
_FIELD = r"""["']?\b(?:%s)["']?\s*:\s*"((?:[^"\\]|\\.)*+)\""""
_MAY_TELL = re.compile(
    r"[cC]ontent|[bB]ody|[hH]tml|[dD]etail|[tT]e?xt|[nN][rR]\"|[zZ][wW]\"|[nN]eirong|[zZ]hengwen"
)
_PEOPLE_KEY = re.compile(r"(?:[aA]uthor|[rR]eporter|[wW]riter|[eE]ditor)\w{0,8}[\"']?\s*:")
_TITLE_START = 8
_MAX_BESIDE = 1_000_000
_TOLD_TIMES = 4
"""How often the fields of a flat array may tell what it holds: a headline stands in several lists."""
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
    if outline.from_text or not outline.scripts:
        return None
    if sum(map(len, prose(outline))) > MIN_PROSE:
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
        if (data := _json(script)) is None:
            continue
        for node in _objects(_filled(data) if _is_flat(data) else data):
            if _text(node, _TITLE_KEYS) == title:
                return _filled_in(claims, node)
    return claims


def _filled_in(claims: Claims, node: dict[str, Any]) -> Claims:
    author, editor = _text(node, _AUTHOR_KEYS), _text(node, _EDITOR_KEYS)
    published = _text(node, _DATE_KEYS)
    return replace(
        claims,
        authors=claims.authors or ((author,) if author else ()),
        editors=claims.editors or ((editor,) if editor else ()),
        source=claims.source or _text(node, _SOURCE_KEYS),
        published=(*claims.published, *(((published, "json"),) if published else ())),
    )


def _states(script: str) -> Iterator[State]:
    data = _json(script)
    if data is not None:
        nodes = list(_objects(_filled(data) if _is_flat(data) else data))
        told = [state for node in nodes if (state := _state(node))]
        yield from told or (state for node in nodes if (state := _pieced(node)))
        return
    if state := _enclosed(script):
        yield state
        return
    strings = (_markup(_unquoted(found["value"])) for found in _STRING.finditer(script))
    # The longest alone: each look for its fields reads the whole script.
    if markup := max((text for text in strings if text), key=len, default=None):
        yield State(
            markup,
            title=_near(script, _TITLE_KEYS),
            published=_near(script, _DATE_KEYS),
            source=_near(script, _SOURCE_KEYS),
            author=_near(script, _AUTHOR_KEYS),
            editor=_near(script, _EDITOR_KEYS),
        )


def _json(script: str) -> Any:
    """The JSON value of a script: all of it, or what is assigned to a variable."""
    text = script.strip().removeprefix("<!--").removesuffix("-->").strip()
    start = min((p for p in (text.find("{"), text.find("[")) if p >= 0), default=-1)
    if start < 0 or start > 200:
        return None
    try:
        value, _ = json.JSONDecoder(strict=False).raw_decode(text[start:])
    except (ValueError, RecursionError):
        return None
    return value


def _is_flat(data: Any) -> bool:
    """Whether a JSON array is one value laid flat, its members named by their places: Nuxt 3."""
    return (
        isinstance(data, list)
        and len(data) > 1
        and isinstance(data[0], dict | list)
        and all(
            type(place) is int and -1 <= place < len(data)  # -1: undefined
            for place in (data[0].values() if isinstance(data[0], dict) else data[0][1:])
        )
    )


def _filled(flat: list[Any]) -> list[dict[str, Any]]:
    """The objects of a flat array, of each the fields of a story: texts, numbers, and names within.

    An object inside another is one of the array itself and so filled too. Any number of fields may
    name one text: together they tell a few times what the array holds, and no more.
    """
    budget = _TOLD_TIMES * sum(len(value) + 1 if isinstance(value, str) else 1 for value in flat)

    def told(place: object) -> object:
        nonlocal budget
        value = flat[place] if type(place) is int and 0 <= place < len(flat) else None
        budget -= len(value) + 1 if isinstance(value, str) else 1
        return value if budget >= 0 else None

    def field(place: object) -> object:
        value = told(place)
        if isinstance(value, list):
            value = told(value[0]) if value else None
        if isinstance(value, dict):
            return {"name": told(value.get("name"))}
        return value

    return [
        {key: field(place) for key, place in node.items() if _is_field(key)}
        for node in flat
        if isinstance(node, dict)
    ]


def _is_field(key: str) -> bool:
    """Whether a key may name a field of a story."""
    return (
        key in _BODY_KEYS
        or bool(_BODY_KEY.search(key))
        or any(key in keys or alike.search(key) for keys, alike in _FIELD_KEYS.items())
    )


def _enclosed(script: str) -> State | None:
    """The story of the smallest JSON object around the longest string of a script that is code."""
    longest = max(_STRING.finditer(script), key=lambda found: len(found["value"]), default=None)
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


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    """Every object inside a JSON value, outermost first."""
    queue = deque([value])
    while queue:
        node = queue.popleft()
        if isinstance(node, dict):
            yield node
            queue.extend(v for v in node.values() if isinstance(v, dict | list))
        elif isinstance(node, list):
            queue.extend(v for v in node if isinstance(v, dict | list))


def _state(node: dict[str, Any]) -> State | None:
    keys = [key for key in _BODY_KEYS if key in node]
    keys += [key for key in node if key not in _BODY_KEYS and _BODY_KEY.search(key)]
    if not keys:
        return None
    title, published = _text(node, _TITLE_KEYS), _text(node, _DATE_KEYS)
    least = MIN_TITLED_CHARS if title and published else MIN_CHARS
    for key in keys:
        if isinstance(value := node[key], str) and (markup := _markup(value, least)):
            return State(
                markup,
                title=title,
                published=published,
                source=_text(node, _SOURCE_KEYS),
                author=_text(node, _AUTHOR_KEYS),
                editor=_text(node, _EDITOR_KEYS),
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
                title=_text(node, _TITLE_KEYS) or next(filter(_is_title, strings), None),
                published=_text(node, _DATE_KEYS) or next(filter(_MOMENT.match, strings), None),
                source=_text(node, _SOURCE_KEYS),
                author=_text(node, _AUTHOR_KEYS),
                editor=_text(node, _EDITOR_KEYS),
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


def _text(node: dict[str, Any], keys: tuple[str, ...]) -> str | None:
    alike = _FIELD_KEYS[keys]
    for key in (*keys, *(k for k in node if k not in keys and alike.search(k))):
        value = node.get(key)
        if isinstance(value, dict):
            value = value.get("name")
        if isinstance(value, list) and value:
            value = value[0].get("name") if isinstance(value[0], dict) else value[0]
        if isinstance(value, str) and value.strip():
            return value.strip()
        if isinstance(value, int) and keys is _DATE_KEYS:
            return str(value)
    return None


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
