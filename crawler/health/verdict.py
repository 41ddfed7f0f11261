"""The verdict on a site: how it does, and the first stage that failed."""

from dataclasses import dataclass, field
from enum import StrEnum


class Stage(StrEnum):
    """The way of a page; the first of them that fails is named."""

    ROBOTS = "robots"
    FETCH = "fetch"
    DISCOVERY = "discovery"
    EXTRACTION = "extraction"
    FIELDS = "fields"
    SPAM = "spam"


class Status(StrEnum):
    """How a site does."""

    WELL = "well"
    YOUNG = "young"
    """Nothing failed, and there is too little to compare with."""
    BROKEN = "broken"
    HIJACKED = "hijacked"
    """Its articles come, but a spam kit has overwritten its pages."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One stage that failed, in a sentence."""

    stage: Stage
    said: str
    reason: str | None = None
    """Slug of the most frequent reason, where the stage has reasons."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How one site does."""

    site: str
    status: Status
    stage: Stage | None
    """The first stage that failed."""
    said: str
    findings: tuple[Finding, ...]
    run: int
    since_run: int
    """The first of the runs that were judged together."""
    figures: dict[str, float | int | str | None] = field(default_factory=dict)
    """What the last runs brought, and what the baseline expects."""
