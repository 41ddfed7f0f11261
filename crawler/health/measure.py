"""Measures: what each run of a ledger brought from each site.

They are taken from the ledger alone, whenever they are asked for: there is no second book that
could say something else.
"""

import json
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from crawler.catalogue import Catalogue
from crawler.ledger import Ledger
from qingwen.address import site_of

MAX_SAMPLE = 40
"""Records that are read of one site and run: enough to tell a share of 90 % from one of 50 %."""
FIELDS = ("published_at", "source", "bylines", "images", "section")
_NO_ARTICLE = frozenset({
    "no-body", "script-shell", "soft-404", "challenge", "undecodable", "extract-timeout",
    "parse-limit", "truncated",
})  # fmt: skip
_NO_FAULT = ("same-article", "moved", "part", "out-of-dates", "off-site", "not-there")


@dataclass(slots=True)
class Measure:
    """What one run brought from one site."""

    run: int
    at: datetime
    """When the run began, aware."""
    sighted: int = 0
    """Article links that no run before had seen."""
    articles: int = 0
    """Articles that are new."""
    rejected: Counter[str] = field(default_factory=Counter)
    """Pages that should have been articles and hold none, by reason."""
    doorways: int = 0
    failed: Counter[str] = field(default_factory=Counter)
    """Pages that could not be fetched, by reason."""
    read: int = 0
    """Records that the figures below are of."""
    filled: Counter[str] = field(default_factory=Counter)
    """Records that have the field."""
    chars: list[int] = field(default_factory=list)
    """Length of each text."""
    hijacked: int = 0
    injected: int = 0
    brands: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class StartPage:
    """A start page as the last run left it."""

    url: str
    state: str
    reason: str | None
    detail: str | None
    since_run: int
    """The run that first found it so."""


@dataclass(slots=True)
class SiteHistory:
    """All that is known of one site of a ledger."""

    site: str
    measures: list[Measure]
    """One for each run that asked for the site, oldest first."""
    starts: list[StartPage]
    last_article_at: str | None = None
    """When its newest record was fetched, ISO 8601."""
    host_url: str = ""
    """An address on its host."""


def histories(ledger: Ledger, catalogue: Catalogue, max_runs: int) -> list[SiteHistory]:
    """Return the history of every site that the last run was to crawl, over the last runs.

    A run that goes on, or was killed, is not among them: what it brought is not all.
    """
    return _Reader(ledger, namer(catalogue), max_runs).histories()


def namer(catalogue: Catalogue) -> Callable[[str], str]:
    """Return a function that names the site of a URL: by the catalogue, else by its domain."""
    known: dict[str, str] = {}

    def name(url: str) -> str:
        netloc = urlsplit(url).netloc.lower()
        if netloc not in known:
            entry = catalogue.of_url(url)
            host, _, port = netloc.partition(":")
            known[netloc] = entry.name if entry else site_of(host) + (f":{port}" if port else "")
        return known[netloc]

    return name


class _Reader:
    def __init__(self, ledger: Ledger, name: Callable[[str], str], max_runs: int) -> None:
        self._ask = ledger.connection.execute
        ledger.connection.create_function("site", 1, name, deterministic=True)
        self._name = name
        rows = self._ask(
            "SELECT id, started_at, request FROM run WHERE ended_at IS NOT NULL "
            "ORDER BY id DESC LIMIT ?",
            (max_runs,),
        ).fetchall()[::-1]
        self._runs = {run: datetime.fromisoformat(at) for run, at, _ in rows}
        self._asked = {
            run: dict.fromkeys(name(url) for url in json.loads(request).get("start_urls", ()))
            for run, _, request in rows
        }
        self._first = min(self._runs, default=0)
        self._measures: dict[tuple[int, str], Measure] = {}

    def histories(self) -> list[SiteHistory]:
        if not self._runs:
            return []
        for run, sites in self._asked.items():
            for site in sites:
                self._measures[run, site] = Measure(run, self._runs[run])
        self._count_links()
        self._count_rejects()
        self._read_records()
        last = max(self._runs)
        starts = self._start_pages(last)
        newest = dict(
            self._ask(
                "SELECT site(url), MAX(fetched_at) FROM page WHERE record_id IS NOT NULL GROUP BY 1"
            ).fetchall()
        )
        return [
            SiteHistory(
                site=site,
                measures=[m for (_, name), m in sorted(self._measures.items()) if name == site],
                starts=starts[site],
                last_article_at=newest.get(site),
                host_url=starts[site][0].url if starts[site] else "",
            )
            for site in self._asked[last]
        ]

    def _at(self, run: int, site: str) -> Measure | None:
        return self._measures.get((run, site))

    def _count_links(self) -> None:
        rows = self._ask(
            "SELECT first_run, site(url), COUNT(*) FROM page WHERE kind = 'article' "
            "AND first_run >= ? AND COALESCE(reason, '') NOT IN ('part', 'not-there') GROUP BY 1, 2",
            (self._first,),
        )
        for run, site, count in rows:
            if measure := self._at(run, site):
                measure.sighted = count

    def _count_rejects(self) -> None:
        rows = self._ask(
            "SELECT record.run, site(url), reported, COUNT(*) FROM record "
            "JOIN page ON page.id = record.page WHERE stream = 'rejects' AND record.run >= ? "
            "AND via <> 'start' AND reported IS NOT NULL GROUP BY 1, 2, 3",
            (self._first,),
        )
        for run, site, verdict, count in rows:
            state, _, reason = verdict.partition("/")
            measure = self._at(run, site)
            if measure is None or reason in _NO_FAULT:
                continue
            if state == "failed":
                measure.failed[reason] += count
            elif reason == "doorway":
                measure.doorways += count
            elif reason in _NO_ARTICLE:
                measure.rejected[reason] += count

    def _read_records(self) -> None:
        """Count the first records of the articles of each run, and read some of them."""
        rows = self._ask(
            "SELECT MIN(seq), record.run, site(url) FROM record JOIN page ON page.id = record.page "
            "WHERE stream = 'articles' GROUP BY page HAVING record.run >= ? ORDER BY 1",
            (self._first,),
        )
        wanted: dict[tuple[int, str], list[int]] = defaultdict(list)
        for seq, run, site in rows:
            wanted[run, site].append(seq)
        for (run, site), seqs in wanted.items():
            measure = self._at(run, site)
            if measure is None:
                continue
            measure.articles = len(seqs)
            step = max(1, len(seqs) // MAX_SAMPLE)
            for seq in seqs[::step][:MAX_SAMPLE]:
                (line,) = self._ask("SELECT line FROM record WHERE seq = ?", (seq,)).fetchone()
                _add_record(measure, json.loads(zlib.decompress(line)))

    def _start_pages(self, last: int) -> dict[str, list[StartPage]]:
        rows = self._ask(
            "SELECT site(url), url, state, reason, detail, (SELECT MAX(record.run) FROM record "
            "WHERE record.page = page.id AND stream = 'rejects') FROM page WHERE via = 'start' "
            "AND (run = ? OR state IN ('pending', 'leased')) ORDER BY id",
            (last,),
        )
        starts: dict[str, list[StartPage]] = defaultdict(list)
        for site, url, state, reason, detail, since in rows:
            starts[site].append(StartPage(url, state, reason, detail, since or last))
        return starts


def _add_record(measure: Measure, record: dict[str, Any]) -> None:
    if record.get("deleted"):
        return
    measure.read += 1
    measure.chars.append(len(record["text"] or ""))
    measure.filled.update(name for name in FIELDS if record[name])
    status = record["integrity"]["status"]
    measure.hijacked += status == "hijacked"
    measure.injected += status == "injected"
    measure.brands.update(record["integrity"]["brands"])
