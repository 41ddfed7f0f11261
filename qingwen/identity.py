"""Who the page says it is: the slots a template fills with the site's name, and what proves it.

A spam kit that clones a page writes its brand over the name of the site, in every slot at once.
It leaves alone what it does not know: the publisher, the licence, the mail domain, the second
name behind the copyright sign. Slots are what is claimed, proofs are what the claims are held
against.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

_SITE_OF_HOLDER = re.compile(r"号.*|-\d+$|\s|[:：]")


class Slot(NamedTuple):
    """One place where a template prints the name of its site."""

    kind: str
    """title-tail, edition, holder, about, friends, copyright, welcome, home, powered, crumb, meta."""
    text: str
    """What fills it."""
    block: int
    """Index of its block; -1 for title and meta."""
    phrase: str
    """The words around and with it: 关于X, X的友情链接申请."""


class Proof(NamedTuple):
    """One sign of the publisher that does not come from the name slots."""

    kind: str
    """organiser, holder, icp, licence, mail, slogan, dateline, domain, path."""
    text: str
    block: int


@dataclass(frozen=True)
class Identity:
    """Slots and proofs of one page."""

    slots: tuple[Slot, ...] = ()
    proofs: tuple[Proof, ...] = ()
    host: str = ""
    """Host of the page's URL, "" where unknown."""

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The proofs that are names: organisers, holders, slogans, datelines."""
        return tuple(p.text for p in self.proofs if p.kind in _NAMING)

    def proves(self, name: str) -> bool:
        """Return whether a naming proof shares two neighbouring chars with `name`."""
        return shares_bigram(name, self.names)

    def signers(self, source: str | None) -> tuple[str, ...]:
        """Return who stands behind the page where no kit writes: organisers, datelines, the source."""
        names = (*self.values("organiser"), *self.values("dateline"), source or "")
        return tuple(dict.fromkeys(filter(None, names)))

    @property
    def licences(self) -> tuple[str, ...]:
        """The ICP numbers without what stands behind the hyphen: one for all sites of a holder."""
        return tuple(_SITE_OF_HOLDER.sub("", text).upper() for text in self.values("icp"))

    def values(self, kind: str) -> tuple[str, ...]:
        """The texts of all proofs of one kind, in page order."""
        return tuple(p.text for p in self.proofs if p.kind == kind)


_NAMING = {"organiser", "holder", "slogan", "dateline"}


def shares_bigram(name: str, others: Iterable[str]) -> bool:
    """Return whether two neighbouring chars of `name` stand together in one of `others`.

    >>> shares_bigram("孝感网", ["孝感日报传媒集团"])
    True
    """
    name = name.lower()
    pairs = {name[i : i + 2] for i in range(len(name) - 1)}
    return any(pair in other.lower() for other in others for pair in pairs)
