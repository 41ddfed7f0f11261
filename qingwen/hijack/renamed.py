"""A name written over the site's own, shown by other pages of the host.

A kit that fills every name slot leaves one page that reads like an outlet of a media group. The same
template line with another name in it, on other pages of the host, says which name belongs there.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from qingwen.hijack.slots import INSTITUTION, fillers, is_alien, place_of
from qingwen.hijack.verdict import Finding
from qingwen.identity import Identity, Slot, shares_bigram
from qingwen.memory import MIN_PAGES, SiteMemory
from qingwen.outline import Outline

_LINE_CHARS = 20
"""A line so long, or two lines: a column of a site may print its own name in one short line."""
_ROTATED = 2
"""Other strange names in the same line on a host; a site has one name."""
_MOST_NAMES = 10
_MOST_SIGNERS = 5
_NAME_CHARS = 20
_MOST_CHARS = 160
"""Longest line of a template; what is longer is prose."""


class Renamed(NamedTuple):
    """What was written over the site's name."""

    findings: tuple[Finding, ...] = ()
    name: str = ""
    """The name that belongs there; "" where no page of the host shows one long enough."""


def site_names(identity: Identity, title: str) -> dict[str, list[Slot]]:
    """Return what the page calls its site, names in two kinds of slots or in one and the title, with the
    slots."""
    names: dict[str, list[Slot]] = {}
    for slots in fillers(identity).values():
        names.setdefault(slots[0].text, []).extend(slots)
    for proof in identity.proofs:
        if proof.kind == "holder" and proof.text in title:
            slot = Slot("holder", proof.text, proof.block, proof.text)
            names.setdefault(proof.text, []).append(slot)
    return {
        name: slots
        for name, slots in names.items()
        if 1 < len(name) <= _NAME_CHARS
        and len({slot.kind for slot in slots} | ({"title-tail"} if name in title else set())) > 1
    }


def strange_names(names: Iterable[str], identity: Identity) -> tuple[str, ...]:
    """Return the names of the site that the publisher's proofs do not bear out.

    On one page an outlet of a media group reads so too; it takes several sites to tell.
    """
    return tuple(
        name
        for name in names
        if (
            others := [
                o
                for o in identity.names
                if o.lower() not in name.lower() and name.lower() not in o.lower()
            ]
        )
        and not INSTITUTION.search(name)
        and is_alien(name.lower(), others)
    )


def find_renamed(
    outline: Outline, names: dict[str, list[Slot]], identity: Identity, memory: SiteMemory
) -> Renamed:
    """Findings of a name in lines that other pages of the host print with another name.

    `names` are those of `site_names`.
    """
    if memory.pages < MIN_PAGES:
        return Renamed()
    usual = memory.named.most_common(_MOST_NAMES)
    for name, slots in names.items():
        if (usual and memory.named[name] * 2 >= usual[0][1]) or _is_own(name, identity, memory):
            continue
        lines = [
            block.text
            for block in outline.blocks
            if name in block.text and len(name) < len(block.text) <= _MOST_CHARS
        ]
        seen = _Seen(name, lines, outline.title, identity.names, memory)
        for own, pages in usual:
            if (
                pages >= max(MIN_PAGES, memory.pages / 2, 2 * memory.named[name] + 1)
                and not shares_bigram(own, [name])
                and seen.says(own, MIN_PAGES)
            ):
                why = f"{pages} other pages of this host print the same lines with “{own}”"
                return Renamed(tuple(_findings(slots, why)), own)
        others = [other for other in memory.fillers if not shares_bigram(other, [name])]
        rotated = [other for other in others[:_MOST_NAMES] if seen.says(other, 1)]
        if len(rotated) >= _ROTATED:
            why = f"other pages of this host print the same lines with {', '.join(rotated)}"
            return Renamed(tuple(_findings(slots, why)))
    return Renamed()


def _is_own(name: str, identity: Identity, memory: SiteMemory) -> bool:
    """Whether a name is a second outlet's on the host: it signs stories, or has chars of its publisher."""
    others = [other for other in identity.names if name.lower() not in other.lower()]
    signs = any(name in signer for signer in memory.signed)
    return signs or bool(INSTITUTION.search(name)) or not is_alien(name.lower(), others)


class _Seen(NamedTuple):
    """Where a page prints a name, and what other pages of its host print."""

    name: str
    lines: list[str]
    title: str
    publishers: tuple[str, ...]
    memory: SiteMemory

    def says(self, other: str, pages: int) -> bool:
        """Whether so many pages print these lines with another name: two, or one with more in it."""
        known = [line for line in self.lines if self._shown(line, other) >= pages]
        own = [name for name in self.publishers if self.name not in name]
        if any(
            len(line) - len(self.name) >= _LINE_CHARS or any(map(line.__contains__, own))
            for line in known
        ):
            return True
        tails = (tail for tail, count in self.memory.tails.items() if count >= pages)
        tailed = any(
            other in tail and self.title.endswith(tail.replace(other, self.name)) for tail in tails
        )
        return len(known) + tailed > 1

    def _shown(self, line: str, other: str) -> int:
        """How many pages print a line with another name, and with the publisher's where the kit made
        its brand a company."""
        count = self.memory.shown(line.replace(self.name, other))
        firms = [name for name in self.publishers if self.name in name and name in line]
        if count or not firms or firms[0] == self.name:
            return count
        signers = [signer for signer, _ in self.memory.signed.most_common(_MOST_SIGNERS)]
        rest = (line.replace(firms[0], signer).replace(self.name, other) for signer in signers)
        return max(map(self.memory.shown, rest), default=0)


def _findings(slots: list[Slot], why: str) -> Iterator[Finding]:
    for slot in dict.fromkeys(slots):
        proof = f"“{slot.text}” fills {slot.kind}; {why}"
        yield Finding(place_of(slot), slot.phrase, proof, "identity", "hijacked", 1.0, slot.text)
