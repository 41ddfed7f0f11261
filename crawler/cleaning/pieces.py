"""What `scrapy clean` is given, as pieces to clean: one page, text or field of a line each."""

import gzip
import json
import sys
from collections.abc import Iterator
from datetime import datetime
from glob import iglob
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from crawler.archive.reader import ArchiveError, Capture, is_archive, read_archive

STDIN = "-"
# What saved pages are called; a folder may hold pictures and scripts beside them.
_PAGES = frozenset({
    "", ".html", ".htm", ".shtml", ".xhtml", ".asp", ".aspx", ".jsp", ".php", ".jhtml", ".cshtml",
})  # fmt: skip
_TEXTS = frozenset({".txt", ".text"})
_LINES = frozenset({".jsonl", ".ndjson", ".jl"})


class InputError(Exception):
    """What was given cannot be read; the message is one sentence for the user."""


class Piece(NamedTuple):
    """One thing to clean. Its content is in `body`, or in the file `path`, read when it is needed."""

    name: str
    """What a person calls it: a file, or a file and the line in it."""
    url: str | None = None
    path: str | None = None
    body: bytes = b""
    is_text: bool = False
    charset: str | None = None
    fetched_at: datetime | None = None
    line: dict[str, Any] | None = None
    """The line of JSON it came from."""
    fault: str | None = None
    """Why it cannot be cleaned."""


class Reading(NamedTuple):
    """How inputs are to be read."""

    url: str | None = None
    """Where the one page was fetched."""
    is_text: bool = False
    field: str | None = None
    """The field of a line that holds page or text; `data.html` is a field of a field."""
    url_field: str = "url"


def pieces_of(names: list[str], reading: Reading) -> Iterator[Piece]:
    """Yield the pieces of files, folders, patterns and standard input, in order of name.

    Raises InputError.
    """
    for name in names:
        if name == STDIN:
            yield from _of_stdin(reading)
            continue
        paths = _paths_of(name)
        if not paths:
            raise InputError(f"{name}: there is no such file, and no file that matches it.")
        for path in paths:
            yield from _of_file(path, reading)


def _paths_of(name: str) -> list[Path]:
    path = Path(name)
    if path.is_file():
        return [path]
    if path.is_dir():
        return sorted(inner for inner in path.rglob("*") if inner.is_file() and _is_wanted(inner))
    found = iglob(name, recursive=True)  # noqa: PTH207  Path.glob takes no absolute pattern
    return [path for path in map(Path, sorted(found)) if path.is_file()]


def _is_wanted(path: Path) -> bool:
    suffix = path.suffix.lower().partition("?")[0]  # as wget saves them: show.php?id=3
    wanted = _PAGES | _TEXTS | _LINES
    return not path.name.startswith(".") and (
        suffix in wanted or _is_warc(path) or _is_packed_lines(path)
    )


def _is_warc(path: Path) -> bool:
    return ".warc" in [suffix.lower() for suffix in path.suffixes]


def _is_packed_lines(path: Path) -> bool:
    return path.suffix == ".gz" and Path(path.stem).suffix.lower() in _LINES


def _of_file(path: Path, reading: Reading) -> Iterator[Piece]:
    name = str(path)
    try:
        if _is_warc(path):
            with path.open("rb") as stream:
                yield from _of_archive(name, stream)
        elif _is_packed_lines(path):
            with gzip.open(path) as packed:
                yield from _of_lines(name, packed, reading)  # type: ignore[arg-type]
        elif path.suffix.lower() in _LINES:
            with path.open("rb") as stream:
                yield from _of_lines(name, stream, reading)
        else:
            is_text = reading.is_text or path.suffix.lower() in _TEXTS
            yield Piece(name, reading.url, path=name, is_text=is_text)
    except OSError as error:
        raise InputError(f"{name} cannot be read: {error.strerror or error}.") from error


def _of_stdin(reading: Reading) -> Iterator[Piece]:
    stream: Any = sys.stdin.buffer
    if reading.field:
        yield from _of_lines(STDIN, stream, reading)
    elif is_archive(stream.peek(8)[:8]):
        yield from _of_archive(STDIN, stream)
    else:
        yield Piece(STDIN, reading.url, body=stream.read(), is_text=reading.is_text)


def _of_archive(name: str, stream: BinaryIO) -> Iterator[Piece]:
    try:
        for number, found in enumerate(read_archive(stream), 1):
            if isinstance(found, Capture):
                yield piece_of_capture(f"{name}:{number}", found)
    except ArchiveError as error:
        raise InputError(f"{name}: {error}") from error


def piece_of_capture(name: str, capture: Capture) -> Piece:
    """Return the page of an archive as a piece."""
    return Piece(
        name,
        capture.url or None,
        body=capture.body,
        is_text=capture.is_text,
        charset=capture.charset,
        fetched_at=capture.fetched_at,
    )


def _of_lines(name: str, stream: BinaryIO, reading: Reading) -> Iterator[Piece]:
    for number, line in enumerate(stream, 1):
        if line.strip():
            yield piece_of_line(f"{name}:{number}", line, reading)


def piece_of_line(name: str, line: bytes, reading: Reading) -> Piece:
    """Return a line of JSON as a piece."""
    try:
        record = json.loads(line, parse_constant=lambda _: None)  # NaN is no JSON
    except (ValueError, RecursionError):
        return Piece(name, fault="not-json")
    if not isinstance(record, dict):
        return Piece(name, fault="not-json")
    return piece_of_record(name, record, reading)


def piece_of_record(name: str, record: dict[str, Any], reading: Reading) -> Piece:
    """Return a line or row as a piece: its page is in one field, its address in another.

    A page that is kept as bytes goes to the core as it is; the core finds the charset.
    """
    url = _field(record, reading.url_field)
    url = url if isinstance(url, str) and url else None
    text = _field(record, reading.field or "text")
    if isinstance(text, bytes):
        fetched_at = _moment(record.get("fetched_at"))
        return Piece(name, url, body=text, is_text=reading.is_text, fetched_at=fetched_at)
    if not isinstance(text, str):
        return Piece(name, url, line=record, fault="no-field")
    return Piece(
        name,
        url,
        body=text.encode("utf-8", "replace"),
        is_text=not _is_markup(text),
        charset="utf-8",
        fetched_at=_moment(record.get("fetched_at")),
        line=record,
    )


def _field(record: dict[str, Any], name: str) -> object:
    """Return a field; None where there is none. A name with dots leads into objects."""
    if name in record:
        return record[name]
    value: object = record
    for part in name.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _is_markup(text: str) -> bool:
    """Whether a field holds HTML, be it a fragment, rather than text.

    >>> _is_markup("<p>柳河堤坝</p>"), _is_markup("水位 < 3 米，<柳河日报> 记者")
    (True, False)
    """
    head = text[:20_000].lower()
    return any(tag in head for tag in _TAGS)


_TAGS = ("<html", "<body", "<!doctype", "<div", "<p>", "<p ", "<br", "<article", "<table", "<h1")


def _moment(value: object) -> datetime | None:
    if isinstance(value, datetime):
        return value
    try:
        return datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
