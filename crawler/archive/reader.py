"""A WARC file read: the pages in it, and which article each belongs to."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any, BinaryIO, NamedTuple

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

TIE_TYPE = "application/vnd.qingwen.tie+json"
"""Content type of a metadata record that ties captures to an article."""
_READABLE = ("html", "xml", "text", "json")


class ArchiveError(Exception):
    """The file cannot be read as an archive; the message is one sentence for the user."""


class Capture(NamedTuple):
    """One answer of a server, content codings undone; or the text of one page (WET files)."""

    record_id: str
    url: str
    body: bytes
    charset: str | None
    fetched_at: datetime | None
    is_text: bool


class Tie(NamedTuple):
    """Which captures an article was read from."""

    article_id: str
    url: str
    captures: tuple[str, ...]
    """Record ids, in the order of the parts of the article."""


def read_archive(stream: BinaryIO) -> Iterator[Capture | Tie]:
    """Yield captures of pages and ties, in the order of the file; gzip is seen by itself.

    What a killed writer left unfinished at the end is passed over. Raises ArchiveError.
    """
    try:
        for record in ArchiveIterator(stream):
            body = record.content_stream().read()
            if getattr(record.raw_stream, "limit", 1):  # it ends before its length: torn
                return
            if found := _found(record, body):
                yield found
    except (ArchiveLoadFailed, OSError, ValueError) as error:
        raise ArchiveError(f"The archive cannot be read: {str(error).splitlines()[0]}.") from error


def _found(record: Any, body: bytes) -> Capture | Tie | None:
    media = (record.content_type or "").lower()
    if record.rec_type == "metadata" and media.startswith(TIE_TYPE):
        tie = json.loads(body)
        return Tie(tie["id"], tie["url"], tuple(tie["captures"]))
    if record.rec_type == "conversion" and media.startswith("text/plain"):
        return _capture(record, body, "utf-8", is_text=True)
    if record.rec_type == "resource" and is_readable(media):
        return _capture(record, body, charset_of_media(media), is_text=False)
    if record.rec_type != "response" or record.http_headers is None:
        return None
    if record.http_headers.get_statuscode() not in ("200", "203"):
        return None
    media = record.http_headers.get_header("Content-Type") or "text/html"
    if not is_readable(media.lower()):
        return None
    return _capture(record, body, charset_of_media(media), is_text=False)


def is_readable(media: str) -> bool:
    """Whether a media type, in lower case, may be a page."""
    return any(word in media for word in _READABLE)


def charset_of_media(media: str) -> str | None:
    """Return the charset parameter of a media type.

    >>> charset_of_media('text/html; Charset="GBK"'), charset_of_media("text/html")
    ('GBK', None)
    """
    for parameter in media.split(";")[1:]:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip("\"'") or None
    return None


def _capture(record: Any, body: bytes, charset: str | None, *, is_text: bool) -> Capture:
    headers = record.rec_headers
    url = (headers.get_header("WARC-Target-URI") or "").strip("<>")
    name = headers.get_header("WARC-Record-ID") or ""
    return Capture(name, url, body, charset, _moment(headers.get_header("WARC-Date")), is_text)


def _moment(stamp: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(stamp) if stamp else None
    except ValueError:
        return None


def is_archive(head: bytes) -> bool:
    """Whether a file that begins so is a WARC file, plain or in gzip.

    >>> is_archive(b"WARC/1.1\\r\\n"), is_archive(b"<html>")
    (True, False)
    """
    return head.startswith((b"WARC/", b"\x1f\x8b"))
