"""A PostgreSQL connection that takes the statements of the ledger as SQLite does.

One ledger, one set of statements: what PostgreSQL does not know of them it is taught by functions
in the schema of the crawl, so that nothing is written twice.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import psycopg
from psycopg import ClientCursor

from crawler.ledger_connection import StorageError
from crawler.ledger_schema import SCHEMA_VERSION, TABLES

_KEEPALIVE = "-c tcp_keepalives_idle=20 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=4"
"""A machine that is gone is noticed within forty seconds; a process that is killed, at once."""
_INTACT = "PRAGMA quick_check"  # PostgreSQL checks its pages when it reads them

# What a table of the ledger says in SQLite, and what it is here.
_TYPES = (
    (r"INTEGER PRIMARY KEY AUTOINCREMENT", "BIGSERIAL PRIMARY KEY"),
    (r"\bid( +)INTEGER PRIMARY KEY", r"id\1BIGSERIAL PRIMARY KEY"),
    (r"\b(entry|with_memory)( +)INTEGER NOT NULL DEFAULT 0", r"\1\2BOOLEAN NOT NULL DEFAULT false"),
    (r"\bINTEGER\b", "BIGINT"),
    (r"\bREAL\b", "DOUBLE PRECISION"),
    (r"\bBLOB\b", "BYTEA"),
    (r" REFERENCES \w+ \(\w+\)", ""),
    (r" WITHOUT ROWID", ""),
)
_FUNCTIONS = """
CREATE FUNCTION max(boolean, boolean) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT $1 OR $2';
CREATE FUNCTION min(bigint, bigint) RETURNS bigint IMMUTABLE LANGUAGE sql AS 'SELECT least($1, $2)';
CREATE FUNCTION iif(boolean, bigint, bigint) RETURNS bigint IMMUTABLE LANGUAGE sql
    AS 'SELECT CASE WHEN $1 THEN $2 ELSE $3 END';
CREATE FUNCTION date(text, text) RETURNS text STABLE LANGUAGE plpgsql AS $$
BEGIN
    RETURN to_char($1::date + $2::interval, 'YYYY-MM-DD');
EXCEPTION WHEN data_exception THEN
    RETURN NULL;
END $$;
CREATE FUNCTION count_true(bigint, boolean) RETURNS bigint IMMUTABLE LANGUAGE sql
    AS 'SELECT $1 + coalesce($2, false)::int';
CREATE AGGREGATE sum(boolean) (SFUNC = count_true, STYPE = bigint, INITCOND = '0');
"""
_OWN_TABLES = f"""
CREATE TABLE worker (
    id            SERIAL PRIMARY KEY,        -- holds an advisory lock of this number while it lives
    name          TEXT NOT NULL
);
ALTER TABLE page ADD COLUMN worker INTEGER;  -- that has leased it
ALTER TABLE host ADD COLUMN worker INTEGER;  -- that alone may ask it
CREATE INDEX page_leased ON page (worker, host) WHERE state = 'leased';
CREATE TABLE format (version INTEGER NOT NULL);
INSERT INTO format VALUES ({SCHEMA_VERSION});
"""


def tables() -> str:
    """Return the statements that make the tables of the ledger."""
    statements = TABLES
    for pattern, replacement in _TYPES:
        statements = re.sub(pattern, replacement, statements)
    return _FUNCTIONS + statements + _OWN_TABLES


class PostgresConnection:
    """As much of `LedgerConnection` as the ledger and its readers use."""

    path: Path
    broken: StorageError | None = None
    """Set by the first error; nothing is written after it."""

    def __init__(self, url: str) -> None:
        """Raises psycopg.OperationalError."""
        self.raw = psycopg.connect(
            url, autocommit=True, cursor_factory=ClientCursor, application_name="qingwen",
            connect_timeout=10,
        )  # fmt: skip
        # A commit waits for the disk where a page is settled: see PostgresLedger.settle.
        self.raw.execute("SET synchronous_commit = off")
        for setting in re.findall(r"-c (\w+)=(\d+)", _KEEPALIVE):
            self.raw.execute(f"SET {setting[0]} = {setting[1]}")  # type: ignore[arg-type]

    def execute(self, statement: str, values: Iterable[object] = ()) -> psycopg.Cursor[Any]:
        """Execute one statement with `?` for values. Raises StorageError.

        Two errors are left as they are, since a second try mends them: workers that waited for
        each other.
        """
        if statement == _INTACT:
            statement = "SELECT 'ok'"
        try:
            return self.raw.execute(_translated(statement), tuple(values))  # type: ignore[arg-type]
        except (psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure):
            raise
        except psycopg.Error as error:
            raise self.break_by(error) from error

    def executemany(self, statement: str, rows: Iterable[Iterable[object]]) -> None:
        """Execute one statement for every row of values."""
        for row in rows:
            self.execute(statement, row)

    def break_by(self, error: BaseException, what: object = "PostgreSQL") -> StorageError:
        """Remember the error of the ledger, or of `what`; return what to raise in its place."""
        told = StorageError(f"{what}: {getattr(error, 'strerror', None) or str(error).strip()}")
        told.__cause__ = error
        self.broken = self.broken or told
        return told

    def close(self) -> None:
        """Close the connection; what it had locked is free."""
        self.raw.close()


def _translated(statement: str) -> str:
    return statement.replace("%", "%%").replace("?", "%s")
