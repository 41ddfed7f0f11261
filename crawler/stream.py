"""The stream of records that a crawl gives, and the place in it where a consumer stands.

A cursor names a place for ever: `seq:120` in a ledger, `byte:48211:9f3a01c2` in a file, where the
last part is the checksum of the line before it, so that a file that was replaced is noticed.
"""

import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

from crawler.ledger import Ledger

BEGINNING = "start"


class CursorError(Exception):
    """The cursor names no place in this stream; the message is one sentence for the user."""


class Stream(Protocol):
    """Records in the order in which they were published, between two fixed places."""

    end: str
    """The cursor behind the last record."""

    def records(self) -> Iterator[dict[str, Any]]:
        """Yield the records, the same each time."""


class LedgerStream:
    """The article records of a ledger, as far as it goes now."""

    def __init__(self, ledger: Ledger, since: str = BEGINNING) -> None:
        """Raises CursorError."""
        self._ledger = ledger
        (last,) = ledger.connection.execute("SELECT COALESCE(MAX(seq), 0) FROM record").fetchone()
        self._first = 0 if since == BEGINNING else _number(since, "seq")
        if self._first > last:
            raise CursorError(f"The cursor {since} lies behind the end of this ledger.")
        self._last = last
        self.end = f"seq:{last}"

    def records(self) -> Iterator[dict[str, Any]]:
        rows = self._ledger.connection.execute(
            "SELECT line FROM record WHERE stream = 'articles' AND seq > ? AND seq <= ? ORDER BY seq",
            (self._first, self._last),
        )
        for (line,) in rows:
            yield json.loads(zlib.decompress(line))


class FileStream:
    """The whole lines of a file of records, as far as it goes now."""

    def __init__(self, path: Path, since: str = BEGINNING) -> None:
        """Raises CursorError and OSError."""
        self._path = path
        self._first = 0 if since == BEGINNING else _checked_offset(path, since)
        self._last = self._first
        checksum = "" if since == BEGINNING else since.rpartition(":")[2]
        with path.open("rb") as file:
            file.seek(self._first)
            for line in file:
                if not line.endswith(b"\n"):  # being written just now
                    break
                self._last += len(line)
                checksum = _checksum(line)
        self.end = f"byte:{self._last}:{checksum}" if self._last else BEGINNING

    def records(self) -> Iterator[dict[str, Any]]:
        with self._path.open("rb") as file:
            file.seek(self._first)
            while file.tell() < self._last:
                line = file.readline()
                if line.strip():
                    yield json.loads(line)


def _number(cursor: str, kind: str) -> int:
    name, _, number = cursor.partition(":")
    if name != kind or not number.isascii() or not number.isdigit():
        raise CursorError(f"{cursor!r} is no cursor of this stream; it looks like {kind}:120.")
    return int(number)


def _checked_offset(path: Path, cursor: str) -> int:
    place, _, checksum = cursor.rpartition(":")
    offset = _number(place, "byte")
    with path.open("rb") as file:
        file.seek(max(0, offset - 2_000_000))  # no record is longer
        before = file.read(min(offset, 2_000_000))
    line = before[before.rfind(b"\n", 0, -1) + 1 :]
    if not line.endswith(b"\n") or _checksum(line) != checksum:
        raise CursorError(f"{path} is not the file that the cursor {cursor} was given for.")
    return offset


def _checksum(line: bytes) -> str:
    return f"{zlib.crc32(line):08x}"
