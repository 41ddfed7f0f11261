"""A schedule taken apart into jobs of one site: what one worker does at a time.

A host belongs to exactly one site job of a schedule job, and site jobs that share a host never run
at the same time: so a host is asked by one worker alone, and the manners of the crawl hold.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from crawler.catalogue import Catalogue, load_catalogue
from crawler.schedule.plan import Job, Plan
from crawler.schedule.plan_file import read_plan
from crawler.state_folder import STATE_NAME
from qingwen.address import twin_host


def site_plan(plan: Plan) -> Plan:
    """Return the plan with one job for each site, in the order of the file."""
    jobs = tuple(part for job in plan.jobs for part in _parts_of(job))
    return replace(plan, jobs=jobs, sharers=_sharers(jobs))


def read_site_plan(path: Path) -> Plan:
    """Return the site jobs of a schedule, read again where the file has changed. Raises PlanError."""
    try:
        changed_at = path.stat().st_mtime_ns
    except OSError:
        changed_at = 0
    return _read(path, changed_at)


@lru_cache(maxsize=1)
def _read(path: Path, changed_at: int) -> Plan:
    return site_plan(read_plan(path))


def _parts_of(job: Job) -> list[Job]:
    catalogue = _catalogue(job.catalogue)
    starts: list[tuple[str | None, str | None, frozenset[str]]] = []
    for name in job.sites:
        hosts = frozenset(_host(url) for url in catalogue.site(name).starts(date.today()))
        starts.append((name, None, hosts))
    starts += [(None, url, frozenset({_host(url)})) for url in job.urls]
    return [_part(job, group) for group in _together(starts)]


def _together(
    starts: list[tuple[str | None, str | None, frozenset[str]]],
) -> list[list[tuple[str | None, str | None, frozenset[str]]]]:
    """Return the starts in groups that share no host."""
    groups: list[list[tuple[str | None, str | None, frozenset[str]]]] = []
    group_of: dict[str, list[tuple[str | None, str | None, frozenset[str]]]] = {}
    for start in starts:
        met = {id(group): group for host in start[2] if (group := group_of.get(host))}
        merged = [*(other for group in met.values() for other in group), start]
        groups = [group for group in groups if id(group) not in met] + [merged]
        for other in merged:
            group_of.update(dict.fromkeys(other[2], merged))
    return groups


def _part(job: Job, starts: list[tuple[str | None, str | None, frozenset[str]]]) -> Job:
    hosts = frozenset(host for start in starts for host in start[2])
    folder = min(hosts).replace(":", "_")
    name = f"{job.name}@{folder}"
    whole = job.out.with_suffix("") if job.out.suffix == ".jsonl" else job.out
    own_state = job.state == job.out / STATE_NAME
    return replace(
        job,
        name=name,
        about=", ".join(sorted(hosts)),
        sites=tuple(site for site, _, _ in starts if site is not None),
        urls=tuple(url for _, url, _ in starts if url is not None),
        hosts=hosts,
        out=whole / folder,
        state=whole / folder / STATE_NAME if own_state else job.state / folder,
        timetable=replace(job.timetable, seed=name),  # the jitter spreads the sites, too
    )


def _sharers(jobs: Iterable[Job]) -> dict[str, tuple[str, ...]]:
    of_host: dict[str, list[str]] = {}
    for job in jobs:
        for host in job.hosts:
            of_host.setdefault(host, []).append(job.name)
    return {
        job.name: tuple(
            dict.fromkeys(
                other for host in sorted(job.hosts) for other in of_host[host] if other != job.name
            )
        )
        for job in jobs
    }


@lru_cache(maxsize=4)
def _catalogue(path: Path | None) -> Catalogue:
    return load_catalogue((path,) if path else None)


def _host(url: str) -> str:
    return twin_host(urlsplit(url).netloc)
