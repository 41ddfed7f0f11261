"""What a failed attempt leads to: another one after a pause, or a final state.

The pauses double; what a server asks for (Retry-After) is kept to the second or, where it is longer
than a run waits, left to a later run.
"""

import time
from email.utils import parsedate_to_datetime

from crawler.page_state import Lease, Outcome, State

FIRST_PAUSE_S = 1.0
MAX_ASKED_PAUSE_S = 86_400.0
"""A server that asks for more is asked again after a day."""

# How often a URL is tried in one run. Slow answers cost a minute each, the others nothing.
ATTEMPTS = {
    "server-error": 6,
    "busy": 6,
    "busy-and-confused": 3,
    "reset": 6,
    "truncated": 3,
    "timeout": 2,
    "crowded": 6,
    "refused": 3,
    "dns": 3,
    "tls": 1,
    "protocol": 3,
    "render-failed": 2,
}

# Reasons of the core: the page was there and holds no article, so it is rejected, not failed.
_REJECTIONS = frozenset({"truncated", "too-large"})


def again_or_over(
    lease: Lease, reason: str, detail: str | None, *, asked_pause_s: float | None = None
) -> Outcome:
    """Return the outcome of an attempt that failed for `reason`."""
    if lease.attempts >= ATTEMPTS.get(reason, 1):
        return over(lease, reason, detail)
    pause_s = FIRST_PAUSE_S * 2.0 ** (lease.attempts - 1)
    if asked_pause_s is not None:
        pause_s = max(pause_s, min(asked_pause_s, MAX_ASKED_PAUSE_S))
    return Outcome(lease=lease, state=State.PENDING, reason=reason, detail=detail, due_in_s=pause_s)


def over(lease: Lease, reason: str, detail: str | None) -> Outcome:
    """Return the final outcome of a URL that could not be read."""
    state = State.REJECTED if reason in _REJECTIONS else State.FAILED
    return Outcome(lease=lease, state=state, reason=reason, detail=detail)


def retry_after_s(value: bytes | None) -> float | None:
    """Return the pause a Retry-After header asks for; None where it says nothing sensible."""
    if value is None:
        return None
    text = value.decode("latin-1").strip()
    if text.isascii() and text.isdigit():
        return float(text[:12])
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except (ValueError, OverflowError):
        return None
