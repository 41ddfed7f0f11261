"""List rows that stand in data instead of links: script state, <datastore>, JSON answers."""

import html
import json
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from typing import NamedTuple

from crawler.discovery.days import find_day
from qingwen.address import fetch_url

MAX_RECORDS = 1000
MAX_DEPTH = 12
_CHINA = timezone(timedelta(hours=8))

_URL_KEYS = (
    "url", "link", "href", "linkurl", "shareurl", "pageurl", "detailurl", "contenturl", "docpuburl", "weburl",
    "arcurl", "titleurl", "staticurl", "pcurl", "htmlurl", "puburl", "newsurl", "articleurl", "jumpurl", "fileurl",
    "share_url", "detail_url", "content_url", "page_url", "web_url", "news_url", "article_url", "link_url", "path",
    "htmlpath", "filepath", "visiturl", "visit_url", "infourl", "curl", "redirecturl", "externallink", "permalink",
)  # fmt: skip
_TITLE_KEYS = (
    "title", "doctitle", "listtitle", "newstitle", "headline", "articletitle", "maintitle", "subject", "name", "topic",
    "news_title", "article_title", "infotitle", "text", "contenttitle", "showtitle", "n_title",
)  # fmt: skip
_DATE_KEYS = (
    "publishtime", "pubtime", "publish_time", "pubdate", "publishdate", "publish_date", "publishedat", "published_at",
    "releasetime", "docreltime", "docpubtime", "inputtime", "createtime", "create_time", "ctime", "date", "time",
    "datetime", "addtime", "posttime", "showtime", "releasedate", "published", "pub_time", "updatetime", "onlinetime",
    "publish", "timestamp", "date_published",
)  # fmt: skip
_ID_KEYS = (
    "id", "contentid", "articleid", "newsid", "docid", "content_id", "article_id", "news_id", "infoid", "aid",
    "contentguid", "guid", "uuid", "metadataid",
)  # fmt: skip
_NEXT_KEYS = (
    "next",
    "nexturl",
    "next_url",
    "nextpage",
    "next_page",
    "nextpageurl",
    "next_page_url",
)
_TOTAL_KEYS = (
    "pages",
    "totalpage",
    "totalpages",
    "pagecount",
    "total_page",
    "total_pages",
    "lastpage",
    "last_page",
    "pagetotal",
)
_COUNT_KEYS = (
    "total",
    "totalcount",
    "count",
    "totalrecord",
    "totalrecords",
    "total_count",
    "totalelements",
    "recordcount",
    "totalnum",
)
_MORE_KEYS = ("hasmore", "has_more", "hasnext", "has_next", "more", "hasnextpage", "ismore")

_FLAT = re.compile(r"\{[^{}]{10,4000}\}")
_FLAT_HINT = re.compile(r"title|name|headline", re.IGNORECASE)
_PAIR = re.compile(
    r"""["']?([A-Za-z_]\w*)["']?\s*:\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(-?\d[\d.]*))"""
)
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_RECORD = re.compile(r"<record\b[^>]*>(.*?)</record>", re.DOTALL | re.IGNORECASE)
_DATASTORE = re.compile(r"<datastore\b.*?(?:</datastore>|\Z)", re.DOTALL | re.IGNORECASE)
_PROXY = re.compile(r"<nextgroup\b[^>]*>(.*?)</nextgroup>", re.DOTALL | re.IGNORECASE)
# '/p/' + row.id + '.html', `/p/${row.id}.html`, href="/p/{{row.id}}.html"
_TEMPLATES = (
    re.compile(r"""["']([^"'<>\s]*/(?:[\w?=&-]*[?/=_-])?)["']\s*\+\s*[\w.$]*?\b(?:{ids})\b\s*(?:\+\s*["']([^"'<>\s]*)["'])?""".replace("{ids}", "|".join(_ID_KEYS)), re.IGNORECASE),
    re.compile(r"""[`"'=]([^`"'<>\s{}]*/[^`"'<>\s{}$]*)(?:\$\{|\{\{?)\s*[\w.$]*?\b(?:{ids})\s*\}\}?([^`"'<>\s{}]*)""".replace("{ids}", "|".join(_ID_KEYS)), re.IGNORECASE),
)  # fmt: skip


class Record(NamedTuple):
    """One row of list data."""

    url: str
    title: str
    day: date | None


class Answer(NamedTuple):
    """What a JSON document lists."""

    records: list[Record]
    next_url: str | None
    """As the answer names it."""
    total_pages: int | None
    has_more: bool | None
    """None where the answer does not say."""


def read_json(text: str, base: str, template: str | None = None) -> Answer | None:
    """Return what a JSON document lists; None where `text` is no JSON.

    `template`: the address of a record that has an id only, with "{id}" in it.
    """
    text = text.strip().removeprefix("\ufeff")
    if padded := re.fullmatch(r"[\w.$]+\s*\((.*)\)\s*;?", text[:200] + text[200:], re.DOTALL):
        text = padded[1]  # JSONP
    if not text.startswith(("{", "[")):
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return _answer(value, base, template)


def script_records(scripts: list[str], base: str) -> list[Record]:
    """Return the rows that stand in scripts as objects with a title and an address."""
    template = url_template(scripts)
    found: list[Record] = []
    for script in scripts:
        if not _FLAT_HINT.search(script):
            continue
        text = script.strip().rstrip(";")
        state = re.match(r"(?:(?:window|self|globalThis)\.)?[\w.$\[\]\"']+\s*=\s*(?=[{\[])", text)
        answer = read_json(text[state.end() :] if state else text, base, template)
        if answer is not None and answer.records:
            found += answer.records
        else:
            found += _flat_records(script, base, template)
        if len(found) >= MAX_RECORDS:
            break
    return found[:MAX_RECORDS]


def url_template(scripts: list[str]) -> str | None:
    """Return the address scripts build around a record's id, as "/p/{id}.html"."""
    for script in scripts:
        for pattern in _TEMPLATES:
            for found in pattern.finditer(script):
                before, after = found[1], found[2] or ""
                if not re.search(r"\.(?:jpg|png|gif|js|css)|/api/|/images?/", before + after):
                    return f"{before}{{id}}{after}"
    return None


def datastore_rows(text: str) -> str:
    """Return the markup of the rows in the <datastore> of a JCMS list, "" where there is none."""
    rows: list[str] = []
    for store in _DATASTORE.findall(text):
        for record in _RECORD.findall(store):
            cdata = _CDATA.search(record)
            row = cdata[1] if cdata else html.unescape(record)
            rows.append(f"<div><p>{row}</p></div>" if row.lstrip()[:3].lower() != "<li" else row)
    return f"<ul>{''.join(rows)}</ul>" if rows else ""


def datastore_proxy(text: str, base: str) -> str | None:
    """Return the address of the next group of <datastore> rows."""
    for group in _PROXY.findall(text):
        inner = cdata[1] if (cdata := _CDATA.search(group)) else group
        found = re.search(r"""(?:href\s*=\s*["']?)([^"'\s>]+)""", inner) or re.search(
            r"(/[^\s<>\"']+)", inner
        )
        if found and (address := fetch_url(html.unescape(found[1]), base)):
            return address
    return None


# ---- JSON -------------------------------------------------------------------------------------------------


def _answer(value: object, base: str, template: str | None) -> Answer:
    records: list[Record] = []
    scalars: dict[str, object] = {}
    for node in _objects(value):
        row = {str(k).lower(): v for k, v in node.items()}
        if record := _record(row, base, template):
            records.append(record)
            if len(records) >= MAX_RECORDS:
                break
            continue
        for key, inner in row.items():
            if isinstance(inner, str | int | bool):
                scalars.setdefault(key, inner)
    next_url = next(
        (str(scalars[k]) for k in _NEXT_KEYS if isinstance(scalars.get(k), str) and scalars[k]),
        None,
    )
    total = next((t for k in _TOTAL_KEYS if isinstance(t := scalars.get(k), int)), None)
    more = next((bool(scalars[k]) for k in _MORE_KEYS if k in scalars), None)
    if more is None and isinstance(last := scalars.get("last"), bool):
        more = not last
    if total is None:
        total = _pages_of_count(scalars, len(records))
    return Answer(records, fetch_url(next_url, base) if next_url else None, total, more)


def _pages_of_count(scalars: dict[str, object], row_count: int) -> int | None:
    count = next((t for k in _COUNT_KEYS if isinstance(t := scalars.get(k), int)), None)
    if count is None or not row_count:
        return None
    size = next(
        (
            s
            for k in ("pagesize", "page_size", "size", "limit", "rows", "perpage")
            if isinstance(s := scalars.get(k), int) and s
        ),
        row_count,
    )
    return -(-int(count) // int(size))


def _objects(value: object) -> Iterator[dict[object, object]]:
    """All objects of a JSON value, outer before inner, without recursion."""
    queue: list[tuple[object, int]] = [(value, 0)]
    for node, depth in queue:
        if isinstance(node, dict):
            yield node
        if depth < MAX_DEPTH and len(queue) < 100_000:
            inner = (
                node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
            )
            queue.extend((child, depth + 1) for child in inner if isinstance(child, dict | list))


def _record(row: dict[str, object], base: str, template: str | None) -> Record | None:
    title = _first_text(row, _TITLE_KEYS)
    if not title or len(title) < 4:
        return None
    address = _first_text(row, _URL_KEYS)
    if address and ("/" in address or re.search(r"\.\w{3,5}$|\?", address)):
        url = fetch_url(address, base)
    elif template and (key := _first_text(row, _ID_KEYS)) and re.fullmatch(r"[\w-]+", key):
        url = fetch_url(template.replace("{id}", key), base)
    else:
        url = None
    return (
        Record(url, " ".join(html.unescape(re.sub(r"<[^>]*>", "", title)).split()), _day(row))
        if url
        else None
    )


def _first_text(row: dict[str, object], keys: tuple[str, ...]) -> str | None:
    for key in keys:
        value = row.get(key)
        if isinstance(value, str) and value.strip():
            return value.strip()
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
    return None


def _day(row: dict[str, object]) -> date | None:
    for key in _DATE_KEYS:
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
        if not _FLAT_HINT.search(match[0]):
            continue
        row: dict[str, object] = {}
        for key, double, single, number in _PAIR.findall(match[0]):
            raw = double or single
            row.setdefault(
                key.lower(), _unescape(raw) if raw else int(float(number)) if number else ""
            )
        if record := _record(row, base, template):
            found.append(record)
            if len(found) >= MAX_RECORDS:
                break
    return found


def _unescape(text: str) -> str:
    if "\\" not in text:
        return text
    text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), text)
    return re.sub(r"\\(.)", r"\1", text)
