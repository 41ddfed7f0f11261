"""One run of a job: the very `scrapy crawl news` that a user types, in a process of its own."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from crawler.ending import Verdict
from crawler.ledger import Ledger
from crawler.ledger_connection import LedgerError
from crawler.report import REPORT_NAME
from crawler.schedule.plan import Job

ROOT = Path(__file__).resolve().parents[2]
LOG_NAME = "run.log"
_VERDICTS = {verdict.exit_code: verdict.label for verdict in Verdict}
KILLED = "killed"


@dataclass(frozen=True, slots=True)
class RunEnd:
    """How a run ended, as the history keeps it."""

    verdict: str
    exit_code: int | None
    articles: int
    said: str | None


def start_crawl(job: Job, now: datetime, lock: IO[bytes]) -> subprocess.Popen[bytes]:
    """Start the crawl of a job; the process inherits `lock`. Raises OSError.

    It is in a session of its own: what a terminal sends to the scheduler does not reach it.
    """
    job.state.mkdir(parents=True, exist_ok=True)
    if len(job.urls) > 1:
        job.urls_file.write_text("".join(f"{url}\n" for url in job.urls), encoding="utf-8")
    with (job.state / LOG_NAME).open("wb") as log:
        return subprocess.Popen(
            crawl_command(job, now),
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            pass_fds=(lock.fileno(),),
        )


def crawl_command(job: Job, now: datetime) -> list[str]:
    """Return the command line of a run."""
    command = [sys.executable, "-m", "scrapy", "crawl", "news"]
    for name, value in job.crawl_arguments(now.date()).items():
        command += ["-a", f"{name}={value}"]
    return command


def stop_crawl(process: subprocess.Popen[bytes], *, at_once: bool = False) -> None:
    """Ask a crawl to close its books and end; `at_once` leaves it no time, and loses nothing."""
    if process.poll() is not None:
        return
    if at_once:
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.send_signal(signal.SIGTERM)


def record_mark(job: Job) -> int:
    """Return the number of the last record of a job's ledger; 0 where there is none."""
    return _ask_ledger(job, "SELECT COALESCE(MAX(seq), 0) FROM record", ())


def end_of_run(job: Job, exit_code: int | None, started_at: float, mark: int) -> RunEnd:
    """Return how the run that has just ended did; `exit_code` is None where nobody waited for it."""
    report = _report_since(job, started_at)
    verdict = _VERDICTS.get(exit_code) if exit_code is not None else None
    if exit_code is None and report:
        verdict, exit_code = report["verdict"], report["exit_code"]
    articles = _ask_ledger(
        job, "SELECT COUNT(*) FROM record WHERE stream = 'articles' AND seq > ?", (mark,)
    )
    if verdict is None:
        return RunEnd(KILLED, exit_code, articles, _cause(exit_code))
    said = report["sentence"] if report else _last_line(job.state / LOG_NAME)
    return RunEnd(verdict, exit_code, articles, said)


def _cause(exit_code: int | None) -> str:
    if exit_code is None:
        return "It was gone when the scheduler came back; the ledger goes on from there."
    if exit_code < 0:
        return f"It was ended by {signal.Signals(-exit_code).name}."
    return f"It ended with the exit code {exit_code}, which no crawl has."


def _report_since(job: Job, started_at: float) -> dict[str, Any] | None:
    """Return the report of a run; None where it has left none."""
    path = job.state / REPORT_NAME
    try:
        if path.stat().st_mtime < started_at:
            return None
        report: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return report


def _last_line(path: Path) -> str | None:
    """Return what a crawl that could not begin said last."""
    try:
        lines = path.read_text("utf-8", errors="replace").strip().splitlines()
    except OSError:
        return None
    return lines[-1][:500] if lines else None


def _ask_ledger(job: Job, question: str, values: tuple[object, ...]) -> int:
    try:
        ledger = Ledger.read(job.state)
    except LedgerError:
        return 0
    try:
        return int(ledger.connection.execute(question, values).fetchone()[0])
    finally:
        ledger.close()
