"""The history: every start that was due, and what became of it, in one SQLite file.

A start is written down before the timers move on, and found again by its job and moment: a
scheduler that is killed between the two does neither lose it nor do it twice.
"""

import sqlite3
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

FILE_NAME = "history.sqlite3"
FORMAT = 1
_TABLE = """
CREATE TABLE run (
    id         INTEGER PRIMARY KEY,
    job        TEXT NOT NULL,
    due_at     REAL NOT NULL,              -- Unix time, as all moments here
    attempt    INTEGER NOT NULL DEFAULT 1,
    slots      INTEGER NOT NULL DEFAULT 1, -- starts that were due and that this one stands for
    state      TEXT NOT NULL,
    started_at REAL,
    ended_at   REAL,
    verdict    TEXT,
    exit_code  INTEGER,                    -- negative: the signal that ended it
    articles   INTEGER,
    mark       INTEGER NOT NULL DEFAULT 0, -- last record of the ledger before it
    said       TEXT,
    UNIQUE (job, due_at, attempt)
);
CREATE INDEX run_open ON run (state) WHERE state IN ('waiting', 'running');
CREATE INDEX run_job ON run (job, id);
"""
_COLUMNS = "id, job, due_at, attempt, slots, state, started_at, ended_at, verdict, exit_code, articles, mark, said"  # fmt: skip


class HistoryError(Exception):
    """The history cannot be used; the message is one sentence for the user."""


class RunState(StrEnum):
    """Where a start stands."""

    WAITING = "waiting"
    """Due; waits for another run to end."""
    RUNNING = "running"
    ENDED = "ended"
    MISSED = "missed"
    """Not done; the sentence says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One start that was due."""

    id: int
    job: str
    due_at: float
    attempt: int
    slots: int
    state: RunState
    started_at: float | None
    ended_at: float | None
    verdict: str | None
    """That of the crawl, or `killed`."""
    exit_code: int | None
    articles: int | None
    """Records it published."""
    mark: int
    said: str | None


def brought(articles: int) -> str:
    """Return what a run brought, in words: records of new, changed and vanished articles."""
    if not articles:
        return "nothing new"
    return "1 article" if articles == 1 else f"{articles} articles"


class History:
    """The open history of one scheduler folder."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @classmethod
    def open(cls, folder: Path) -> "History":
        """Open the history, made where there is none. Raises HistoryError."""
        path = folder / FILE_NAME
        try:
            folder.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(path, isolation_level=None, timeout=30)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("BEGIN IMMEDIATE")
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            if version == 0:
                for statement in _TABLE.strip().split(";\n"):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {FORMAT}")
            connection.execute("COMMIT")
        except OSError as error:
            raise HistoryError(f"The folder {folder} cannot be used: {error.strerror}.") from error
        except sqlite3.Error as error:
            raise HistoryError(f"{path} cannot be opened: {error}.") from error
        if version not in (0, FORMAT):
            raise HistoryError(f"{path} was written by another version of this program.")
        return cls(connection)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    # ---- writing ---------------------------------------------------------------------------

    def enter(self, job: str, due_at: float, *, slots: int = 1, attempt: int = 1) -> int | None:
        """Write down a start that is due; None where it was written down before."""
        return self._inserted(job, due_at, attempt, slots, RunState.WAITING, None)

    def miss(self, job: str, due_at: float, said: str, *, slots: int = 1) -> int | None:
        """Write down a start that was not made, and why; None where it was written down before."""
        return self._inserted(job, due_at, 1, slots, RunState.MISSED, said)

    def _inserted(
        self, job: str, due_at: float, attempt: int, slots: int, state: RunState, said: str | None
    ) -> int | None:
        row = self._connection.execute(
            "INSERT INTO run (job, due_at, attempt, slots, state, said, verdict) "
            "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING id",
            (job, due_at, attempt, slots, state, said,
             "missed" if state is RunState.MISSED else None),
        ).fetchone()  # fmt: skip
        return row[0] if row else None

    def start(self, run: int, started_at: float, mark: int) -> None:
        """Write down that a run begins; before its process does."""
        self._connection.execute(
            "UPDATE run SET state = 'running', started_at = ?, mark = ? WHERE id = ?",
            (started_at, mark, run),
        )

    def end(
        self, run: int, ended_at: float, verdict: str, exit_code: int | None, articles: int,
        said: str | None,
    ) -> None:  # fmt: skip
        """Write down how a run ended."""
        self._connection.execute(
            "UPDATE run SET state = 'ended', ended_at = ?, verdict = ?, exit_code = ?, "
            "articles = ?, said = ? WHERE id = ?",
            (ended_at, verdict, exit_code, articles, said, run),
        )

    def give_up(self, run: int, said: str) -> None:
        """Write down that a waiting run will not be made."""
        self._connection.execute(
            "UPDATE run SET state = 'missed', verdict = 'missed', said = ? WHERE id = ?",
            (said, run),
        )

    # ---- reading ---------------------------------------------------------------------------

    def in_state(self, state: RunState) -> list[Run]:
        """Return the runs of a state, the one that was due first before the others."""
        return self._runs("WHERE state = ? ORDER BY due_at, id", (state,))

    def last(self, count: int, job: str | None = None) -> list[Run]:
        """Return the last runs, of one job or of all, newest first."""
        where, values = ("WHERE job = ?", (job,)) if job else ("", ())
        return self._runs(f"{where} ORDER BY id DESC LIMIT ?", (*values, count))

    def _runs(self, rest: str, values: tuple[object, ...]) -> list[Run]:
        rows = self._connection.execute(f"SELECT {_COLUMNS} FROM run {rest}", values)
        names = Run.__dataclass_fields__
        return [
            Run(**dict(zip(names, row, strict=True)) | {"state": RunState(row[5])}) for row in rows
        ]
