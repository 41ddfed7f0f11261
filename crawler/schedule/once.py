"""One run of one job now, in the foreground: what cron and systemd start."""

import math
import signal
import subprocess
import time
from contextlib import suppress
from types import FrameType

from crawler.ending import Verdict
from crawler.schedule.claim import claim_job
from crawler.schedule.crawl_process import end_of_run, record_mark, start_crawl, stop_crawl
from crawler.schedule.history import History, brought
from crawler.schedule.plan import Job, Plan
from crawler.schedule.timetable import from_timestamp

STOP_GRACE_S = 20.0


def run_once(plan: Plan, history: History, job: Job) -> tuple[int, str]:
    """Run a job to its end; return the exit code of the crawl and a sentence on it.

    Where its run, or that of a job with the same site, goes on already, that is written down and
    nothing is fetched. SIGTERM and SIGINT are passed on to the crawl. Raises OSError.
    """
    now = time.time()
    lock = claim_job(plan.state, job.name, plan.sharers[job.name])
    if isinstance(lock, str):
        said = f"A run of {lock} still went on."
        history.miss(job.name, now, said)
        return Verdict.STATE_IN_USE.exit_code, said
    mark = record_mark(job)
    run = history.enter(job.name, now)
    assert run is not None
    history.start(run, now, mark)
    with lock:
        process = start_crawl(job, from_timestamp(now, job.timetable.zone), lock)
    exit_code = _wait(process, job.stop_at(now))
    end = end_of_run(job, exit_code, now, mark)
    history.end(run, time.time(), end.verdict, end.exit_code, end.articles, end.said)
    return exit_code, f"{end.verdict}, {brought(end.articles)}. {end.said}"


def _wait(process: subprocess.Popen[bytes], stop_at: float) -> int:
    def pass_on(number: int, frame: FrameType | None) -> None:
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, pass_on)
    patience_s = None if stop_at == math.inf else max(0.0, stop_at - time.time())
    for pause_s, at_once in ((patience_s, False), (STOP_GRACE_S, True)):
        try:
            return process.wait(pause_s)
        except subprocess.TimeoutExpired:
            stop_crawl(process, at_once=at_once)
    return process.wait()
