"""What the layers find, what is cut because of it, and what is concluded."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from qingwen.article import Evidence, Integrity, Removal, Status
from qingwen.hijack.elsewhere import NONE_HERE, KnownHere

PROOF = 1.0
"""The weight at which a page is called polluted. One finding may reach it alone; weaker ones add
up only where they come from different slots."""


class Finding(NamedTuple):
    """One thing a layer saw."""

    slot: str
    text: str
    proof: str
    layer: str
    status: Status
    weight: float
    """1.0 proves alone, less needs company."""
    brand: str = ""
    """The injected name it teaches, "" where it teaches none."""


@dataclass(frozen=True, slots=True)
class Cuts:
    """What leaves the outline."""

    title: str | None = None
    """The title element without what was stuffed into it; None leaves it as it is."""
    texts: tuple[tuple[int, str], ...] = ()
    """(block, text left): "" for a block cut whole."""
    links: frozenset[int] = frozenset()
    metas: frozenset[str] = frozenset()
    removals: tuple[Removal, ...] = ()


@dataclass(frozen=True, slots=True)
class Hijack:
    """The verdict on a page before its body is known, and the cuts that follow from it."""

    findings: tuple[Finding, ...] = ()
    brands: tuple[str, ...] = ()
    planted: tuple[str, ...] = ()
    """Brands from the title that a kit strews between the words of a body."""
    cuts: Cuts = Cuts()
    doorway: str | None = None
    stuffed: bool = False
    """Whether the title was stuffed."""
    headless: bool = False
    """Whether promotion is all that title and headings hold."""
    headline: str = ""
    """The title element as it came."""
    around: str = ""
    """The page outside its prose, without its headings."""
    spare: str = ""
    """Copies of parts of the text that may have escaped a replacement."""
    known: KnownHere = NONE_HERE
    """Brands of other sites that stand on the page."""
    strange: tuple[str, ...] = ()
    """Names in its name slots that its proofs do not bear out."""
    named: tuple[str, ...] = ()
    """What it calls its site."""
    own_name: str = ""
    """What the other pages of its host call the site, where something else was written over it."""

    @property
    def integrity(self) -> Integrity:
        """The record's form of the verdict so far."""
        return conclude(self.findings, self.brands)


@dataclass(frozen=True, slots=True)
class Prose:
    """The body after the last look at it."""

    paragraphs: tuple[str, ...]
    removals: tuple[Removal, ...]
    integrity: Integrity
    doorway: str | None = None
    title: str = ""
    """The title after the same mending."""


def weigh(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings that count: all of them where they reach a proof together, else none.

    In one slot only the heaviest of a layer counts.
    """
    findings = tuple(findings)
    best: dict[tuple[str, str], float] = {}
    for finding in findings:
        key = (finding.slot, finding.layer)
        best[key] = max(best.get(key, 0.0), finding.weight)
    return findings if sum(best.values()) >= PROOF else ()


def conclude(
    findings: Iterable[Finding], brands: Iterable[str], damaged: bool = False
) -> Integrity:
    """Return the integrity that the findings add up to."""
    counted = weigh(findings)
    if not counted:
        return Integrity()
    status: Status = "injected"
    if any(f.status == "hijacked" and f.weight >= 0.5 for f in counted):
        status = "hijacked"
    evidence = dict.fromkeys(
        Evidence(slot=f.slot, text=f.text[:120], proof=f.proof, layer=f.layer) for f in counted
    )
    return Integrity(
        status=status,
        body="damaged" if damaged else "intact",
        brands=tuple(dict.fromkeys(brands)),
        evidence=tuple(evidence)[:24],
    )
