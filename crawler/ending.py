"""How a run ended: the verdict, its exit code and the sentence that says why."""

from dataclasses import dataclass
from enum import Enum

from crawler.ledger import Ledger
from crawler.ledger_connection import StorageError
from crawler.ledger_counts import failed_in_run, first_shell, pending_reasons, start_states
from crawler.order import Order

TOLERATED_FAILURES = 0.1
"""Share of the pages of a run that may fail before the run is called partial."""

_SHUT = frozenset({
    "robots", "robots-unreachable", "challenge", "http-401", "http-403", "http-407", "http-451",
})  # fmt: skip


class Verdict(Enum):
    """The ways a run can end, each with the exit code of the command."""

    COMPLETE = ("complete", 0)
    """Everything asked for was done. A dead link among many is no failure."""
    FAILED = ("failed", 1)
    """Nothing was obtained: no start page could be read, or it led to no article."""
    USAGE = ("usage", 2)
    """The arguments were wrong; nothing was fetched."""
    PARTIAL = ("partial", 10)
    """Some of it has to wait for the next run, or could not be had."""
    INTERRUPTED = ("interrupted", 11)
    """Stopped by a signal; the same command goes on from there."""
    NO_SPACE = ("no space", 12)
    """The disk refused a write; the same command goes on when there is room."""
    BLOCKED = ("blocked", 13)
    """The site does not let us in: robots.txt, login, captcha or browser check."""
    STATE_IN_USE = ("state in use", 14)
    """Another run holds the state folder; nothing was fetched."""
    BROKEN = ("broken", 15)
    """The ledger is damaged or was changed by something else; what was published stays."""

    def __init__(self, label: str, exit_code: int) -> None:
        self.label = label
        self.exit_code = exit_code


@dataclass(frozen=True, slots=True)
class Ending:
    """A verdict and the sentence that says why."""

    verdict: Verdict
    sentence: str


def ending_of(ledger: Ledger, order: Order, articles: int, *, interrupted: bool) -> Ending:
    """Return how the current run ended; `articles` is how many it published."""
    if ledger.broken:
        return broken_ending(ledger.broken)
    if interrupted:
        return Ending(
            Verdict.INTERRUPTED, "Stopped by a signal; the same command goes on from here."
        )
    if order.limit is not None and articles >= order.limit:
        return Ending(Verdict.COMPLETE, f"The limit of {order.limit} articles was reached.")
    return _ending_of_starts(ledger) or _ending_of_rest(ledger)


def broken_ending(error: StorageError) -> Ending:
    """Return the ending of a run whose ledger, or a file beside it, failed."""
    if error.disk_refused:
        return Ending(Verdict.NO_SPACE, f"The disk refused a write: {error}.")
    return Ending(
        Verdict.BROKEN, f"The ledger cannot be used: {error}; another state folder starts anew."
    )


def _ending_of_starts(ledger: Ledger) -> Ending | None:
    """Return the ending of a run that its start pages decide; None where they were read."""
    starts = start_states(ledger)
    bad = [start for start in starts if start.was_not_read]
    if not bad:
        return None
    reason, detail, url = bad[0].reason or bad[0].state, bad[0].detail, bad[0].url
    said = f"{url}: {reason}" + (f" ({detail})" if detail else "")
    if any(start.state == "done" for start in starts):
        return Ending(
            Verdict.PARTIAL, f"{len(bad)} of {len(starts)} start pages were not read, {said}."
        )
    if all(start.reason in _SHUT for start in bad):
        return Ending(Verdict.BLOCKED, f"The site does not let us in, {said}.")
    return Ending(Verdict.FAILED, f"No start page could be read, {said}.")


def _ending_of_rest(ledger: Ledger) -> Ending:
    waiting = pending_reasons(ledger)
    if waiting:
        reasons = ", ".join(f"{reason or 'not reached'} {count}" for reason, count in waiting)
        total = sum(count for _, count in waiting)
        return Ending(Verdict.PARTIAL, f"{total} URLs are left to the next run: {reasons}.")
    failed, settled, ever = failed_in_run(ledger)
    if not ever:
        shell = first_shell(ledger)
        why = f": {shell[0]} is a script-shell ({shell[1]})" if shell else ""
        return Ending(Verdict.FAILED, f"The start pages were read and led to no article{why}.")
    if failed > max(5, TOLERATED_FAILURES * settled):
        return Ending(Verdict.PARTIAL, f"{failed} of {settled} pages could not be fetched.")
    return Ending(Verdict.COMPLETE, "Everything that was found was fetched.")
