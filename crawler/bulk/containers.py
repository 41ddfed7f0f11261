"""Files that hold many pages, opened on any file system of fsspec: WARC, WET, Parquet and JSONL."""

import gzip
import zlib
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import datetime
from typing import Any, BinaryIO

from fastwarc.warc import ArchiveIterator, WarcRecordType

from crawler.archive.reader import Capture, charset_of_media, is_readable
from crawler.cleaning.pieces import (
    Piece,
    Reading,
    piece_of_capture,
    piece_of_line,
    piece_of_record,
)

ROWS_A_BATCH = 64
"""A row is a page: a batch of pages of 5 MB still fits into memory."""
_LINES = (".jsonl", ".ndjson", ".jl")
_GZIP = ".gz"
_WANTED = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion


def is_container(name: str) -> bool:
    """Whether a file is read, by its name."""
    return _is_warc(name) or _is_parquet(name) or _is_lines(name)


def _is_warc(name: str) -> bool:
    base = name.lower().rpartition("/")[2]
    return base.endswith((".warc", ".warc.gz", ".wet", ".wet.gz", ".warc.zst"))


def _is_parquet(name: str) -> bool:
    return name.lower().endswith(".parquet")


def _is_lines(name: str) -> bool:
    return name.lower().removesuffix(_GZIP).endswith(_LINES)


def pieces_in(name: str, stream: BinaryIO, reading: Reading) -> Iterator[Piece]:
    """Yield the pages of a file, in its order.

    What cannot be read ends the file with a piece that says so: the pages before it are good, and
    whoever reads the rejects learns of the rest. Raises OSError where the storage fails, which a
    second try may mend.
    """
    try:
        if _is_warc(name):
            yield from _of_archive(name, stream)
        elif _is_parquet(name):
            yield from _of_rows(name, stream, reading)
        else:
            yield from _of_lines(name, stream, reading)
    except (EOFError, zlib.error, gzip.BadGzipFile, ValueError) as error:
        yield Piece(
            name, fault=f"torn: {str(error).splitlines()[0] if str(error) else 'too short'}"
        )


def _of_lines(name: str, stream: BinaryIO, reading: Reading) -> Iterator[Piece]:
    with gzip.open(stream) if name.lower().endswith(_GZIP) else nullcontext(stream) as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield piece_of_line(f"{name}:{number}", line, reading)


def _of_rows(name: str, stream: BinaryIO, reading: Reading) -> Iterator[Piece]:
    from pyarrow import ArrowInvalid
    from pyarrow.parquet import ParquetFile

    number = 0
    try:
        for batch in ParquetFile(stream).iter_batches(batch_size=ROWS_A_BATCH):
            for row in batch.to_pylist():
                number += 1
                yield piece_of_record(f"{name}:{number}", row, reading)
    except ArrowInvalid as error:
        raise ValueError(str(error)) from error


def _of_archive(name: str, stream: BinaryIO) -> Iterator[Piece]:
    records = ArchiveIterator(stream, record_types=_WANTED, auto_decode="all", fsspec_args=False)
    for number, record in enumerate(records, 1):
        if capture := _capture_of(record):
            yield piece_of_capture(f"{name}:{number}", capture)


def _capture_of(record: Any) -> Capture | None:
    """Return the page of a record; the same records as `crawler.archive.reader` takes."""
    headers = record.headers
    media = (headers.get("Content-Type") or "").lower()
    if record.record_type is WarcRecordType.conversion:
        return _capture(record, "utf-8", is_text=True) if media.startswith("text/plain") else None
    if record.record_type is WarcRecordType.response:
        http = record.http_headers
        if http is None or http.status_code not in (200, 203):
            return None
        media = http.get("Content-Type") or "text/html"
    if not is_readable(media.lower()):
        return None
    return _capture(record, charset_of_media(media), is_text=False)


def _capture(record: Any, charset: str | None, *, is_text: bool) -> Capture:
    headers = record.headers
    stamp = headers.get("WARC-Date")
    body = record.reader.read()
    http = record.http_headers
    is_coded = http is not None and bool(
        http.get("Content-Encoding") or http.get("Transfer-Encoding")
    )
    if not is_coded and len(body) < record.content_length:
        raise ValueError("the last record is cut off")
    return Capture(
        headers.get("WARC-Record-ID") or "",
        (headers.get("WARC-Target-URI") or "").strip("<>"),
        body,
        charset,
        datetime.fromisoformat(stamp) if stamp else None,
        is_text,
    )
