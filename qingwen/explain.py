"""A record told to a person: what the page is, why it was called clean or not, and what was cut."""

import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from qingwen.rejection import Rejection

_LABEL_COLUMNS = 12
_MAX_CHARS = 100


def explanation_of(record: dict[str, Any]) -> str:
    """Return the lines for a terminal, each ended by a newline, of a record made with its cuts."""
    return "".join(f"{line}\n" for line in _lines(record))


def refusal_of(rejection: Rejection) -> str:
    """Return the lines for a page that holds no article: why, and what gave it away."""
    why = ": ".join(filter(None, [rejection.reason, rejection.detail]))
    seen = (f"  {_short(line, 2 * _MAX_CHARS)}" for line in rejection.evidence)
    return "".join(f"{line}\n" for line in (*_labelled("no article", why), *seen))


def _lines(record: dict[str, Any]) -> Iterator[str]:
    yield from _head(record)
    yield ""
    yield from _verdict(record["integrity"])
    yield ""
    yield from _cuts(record["removed"])


def _head(record: dict[str, Any]) -> Iterator[str]:
    site, source = record["site"], record["source"] or {}
    bylines = ", ".join(f"{line['name']} ({line['role']})" for line in record["bylines"])
    publisher = f"{site['publisher']} (publisher)" if site["publisher"] else None
    date = " ".join(filter(None, [record["published_at"], _in_brackets(record["date_method"])]))
    paragraphs, chars = len(record["paragraphs"]), len(record["text"])
    yield from _labelled("title", record["title"])
    yield from _labelled("kicker", record["kicker"])
    yield from _labelled("subtitle", record["subtitle"])
    yield from _labelled("date", date)
    yield from _labelled("source", source.get("name"))
    yield from _labelled("bylines", bylines)
    yield from _labelled("site", ", ".join(filter(None, [site["name"], publisher, site["icp"]])))
    yield from _labelled("body", f"{paragraphs} paragraphs, {chars} chars")
    yield from _labelled("found by", f"{record['extracted_by']}, confidence {record['confidence']}")
    yield from _labelled("truncated", ", ".join(record["truncated"]))


def _verdict(integrity: dict[str, Any]) -> Iterator[str]:
    yield from _labelled("integrity", f"{integrity['status']}, body {integrity['body']}")
    yield from _labelled("brands", ", ".join(integrity["brands"]))
    # A kit fills many slots at once: what shows it is said once, behind all of them.
    for (proof, layer), group in groupby(integrity["evidence"], lambda e: (e["proof"], e["layer"])):
        yield from (f"  {seen['slot']}: {_short(seen['text'])}" for seen in group)
        yield f"      {proof} [{layer}]"


def _cuts(removed: list[dict[str, str]]) -> Iterator[str]:
    """Spam first, as the verdict is checked against it; what was cut alike many times is said once."""
    spam = sum(cut["reason"] == "spam" for cut in removed)
    yield from _labelled("removed", f"{len(removed)} cuts" + (f", {spam} of spam" if spam else ""))
    lines = Counter(
        f"  {cut['reason']} ({cut['rule']}, {cut['place']}): {_short(cut['text'])}"
        for cut in sorted(removed, key=lambda cut: cut["reason"] != "spam")
    )
    for line, times in lines.items():
        yield line + (f" ({times} times)" if times > 1 else "")


def _labelled(label: str, value: str | None) -> Iterator[str]:
    if value:
        yield f"{label:<{_LABEL_COLUMNS}}{value}"


def _in_brackets(text: str | None) -> str | None:
    return f"({text})" if text else None


def _short(text: str, max_chars: int = _MAX_CHARS) -> str:
    """Return one line of the text, marks that no reader sees written as their code."""
    shown = "".join(
        f"<U+{ord(char):04X}>" if unicodedata.category(char) == "Cf" else char
        for char in text[:max_chars]
    )
    return shown + ("…" if len(text) > max_chars else "")
