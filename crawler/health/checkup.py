"""The check-up of one state folder: every site measured, judged, remembered, its page saved."""

import gzip
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from crawler.catalogue import Catalogue
from crawler.health.evidence import (
    ARTICLE,
    FOLDER,
    HIJACKED,
    REFUSED,
    REJECTED,
    START,
    SUFFIX,
    page_path,
)
from crawler.health.judge import judge
from crawler.health.measure import SiteHistory, histories
from crawler.health.memory import Memory
from crawler.health.verdict import Finding, Stage, Status, Verdict
from crawler.ledger import Ledger

MAX_RUNS = 200
SAVED = "health"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """A verdict with what memory adds to it."""

    verdict: Verdict
    since_run: int
    news: bool
    """Whether it is another verdict than that of the check-up before."""
    page: str | None
    """The page that shows what is wrong, saved when it was found."""
    job: str | None = None

    @property
    def is_ill(self) -> bool:
        return self.verdict.status in (Status.BROKEN, Status.HIJACKED)

    @property
    def kind(self) -> str:
        """What a chat is told once: status/stage."""
        return f"{self.verdict.status}/{self.verdict.stage or ''}"

    def as_plain(self) -> dict[str, object]:
        """Return it as JSON can hold it."""
        verdict = self.verdict
        return {
            "job": self.job,
            "site": verdict.site,
            "status": str(verdict.status),
            "stage": verdict.stage and str(verdict.stage),
            "said": verdict.said,
            "since_run": self.since_run,
            "run": verdict.run,
            "news": self.news,
            "page": self.page,
            "findings": [{"stage": str(f.stage), "said": f.said} for f in verdict.findings],
            "figures": verdict.figures,
        }


def check_up(
    state: Path, catalogue: Catalogue, memory: Memory, job: str | None = None
) -> list[Finished]:
    """Return the state of every site of a ledger; `memory` is changed. Raises LedgerError, OSError."""
    ledger = Ledger.read(state)
    try:
        known = histories(ledger, catalogue, MAX_RUNS)
    finally:
        ledger.close()
    return [_finished(history, state, memory, job) for history in known]


def _finished(history: SiteHistory, state: Path, memory: Memory, job: str | None) -> Finished:
    site = history.site
    verdict = judge(
        history,
        learn_from=memory.of(site).learn_from,
        learn_until=memory.learn_until(site),
    )
    was_known = memory.of(site).since_run > 0
    changed = memory.note(verdict)
    remembered = memory.of(site)
    if verdict.findings and remembered.page is None:
        remembered.page = _save_page(history, verdict.findings[0], state, verdict.run)
    ill = verdict.status in (Status.BROKEN, Status.HIJACKED)
    return Finished(
        verdict=verdict,
        since_run=remembered.since_run,
        news=changed and (was_known or ill),
        page=remembered.page,
        job=job,
    )


def _save_page(history: SiteHistory, finding: Finding, state: Path, run: int) -> str | None:
    """Copy the page that shows a finding out of the way of the next run; None if none was kept."""
    for kind in _kinds(finding):
        newest = _newest(state, history, kind)
        if newest is None:
            continue
        name = re.sub(r"[^\w.-]", "_", history.site)
        saved = state / SAVED / f"{name}-{run}-{finding.stage}.html"
        saved.parent.mkdir(parents=True, exist_ok=True)
        with gzip.open(newest) as kept, saved.open("wb") as copy:
            shutil.copyfileobj(kept, copy)
        return str(saved)
    return None


def _kinds(finding: Finding) -> list[str]:
    kinds = {
        Stage.ROBOTS: [],
        Stage.FETCH: [f"{REJECTED}{finding.reason}", REFUSED],
        Stage.DISCOVERY: [f"{REJECTED}{finding.reason}", START],
        Stage.EXTRACTION: [f"{REJECTED}{finding.reason}", ARTICLE],
        Stage.FIELDS: [ARTICLE, HIJACKED],
        Stage.SPAM: [HIJACKED, f"{REJECTED}doorway"],
    }
    return kinds[finding.stage]


def _newest(state: Path, history: SiteHistory, kind: str) -> Path | None:
    """Return the kept page of a kind; a site of the ledger may have several hosts."""
    path = page_path(state, history.host_url, kind)
    if path.is_file():
        return path
    domain = path.parent.name.removeprefix("www.")
    others = [p for p in (state / FOLDER).glob(f"*{domain}/{kind}{SUFFIX}") if p.is_file()]
    return max(others, key=lambda p: p.stat().st_mtime, default=None)
