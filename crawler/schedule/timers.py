"""The timers: when each job is due next, durable, kept by APScheduler.

A job that the store knows keeps its next start, even one that has passed meanwhile: that is how
starts are found that were missed while no scheduler ran. It is therefore added only where absent.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from apscheduler.executors.base import BaseExecutor
from apscheduler.job import Job as TimerJob
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.base import BaseScheduler
from apscheduler.triggers.base import BaseTrigger

from crawler.schedule.plan import Job, Plan
from crawler.schedule.timetable import Timetable

FILE_NAME = "timers.sqlite3"
Due = Callable[[str, list[datetime]], None]


class TimetableTrigger(BaseTrigger):
    """Tells APScheduler when a timetable is due."""

    def __init__(self, timetable: Timetable) -> None:
        self.timetable = timetable

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:
        return self.timetable.next_after(previous or now)


def due(job: str) -> None:
    """Stand for a start in the store; `_Notebook` is told of it and runs nothing itself."""


class _Notebook(BaseExecutor):
    """Hands starts that are due to a callback, all of them at once: those that were missed, too."""

    def __init__(self, on_due: Due) -> None:
        super().__init__()
        self._on_due = on_due

    def submit_job(self, job: TimerJob, run_times: list[datetime]) -> None:
        self._on_due(job.id, run_times)

    def _do_submit_job(self, job: TimerJob, run_times: list[datetime]) -> None:
        raise NotImplementedError  # submit_job does it all


class _Scheduler(BaseScheduler):
    """APScheduler without a loop of its own: the runner asks it."""

    def shutdown(self, wait: bool = True) -> None:
        super().shutdown(wait)

    def wakeup(self) -> None:
        """Nothing sleeps in here."""

    def handle_due(self) -> float | None:
        """Handle every start that is due; return the seconds to the next one."""
        return self._process_jobs()


class Timers:
    """The next start of every job of a plan."""

    def __init__(self, plan: Plan, on_due: Due) -> None:
        """Bring the store in the folder of the scheduler up to the plan."""
        logging.getLogger("apscheduler").setLevel(logging.WARNING)
        self._scheduler = _Scheduler(timezone=UTC)
        self._scheduler.add_jobstore(SQLAlchemyJobStore(url=_url(plan.state)))
        self._scheduler.add_executor(_Notebook(on_due))
        self._scheduler.start(paused=True)
        known = {timer.id: timer for timer in self._scheduler.get_jobs()}
        for name in known.keys() - {job.name for job in plan.jobs}:
            self._scheduler.remove_job(name)
        for job in plan.jobs:
            if job.name not in known:
                self._add(job)
            elif known[job.name].trigger.timetable != job.timetable:
                self._change(job, known[job.name].next_run_time)
        self._scheduler.resume()

    def _add(self, job: Job) -> None:
        self._scheduler.add_job(
            due,
            TimetableTrigger(job.timetable),
            args=[job.name],
            id=job.name,
            coalesce=False,  # the callback decides what becomes of missed starts
            misfire_grace_time=None,
            next_run_time=job.timetable.next_after(datetime.now(UTC)),
        )

    def _change(self, job: Job, next_run_time: datetime) -> None:
        """Give a job its new timetable; a start that is overdue stays so."""
        changes: dict[str, Any] = {"trigger": TimetableTrigger(job.timetable)}
        if next_run_time > datetime.now(UTC):
            changes["next_run_time"] = job.timetable.next_after(datetime.now(UTC))
        self._scheduler.modify_job(job.name, **changes)

    def handle_due(self) -> float | None:
        """Tell the callback of every start that is due; return the seconds to the next one."""
        return self._scheduler.handle_due()

    def close(self) -> None:
        """Let go of the store."""
        self._scheduler.shutdown(wait=False)


def stored_starts(folder: Path) -> dict[str, datetime]:
    """Return the next start of every job that the store of a scheduler folder knows."""
    if not (folder / FILE_NAME).is_file():
        return {}
    with _opened(folder) as scheduler:
        return {timer.id: timer.next_run_time for timer in scheduler.get_jobs()}


def move_start(plan: Plan, name: str, moment: datetime) -> None:
    """Put the next start of a job elsewhere; no scheduler may run for the plan."""
    Timers(plan, lambda job, moments: None).close()
    with _opened(plan.state) as scheduler:
        scheduler.modify_job(name, next_run_time=moment)


@contextmanager
def _opened(folder: Path) -> Iterator[_Scheduler]:
    """Open a store without acting on what is due."""
    scheduler = _Scheduler(timezone=UTC)
    scheduler.add_jobstore(SQLAlchemyJobStore(url=_url(folder)))
    scheduler.start(paused=True)
    try:
        yield scheduler
    finally:
        scheduler.shutdown(wait=False)


def _url(folder: Path) -> str:
    return f"sqlite:///{folder / FILE_NAME}"
