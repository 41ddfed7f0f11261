"""`schedule.toml`: read into a plan. Every fault is one sentence with file, job and key."""

import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from crawler.schedule.job_table import JOB_KEYS, JobReader, OpenCatalogue
from crawler.schedule.plan import WEBHOOK_FORMS, HealthWatch, Job, Plan
from crawler.schedule.table import PlanError, Table

DEFAULT_FILE = Path("schedule.toml")
DEFAULT_ZONE = "Asia/Shanghai"
DEFAULT_AT_ONCE = 4

TOP_KEYS = ("time_zone", "out", "state", "at_once", "catalogue", "contact", "health", "job")
HEALTH_KEYS = ("webhook", "form", "prometheus")


def read_plan(path: Path) -> Plan:
    """Return the plan that a file holds; its paths are relative to the folder of the file.

    Raises PlanError.
    """
    top = Table(_read(path), str(path), TOP_KEYS)
    base = path.resolve().parent
    out = base / (top.text("out") or "output")
    catalogue = OpenCatalogue(top, base)
    zone, contact = _zone(top), top.text("contact")
    jobs = tuple(
        JobReader(Table(data, where, JOB_KEYS), zone, base, out, catalogue, contact).job()
        for data, where in _job_tables(top)
    )
    _check_apart(jobs, top)
    state = top.text("state")
    return Plan(
        path=path.resolve(),
        zone=zone,
        state=base / state if state else out / "schedule",
        at_once=top.whole_number("at_once", 1, 64) or DEFAULT_AT_ONCE,
        jobs=jobs,
        health=_health(top, base),
        sharers={
            job.name: tuple(o.name for o in jobs if o is not job and job.shares_with(o))
            for job in jobs
        },
    )


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError as error:
        raise PlanError(
            f"There is no schedule {path}; docs/schedule.md shows how to write one."
        ) from error
    except OSError as error:
        raise PlanError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise PlanError(f"{path} is not UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise PlanError(f"{path} is not TOML: {error}.") from error


def _job_tables(top: Table) -> list[tuple[dict[str, Any], str]]:
    tables = top.value("job")
    if tables is None or tables == []:
        raise top.fault("there is no job; add a table [[job]].")
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise top.fault("job must be a list of tables, [[job]].")
    return [
        (table, f"{top.where}: job {number}" + _in_brackets(table.get("name")))
        for number, table in enumerate(tables, 1)
    ]


def _in_brackets(name: object) -> str:
    return f" ({name[:64]})" if isinstance(name, str) else ""


def _check_apart(jobs: tuple[Job, ...], top: Table) -> None:
    """Refuse jobs that would write over each other."""
    names: set[str] = set()
    for number, job in enumerate(jobs):
        if job.name in names:
            raise top.fault(f"two jobs have the name {job.name!r}.")
        names.add(job.name)
        for other in jobs[:number]:
            if (other.out == job.out) != (other.state == job.state):
                shared, apart = ("out", "state") if other.out == job.out else ("state", "out")
                raise top.fault(
                    f"job {job.name}: {shared} is that of job {other.name}, but {apart} is not; "
                    "two jobs share both or none."
                )


def _zone(top: Table) -> str:
    name = top.text("time_zone") or DEFAULT_ZONE
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise top.fault(f"time_zone {name!r} is not known; write it as Asia/Shanghai.") from error
    return name


def _health(top: Table, base: Path) -> HealthWatch | None:
    if "health" not in top:
        return None
    data = top.value("health")
    if not isinstance(data, dict):
        raise top.fault("health must be a table, [health].")
    table = Table(data, f"{top.where}: health", HEALTH_KEYS)
    webhook = table.text("webhook")
    if webhook is not None and urlsplit(webhook).scheme not in ("http", "https"):
        raise table.fault("webhook must start with https:// or http://.")
    prometheus = table.text("prometheus")
    return HealthWatch(
        webhook=webhook,
        form=table.choice("form", WEBHOOK_FORMS),
        prometheus=base / prometheus if prometheus else None,
    )
