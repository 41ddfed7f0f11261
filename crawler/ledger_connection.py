"""The connection of the ledger: its first error is remembered and told as one sentence."""

import errno
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

# What SQLite says where the disk is full, broken or read-only. All else is the fault of the file.
_DISK_CODES = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY})


class LedgerError(Exception):
    """The state folder cannot be used; the message is one sentence for the user."""

    @property
    def disk_refused(self) -> bool:
        """Whether the disk was full or over quota, not the folder wrong."""
        cause = self.__cause__
        if isinstance(cause, OSError):
            return cause.errno in (errno.ENOSPC, errno.EDQUOT)
        return _is_of_disk(cause)


class StorageError(LedgerError):
    """It could be used until now: the disk refuses to write, or the ledger is not as we made it."""

    @property
    def disk_refused(self) -> bool:
        """Whether the disk refused a write; else the ledger itself is at fault."""
        cause = self.__cause__
        return cause is None or isinstance(cause, OSError) or _is_of_disk(cause)


def _is_of_disk(cause: BaseException | None) -> bool:
    code = getattr(cause, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in _DISK_CODES


def _told(call: Callable[..., Any]) -> Callable[..., Any]:
    def telling(self: "_Cursor", *arguments: Any) -> Any:
        try:
            return call(self, *arguments)
        except sqlite3.Error as error:
            raise self.connection.break_by(error) from error

    return telling


class _Cursor(sqlite3.Cursor):
    """Rows are read from the file when they are asked for: that may fail as well."""

    execute = _told(sqlite3.Cursor.execute)
    executemany = _told(sqlite3.Cursor.executemany)
    executescript = _told(sqlite3.Cursor.executescript)
    fetchone = _told(sqlite3.Cursor.fetchone)
    fetchall = _told(sqlite3.Cursor.fetchall)
    __next__ = _told(sqlite3.Cursor.__next__)


class LedgerConnection(sqlite3.Connection):
    """Raises StorageError for whatever SQLite raises, so that nobody has to know its errors.

    An error that is overheard leaves a URL leased for ever, and the crawl waits for it: in the
    reactor no caller is there to end with the exception.
    """

    path: Path
    broken: StorageError | None = None
    """Set by the first error; nothing is written after it."""

    # Those of the base class make their cursors past us.
    def execute(self, *arguments: Any) -> sqlite3.Cursor:  # type: ignore[override]
        return self.cursor(_Cursor).execute(*arguments)

    def executemany(self, *arguments: Any) -> sqlite3.Cursor:  # type: ignore[override]
        return self.cursor(_Cursor).executemany(*arguments)

    def executescript(self, *arguments: Any) -> sqlite3.Cursor:  # type: ignore[override]
        return self.cursor(_Cursor).executescript(*arguments)

    def break_by(self, error: BaseException, what: object = None) -> StorageError:
        """Remember the error of the ledger, or of `what`; return what to raise in its place."""
        told = StorageError(f"{what or self.path}: {getattr(error, 'strerror', None) or error}")
        told.__cause__ = error
        self.broken = self.broken or told
        return told
