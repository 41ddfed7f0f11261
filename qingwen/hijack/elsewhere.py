"""The brands of other sites that stand on one page, and how much one of them proves."""

from typing import NamedTuple

from qingwen.hijack.clauses import EDGE
from qingwen.hijack.shape import plain, read_phrase

SURE_SITES = 2
"""Unrelated sites from which a brand needs no second slot: one site may have been misread."""


class KnownHere(NamedTuple):
    """Known brands that stand on one page."""

    sites: dict[str, int]
    """Each with the number of sites it was learnt on."""

    def weight(self, brand: str) -> float:
        """Return how much one place with it proves."""
        return 1.0 if self.sites[brand] >= SURE_SITES else 0.6

    def why(self, brand: str) -> str:
        """Say where the brand is known from."""
        count = self.sites[brand]
        return f"“{brand}” was learnt on {count} unrelated site{'s'[: count > 1]}"

    def named_by(self, text: str) -> str:
        """The brand that `text` is, calls to action apart; "" where it is none."""
        bare = plain(text).strip(EDGE)
        if bare in self.sites:
            return bare
        stem = read_phrase(bare).stem
        return stem if stem in self.sites else ""


NONE_HERE = KnownHere({})
