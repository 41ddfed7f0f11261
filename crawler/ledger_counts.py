"""Questions to a ledger: how much of what is in it."""

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from crawler.ledger import Ledger
from crawler.state_folder import is_held


class StartState(NamedTuple):
    """Where one start URL stands."""

    url: str
    state: str
    reason: str | None
    detail: str | None
    hops: int
    """Redirects that led from what was asked for to this URL."""

    @property
    def was_not_read(self) -> bool:
        """Whether it failed or may not be read; what moved or waits for its hour did neither."""
        if self.state == "skipped":
            return self.reason not in ("moved", "same-article", "out-of-dates")
        if self.state == "pending":
            return self.reason not in ("window", "budget", "limit")
        return self.state != "done"


def start_states(ledger: Ledger) -> list[StartState]:
    """Return the start pages, and where they moved to."""
    rows = ledger.connection.execute(
        "SELECT url, state, reason, detail, hops FROM page WHERE via = 'start' ORDER BY id"
    )
    return [StartState(*row) for row in rows]


def state_counts(ledger: Ledger) -> dict[str, int]:
    """Return how many URLs are in each state."""
    return dict(ledger.connection.execute("SELECT state, COUNT(*) FROM page GROUP BY state"))


def reason_counts(ledger: Ledger) -> dict[str, int]:
    """Return how many URLs there are for each state and reason, as `state/reason`."""
    rows = ledger.connection.execute(
        "SELECT state || '/' || reason, COUNT(*) FROM page WHERE reason IS NOT NULL "
        "GROUP BY state, reason ORDER BY 2 DESC, 1"
    )
    return dict(rows)


def pending_reasons(ledger: Ledger) -> list[tuple[str | None, int]]:
    """Return why URLs are still waiting, most frequent first."""
    return ledger.connection.execute(
        "SELECT reason, COUNT(*) FROM page WHERE state IN ('pending', 'leased') "
        "GROUP BY reason ORDER BY 2 DESC, 1"
    ).fetchall()


def failed_in_run(ledger: Ledger) -> tuple[int, int, int]:
    """Return the pages that failed in this run, those settled in it, and articles or skips ever."""
    failed, settled = ledger.connection.execute(
        "SELECT COALESCE(SUM(state = 'failed'), 0), COUNT(*) FROM page WHERE run = ?",
        (ledger.run,),
    ).fetchone()
    (ever,) = ledger.connection.execute(
        "SELECT EXISTS (SELECT 1 FROM page WHERE record_id IS NOT NULL OR reason = 'out-of-dates')"
    ).fetchone()
    return failed, settled, ever


def last_run(ledger: Ledger, folder: Path) -> tuple[int, str, str | None, str | None]:
    """Return number, verdict, start and end of the last run.

    One that has written no ending is running, or was killed: the lock of the folder tells.
    """
    row = ledger.connection.execute(
        "SELECT id, verdict, started_at, ended_at FROM run ORDER BY id DESC LIMIT 1"
    ).fetchone()
    if row is None:
        return 0, "never run", None, None
    run, verdict, started_at, ended_at = row
    if verdict is None:
        verdict = "running" if is_held(folder) else "interrupted"
    return run, verdict, started_at, ended_at


def lines_of_run(ledger: Ledger) -> Iterator[str]:
    """Yield the article lines of this run as they are published."""
    rows = ledger.connection.execute(
        "SELECT line FROM record WHERE stream = 'articles' AND run = ? ORDER BY seq", (ledger.run,)
    )
    for (line,) in rows:
        yield zlib.decompress(line).decode("utf-8")


def record_counts(ledger: Ledger, run: int | None = None) -> dict[str, int]:
    """Return how many lines each stream holds, over all runs or of one."""
    condition = "WHERE run = ?" if run is not None else ""
    rows = ledger.connection.execute(
        f"SELECT stream, COUNT(*) FROM record {condition} GROUP BY stream",
        (run,) if run is not None else (),
    )
    return {"articles": 0, "rejects": 0, **dict(rows)}


def first_shell(ledger: Ledger) -> tuple[str, str] | None:
    """Return (URL, detail) of the first page that is empty without its scripts."""
    found = ledger.connection.execute(
        "SELECT url, detail FROM page WHERE reason = 'script-shell' ORDER BY id LIMIT 1"
    ).fetchone()
    return (found[0], found[1]) if found else None
