"""What health remembers of a state folder: since when a site is broken, and what was told of it."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from crawler.health.verdict import Status, Verdict

FILE_NAME = "health.json"


@dataclass(slots=True)
class SiteMemory:
    """What is remembered of one site."""

    status: str = Status.YOUNG
    stage: str | None = None
    since_run: int = 0
    """The run that made it so."""
    page: str | None = None
    """The page that was saved when it broke."""
    learn_from: int = 0
    """The baseline is learnt from this run on: what was before is no longer the rule."""
    told: str | None = None
    """What was posted last, as status/stage."""


class Memory:
    """The memory of one state folder."""

    def __init__(self, folder: Path) -> None:
        """Read it; what cannot be read is empty: health is then judged anew."""
        self._path = folder / FILE_NAME
        self.sites: dict[str, SiteMemory] = {}
        try:
            data = json.loads(self._path.read_text("utf-8"))
            self.sites = {site: SiteMemory(**known) for site, known in data["sites"].items()}
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return

    def of(self, site: str) -> SiteMemory:
        """Return what is remembered of a site."""
        return self.sites.setdefault(site, SiteMemory())

    def learn_until(self, site: str) -> int | None:
        """Return the run from which on a site has been broken; None where it is well."""
        known = self.of(site)
        return known.since_run if known.status in (Status.BROKEN, Status.HIJACKED) else None

    def note(self, verdict: Verdict) -> bool:
        """Remember a verdict; return whether it is another one than before."""
        known = self.of(verdict.site)
        changed = (known.status, known.stage) != (verdict.status, verdict.stage)
        if changed:
            known.status, known.stage = str(verdict.status), verdict.stage and str(verdict.stage)
            known.since_run, known.page = verdict.since_run, None
        return changed

    def accept(self, site: str, run: int) -> None:
        """Take what a site gives from a run on as the rule."""
        self.sites[site] = SiteMemory(learn_from=run, told=self.of(site).told)

    def write(self) -> None:
        """Write it as one whole file. Raises OSError."""
        text = json.dumps(
            {"sites": {site: asdict(known) for site, known in sorted(self.sites.items())}},
            ensure_ascii=False,
            indent=1,
        )
        write_whole(self._path, text + "\n")


def write_whole(path: Path, text: str) -> None:
    """Write a file so that a reader sees the old or the new one, never a part. Raises OSError."""
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.new")
    with unfinished.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
