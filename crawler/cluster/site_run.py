"""One run of one site job on a worker: the very `scrapy crawl news` that a user types.

It may be done again at any time: the ledger of the site knows what is there, and the claim, a file
lock that the crawl itself holds, keeps two runs of one host apart. So a job that a broker delivers
twice, or again after its worker died, loses nothing and doubles nothing.
"""

import math
import subprocess
import time
from dataclasses import dataclass

from crawler.schedule.claim import claim_job
from crawler.schedule.crawl_process import (
    RunEnd,
    end_of_run,
    record_mark,
    start_crawl,
    stop_crawl,
)
from crawler.schedule.plan import Job, Plan
from crawler.schedule.timetable import from_timestamp

LONGEST_RUN_S = 6 * 3600
"""A run without `max_run` is stopped after this; the next one goes on from there."""
STOP_GRACE_S = 20.0


@dataclass(frozen=True, slots=True)
class InTheWay:
    """The run was not begun, since another one goes on at its host."""

    job: str


def longest_run_s(job: Job) -> int:
    """Return the seconds after which a run of a job is stopped."""
    return min(job.max_run_s or LONGEST_RUN_S, LONGEST_RUN_S)


def run_site(plan: Plan, job: Job) -> RunEnd | InTheWay:
    """Run a site job to its end. Raises OSError."""
    plan.state.mkdir(parents=True, exist_ok=True)
    lock = claim_job(plan.state, job.name, plan.sharers[job.name])
    if isinstance(lock, str):
        return InTheWay(lock)
    started_at = time.time()
    with lock:
        mark = record_mark(job)
        process = start_crawl(job, from_timestamp(started_at, job.timetable.zone), lock)
    stop_at = min(job.stop_at(started_at), started_at + longest_run_s(job))
    return end_of_run(job, _wait(process, stop_at), started_at, mark)


def _wait(process: subprocess.Popen[bytes], stop_at: float) -> int:
    assert stop_at < math.inf
    for patience_s, at_once in ((stop_at - time.time(), False), (STOP_GRACE_S, True)):
        try:
            return process.wait(max(0.0, patience_s))
        except subprocess.TimeoutExpired:
            stop_crawl(process, at_once=at_once)
    return process.wait()
