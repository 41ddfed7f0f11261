"""The state folder: one ledger, one lock, one run at a time."""

import fcntl
import os
from pathlib import Path
from typing import IO

from crawler.ledger import Ledger
from crawler.ledger_connection import LedgerError

LOCK_NAME = "lock"
STATE_NAME = "state"
DEFAULT_OUT = Path("output")


class StateInUseError(Exception):
    """Another run holds the folder; the message is one sentence for the user."""


class StateFolder:
    """A state folder held by this process until `close`."""

    def __init__(self, path: Path, lock: IO[str], ledger: Ledger) -> None:
        self.path = path
        self.ledger = ledger
        self._lock = lock

    @classmethod
    def hold(cls, path: Path, ledger_url: str | None = None) -> "StateFolder":
        """Lock the folder, made where there is none. Raises LedgerError, StateInUseError.

        With `ledger_url` the ledger is in a database that several workers share.
        """
        try:
            path.mkdir(parents=True, exist_ok=True)
            lock = (path / LOCK_NAME).open("a+", encoding="ascii")
        except OSError as error:
            raise LedgerError(
                f"The state folder {path} cannot be used: {error.strerror}."
            ) from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            lock.seek(0)
            holder = lock.read().strip() or "?"
            lock.close()
            raise StateInUseError(
                f"The state folder {path} is in use by another run (process {holder})."
            ) from error
        try:
            lock.truncate(0)
            lock.write(str(os.getpid()))
            lock.flush()
        except OSError as error:
            raise LedgerError(
                f"The state folder {path} cannot be written: {error.strerror}."
            ) from error
        return cls(path, lock, _joined(ledger_url, path) if ledger_url else Ledger.open(path))

    def close(self) -> None:
        """Close the ledger and let the folder go."""
        self.ledger.close()
        self._lock.close()


def _joined(url: str, path: Path) -> Ledger:
    try:
        from crawler.cluster.postgres_ledger import PostgresLedger
    except ImportError as error:
        raise LedgerError(
            f"{error.name} is not installed; pip install '.[cluster]' brings it."
        ) from error
    return PostgresLedger.join(url, path)


def is_held(path: Path) -> bool:
    """Whether a running process holds the folder."""
    try:
        lock = (path / LOCK_NAME).open("rb")
    except OSError:
        return False
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


def state_path(out: str | None, state: str | None) -> Path:
    """Return the state folder that goes with an output folder or file, as `crawl` has it."""
    if state:
        return Path(state)
    path = Path(out) if out else DEFAULT_OUT
    return (path.parent if path.suffix == ".jsonl" else path) / STATE_NAME
