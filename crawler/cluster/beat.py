"""Celery beat by the timetables of a schedule: the same moments as `scrapy schedule` has."""

from datetime import UTC, datetime, timedelta
from typing import Any

from celery.schedules import BaseSchedule, schedstate

from crawler.schedule.plan import Job, Plan
from crawler.schedule.timetable import DAY_S, Timetable

ON_TIME_S = 60.0
"""A start that is handled so late is still the one that was due."""
CRAWL_TASK = "qingwen.crawl_site"


class TimetableSchedule(BaseSchedule):
    """When one site job is due."""

    def __init__(self, timetable: Timetable, *, catch_up: bool, **options: Any) -> None:
        super().__init__(**options)
        self.timetable = timetable
        self.catch_up = catch_up

    def is_due(self, last_run_at: datetime) -> schedstate:
        """Return whether a start is due since the last one, and the seconds until the next look."""
        now = self.now().astimezone(UTC)
        since = last_run_at.astimezone(UTC)
        if not self.catch_up:
            since = max(since, now - timedelta(seconds=ON_TIME_S))
        start = self.timetable.next_after(since)
        if start > now:
            return schedstate(is_due=False, next=(start - now).total_seconds())
        following = self.timetable.next_after(now)
        return schedstate(is_due=self.timetable.allows(now), next=(following - now).total_seconds())

    def remaining_estimate(self, last_run_at: datetime) -> timedelta:
        """Return the time until the next start after the last one."""
        return self.timetable.next_after(last_run_at.astimezone(UTC)) - self.now()

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, TimetableSchedule)
            and self.timetable == other.timetable
            and self.catch_up == other.catch_up
        )

    def __hash__(self) -> int:
        return hash((self.timetable, self.catch_up))

    def __reduce__(self) -> Any:
        return _restored, (self.timetable, self.catch_up)


def _restored(timetable: Timetable, catch_up: bool) -> TimetableSchedule:
    return TimetableSchedule(timetable, catch_up=catch_up)


def beat_schedule(plan: Plan) -> dict[str, dict[str, Any]]:
    """Return what beat has to send: one entry for each site job."""
    return {
        job.name: {
            "task": CRAWL_TASK,
            "schedule": TimetableSchedule(job.timetable, catch_up=job.catch_up),
            "args": (job.name,),
            # One that nobody took until the next is sent is not wanted any more: whatever time the
            # workers are away, no more than one start of each site waits for them.
            "options": {"expires": gap_s(job)},
        }
        for job in plan.jobs
    }


def gap_s(job: Job) -> float:
    """Return the longest time from one start of a job to the next, jitter aside."""
    timetable = job.timetable
    if days := sorted(timetable.days):
        following = [*days[1:], days[0] + 7]
        return float(DAY_S * max(b - a for a, b in zip(days, following, strict=True)))
    if timetable.window is not None:
        return float(DAY_S)
    return float(timetable.every_s or DAY_S)
