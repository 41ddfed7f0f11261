"""The starts of a week as lines of a calendar: what cron and systemd can be told."""

from collections import defaultdict
from dataclasses import dataclass

from crawler.schedule.plan import Job
from crawler.schedule.table import PlanError

ALL_DAYS = frozenset(range(7))
_DAY_MIN = 1440


@dataclass(frozen=True, slots=True)
class CalendarLine:
    """At each of `minutes` past each of `hours` on each of `days` (Monday is 0)."""

    days: frozenset[int]
    hours: tuple[int, ...]
    minutes: tuple[int, ...]


def calendar_lines(job: Job, shift_min: int = 0) -> list[CalendarLine]:
    """Return the starts of a job, each exactly once, `shift_min` minutes later than in its zone.

    Raises PlanError where they are not the same every day, or not on whole minutes.
    """
    timetable = job.timetable
    whole = timetable.every_s is None or timetable.every_s % 60 == 0
    if not timetable.counts_from_midnight or not whole:
        raise PlanError(
            f"job {job.name}: every = {timetable.every_s} s cannot be said in a calendar; take "
            "whole minutes that divide a day (1, 2, 3, 5, 10, 15, 20, 30, 45 min, 1, 2, 3, 4, 6 h), "
            "or run `scrapy schedule run`."
        )
    days_of: dict[int, set[int]] = defaultdict(set)
    for day in timetable.days or range(7):
        for slot in timetable.slots_of_day():
            moment = (day * _DAY_MIN + slot.hour * 60 + slot.minute + shift_min) % (7 * _DAY_MIN)
            days_of[moment % _DAY_MIN].add(moment // _DAY_MIN)
    minutes_of: dict[tuple[frozenset[int], int], list[int]] = defaultdict(list)
    for moment in sorted(days_of):
        minutes_of[frozenset(days_of[moment]), moment // 60].append(moment % 60)
    hours_of: dict[tuple[frozenset[int], tuple[int, ...]], list[int]] = defaultdict(list)
    for (days, hour), minutes in minutes_of.items():
        hours_of[days, tuple(minutes)].append(hour)
    return [
        CalendarLine(days, tuple(hours), minutes) for (days, minutes), hours in hours_of.items()
    ]


def numbers(values: tuple[int, ...], whole: int, span: str = "-", step: str = "*/") -> str:
    """Return numbers as calendars write them: `*`, every so many, or a list of spans.

    >>> numbers((0, 15, 30, 45), 60), numbers((0, 1, 2, 23), 24), numbers(tuple(range(24)), 24)
    ('*/15', '0-2,23', '*')
    """
    if len(values) == whole:
        return "*"
    if (
        len(values) > 1
        and whole % len(values) == 0
        and values == tuple(range(0, whole, whole // len(values)))
    ):
        return f"{step}{whole // len(values)}"
    spans: list[list[int]] = []
    for value in values:
        if spans and spans[-1][-1] == value - 1:
            spans[-1].append(value)
        else:
            spans.append([value])
    return ",".join(str(run[0]) if len(run) == 1 else f"{run[0]}{span}{run[-1]}" for run in spans)
