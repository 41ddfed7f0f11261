"""Export to cron: one crontab, in the time zone of the machine that it is for."""

import shlex
import sys
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from crawler.schedule.crawl_process import ROOT
from crawler.schedule.plan import Job, Plan
from crawler.schedule.table import PlanError
from crawler.schedule.week import ALL_DAYS, CalendarLine, calendar_lines, numbers


def crontab(plan: Plan, machine_zone: ZoneInfo, year: int) -> str:
    """Return the lines of a crontab. Raises PlanError.

    Cron knows no time zones (that of Debian passes over CRON_TZ), so the times are turned into
    those of the machine, where the two zones are the same time apart all year.
    """
    shift_min = _shift_min(plan, machine_zone, year)
    lines = [f"# {plan.path.name}, in the time of {machine_zone.key}; install with: crontab FILE"]
    for job in plan.jobs:
        lines += ["", f"# {job.name}: {job.about}", *_notes(job)]
        lines += [f"{_when(line)} {_command(plan, job)}" for line in calendar_lines(job, shift_min)]
    return "\n".join(lines) + "\n"


def _shift_min(plan: Plan, machine_zone: ZoneInfo, year: int) -> int:
    zone = ZoneInfo(plan.zone)
    first = datetime(year, 1, 1, tzinfo=UTC)
    shifts = set()
    for day in range(366):
        moment = first + timedelta(days=day)
        ours, theirs = moment.astimezone(zone).utcoffset(), moment.astimezone(machine_zone)
        assert ours is not None
        shifts.add(((theirs.utcoffset() or timedelta()) - ours).total_seconds() // 60)
    if len(shifts) > 1:
        raise PlanError(
            f"{plan.path}: {plan.zone} and {machine_zone.key}, the time of this machine, are not "
            "the same time apart all year, which cron cannot keep; export --systemd, which can."
        )
    return int(shifts.pop())


def _notes(job: Job) -> list[str]:
    notes = []
    if job.timetable.jitter_s:
        notes.append("# without its jitter, which cron does not have")
    if job.catch_up:
        notes.append("# cron makes up for no run that was missed while the machine was off")
    return notes


def _when(line: CalendarLine) -> str:
    sunday_first = sorted((day + 1) % 7 for day in line.days)
    days = "*" if line.days == ALL_DAYS else ",".join(map(str, sunday_first))
    return f"{numbers(line.minutes, 60)} {numbers(line.hours, 24)} * * {days}"


def _command(plan: Plan, job: Job) -> str:
    run = [
        sys.executable, "-m", "scrapy", "schedule", "run", "--file", str(plan.path),
        "--now", job.name,
    ]  # fmt: skip
    log = shlex.quote(str(plan.state / "cron.log"))
    command = f"cd {shlex.quote(str(ROOT))} && {shlex.join(run)} >>{log} 2>&1"
    return command.replace("%", r"\%")  # cron's own newline
