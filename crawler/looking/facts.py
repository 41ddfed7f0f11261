"""What a ledger knows, counted for the dashboard: one pass over records, a few questions to pages."""

import heapq
import json
import zlib
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from crawler.ledger import Ledger

MAX_TITLES = 5_000
"""The newest titles that the search of the page knows: about a megabyte."""
MAX_SHOWN = 100
"""Rows of a list of failures or duplicates."""


class Title(NamedTuple):
    """One article as the search shows it."""

    day: str
    title: str
    site: str
    url: str
    status: str


class Failure(NamedTuple):
    """One URL that gave nothing."""

    url: str
    state: str
    reason: str
    detail: str | None


class Duplicate(NamedTuple):
    """One article that another outlet had first."""

    title: str
    url: str
    original: str


@dataclass(slots=True)
class SiteFacts:
    """What is known of one site."""

    name: str
    hosts: set[str] = field(default_factory=set)
    articles: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    brands: Counter[str] = field(default_factory=Counter)
    days: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    """Statuses by day of fetching, all revisions."""
    newest: str = ""
    """Day of its newest article."""
    refused: int = 0
    """URLs that were rejected or failed."""


@dataclass(slots=True)
class Facts:
    """All that the dashboard shows."""

    runs: list[dict[str, Any]] = field(default_factory=list)
    states: dict[str, int] = field(default_factory=dict)
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(state, reason) of URLs that gave no article."""
    sites: dict[str, SiteFacts] = field(default_factory=dict)
    days: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    """Statuses by day of publication; "" for articles without one."""
    articles: int = 0
    deleted: int = 0
    duplicates: list[Duplicate] = field(default_factory=list)
    duplicate_count: int = 0
    failures: list[Failure] = field(default_factory=list)
    titles: list[Title] = field(default_factory=list)
    """The newest first."""


def facts_of(ledger: Ledger, run: int | None = None) -> Facts:
    """Return the facts of a ledger, or of one of its runs."""
    facts = Facts()
    only = "AND {}.run = ?" if run is not None else ""
    values = (run,) if run is not None else ()
    _read_records(ledger, facts, only.format("record"), values)
    _read_pages(ledger, facts, only.format("page"), values)
    facts.runs = [
        dict(zip(("run", "started_at", "ended_at", "verdict"), row, strict=True))
        for row in ledger.connection.execute(
            "SELECT id, started_at, ended_at, verdict FROM run ORDER BY id DESC LIMIT 30"
        )
    ]
    return facts


def _read_records(ledger: Ledger, facts: Facts, only: str, values: tuple[Any, ...]) -> None:
    """Count the article lines: all of them for the timelines, the last of each page for the rest."""
    rows = ledger.connection.execute(
        "SELECT line, seq = (SELECT MAX(seq) FROM record AS other WHERE other.page = record.page "
        f"AND other.stream = 'articles') FROM record WHERE stream = 'articles' {only} ORDER BY seq",
        values,
    )
    newest: list[tuple[str, int, Title]] = []
    for number, (packed, is_last) in enumerate(rows):
        record = json.loads(zlib.decompress(packed))
        if record.get("deleted"):
            facts.deleted += bool(is_last)
            continue
        site = _site_of(facts, record)
        status = record["integrity"]["status"]
        site.days[(record["fetched_at"] or "")[:10]][status] += 1
        if is_last:
            _count(facts, site, record, status)
            heapq.heappush(newest, (record["published_at"] or "", number, _title(record, site)))
            if len(newest) > MAX_TITLES:
                heapq.heappop(newest)
    facts.titles = [title for _, _, title in sorted(newest, reverse=True)]


def _site_of(facts: Facts, record: dict[str, Any]) -> SiteFacts:
    host = urlsplit(record["url"] or "").netloc
    key = record["site"]["domain"] or host
    name = record["site"]["name"] or record["site"]["publisher"] or key
    site = facts.sites.setdefault(key, SiteFacts(name))
    site.hosts.add(host)
    return site


def _count(facts: Facts, site: SiteFacts, record: dict[str, Any], status: str) -> None:
    day = (record["published_at"] or "")[:10]
    facts.articles += 1
    facts.days[day][status] += 1
    site.articles += 1
    site.statuses[status] += 1
    site.brands.update(record["integrity"]["brands"])
    site.newest = max(site.newest, day)
    if record["duplicate_of"]:
        facts.duplicate_count += 1
        if len(facts.duplicates) < MAX_SHOWN:
            facts.duplicates.append(
                Duplicate(record["title"] or "", record["url"] or "", record["duplicate_of"])
            )


def _title(record: dict[str, Any], site: SiteFacts) -> Title:
    day = (record["published_at"] or "")[:10]
    status = record["integrity"]["status"]
    return Title(
        day, (record["title"] or record["text"])[:120], site.name, record["url"] or "", status
    )


def _read_pages(ledger: Ledger, facts: Facts, only: str, values: tuple[Any, ...]) -> None:
    ask = ledger.connection.execute
    where = f"WHERE 1 {only}"
    facts.states = dict(ask(f"SELECT state, COUNT(*) FROM page {where} GROUP BY state", values))
    refused = f"{where} AND state IN ('rejected', 'failed')"
    for state, reason, count in ask(
        f"SELECT state, reason, COUNT(*) FROM page {refused} GROUP BY state, reason", values
    ):
        facts.reasons[state, reason or ""] = count
    by_host = {host: site for site in facts.sites.values() for host in site.hosts}
    for url, count in ask(f"SELECT MIN(url), COUNT(*) FROM page {refused} GROUP BY host", values):
        if site := by_host.get(urlsplit(url).netloc):
            site.refused += count
    facts.failures = [
        Failure(url, state, reason or "", detail)
        for url, state, reason, detail in ask(
            f"SELECT url, state, reason, detail FROM page {refused} "
            f"ORDER BY state = 'rejected', fetched_at DESC, id DESC LIMIT {MAX_SHOWN}",
            values,
        )
    ]
