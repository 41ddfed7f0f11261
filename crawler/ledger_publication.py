"""Publication: the records of the ledger, appended to the files that users read.

The ledger keeps for every published line where it ends. The file may be ahead of the ledger (the
crawler died between the two), behind it (the disk lost writes, somebody cut it) or gone: at the
start it is brought to where both agree, and what is missing is appended again from the ledger.
"""

import sqlite3
import zlib
from pathlib import Path
from typing import Protocol

from crawler.ledger import Ledger

LINES_A_WRITE = 500


class RecordFile(Protocol):
    """What a file of records can do; `pipelines.jsonl.JsonlFile` is one."""

    def size(self) -> int: ...
    def cut(self, offset: int) -> None: ...
    def ends_whole(self) -> bool: ...
    def append(self, lines: list[bytes], offset: int) -> int: ...
    def close(self) -> None: ...


class Publication:
    """One stream of the ledger and the file it is published in."""

    def __init__(self, ledger: Ledger, stream: str, path: Path, file: RecordFile) -> None:
        """Bring `file` and ledger together. Raises StorageError."""
        self._ledger = ledger
        self._stream = stream
        self._file = file
        self.path = path
        self.repaired: str | None = None
        """One sentence, where file and ledger did not agree at the start."""
        try:
            self._id, self._end = self._open(ledger.name_of(path), str(path.resolve()))
        except OSError as error:
            raise ledger.break_by(error, path) from error

    def _open(self, name: str, absolute: str) -> tuple[int, int]:
        row = self._ledger.connection.execute(
            "SELECT id, base_offset, end_offset FROM publication "
            "WHERE stream = ? AND path IN (?, ?) ORDER BY path = ? DESC",
            (self._stream, name, absolute, name),  # ledgers from before had absolute paths
        ).fetchone()
        if row is None:
            return self._begin(name)
        identity, base, end = row
        size = self._file.size()
        if size > end:
            self.repaired = f"{self.path} had {size - end} bytes of an unfinished write; cut off."
            self._file.cut(end)
        elif size < end:
            end = self._forget_lines_after(identity, base, size)
        return identity, end

    def _begin(self, path: str) -> tuple[int, int]:
        if not self._file.ends_whole():  # not written by us: kept, and closed before our first line
            self._file.append([b""], self._file.size())
        base = self._file.size()
        cursor = self._ledger.write(
            "INSERT INTO publication (stream, path, base_offset, end_offset) "
            "VALUES (?, ?, ?, ?) RETURNING id",
            (self._stream, path, base, base),
        )
        return cursor.fetchone()[0], base

    def _forget_lines_after(self, identity: int, base: int, size: int) -> int:
        """Make lines that the file has lost unpublished again; return where the kept ones end."""
        kept = self._ledger.connection.execute(
            "SELECT MAX(end_offset) FROM record WHERE publication = ? AND end_offset <= ?",
            (identity, size),
        ).fetchone()[0]
        end = kept if kept is not None else min(base, size)
        lost = self._ledger.write(
            "UPDATE record SET publication = NULL, end_offset = NULL "
            "WHERE publication = ? AND end_offset > ?",
            (identity, end),
        ).rowcount
        self._ledger.write(
            "UPDATE publication SET base_offset = MIN(base_offset, ?), end_offset = ? WHERE id = ?",
            (end, end, identity),
        )
        self._ledger.commit()
        self._file.cut(end)
        self.repaired = f"{self.path} had lost {lost} lines; they are written again."
        return end

    def publish(self) -> int:
        """Append what the ledger holds and the file does not; return how many lines.

        Only committed records may be published: the caller commits first. Raises StorageError.
        """
        count = 0
        while rows := self._unpublished():
            lines = [zlib.decompress(line) for _, line in rows]
            try:
                end = self._file.append(lines, self._end)
            except OSError as error:
                raise self._ledger.break_by(error, self.path) from error
            for (seq, _), line in zip(rows, lines, strict=True):
                self._end += len(line) + 1
                self._ledger.write(
                    "UPDATE record SET publication = ?, end_offset = ? WHERE seq = ?",
                    (self._id, self._end, seq),
                )
            assert self._end == end
            self._ledger.write(
                "UPDATE publication SET end_offset = ? WHERE id = ?", (end, self._id)
            )
            count += len(rows)
        return count

    def _unpublished(self) -> list[sqlite3.Row]:
        return self._ledger.connection.execute(
            "SELECT seq, line FROM record WHERE stream = ? AND publication IS NULL "
            "ORDER BY seq LIMIT ?",
            (self._stream, LINES_A_WRITE),
        ).fetchall()

    def close(self) -> None:
        """Close the file."""
        self._file.close()
