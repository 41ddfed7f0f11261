"""The runner: makes the runs of a plan, one process each, and writes down what became of them.

It may be killed at any moment. What is due is in the timers, what was due in the history, and
who runs in the claims, which live and die with the crawls themselves.
"""

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from types import FrameType
from typing import IO

from crawler.schedule.claim import claim_job, is_claimed
from crawler.schedule.crawl_process import (
    KILLED,
    ROOT,
    end_of_run,
    record_mark,
    start_crawl,
    stop_crawl,
)
from crawler.schedule.history import History, Run, RunState, brought
from crawler.schedule.plan import Job, Plan
from crawler.schedule.timers import Timers
from crawler.schedule.timetable import from_timestamp

ON_TIME_S = 60.0
"""A start that is handled so late is still the one that was due."""
STOP_GRACE_S = 20.0
"""A crawl that was asked to end closes its books in five seconds; then it is ended."""
MAX_ATTEMPTS = 2
"""A run that was killed is taken up again once; what kills it twice would do so for ever."""
ADOPTED_LOOK_S = 1.0
Say = Callable[[str], None]


@dataclass(slots=True)
class _Going:
    """A run that goes on."""

    run: Run
    job: Job
    process: subprocess.Popen[bytes] | None
    """None for one that an earlier scheduler started: its claim tells when it ends."""
    stop_at: float
    asked: str | None = None
    """Why it was told to stop."""


class Runner:
    """The scheduler of one plan."""

    def __init__(self, plan: Plan, history: History, say: Say, *, max_runs: int | None = None):
        """`say` gets one line an event; after `max_runs` runs have ended the runner stops."""
        self._plan = plan
        self._jobs = {job.name: job for job in plan.jobs}
        self._history = history
        self._say = say
        self._max_runs = max_runs
        self._ended = 0
        self._going: dict[str, _Going] = {}
        self._health: list[subprocess.Popen[bytes]] = []
        self._stopping = False
        self._wake_in, self._wake_out = os.pipe()
        os.set_blocking(self._wake_in, False)
        os.set_blocking(self._wake_out, False)

    def run(self) -> None:
        """Keep the plan until SIGTERM, SIGINT or the last of `max_runs`; end with no run going on."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD):
            signal.signal(number, self._signalled)
        self._recover()
        timers = Timers(self._plan, self._due)
        try:
            while not self._is_over():
                wait_s = timers.handle_due()
                self._look_at_runs()
                self._start_waiting()
                if not self._is_over():
                    self._sleep(wait_s)
        finally:
            timers.close()
            self._stop_all()

    # ---- what is due -----------------------------------------------------------------------

    def _due(self, name: str, moments: list[datetime]) -> None:
        """Write down starts that are due, those of the time when nobody looked included."""
        job, now = self._jobs[name], time.time()
        last = moments[-1].timestamp()
        late = now - last > ON_TIME_S
        missed = len(moments) - (0 if late else 1)
        if missed and not job.catch_up:
            when = moments[-1] if late else moments[-2]
            self._miss(job, when.timestamp(), "No scheduler ran when it was due.", slots=missed)
            if late:
                return
            missed = 0
        if late and not job.timetable.allows(datetime.fromtimestamp(now).astimezone()):
            self._miss(job, last, "The window is closed by now.", slots=missed)
            return
        if any(run.job == name for run in self._history.in_state(RunState.WAITING)):
            self._miss(job, last, "An earlier start still waited.", slots=1 + missed)
        elif name in self._going:
            begun = self._clock(job, self._going[name].run.started_at or last)
            self._miss(job, last, f"The run that began at {begun} still went on.", slots=1 + missed)
        else:
            self._history.enter(name, last, slots=max(1, len(moments) if missed else 1))

    def _miss(self, job: Job, due_at: float, said: str, *, slots: int) -> None:
        if self._history.miss(job.name, due_at, said, slots=slots) is not None:
            count = f"{slots} starts, the last at" if slots > 1 else "the start of"
            self._say(f"{job.name}: missed {count} {self._clock(job, due_at)}. {said}")

    # ---- runs ------------------------------------------------------------------------------

    def _recover(self) -> None:
        """Find out what became of the runs of a scheduler that did not end by itself."""
        for run in self._history.in_state(RunState.RUNNING):
            job = self._jobs.get(run.job)
            if job is None:
                self._history.give_up(run.id, "Its job is no longer in the schedule.")
            elif is_claimed(self._plan.state, run.job):
                self._say(f"{run.job}: the run of {self._clock(job, run.due_at)} goes on")
                self._going[run.job] = _Going(
                    run, job, None, job.stop_at(run.started_at or time.time())
                )
            else:
                self._settle(_Going(run, job, None, 0.0), None)
        for run in self._history.in_state(RunState.WAITING):
            if run.job not in self._jobs:
                self._history.give_up(run.id, "Its job is no longer in the schedule.")

    def _start_waiting(self) -> None:
        if self._stopping:
            return
        for run in self._history.in_state(RunState.WAITING):
            if len(self._going) >= self._plan.at_once or self._is_over():
                return
            job = self._jobs[run.job]
            if not job.timetable.allows(datetime.now().astimezone()):
                self._history.give_up(run.id, "The window closed while it waited.")
                self._say(f"{job.name}: missed; the window closed while it waited")
                continue
            lock = claim_job(self._plan.state, job.name, self._plan.sharers[job.name])
            if not isinstance(lock, str):
                with lock:
                    self._start(run, job, lock)

    def _start(self, run: Run, job: Job, lock: IO[bytes]) -> None:
        started_at = time.time()
        mark = record_mark(job)
        self._history.start(run.id, started_at, mark)
        again = " again" if run.attempt > 1 else ""
        late = f", for {run.slots} starts" if run.slots > 1 else ""
        self._say(f"{job.name}: started{again}{late}")
        try:
            process = start_crawl(job, from_timestamp(started_at, job.timetable.zone), lock)
        except OSError as error:
            said = f"It could not be started: {error.strerror}."
            self._history.end(run.id, time.time(), "failed", None, 0, said)
            self._say(f"{job.name}: failed. {said}")
            self._ended += 1
            return
        (begun,) = [r for r in self._history.in_state(RunState.RUNNING) if r.id == run.id]
        self._going[job.name] = _Going(begun, job, process, job.stop_at(started_at))

    def _look_at_runs(self) -> None:
        """Settle the runs that have ended and stop those that have gone on too long."""
        for name, going in list(self._going.items()):
            if going.process is None:
                if not is_claimed(self._plan.state, name):
                    self._settle(going, None)
            elif going.process.poll() is not None:
                self._settle(going, going.process.returncode)
            elif time.time() >= going.stop_at:
                self._stop(going)
        self._health = [process for process in self._health if process.poll() is None]

    def _stop(self, going: _Going) -> None:
        assert going.process is not None
        stop_crawl(going.process, at_once=going.asked is not None)
        going.asked = going.asked or "Its time was up; the next run goes on from there."
        going.stop_at = time.time() + STOP_GRACE_S

    def _settle(self, going: _Going, exit_code: int | None) -> None:
        run, job = going.run, going.job
        end = end_of_run(job, exit_code, run.started_at or 0.0, run.mark)
        killed = end.verdict == KILLED and going.asked is None
        verdict = "interrupted" if going.asked else end.verdict
        self._history.end(
            run.id, time.time(), verdict, end.exit_code, end.articles, going.asked or end.said
        )
        self._going.pop(job.name, None)
        self._ended += 1
        said = f"{brought(end.articles)}. {going.asked or end.said}"
        self._say(f"{job.name}: {verdict}, {said}")
        if killed and job.catch_up and run.attempt < MAX_ATTEMPTS:
            self._history.enter(job.name, run.due_at, slots=run.slots, attempt=run.attempt + 1)
        self._look_at_health()

    def _look_at_health(self) -> None:
        """Let `scrapy health` look at the sites after a run, in a process that holds nobody up."""
        watch = self._plan.health
        if watch is None or self._stopping:
            return
        command = [sys.executable, "-m", "scrapy", "health", "--tell", "--file"]
        with (self._plan.state / "health.log").open("ab") as log:
            process = subprocess.Popen(
                [*command, str(self._plan.path)],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._health.append(process)

    # ---- the loop --------------------------------------------------------------------------

    def _is_over(self) -> bool:
        if self._max_runs is not None and self._ended >= self._max_runs:
            return True
        return self._stopping

    def _sleep(self, wait_s: float | None) -> None:
        """Sleep until something is due, a crawl ends or a signal comes."""
        waits = [] if wait_s is None else [wait_s]
        for going in self._going.values():
            if going.process is None:
                waits.append(ADOPTED_LOOK_S)
            waits.append(max(0.0, going.stop_at - time.time()))
        if self._history.in_state(RunState.WAITING):
            waits.append(ADOPTED_LOOK_S)  # a run that is in its way may be nobody's child here
        # A clock that was set forward would else be noticed late.
        select.select([self._wake_in], [], [], min([*waits, 30.0]))
        with suppress(BlockingIOError):
            os.read(self._wake_in, 4096)

    def _signalled(self, number: int, frame: FrameType | None) -> None:
        if number != signal.SIGCHLD:
            self._stopping = True
        with suppress(BlockingIOError):
            os.write(self._wake_out, b".")

    def _stop_all(self) -> None:
        """Ask every crawl that is ours to end, and wait until it has."""
        self._stopping = True
        own = [going for going in self._going.values() if going.process is not None]
        if own:
            self._say(f"stopping {len(own)} runs")
        for going in own:
            assert going.process is not None
            stop_crawl(going.process)
            going.asked = (
                going.asked or "The scheduler was stopped; the next run goes on from there."
            )
        deadline = time.time() + STOP_GRACE_S
        for going in own:
            assert going.process is not None
            try:
                going.process.wait(max(0.1, deadline - time.time()))
            except subprocess.TimeoutExpired:
                stop_crawl(going.process, at_once=True)
                going.process.wait()
            self._settle(going, going.process.returncode)

    def _clock(self, job: Job, moment: float) -> str:
        return f"{from_timestamp(moment, job.timetable.zone):%Y-%m-%d %H:%M:%S}"
