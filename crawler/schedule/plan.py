"""The plan: the jobs of a schedule, checked. `plan_file` reads it."""

import math
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from crawler.schedule.table import DURATION, PlanError
from crawler.schedule.timetable import Timetable, from_timestamp

WEBHOOK_FORMS = ("generic", "dingtalk", "feishu", "wecom")


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthWatch:
    """What is done with the health of the sites after every run."""

    webhook: str | None = None
    form: str = "generic"
    prometheus: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One job of the schedule: what is crawled, when, and within which limits."""

    name: str
    timetable: Timetable
    about: str
    """What is crawled, in a few words."""
    sites: tuple[str, ...] = ()
    """Names (domains, where a name is not unique) of the catalogue."""
    urls: tuple[str, ...] = ()
    hosts: frozenset[str] = frozenset()
    """HOST[:PORT]s it starts at: two jobs that share one never run at the same time."""
    catch_up: bool = True
    """Whether runs that were missed are made up for by one, as soon as possible."""
    since: str | None = None
    """First day of publication, or `N d`: so many days before the run."""
    limit: int | None = None
    delay_s: float | None = None
    requests_a_day: int | None = None
    contact: str | None = None
    """Who crawls, for the User-Agent."""
    max_run_s: int | None = None
    """A run is told to stop after so many seconds; the next one goes on from there."""
    out: Path
    state: Path
    warc: Path | None = None
    """Folder that keeps what is fetched."""
    catalogue: Path | None = None
    allow_private: tuple[str, ...] = ()

    @property
    def urls_file(self) -> Path:
        """Where the crawl reads the URLs of a job that has several."""
        return self.state / "schedule-urls.txt"

    def crawl_arguments(self, today: date) -> dict[str, str]:
        """Return the -a arguments of `scrapy crawl news`."""
        given: dict[str, object] = {
            "sites": ",".join(self.sites),
            "url": self.urls[0] if len(self.urls) == 1 else "",
            "urls": self.urls_file if len(self.urls) > 1 else "",
            "catalogue": self.catalogue,
            "since": self._first_day(today),
            "limit": self.limit,
            "delay_s": self.delay_s,
            "requests_a_day": self.requests_a_day,
            "contact": self.contact,
            "warc": self.warc,
            "out": self.out,
            "state": self.state,
            "allow_private": ",".join(self.allow_private),
        }
        return {name: str(value) for name, value in given.items() if value not in (None, "")}

    def _first_day(self, today: date) -> str | None:
        match = DURATION.fullmatch(self.since or "")
        return (today - timedelta(days=int(match[1]))).isoformat() if match else self.since

    def stop_at(self, started_at: float) -> float:
        """Return the Unix time at which a run has to stop: its limit, or the end of the window."""
        moments = [started_at + self.max_run_s] if self.max_run_s else []
        end = self.timetable.window_end(from_timestamp(started_at, self.timetable.zone))
        if end is not None:
            moments.append(end.timestamp())
        return min(moments, default=math.inf)

    def shares_with(self, other: "Job") -> bool:
        """Whether the two must not run at the same time."""
        return (
            self.name == other.name or self.state == other.state or bool(self.hosts & other.hosts)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A whole schedule."""

    path: Path
    zone: str
    state: Path
    """Folder of the scheduler itself: timers, history, locks."""
    at_once: int
    """Runs that may go on at the same time."""
    jobs: tuple[Job, ...]
    health: HealthWatch | None = None
    sharers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """For each job the names of the others that must not run when it does."""

    def job(self, name: str) -> Job:
        """Return the job of that name. Raises PlanError."""
        for job in self.jobs:
            if job.name == name:
                return job
        known = ", ".join(job.name for job in self.jobs)
        raise PlanError(f"{self.path}: there is no job {name!r}; there are {known}.")
