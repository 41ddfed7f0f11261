"""The ledger on PostgreSQL: one crawl by several workers, on several machines.

The tables, states and statements are those of the SQLite ledger. What is added is who: a lease and
a host belong to a worker, and a worker lives as long as its connection, on which it holds an
advisory lock. A worker that is killed loses its connection, the others find its lock free and give
its leases back; and one that is cut off can settle nothing any more. No clock is compared.

A host is asked by one worker alone, so the manners of the crawl hold as they stand. Only where the
order asks for no pause at all (`delay_s=0`) do all workers share every host.
"""

import json
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import psycopg

from crawler.cluster.postgres_connection import PostgresConnection, tables
from crawler.ledger import _LEASE_COLUMNS, Ledger
from crawler.ledger_connection import LedgerError, StorageError
from crawler.ledger_schema import SCHEMA_VERSION
from crawler.page_state import Lease, Likeness, Outcome, Sighting, State
from crawler.settlement import is_one_publication

LOOK_EVERY_S = 2.0
"""Between two looks for workers that died and for hosts that others found."""
LOOK_AGAIN_S = 0.5
"""A host whose last pages another worker is reading may get new ones."""
MAX_TRIES = 5
Result = TypeVar("Result")
_IN_EACH_OTHERS_WAY = (psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure)
_SETUP, _RUN, _PUBLISHER = "setup", "run", "publisher"
_HOSTS = """
WITH RECURSIVE found AS (
    SELECT min(host) AS host FROM page WHERE state = 'pending'
    UNION ALL
    SELECT (SELECT min(host) FROM page WHERE state = 'pending' AND host > found.host)
    FROM found WHERE found.host IS NOT NULL
) SELECT host FROM found WHERE host IS NOT NULL
"""
_STRANGERS = """
SELECT DISTINCT worker FROM page WHERE state = 'leased' AND worker <> ?
UNION SELECT worker FROM host WHERE worker <> ? UNION SELECT id FROM worker WHERE id <> ?
"""


class PostgresLedger(Ledger):
    """The ledger of one crawl, open in one of its workers."""

    connection: PostgresConnection  # type: ignore[assignment]

    def __init__(self, connection: PostgresConnection, path: Path, worker: int) -> None:
        super().__init__(connection, path)  # type: ignore[arg-type]
        self.worker = worker
        self._mine: set[str] = set()
        self._looked_at = 0.0
        self._publishes = False
        self._left = False

    @classmethod
    def join(cls, url: str, path: Path) -> "PostgresLedger":
        """Open the ledger at a URL as one more worker, made where there is none.

        `path` is the local folder of this worker, for what the ledger says. Raises LedgerError.
        """
        try:
            connection = PostgresConnection(url)
            with connection.raw.transaction():
                _lock(connection, _SETUP, held_by="transaction")
                _make_tables(connection)
                (worker,) = connection.execute(
                    "INSERT INTO worker (name) VALUES (?) RETURNING id", (socket.gethostname(),)
                ).fetchone()  # type: ignore[misc]
                connection.execute(
                    "SELECT pg_advisory_lock(hashtext(current_schema()), ?)", (worker,)
                )
        except (psycopg.Error, StorageError) as error:
            raise LedgerError(f"The ledger cannot be opened: {str(error).strip()}.") from error
        ledger = cls(connection, path, worker)
        ledger._recover()
        return ledger

    def _recover(self) -> None:
        self._bury_the_dead()
        self._learn_waiting()

    def _learn_waiting(self) -> None:
        """Learn the hosts with pending URLs, and those that others read: there may be more soon.

        When they are due is found when they are asked for: a count of all rows is too slow here.
        """
        read = self.connection.execute(
            "SELECT DISTINCT host FROM page WHERE state = 'leased' AND worker <> ?", (self.worker,)
        )
        soon = time.time() + LOOK_AGAIN_S
        found = {host: soon for (host,) in read} | dict.fromkeys(self._mine, 0.0)
        found |= {host: 0.0 for (host,) in self.connection.execute(_HOSTS)}
        self.waiting = {host: self.waiting.get(host, due_at) for host, due_at in found.items()}

    def _bury_the_dead(self) -> None:
        """Give back what workers had that are gone."""
        strangers = self.connection.execute(_STRANGERS, (self.worker,) * 3).fetchall()
        for (stranger,) in strangers:
            if not self._is_gone(stranger):
                continue
            self.write(
                "UPDATE page SET state = 'pending', worker = NULL "
                "WHERE state = 'leased' AND worker = ?",
                (stranger,),
            )
            self.write("UPDATE host SET worker = NULL WHERE worker = ?", (stranger,))
            self.write("DELETE FROM worker WHERE id = ?", (stranger,))
            self.connection.execute(
                "SELECT pg_advisory_unlock(hashtext(current_schema()), ?)", (stranger,)
            )

    def _is_gone(self, worker: int) -> bool:
        (gone,) = self.connection.execute(
            "SELECT pg_try_advisory_lock(hashtext(current_schema()), ?)", (worker,)
        ).fetchone()  # type: ignore[misc]
        return bool(gone)

    # ---- transactions ----------------------------------------------------------------------

    def write(self, statement: str, values: tuple[object, ...] = ()) -> psycopg.Cursor:  # type: ignore[override]
        """Execute a change, durable at once unless `settle` has begun. Raises StorageError.

        Long transactions, which make SQLite fast, would make workers wait for each other here.
        """
        if self.broken:
            raise self.broken
        is_alone = self.connection.raw.info.transaction_status == psycopg.pq.TransactionStatus.IDLE
        for attempt in range(MAX_TRIES):
            try:
                return self.connection.execute(statement, values)
            except _IN_EACH_OTHERS_WAY as error:
                if not is_alone:
                    raise
                if attempt == MAX_TRIES - 1:
                    raise self.connection.break_by(error) from error
        raise AssertionError("the last attempt returns or raises")

    def _transact(self, change: Callable[[], Result]) -> Result:
        """Do all of a change or nothing, at once or in another try. Raises StorageError.

        Whatever psycopg raises ends the run here: also BEGIN and COMMIT, which are no statements of
        ours.
        """
        for attempt in range(MAX_TRIES):
            try:
                with self.connection.raw.transaction():
                    return change()
            except _IN_EACH_OTHERS_WAY as error:
                if attempt == MAX_TRIES - 1:
                    raise self.connection.break_by(error) from error
            except psycopg.Error as error:
                raise self.connection.break_by(error) from error
        raise AssertionError("the last attempt returns or raises")

    def commit(self) -> None:
        """Look who is gone and what others have found; changes are durable already."""
        if self.broken:
            raise self.broken
        if time.monotonic() - self._looked_at < LOOK_EVERY_S:
            return
        self._looked_at = time.monotonic()
        self._bury_the_dead()
        self._learn_waiting()

    def publishes(self) -> bool:
        """Whether this worker writes the files: one does, and another when that one is gone."""
        if not self._publishes and not self._left and not self.broken:
            self._publishes = _lock(self.connection, _PUBLISHER, held_by="session")
        return self._publishes

    def name_of(self, file: Path) -> str:
        """Return the absolute path: each worker has a state folder of its own beside its files."""
        return str(file.resolve())

    # ---- runs ------------------------------------------------------------------------------

    def start_run(self, request: dict[str, object]) -> bool:
        """Begin a run, or join the one that goes on. Raises StorageError."""
        return self._transact(lambda: self._start_or_join(request))

    def _start_or_join(self, request: dict[str, object]) -> bool:
        _lock(self.connection, _RUN, held_by="transaction")
        return super().start_run(request)

    def end_run(self, verdict: str) -> None:
        """Leave the run; the last worker writes down how it ended. Raises StorageError.

        The files are free when this returns: the last one to leave publishes what is left.
        """
        self.write(
            "UPDATE page SET state = 'pending', worker = NULL WHERE state = 'leased' "
            "AND worker = ?",
            (self.worker,),
        )
        self.write("UPDATE host SET worker = NULL WHERE worker = ?", (self.worker,))
        self._transact(lambda: self._end_or_leave(verdict))

    def _end_or_leave(self, verdict: str) -> None:
        _lock(self.connection, _RUN, held_by="transaction")
        self.write("DELETE FROM worker WHERE id = ?", (self.worker,))
        (others,) = self.connection.execute("SELECT COUNT(*) FROM worker").fetchone()  # type: ignore[misc]
        if not others:
            super().end_run(verdict)
        elif self._publishes:
            self._left, self._publishes = True, False
            _unlock(self.connection, _PUBLISHER)
        else:
            self._left = True

    # ---- pages -----------------------------------------------------------------------------

    def sight(self, seen: Sighting) -> bool:
        """Enter a link; a worker with nothing to do waits for the one who has it already."""
        is_due = super().sight(seen)
        if not is_due and not self.waiting:  # both began with an empty ledger
            self.waiting[seen.host] = time.time() + LOOK_AGAIN_S
        return is_due

    def lease(self, host: str, now: float) -> Lease | None:
        """Take the next due URL of a host that this worker may ask."""
        if not self._claim(host):
            self.waiting[host] = now + LOOK_EVERY_S
            return None
        row = self.write(
            "UPDATE page SET state = 'leased', worker = ?, attempts = attempts + 1 WHERE id = ("
            "  SELECT id FROM page WHERE state = 'pending' AND host = ? AND due_at <= ?"
            "  ORDER BY priority DESC, id LIMIT 1 FOR UPDATE SKIP LOCKED"
            f") RETURNING {_LEASE_COLUMNS}",
            (self.worker, host, now),
        ).fetchone()
        if row:
            return Lease(**dict(zip(Lease.__dataclass_fields__, row, strict=True)))
        (due_at,) = self.connection.execute(
            "SELECT MIN(due_at) FROM page WHERE state = 'pending' AND host = ?", (host,)
        ).fetchone()  # type: ignore[misc]
        if due_at is not None:
            self.waiting[host] = max(due_at, now + 0.05)  # due: another worker is taking it
        elif self._others_read(host):
            self.waiting[host] = now + LOOK_AGAIN_S
        else:
            self.waiting.pop(host, None)
            self._release(host)
        return None

    def _claim(self, host: str) -> bool:
        """Whether this worker may ask a host: it has it, takes it, or hosts are shared."""
        if self.shares_hosts or host in self._mine:
            return True
        if len(self._mine) >= self._fair_share():
            return False
        taken = self.write(
            "INSERT INTO host (name, worker) VALUES (?, ?) ON CONFLICT (name) DO UPDATE "
            "SET worker = excluded.worker WHERE host.worker IS NULL RETURNING name",
            (host, self.worker),
        ).fetchone()
        if taken:
            self._mine.add(host)
        return bool(taken)

    def _fair_share(self) -> int:
        """Return how many hosts one worker may have, so that the others have as many."""
        (workers,) = self.connection.execute("SELECT COUNT(*) FROM worker").fetchone()  # type: ignore[misc]
        return -(-max(1, len(self.waiting)) // max(1, workers))

    def _release(self, host: str) -> None:
        """Let a host go that has nothing left; a page of it may still be read here."""
        if host not in self._mine:
            return
        reading = self.connection.execute(
            "SELECT 1 FROM page WHERE state = 'leased' AND worker = ? AND host = ? LIMIT 1",
            (self.worker, host),
        ).fetchone()
        if not reading:
            self._mine.discard(host)
            self.write(
                "UPDATE host SET worker = NULL WHERE name = ? AND worker = ?", (host, self.worker)
            )

    def _others_read(self, host: str) -> bool:
        return bool(
            self.connection.execute(
                "SELECT 1 FROM page WHERE state = 'leased' AND host = ? AND worker <> ? LIMIT 1",
                (host, self.worker),
            ).fetchone()
        )

    def count_request(self, host: str, day: str) -> None:
        """Count one request to a host."""
        self.write(
            "INSERT INTO host (name, day, requests) VALUES (?, ?, 1) ON CONFLICT (name) DO UPDATE "
            "SET requests = IIF(host.day = excluded.day, host.requests, 0) + 1, day = excluded.day",
            (host, day),
        )

    def settle(self, outcome: Outcome) -> None:
        """Settle in one transaction that is on the disk when it returns. Raises StorageError."""
        record = outcome.record
        self._transact(lambda: self._settle(outcome, record))

    def _settle(self, outcome: Outcome, record: dict[str, object] | None) -> None:
        outcome.record = record  # an earlier try may have turned it away
        self.connection.execute("SET LOCAL synchronous_commit = on")
        self._turn_away_twin(outcome)
        super().settle(outcome)

    def _turn_away_twin(self, outcome: Outcome) -> None:
        """Let one of two workers publish an article that both have just read under two URLs."""
        record, lease = outcome.record, outcome.lease
        if record is None or record.get("deleted") or lease.record_id is not None:
            return
        content, identity = str(record["content_hash"]), str(record["id"])
        for key in sorted((content, identity)):
            self.connection.execute("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", (key,))
        copies = self.pages_of_text(content, lease.page)
        twin = self.page_of(identity, lease.page) or next(
            (url for url in copies if is_one_publication(url, lease.url)), None
        )
        if twin is not None:
            outcome.record, outcome.likeness = None, None
            outcome.state, outcome.reason, outcome.detail = State.SKIPPED, "same-article", twin

    def _write_likeness(self, page: int, likeness: Likeness) -> None:
        self.write("DELETE FROM likeness WHERE page = ?", (page,))
        self.write("DELETE FROM likeness_band WHERE page = ?", (page,))
        self.write(
            "INSERT INTO likeness (page, story, signature) VALUES (?, ?, ?)",
            (page, json.dumps(likeness.story), likeness.signature),
        )
        self.connection.executemany(
            "INSERT INTO likeness_band (band, page) VALUES (?, ?)",
            [(band, page) for band in likeness.bands],
        )


def _make_tables(connection: PostgresConnection) -> None:
    (known,) = connection.execute("SELECT to_regclass('format')").fetchone()  # type: ignore[misc]
    if known is None:
        connection.raw.execute(tables())  # type: ignore[arg-type]
        return
    (version,) = connection.execute("SELECT version FROM format").fetchone()  # type: ignore[misc]
    if version != SCHEMA_VERSION:
        raise LedgerError(
            f"The ledger was written by another version of this program (format {version}, this "
            f"one reads {SCHEMA_VERSION}); use another database or schema."
        )


def _lock(connection: PostgresConnection, name: str, *, held_by: str) -> bool:
    """Take a named lock of this crawl: wait for it within a transaction, or try for the session."""
    if held_by == "transaction":
        function = "pg_advisory_xact_lock"
    else:
        function = "pg_try_advisory_lock"
    row = connection.execute(
        f"SELECT {function}(hashtext('qingwen ' || ?), hashtext(current_schema()))", (name,)
    ).fetchone()
    return bool(row and row[0] is True)


def _unlock(connection: PostgresConnection, name: str) -> None:
    connection.execute(
        "SELECT pg_advisory_unlock(hashtext('qingwen ' || ?), hashtext(current_schema()))", (name,)
    )
