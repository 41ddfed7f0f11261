"""Claims: who may run. A claim is a file lock that the crawl itself holds as long as it lives.

The lock is taken before the crawl is started and inherited by it, so whatever happens to the
scheduler, it is free exactly when the crawl is over; no process id is ever compared.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

RUNNER_LOCK = "runner.lock"
_GATE = "gate.lock"


def claim_job(folder: Path, job: str, sharers: tuple[str, ...]) -> IO[bytes] | str:
    """Return the lock of a job, or the name of the job whose run is in the way.

    `sharers` are the jobs that must not run at the same time.
    """
    with _gate(folder):
        own = _locked(_lock_path(folder, job))
        if own is None:
            return job
        for other in sharers:
            if is_claimed(folder, other):
                own.close()
                return other
        return own


def is_claimed(folder: Path, job: str) -> bool:
    """Whether a run of a job goes on, whoever started it."""
    return _is_held(_lock_path(folder, job))


def claim_runner(folder: Path) -> IO[bytes] | None:
    """Return the lock that makes this process the scheduler of a folder; None if there is one."""
    return _locked(folder / RUNNER_LOCK)


def is_runner_alive(folder: Path) -> bool:
    """Whether a scheduler runs for this folder."""
    return _is_held(folder / RUNNER_LOCK)


def _lock_path(folder: Path, job: str) -> Path:
    return folder / f"job-{job}.lock"


@contextmanager
def _gate(folder: Path) -> Iterator[None]:
    """Let one process at a time look who runs and claim."""
    with (folder / _GATE).open("a+b") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        yield


def _locked(path: Path) -> IO[bytes] | None:
    file = path.open("a+b")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file


def _is_held(path: Path) -> bool:
    if not path.exists():
        return False
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
