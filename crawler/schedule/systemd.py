"""Export to systemd: a service and a timer a job."""

import sys
from pathlib import Path

from crawler.schedule.crawl_process import ROOT
from crawler.schedule.plan import Job, Plan
from crawler.schedule.timetable import WEEKDAYS
from crawler.schedule.week import ALL_DAYS, CalendarLine, calendar_lines, numbers


def units(plan: Plan) -> dict[str, str]:
    """Return the text of every unit file under its name. Raises PlanError."""
    files = {}
    for job in plan.jobs:
        files[f"qingwen-{job.name}.service"] = _service(plan, job)
        files[f"qingwen-{job.name}.timer"] = _timer(plan, job)
    return files


def write_units(files: dict[str, str], folder: Path) -> None:
    """Write unit files into a folder, made where there is none. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


def _service(plan: Plan, job: Job) -> str:
    run = [
        sys.executable, "-m", "scrapy", "schedule", "run", "--file", str(plan.path),
        "--now", job.name,
    ]  # fmt: skip
    return "\n".join([
        "[Unit]",
        f"Description=Crawl {_plain(job.name)}: {_plain(job.about)}",
        "Wants=network-online.target",
        "After=network-online.target",
        "",
        "[Service]",
        "Type=oneshot",
        f"WorkingDirectory={_plain(str(ROOT))}",
        "ExecStart=" + " ".join(_quoted(part) for part in run),
        # What a crawl answers when it has to go on next time is no failure of the unit.
        "SuccessExitStatus=10 11 14",
        "TimeoutStopSec=30",
        "",
    ])  # fmt: skip


def _timer(plan: Plan, job: Job) -> str:
    lines = [
        "[Unit]",
        f"Description=When to crawl {_plain(job.name)}",
        "",
        "[Timer]",
        *(f"OnCalendar={_when(line, plan.zone)}" for line in calendar_lines(job)),
        f"Persistent={'true' if job.catch_up else 'false'}",
        "AccuracySec=1s",
    ]
    if job.timetable.jitter_s:
        lines += [f"RandomizedDelaySec={job.timetable.jitter_s}s", "FixedRandomDelay=true"]
    return "\n".join([*lines, "", "[Install]", "WantedBy=timers.target", ""])


def _when(line: CalendarLine, zone: str) -> str:
    days = "" if line.days == ALL_DAYS else ",".join(WEEKDAYS[d].title() for d in sorted(line.days))
    hours = numbers(line.hours, 24, span="..", step="00/")
    minutes = numbers(line.minutes, 60, span="..", step="00/")
    return f"{days} *-*-* {hours}:{minutes}:00 {zone}".strip()


def _plain(text: str) -> str:
    """Return a text for a unit file: `%` begins a specifier there."""
    return " ".join(text.split()).replace("%", "%%")


def _quoted(argument: str) -> str:
    escaped = argument.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{escaped.replace("$", "$$")}"'
