"""The JSONL record: what an article looks like to programs that read our output.

`record_of` gives the fields in their fixed order, every one present; absent is null, never "".
No string holds a control, bidi or surrogate character, whatever the page held, and nothing is
longer than its cap: what was cut short is named in `truncated`.
"""

import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from qingwen.article import Article, Image, Integrity, Removal, Site, Source

SCHEMA_VERSION = 1

# Far above what genuine pages hold: they bound what a hostile page can do to a reader.
MAX_TITLE_CHARS = 300
MAX_TEXT_CHARS = 200_000
MAX_VALUE_CHARS = 2_000
MAX_RECORD_BYTES = 1_000_000

_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_BLANK_CONTROLS = re.compile("[\t-\r\x85\u2028\u2029]+")
_SURROGATES = re.compile("[\ud800-\udfff]")
_FORBIDDEN = re.compile(f"[\x00-\x1f\x7f-\x9f{_BIDI}\ufeff\ufffe\uffff]")
_UNSAFE_IN_LINE = re.compile(f"[\x7f-\x9f\u2028\u2029{_BIDI}\ud800-\udfff\ufeff]")


def record_of(article: Article, *, removed: bool = False) -> dict[str, object]:
    """Return exactly one JSONL record; `removed=True` adds the cuts."""
    truncated: set[str] = set()
    titles = {
        name: _capped(_clean(getattr(article, name)), MAX_TITLE_CHARS, name, truncated)
        for name in ("title", "kicker", "subtitle")
    }
    paragraphs = _capped_paragraphs(article.paragraphs, truncated)
    # In the order in which they give way, least wanted first, where the record is over its cap.
    lists: dict[str, list[Any]] = {
        "removed": _removed(article.removed) if removed else [],
        "evidence": _evidence(article.integrity),
        "notices": [
            {"kind": notice.kind, "text": text}
            for notice in article.notices
            if (text := _value(notice.text))
        ],
        "images": [_image(image, len(paragraphs)) for image in article.images],
        "bylines": [
            {"name": name, "role": byline.role, "raw": _value(byline.raw)}
            for byline in article.bylines
            if (name := _value(byline.name))
        ],
        "brands": [brand for raw in article.integrity.brands if (brand := _value(raw))],
        "paragraphs": paragraphs,
    }
    record: dict[str, object] = {
        "schema_version": SCHEMA_VERSION,
        "id": article.id,
        "url": _value(article.url),
        "canonical_url": _value(article.canonical_url),
        "fetched_at": iso_time(article.fetched_at),
        **titles,
        "published_at": _value(article.published_at),
        "published_raw": _value(article.published_raw),
        "date_method": _value(article.date_method),
        "date_precision": article.date_precision,
        "date_conflict": _value(article.date_conflict),
        "source": _source(article.source),
        "bylines": lists["bylines"],
        "section": _value(article.section),
        "site": _site(article.site),
        "paragraphs": paragraphs,
        "text": "",
        "images": lists["images"],
        "language": _value(article.language),
        "encoding": {
            "used": article.encoding.used,
            "declared": _value(article.encoding.declared),
            "conflict": article.encoding.conflict,
        },
        "integrity": {
            "status": article.integrity.status,
            "body": article.integrity.body,
            "brands": lists["brands"],
            "evidence": lists["evidence"],
        },
        "notices": lists["notices"],
        **({"removed": lists["removed"]} if removed else {}),
        "content_hash": article.content_hash,
        "revision": article.revision,
        "cluster": _value(article.cluster),
        "duplicate_of": _value(article.duplicate_of),
        "confidence": round(article.confidence, 3),
        "extracted_by": article.extracted_by,
        "cleaner_version": article.cleaner_version,
    }
    # `text` weighs as much again as the paragraphs; 200: its name and all of `truncated`.
    _shrink(lists, _bytes(record) + _bytes(paragraphs) + 200 - MAX_RECORD_BYTES, truncated)
    record["text"] = "\n".join(paragraphs)
    record["truncated"] = sorted(truncated)
    return record


def deletion_of(article_id: str, url: str, fetched_at: datetime) -> dict[str, object]:
    """Return the short record that reports a vanished article."""
    return {
        "schema_version": SCHEMA_VERSION,
        "id": article_id,
        "url": _value(url),
        "fetched_at": iso_time(fetched_at),
        "deleted": True,
    }


def to_json_line(record: dict[str, object]) -> str:
    """Return the record as one line of JSON, without the newline at its end.

    No reader's idea of a line splits it: U+2028, U+2029 and U+0085 are escaped, as are all other
    control, bidi and surrogate characters, so that it can be shown in a terminal and encoded.
    """
    line = json.dumps(record, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return _UNSAFE_IN_LINE.sub(lambda found: f"\\u{ord(found[0]):04x}", line)


def iso_time(moment: datetime | None) -> str | None:
    """Return ISO 8601 to the second, with offset; a time without a zone is taken as UTC.

    >>> iso_time(datetime(2024, 3, 5, 10, 30))
    '2024-03-05T10:30:00+00:00'
    """
    if moment is None:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment.isoformat(timespec="seconds")


def _clean(text: str | None) -> str | None:
    """Return the text without characters that no record may hold; None where nothing is left."""
    if not text:
        return None
    if not text.isprintable():  # true for most strings, and 50 times cheaper than the patterns
        text = _BLANK_CONTROLS.sub(" ", text)
        text = _FORBIDDEN.sub("", text)
        text = _SURROGATES.sub("\ufffd", text)
    return text if text and not text.isspace() else None


def _value(text: str | None) -> str | None:
    """Return a short string as a record may hold it, cut at a length that no value has."""
    cleaned = _clean(text)
    return cleaned[:MAX_VALUE_CHARS] if cleaned else None


def _capped(text: str | None, max_chars: int, name: str, truncated: set[str]) -> str | None:
    if text is None or len(text) <= max_chars:
        return text
    truncated.add(name)
    return text[:max_chars].rstrip()


def _capped_paragraphs(paragraphs: Iterable[str], truncated: set[str]) -> list[str]:
    """Return the paragraphs that fit into the cap of the text, the last one cut short."""
    kept: list[str] = []
    room = MAX_TEXT_CHARS
    for paragraph in paragraphs:
        cleaned = _clean(paragraph)
        if cleaned is None:
            continue
        if len(cleaned) > room:
            truncated.add("paragraphs")
            if room > 0:
                kept.append(cleaned[:room])
            break
        kept.append(cleaned)
        room -= len(cleaned) + 1  # the newline of `text`
    return kept


def _source(source: Source | None) -> dict[str, object] | None:
    name = _value(source.name) if source else None
    if source is None or name is None:
        return None
    chain = [outlet for value in source.chain if (outlet := _value(value))]
    return {"name": name, "url": _value(source.url), "chain": chain}


def _site(site: Site) -> dict[str, object]:
    return {
        "name": _value(site.name),
        "publisher": _value(site.publisher),
        "domain": _value(site.domain),
        "icp": _value(site.icp),
        "province": _value(site.province),
        "city": _value(site.city),
    }


def _image(image: Image, paragraphs: int) -> dict[str, object]:
    return {
        "url": _value(image.url),
        "caption": _value(image.caption),
        "credit": _value(image.credit),
        "paragraph": min(image.paragraph, paragraphs),
    }


def _evidence(integrity: Integrity) -> list[dict[str, object]]:
    return [
        {
            "slot": seen.slot,
            # Evidence may be the very characters that a record may not hold: then by their codes.
            "text": _value(seen.text) or ascii(seen.text)[1:-1],
            "proof": _value(seen.proof) or ascii(seen.proof)[1:-1],
            "layer": seen.layer,
        }
        for seen in integrity.evidence
        if seen.text and seen.proof
    ]


def _removed(removals: Iterable[Removal]) -> list[dict[str, object]]:
    return [
        {"text": text, "rule": cut.rule, "reason": cut.reason, "place": cut.place}
        for cut in removals
        if (text := _clean(cut.text))
    ]


def _shrink(lists: dict[str, list[Any]], over_bytes: int, truncated: set[str]) -> None:
    """Shorten `lists` themselves in their order, each from its end, until the record fits."""
    for name, items in lists.items():
        while over_bytes > 0 and items:
            truncated.add(name)
            last = items.pop()
            if name != "paragraphs":
                over_bytes -= _bytes(last) + 1
                continue
            over_bytes -= 2 * _bytes(last)
            if over_bytes < 0 and (kept := _first_bytes(last, -over_bytes // 2 - 4)):
                items.append(kept)


def _first_bytes(text: str, max_bytes: int) -> str:
    """Return the start of `text` that takes at most `max_bytes` in a line."""
    escaped = json.dumps(text, ensure_ascii=False)[1:-1].encode()[: max(0, max_bytes)]
    start = escaped.decode("utf-8", "ignore")
    if (len(start) - len(start.rstrip("\\"))) % 2:  # cut between a backslash and what it escapes
        start = start[:-1]
    return str(json.loads(f'"{start}"'))


def _bytes(value: object) -> int:
    """Return the bytes of `value` as a part of a line."""
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8"))
