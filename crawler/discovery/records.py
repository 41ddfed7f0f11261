"""List rows that stand in data instead of links: script state, <datastore>, JSON answers."""

import html
import json
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from typing import NamedTuple

from crawler.discovery.days import find_day
from crawler.discovery.names import RECORD
from qingwen.address import fetch_url

MAX_RECORDS = 1000
MAX_DEPTH = 12
MAX_CHANNEL_NAME = 12
USUAL_CHANNEL_NAME = 6
MIN_STORY_CHARS = 150
"""The summary of a row has up to 120."""
_SENTENCES = re.compile(r"[。！？；]")
_DECODER = json.JSONDecoder()
_CHINA = timezone(timedelta(hours=8))


_FLAT = re.compile(r"\{[^{}]{10,4000}\}")
_FLAT_HINT = re.compile(r"""(?:[tT]itle|[nN]ame|[hH]eadline|TITLE)["']?\s?:\s?["']""")
_PAIR = re.compile(
    r"""["']?([A-Za-z_]\w*)["']?\s*:\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(\d{1,15}))"""
)
_PAGES = re.compile(r"""[{\[,(]\s?["']?\w{0,20}["']?\s?:?\s?["'][^"'\s<>]{1,300}\.s?html?["']""")
_TAGS = re.compile(r"<[^<>]*>")
_KEY = re.compile(r"[\w-]{1,64}")
_LIKE_ADDRESS = re.compile(r"/|\?|\.\w{3,5}$")
_PAGE_ADDRESS = re.compile(
    r"[^\s<>\"']{1,500}\.(?:[sx]?html?|jsp|php|aspx?)(?:\?[^\s<>\"']*)?", re.IGNORECASE
)
# {"t": "headline", "u": "/a/700"}: no extension, but a number or a sign of one
_PATH_ADDRESS = re.compile(r"(?:https?://[\w.:-]{3,100})?/(?=[^\s<>\"']*[\d=])[\w/?&=.%~-]{2,300}")
_NO_STORY = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|bmp|mp4|mp3|m3u8|pdf|css|json|xml|js)(?:\?|$)|api/"
    r"|[?&](?:p|pn|pg|page\w{0,6}|offset|start|cursor|lastid)=",
    re.IGNORECASE,
)
# ["要闻", "/xw/yw/"], of a menu
_FOLDER_ADDRESS = re.compile(r"(?:https?://[\w.:-]{3,100})?(?:/[\w-]{1,40}){1,6}/")
_FOLDER_HINT = re.compile(r"""["'](?:/[\w-]{1,40}){1,6}/["']""")
_NAME = re.compile(r"[\u4e00-\u9fff]{2,}")
_HEADLINE = re.compile(r"[\u4e00-\u9fff][^<>]{2,}[\u4e00-\u9fff]")
# ["/yw/1.html", "headline", "2024-06-18"], new Array("headline", "/yw/1.html")
_TUPLE = re.compile(r"(?:\[|\bArray\s?\()([^\[\]{}()]{10,1000})[\])]")
_LITERAL = re.compile(r"""["']((?:[^"'\\]|\\.)*)["']""")
# '/p/' + row.id + '.html', `/p/${row.id}.html`, href="/p/{{row.id}}.html"
_ID_USED = re.compile(r"""(?:\+|\{)\s?[\w.$\[\]]{0,60}?id\w{0,4}\s?(?:\+|\}|;|\))""", re.IGNORECASE)
_IDS = "|".join(RECORD["id"])
_TEMPLATES = (
    re.compile(
        r"""["']([^"'<>\s]{0,300}/(?:[\w?=&-]{0,60}[?/=_-])?)["']\s?\+\s?[\w.$\[\]]{0,60}?\b(?:"""
        + _IDS
        + r""")\b\s?(?:\+\s?["']([^"'<>\s\\]{0,100}))?""",
        re.IGNORECASE,
    ),
    re.compile(
        r"""[`"'=]([^`"'<>\s{}=]{0,300}/[^`"'<>\s{}$]{0,100})(?:\$\{|\{\{?)\s?[\w.$]{0,60}?\b(?:"""
        + _IDS
        + r""")\s?\}\}?([^`"'<>\s{}]{0,100})""",
        re.IGNORECASE,
    ),
)


_BEACON = re.compile(r"\.src\s?=\s?$")  # new Image().src = '/read?id=' + id


class Record(NamedTuple):
    """One row of list data."""

    url: str
    title: str
    day: date | None
    is_channel: bool = False
    """Whether its address is that of the rows of a channel."""


class Answer(NamedTuple):
    """What a JSON document lists."""

    records: list[Record]
    next_url: str | None
    """As the answer names it."""
    total_pages: int | None
    has_more: bool | None
    """None where the answer does not say."""
    scalars: dict[str, object]
    """What it says beside its rows, by lower-case name."""
    markup: str
    """Rows that it holds as markup, where it has no others."""


def read_json(text: str, base: str, template: str | None = None) -> Answer | None:
    """Return what a JSON document lists; None where `text` is no JSON.

    `template`: the address of a record that has an id only, with "{id}" in it; behind a blank that
    of the rows of a channel.
    """
    text = text.strip().removeprefix("\ufeff")
    if padded := re.match(r"[\w.$]{1,60}\s?\(\s?(?=[{\[])", text):  # JSONP
        text = text[padded.end() :]
    if not text.startswith(("{", "[")):
        return None
    try:
        value, _ = _DECODER.raw_decode(text)  # statements may follow the state of an app
    except (ValueError, RecursionError):
        return None
    return _answer(value, base, template)


def json_text(body: bytes) -> str:
    """Return the text of a JSON document."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("gb18030", "replace")


def tells_one_story(text: str) -> bool:
    """Whether a JSON document holds one object with a headline and prose: the story of an app."""
    try:
        value, _ = _DECODER.raw_decode(text.strip().removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return False
    told = 0
    for node in _objects(value):
        row = {str(key).lower(): inner for key, inner in node.items()}
        texts = [inner for inner in row.values() if isinstance(inner, str)]
        told += _first_text(row, RECORD["title"]) is not None and any(map(_is_prose, texts))
    return told == 1


def _is_prose(text: str) -> bool:
    return len(text) >= MIN_STORY_CHARS and bool(_SENTENCES.search(text))


def markup_in(value: object) -> str:
    """Return the rows that a JSON document holds as ready markup, "" where it has none."""
    found: list[str] = []
    stack = [(value, 0)]
    while stack:
        node, depth = stack.pop()
        if isinstance(node, str):
            if "<a " in node and "href" in node:
                found.append(node)
        elif depth < MAX_DEPTH and isinstance(node, dict | list):
            inner = list(node.values() if isinstance(node, dict) else node)
            stack += [(child, depth + 1) for child in reversed(inner)]
    return "".join(found)


def script_records(scripts: list[str], base: str, template: str | None) -> list[Record]:
    """Return the rows that stand in scripts as objects with a title and an address."""
    hinted = [
        script
        for script in scripts
        if _FLAT_HINT.search(script) or _PAGES.search(script) or _FOLDER_HINT.search(script)
    ]
    found: list[Record] = []
    for script in hinted:
        text = script.strip().rstrip(";")
        state = re.match(r"(?:(?:window|self|globalThis)\.)?[\w.$\[\]\"']+\s*=\s*(?=[{\[])", text)
        answer = read_json(text[state.end() :] if state else text, base, template)
        if answer is not None and answer.records:
            found += answer.records
            continue
        rows = _flat_records(script, base, template)
        if template and not _may_be_menu(rows, base, template):
            rows = _flat_records(script, base, template.partition(" ")[0] or None)
        found += rows
        if len(found) >= MAX_RECORDS:
            break
    return found[:MAX_RECORDS]


def has_chinese_title(record: Record) -> bool:
    """Whether a record is called in Chinese, as the stories and channels of these sites are."""
    return bool(_NAME.search(record.title))


def url_templates(scripts: list[str]) -> list[str]:
    """Return the addresses scripts build around a record's id, as "/p/{id}.html"."""
    templates: dict[str, None] = {}
    for script in scripts:
        if not _ID_USED.search(script):
            continue
        for pattern in _TEMPLATES:
            for found in pattern.finditer(script):
                before, after = found[1], found[2] or ""
                if _BEACON.search(script, max(0, found.start() - 20), found.start()):
                    continue
                if not re.search(r"\.(?:jpg|png|gif|js|css)|api/|/images?/", before + after):
                    templates[f"{before}{{id}}{after}"] = None
    return list(templates)


# ---- JSON -------------------------------------------------------------------------------------------------


def _answer(value: object, base: str, template: str | None) -> Answer:
    answer = _read(value, base, template)
    if template and not _may_be_menu(answer.records, base, template):
        return _read(value, base, template.partition(" ")[0] or None)
    return answer


def _may_be_menu(records: list[Record], base: str, template: str) -> bool:
    """Whether what looks like channels may be some: briefly named, and not themselves rows of one.

    A headline without its day may have eight characters: 清河大桥今日通车.
    """
    lengths = sorted(len(record.title) for record in records if record.day is None)
    if not any(record.is_channel for record in records):
        return True
    of_channel = template.partition(" ")[2].partition("{id}")[0]
    is_of_one = bool(of_channel.strip("/")) and of_channel in base
    return lengths[len(lengths) // 2] <= USUAL_CHANNEL_NAME and not is_of_one


def _read(value: object, base: str, template: str | None) -> Answer:
    records: list[Record] = []
    scalars: dict[str, object] = {}
    for node in _objects(value):
        row = {str(k).lower(): v for k, v in node.items()}
        if record := record_of(row, base, template):
            records.append(record)
            if len(records) >= MAX_RECORDS:
                break
            continue
        for key, inner in row.items():
            if isinstance(inner, str | int | bool):
                scalars.setdefault(key, inner)
    next_url = next(
        (str(scalars[k]) for k in RECORD["next"] if isinstance(scalars.get(k), str) and scalars[k]),
        None,
    )
    total = next((t for k in RECORD["pages"] if isinstance(t := scalars.get(k), int)), None)
    more = next((bool(scalars[k]) for k in RECORD["more"] if k in scalars), None)
    if more is None and isinstance(last := scalars.get("last"), bool):
        more = not last
    if total is None:
        total = _pages_of_count(scalars, len(records))
    following = fetch_url(next_url, base) if next_url else None
    markup = "" if records else markup_in(value)
    return Answer(records, following, total, more, scalars, markup)


def _pages_of_count(scalars: dict[str, object], row_count: int) -> int | None:
    count = next((t for k in RECORD["count"] if isinstance(t := scalars.get(k), int)), None)
    if count is None or not row_count:
        return None
    size = next(
        (s for k in RECORD["size"] if isinstance(s := scalars.get(k), int) and s),
        row_count,
    )
    return -(-int(count) // int(size))


def _objects(value: object) -> Iterator[dict[object, object]]:
    """All objects of a JSON value, outer before inner, without recursion."""
    queue: list[tuple[object, int]] = [(value, 0)]
    for node, depth in queue:
        if isinstance(node, dict):
            yield node
        elif isinstance(node, list) and len(node) > 1 and all(map(_is_scalar, node)):
            yield dict(enumerate(node))
        if depth < MAX_DEPTH and len(queue) < 100_000:
            inner = (
                node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
            )
            queue.extend((child, depth + 1) for child in inner if isinstance(child, dict | list))


def _is_scalar(value: object) -> bool:
    return not isinstance(value, dict | list)


def record_of(row: dict[str, object], base: str, template: str | None = None) -> Record | None:
    """Return the record in a row of data, by its names, else by what its values look like."""
    title = _first_text(row, RECORD["title"])
    address = _first_text(row, RECORD["url"])
    if title and address and _LIKE_ADDRESS.search(address):
        url = fetch_url(address, base)
    elif title and template and (key := _first_text(row, RECORD["id"])) and _KEY.fullmatch(key):
        return _by_id(key, _plain(title), _day(row), base, template)
    else:
        return record_of_values(list(row.values()), base)
    return Record(url, _plain(title), _day(row)) if url and len(title) > 1 else None


def _by_id(key: str, title: str, day: date | None, base: str, template: str) -> Record | None:
    """Return the record of a row that names no address: a story, or a channel of a menu or tree."""
    story, _, rows = template.partition(" ")
    is_channel = bool(rows) and day is None and len(title) <= MAX_CHANNEL_NAME
    chosen = rows if is_channel else story
    url = fetch_url(chosen.replace("{id}", key), base) if chosen else None
    return Record(url, title, day, is_channel) if url and len(title) > 1 else None


def record_of_values(values: list[object], base: str) -> Record | None:
    """Return the record in nameless values: one page address, one headline, perhaps a day.

    Or the name of a channel and its folder, and nothing else.
    """
    texts = [value.strip() for value in values if isinstance(value, str) and value.strip()]
    if len(texts) == 2 and (folder := next(filter(_FOLDER_ADDRESS.fullmatch, texts), None)):
        name = texts[texts[0] == folder]
        url = fetch_url(folder, base) if _NAME.search(name) and len(name) < 20 else None
        return Record(url, _plain(name), None) if url else None
    address = next(
        (text for text in texts if _PAGE_ADDRESS.fullmatch(text)),
        next((t for t in texts if _PATH_ADDRESS.fullmatch(t) and not _NO_STORY.search(t)), None),
    )
    others = (text for text in texts if text is not address and "<a " not in text)
    title = next(filter(_HEADLINE.search, others), None)
    url = fetch_url(address, base) if address and title else None
    if not url or not title:
        return None
    day = next((day for text in texts if len(text) < 30 and (day := find_day(text))), None)
    return Record(url, _plain(title), day)


def _plain(title: str) -> str:
    return " ".join(html.unescape(_TAGS.sub("", title)).split())[:300]


def _first_text(row: dict[str, object], keys: tuple[str, ...]) -> str | None:
    for key in keys:
        value = row.get(key)
        if isinstance(value, str) and value.strip():
            return value.strip()
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
    return None


def _day(row: dict[str, object]) -> date | None:
    for key in RECORD["date"]:
        value = row.get(key)
        if isinstance(value, str):
            if value.isdigit() and len(value) in (10, 13):
                value = int(value)
            elif day := find_day(value):
                return day
        if isinstance(value, int) and not isinstance(value, bool) and 10**8 < value < 10**14:
            seconds = value / 1000 if value > 10**11 else value
            return datetime.fromtimestamp(seconds, _CHINA).date()
    return None


# ---- JavaScript literals that are no JSON --------------------------------------------------------------------


def _flat_records(script: str, base: str, template: str | None) -> list[Record]:
    found = []
    for match in _FLAT.finditer(script):
        row: dict[str, object] = {}
        for key, double, single, number in _PAIR.findall(match[0]):
            raw = double or single
            row.setdefault(key.lower(), _unescape(raw) if raw else int(number) if number else "")
        if record := record_of(row, base, template):
            found.append(record)
            if len(found) >= MAX_RECORDS:
                return found
    if found:
        return found
    for match in _TUPLE.finditer(script):
        values: list[object] = [_unescape(text) for text in _LITERAL.findall(match[1])]
        if len(values) > 1 and (record := record_of_values(values, base)):
            found.append(record)
            if len(found) >= MAX_RECORDS:
                break
    return found


def _unescape(text: str) -> str:
    if "\\" not in text:
        return text
    text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), text)
    return re.sub(r"\\(.)", r"\1", text)
