"""The ledger: one SQLite file that knows every URL of a site, its state and its result.

A result and the state it gives are written in one transaction, so a crash between any two
instructions leaves either both or neither, and a URL that was in flight is fetched again.
Changes are collected and committed together a few times a second (`commit`): a commit is an fsync,
and one for each page would cost more than the page.
"""

import json
import os
import sqlite3
import time
import zlib
from datetime import UTC, datetime
from itertools import repeat
from pathlib import Path
from urllib.parse import urlsplit

from crawler.ledger_connection import LedgerConnection, LedgerError, StorageError
from crawler.ledger_schema import SCHEMA_VERSION, TABLES
from crawler.page_state import Lease, Likeness, Outcome, Sighting, State

FILE_NAME = "ledger.sqlite3"
MAX_CHECK_GAP_RUNS = 64
"""An article that never changes is still looked at once in so many runs."""

FRESH_DAYS = 30
"""Corrections come soon after publication; what is older than the newest article of its host by
more than this waits for the later check."""
OLD_CHECK_DELAY_RUNS = 2
_LEASE_COLUMNS = (
    "id, key, url, host, kind, via, entry, depth, barren, hops, title, date, template, "
    "attempts, etag, last_modified, record_id, content_hash, revision, unchanged, fetched_at, "
    "with_memory"
)
_AGES = "(date IS NOT NULL AND via IN ('issue', 'sitemap'))"
"""Lists that are complete once their day is over: the issue of a newspaper, the sitemap of a month
in a dated index. They are looked at ever less often, as articles are."""
_DUE = "state = 'pending', attempts = 0, due_at = 0"
_NEVER_LINKED = "not-there"  # a guessed address that nobody has seen
_REOPENED_BY_A_LINK = "out-of-dates"
"""The reason of a skip that other dates may undo: of a link, or of a page read in an earlier run."""


class Ledger:
    """The open ledger of one state folder. Not safe for threads: it lives in the reactor's."""

    def __init__(self, connection: LedgerConnection, path: Path) -> None:
        connection.path = path
        self.connection = connection
        self.path = path
        self.run = 0
        self.waiting: dict[str, float] = {}
        """Hosts with pending URLs, and when the first of them may be due."""
        self.shares_hosts = False
        """Whether several workers may ask one host; a ledger that one process has need not know."""
        self._dirty = False

    @classmethod
    def open(cls, folder: Path) -> "Ledger":
        """Open the ledger of `folder`, made where there is none; what was in flight is pending.

        The caller holds the lock of the folder. Raises LedgerError.
        """
        path = folder / FILE_NAME
        try:
            connection = _connected(path)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            if version == 0:
                connection.executescript(
                    f"BEGIN; {TABLES} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;"
                )
            elif version != SCHEMA_VERSION:
                raise LedgerError(
                    f"{path} was written by another version of this program "
                    f"(format {version}, this one reads {SCHEMA_VERSION}); use another folder."
                )
        except StorageError as error:
            raise LedgerError(f"{path} cannot be opened: {error.__cause__}.") from error.__cause__
        ledger = cls(connection, path)
        ledger._recover()
        return ledger

    @classmethod
    def read(cls, folder: Path) -> "Ledger":
        """Open the ledger of `folder` to be asked, not changed. Raises LedgerError."""
        path = folder / FILE_NAME
        if not path.is_file():
            raise LedgerError(
                f"There is no ledger in {folder}; name the folder of a crawl with --out or --state."
            )
        try:
            connection = _connected(path)
            connection.execute("PRAGMA query_only = 1")
            version = connection.execute("PRAGMA user_version").fetchone()[0]
        except StorageError as error:
            raise LedgerError(f"{path} cannot be read: {error.__cause__}.") from error.__cause__
        if version != SCHEMA_VERSION:
            raise LedgerError(f"{path} was written by another version of this program.")
        return cls(connection, path)

    def _recover(self) -> None:
        """Give back the leases of a run that died, and learn which hosts wait."""
        try:
            self.connection.execute("UPDATE page SET state = 'pending' WHERE state = 'leased'")
        except StorageError as error:
            cause = error.__cause__
            raise LedgerError(f"{self.path} cannot be written: {cause}.") from cause
        self._learn_waiting()

    def _learn_waiting(self) -> None:
        self.waiting = dict(
            self.connection.execute(
                "SELECT host, MIN(due_at) FROM page WHERE state = 'pending' GROUP BY host"
            )
        )

    # ---- errors ----------------------------------------------------------------------------

    @property
    def broken(self) -> StorageError | None:
        """The first error of the ledger or of a file beside it; nothing is written after it."""
        return self.connection.broken

    def break_by(self, error: BaseException, what: object) -> StorageError:
        """End the use of the ledger: a file or a step of the run failed with `error`."""
        return self.connection.break_by(error, what)

    # ---- transactions ----------------------------------------------------------------------

    def write(self, statement: str, values: tuple[object, ...] = ()) -> sqlite3.Cursor:
        """Execute a change inside the open transaction. Raises StorageError."""
        if self.broken:
            raise self.broken
        if not self._dirty:
            self.connection.execute("BEGIN IMMEDIATE")
            self._dirty = True
        return self.connection.execute(statement, values)

    def commit(self) -> None:
        """Make all changes so far durable. Raises StorageError."""
        if not self._dirty:
            return
        if self.broken:
            raise self.broken
        self.connection.execute("COMMIT")
        self._dirty = False

    def publishes(self) -> bool:
        """Whether this process writes the files that users read."""
        return True

    def name_of(self, file: Path) -> str:
        """Return what a published file is called here: its way from the state folder.

        A project folder that is moved, or mounted elsewhere, takes both along.
        """
        return os.path.relpath(file.resolve(), self.path.parent.resolve())

    def file_of(self, name: str) -> Path:
        """Return the published file that is called so."""
        return Path(os.path.normpath(self.path.parent.resolve() / name))

    def close(self) -> None:
        """Close the file; what was not committed is undone."""
        self.connection.close()

    # ---- runs ------------------------------------------------------------------------------

    def start_run(self, request: dict[str, object]) -> bool:
        """Begin a run, or go on with one that never ended; return whether it is a new one.

        A new run makes due again: lists that are entries, articles whose time has come, failures.
        """
        last = self.connection.execute(
            "SELECT id, verdict, request FROM run ORDER BY id DESC LIMIT 1"
        ).fetchone()
        if last and last[1] in (None, "interrupted", "no space"):
            self.run = last[0]
            self.write("UPDATE run SET ended_at = NULL, verdict = NULL WHERE id = ?", (self.run,))
            self.commit()
            return False
        self.run = (last[0] if last else 0) + 1
        self.write(
            "INSERT INTO run (id, started_at, request) VALUES (?, ?, ?)",
            (self.run, now_iso(), json.dumps(request, ensure_ascii=False)),
        )
        self.write("UPDATE page SET attempts = 0 WHERE state = 'pending'")
        self.write(
            f"UPDATE page SET {_DUE} WHERE state = 'failed' "
            f"OR (state = 'done' AND kind = 'list' AND entry AND (check_run <= ? OR NOT {_AGES}))",
            (self.run,),
        )
        if last and _dates_of(json.loads(last[2])) != _dates_of(request):
            # A list that has not changed has links that the other dates left out.
            self.write("UPDATE page SET etag = NULL, last_modified = NULL WHERE record_id IS NULL")
        self._reopen_articles()
        self.commit()
        self._learn_waiting()
        return True

    def _reopen_articles(self) -> None:
        """Make articles due whose check has come: the newest of a host sooner than the others."""
        newest = self.connection.execute(
            "SELECT host, MAX(CASE WHEN published_at < ? THEN substr(published_at, 1, 10) END) "
            "FROM page WHERE record_id IS NOT NULL GROUP BY host",
            (now_iso(),),  # a page dated in the future makes no other one old
        ).fetchall()
        for host, day in newest:
            self.write(
                f"UPDATE page SET {_DUE} WHERE host = ? AND state IN ('done', 'rejected') "
                "AND record_id IS NOT NULL AND (check_run <= ? OR (check_run <= ? "
                "AND (published_at IS NULL OR substr(published_at, 1, 10) > date(?, ?))))",
                (host, self.run - OLD_CHECK_DELAY_RUNS, self.run, day or "0001-01-01",
                 f"-{FRESH_DAYS} days"),
            )  # fmt: skip

    def end_run(self, verdict: str) -> None:
        """Write down how the run ended, and commit. Raises StorageError."""
        self.write("UPDATE page SET state = 'pending' WHERE state = 'leased'")
        self.write(
            "UPDATE run SET ended_at = ?, verdict = ? WHERE id = ?",
            (now_iso(), verdict, self.run),
        )
        self.commit()

    # ---- pages -----------------------------------------------------------------------------

    def sight(self, seen: Sighting) -> bool:
        """Enter a link; return whether it is due now because of it. A known link is left alone."""
        inserted = self.write(
            "INSERT INTO page (key, url, host, kind, via, entry, depth, barren, hops, priority, "
            "title, date, template, first_run) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (key) DO NOTHING",
            (seen.key, seen.url, seen.host, seen.kind, seen.via, seen.entry, seen.depth,
             seen.barren, seen.hops, seen.priority, seen.title, seen.date, seen.template,
             self.run),
        )  # fmt: skip
        if inserted.rowcount:
            self.waiting[seen.host] = 0.0
            return True
        return self._reopen(seen)

    def _reopen(self, seen: Sighting) -> bool:
        reopened = self.write(
            "UPDATE page SET state = 'pending', attempts = 0, due_at = 0, url = ?, host = ?, "
            "entry = MAX(entry, ?), priority = ?, hops = 0 "
            "WHERE key = ? AND state NOT IN ('pending', 'leased') AND ("
            "  (? AND run < ?) OR (state = 'skipped' AND reason = ? AND (run < ? OR fetched_at IS NULL))"
            "  OR (state = 'gone' AND check_run <= ?))",
            (seen.url, seen.host, seen.entry, seen.priority, seen.key, seen.reopen, self.run,
             _REOPENED_BY_A_LINK, self.run, self.run),
        )  # fmt: skip
        if reopened.rowcount:
            self.waiting[seen.host] = 0.0
        return bool(reopened.rowcount)

    def skip(self, seen: Sighting, reason: str, detail: str | None = None) -> None:
        """Enter a link that will not be fetched, with the reason; a known link is left alone."""
        inserted = self.write(
            "INSERT INTO page (key, url, host, kind, via, depth, title, date, state, reason, "
            "detail, run, first_run) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'skipped', ?, ?, ?, ?) "
            "ON CONFLICT (key) DO NOTHING RETURNING id",
            (seen.key, seen.url, seen.host, seen.kind, seen.via, seen.depth, seen.title,
             seen.date, reason, detail, self.run, self.run),
        ).fetchone()  # fmt: skip
        if inserted:
            self._write_reject(inserted[0], seen.url, State.SKIPPED, reason, detail, 0, None)

    def retry(self, reasons: list[str]) -> int:
        """Make URLs due again that ended for one of `reasons`; return how many. Commits."""
        count = 0
        for reason in reasons:
            count += self.write(
                f"UPDATE page SET {_DUE}, etag = NULL, last_modified = NULL WHERE reason = ? "
                "AND state IN ('rejected', 'failed', 'skipped', 'gone')",
                (reason,),
            ).rowcount
        self.commit()
        return count

    def known_before(self, keys: list[str]) -> set[str]:
        """Return those of `keys` that an earlier run has seen."""
        found: set[str] = set()
        for start in range(0, len(keys), 500):
            some = keys[start : start + 500]
            marks = ",".join("?" * len(some))
            found.update(
                key
                for (key,) in self.connection.execute(
                    f"SELECT key FROM page WHERE first_run < ? AND key IN ({marks})",
                    (self.run, *some),
                )
            )
        return found

    def lease(self, host: str, now: float) -> Lease | None:
        """Take the next due URL of a host; None where none is due, and `waiting` then says when."""
        row = self.write(
            "UPDATE page SET state = 'leased', attempts = attempts + 1 WHERE id = ("
            "  SELECT id FROM page WHERE state = 'pending' AND host = ? AND due_at <= ?"
            f"  ORDER BY priority DESC, id LIMIT 1) RETURNING {_LEASE_COLUMNS}",
            (host, now),
        ).fetchone()
        if row:
            return Lease(**dict(zip(Lease.__dataclass_fields__, row, strict=True)))
        (due_at,) = self.connection.execute(
            "SELECT MIN(due_at) FROM page WHERE state = 'pending' AND host = ?", (host,)
        ).fetchone()
        if due_at is None:
            self.waiting.pop(host, None)
        else:
            self.waiting[host] = due_at
        return None

    def hold(self, host: str, until: float) -> None:
        """Leave all pending URLs of a host alone until a moment (Unix time)."""
        self.write(
            "UPDATE page SET due_at = ? WHERE state = 'pending' AND host = ? AND due_at < ?",
            (until, host, until),
        )
        self.waiting[host] = until

    def postpone(self, host: str, reason: str) -> None:
        """Write down why the pending URLs of a host wait for another run."""
        self.write(
            "UPDATE page SET reason = ? WHERE state = 'pending' AND host = ?", (reason, host)
        )

    def requests_of(self, host: str, day: str) -> int:
        """Return how many requests a host has had on a day."""
        row = self.connection.execute(
            "SELECT requests FROM host WHERE name = ? AND day = ?", (host, day)
        ).fetchone()
        return row[0] if row else 0

    def count_request(self, host: str, day: str) -> None:
        """Count one request to a host."""
        self.write(
            "INSERT INTO host (name, day, requests) VALUES (?, ?, 1) ON CONFLICT (name) "
            "DO UPDATE SET requests = IIF(day = excluded.day, requests, 0) + 1, day = excluded.day",
            (host, day),
        )

    def memory_of(self, host: str) -> str | None:
        """Return what the pages of a host have in common, as `remember` was given it."""
        row = self.connection.execute("SELECT memory FROM host WHERE name = ?", (host,)).fetchone()
        return row[0] if row else None

    def remember(self, host: str, memory: str) -> None:
        """Keep what the pages of a host have in common."""
        self.write(
            "INSERT INTO host (name, memory) VALUES (?, ?) "
            "ON CONFLICT (name) DO UPDATE SET memory = excluded.memory",
            (host, memory),
        )

    def settle(self, outcome: Outcome) -> None:
        """Give a leased URL the state of its outcome, and keep its record, in one transaction."""
        lease = outcome.lease
        if outcome.state is State.PENDING:
            due_at = time.time() + outcome.due_in_s if outcome.due_in_s is not None else 0.0
            self.write(
                "UPDATE page SET state = 'pending', reason = ?, detail = ?, due_at = ? "
                "WHERE id = ?",
                (outcome.reason, outcome.detail, due_at, lease.page),
            )
            (host,) = self.connection.execute(
                "SELECT host FROM page WHERE id = ?", (lease.page,)
            ).fetchone()
            self.waiting[host] = min(due_at, self.waiting.get(host, due_at))
            return
        # Before any change: a record that cannot be written must not leave half a result behind.
        line = packed_line(outcome.record) if outcome.record is not None else None
        self._write_state(outcome)
        if line is not None:
            self._write_line("articles", lease.page, line)
            if outcome.likeness is not None:
                self._write_likeness(lease.page, outcome.likeness)
        elif outcome.state in _REPORTED and outcome.reason != _NEVER_LINKED:
            self._write_reject(
                lease.page,
                lease.url,
                outcome.state,
                outcome.reason or "",
                outcome.detail,
                lease.attempts,
                outcome.fetched_at,
            )
        for key, url in outcome.parts:
            self.write(
                "INSERT INTO page (key, url, host, kind, via, state, reason, detail, run, "
                "first_run) VALUES (?, ?, ?, 'article', 'part', 'skipped', 'part', ?, ?, ?) "
                "ON CONFLICT (key) DO UPDATE SET state = 'skipped', reason = 'part', "
                "detail = excluded.detail WHERE record_id IS NULL",
                (key, url, lease.host, lease.url, self.run, self.run),
            )

    def _write_state(self, outcome: Outcome) -> None:
        lease, record = outcome.lease, outcome.record
        changed = record is not None and not record.get("deleted")
        unchanged = 0 if changed or outcome.new_articles else lease.unchanged + 1
        gap_runs = min(2**unchanged, MAX_CHECK_GAP_RUNS)
        # a well-known address that turned out to be a sitemap is one from now on
        is_list_there = lease.via == "guess" and outcome.state is State.DONE
        self.write(
            "UPDATE page SET state = ?, reason = ?, detail = ?, run = ?, check_run = ?, "
            "unchanged = ?, etag = ?, last_modified = ?, fetched_at = ?, entry = MAX(entry, ?) "
            "WHERE id = ?",
            (outcome.state, outcome.reason, outcome.detail, self.run, self.run + gap_runs,
             unchanged, outcome.etag, outcome.last_modified, outcome.fetched_at, is_list_there,
             lease.page),
        )  # fmt: skip
        if record is not None and not changed:  # should it come back, that is news
            self.write("UPDATE page SET content_hash = NULL WHERE id = ?", (lease.page,))
        elif record is not None:
            self.write(
                "UPDATE page SET record_id = ?, content_hash = ?, revision = ?, published_at = ?, "
                "with_memory = ? WHERE id = ?",
                (record["id"], record["content_hash"], record["revision"],
                 record["published_at"], outcome.with_memory, lease.page),
            )  # fmt: skip

    def _write_line(self, stream: str, page: int, line: bytes) -> None:
        self.write(
            "INSERT INTO record (stream, page, run, line) VALUES (?, ?, ?, ?)",
            (stream, page, self.run, line),
        )

    def _write_likeness(self, page: int, likeness: Likeness) -> None:
        self.write("DELETE FROM likeness_band WHERE page = ?", (page,))
        self.write(
            "INSERT OR REPLACE INTO likeness (page, story, signature) VALUES (?, ?, ?)",
            (page, json.dumps(likeness.story), likeness.signature),
        )
        self.connection.executemany(
            "INSERT INTO likeness_band (band, page) VALUES (?, ?)",
            zip(likeness.bands, repeat(page), strict=False),
        )

    def stories_like(self, bands: tuple[int, ...], page: int) -> list[Likeness]:
        """Return the stories of other pages that share a band, oldest entry first."""
        marks = ",".join("?" * len(bands))
        rows = self.connection.execute(
            f"SELECT story, signature FROM likeness WHERE page <> ? AND page IN "
            f"(SELECT page FROM likeness_band WHERE band IN ({marks})) ORDER BY page LIMIT 200",
            (page, *bands),
        )
        return [
            Likeness(story=json.loads(story), signature=signature, bands=())
            for story, signature in rows
        ]

    def _write_reject(
        self, page: int, url: str, state: State, reason: str, detail: str | None,
        attempts: int, fetched_at: str | None,
    ) -> None:  # fmt: skip
        verdict = f"{state}/{reason}"
        (reported,) = self.connection.execute(
            "SELECT reported FROM page WHERE id = ?", (page,)
        ).fetchone()
        if reported == verdict:  # said in an earlier run
            return
        self.write("UPDATE page SET reported = ? WHERE id = ?", (verdict, page))
        line = {
            "url": url, "state": str(state), "reason": reason, "detail": detail,
            "attempts": attempts, "fetched_at": fetched_at,
        }  # fmt: skip
        self._write_line("rejects", page, packed_line(line))

    def page_of(self, record_id: str, page: int) -> str | None:
        """Return the URL of another page that gave the article of this id, or None."""
        row = self.connection.execute(
            "SELECT url FROM page WHERE record_id = ? AND id <> ? LIMIT 1", (record_id, page)
        ).fetchone()
        return row[0] if row else None

    def pages_of_text(self, content_hash: str, page: int) -> list[str]:
        """Return the URLs of other pages that gave this very text, a hundred at most."""
        rows = self.connection.execute(
            "SELECT url FROM page WHERE content_hash = ? AND id <> ? LIMIT 100",
            (content_hash, page),
        )
        return [url for (url,) in rows]

    def readdress(self, lease: Lease, url: str) -> None:
        """Fetch a page from now on under another of its addresses."""
        self.write(
            "UPDATE page SET url = ?, host = ?, hops = hops + 1, attempts = 0 WHERE id = ?",
            (url, urlsplit(url).hostname or "", lease.page),
        )
        self.waiting.setdefault(urlsplit(url).hostname or "", 0.0)


def packed_line(record: dict[str, object]) -> bytes:
    """Return the line of a record as the ledger keeps it."""
    from qingwen.record import to_json_line

    return zlib.compress(to_json_line(record).encode("utf-8"), 1)


def _connected(path: Path) -> LedgerConnection:
    try:
        connection = sqlite3.connect(path, isolation_level=None, factory=LedgerConnection)
    except sqlite3.Error as error:
        raise StorageError(str(path)) from error
    connection.path = path
    return connection


_REPORTED = (State.REJECTED, State.FAILED, State.SKIPPED, State.GONE)


def _dates_of(request: dict[str, object]) -> tuple[object, object]:
    return request.get("since"), request.get("until")


def now_iso() -> str:
    """Return the present moment as ISO 8601 with offset, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")
