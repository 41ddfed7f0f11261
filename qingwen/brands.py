"""What other sites taught about brands: frozen before the first page is read with it.

A brand that a kit wrote over one site is looked for on the others. The set is handed in with the
memory of a site and never changed by a page, so no page's result depends on which came before it.
"""

import re
from collections.abc import Mapping
from functools import cached_property

BRANDS_VERSION = 1
MAX_BRANDS = 2_000
"""More than any run was seen to learn; those on fewest sites go first."""
MAX_BRAND_CHARS = 24


class KnownBrands:
    """Brands with the number of unrelated sites that each was found on."""

    def __init__(self, sites: Mapping[str, int]) -> None:
        kept = sorted(
            ((brand, n) for brand, n in sites.items() if 1 < len(brand) <= MAX_BRAND_CHARS),
            key=lambda item: (-item[1], item[0]),
        )[:MAX_BRANDS]
        self.sites: Mapping[str, int] = dict(sorted(kept))

    def __bool__(self) -> bool:
        return bool(self.sites)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, KnownBrands) and self.sites == other.sites

    __hash__ = None  # type: ignore[assignment]

    @cached_property
    def _by_head(self) -> dict[str, list[str]]:
        heads: dict[str, list[str]] = {}
        for brand in self.sites:
            heads.setdefault(brand[:2], []).append(brand)
        return heads

    @cached_property
    def _heads(self) -> re.Pattern[str]:
        first, second = ({head[i] for head in self._by_head} for i in (0, 1))
        sets = ("".join(map(re.escape, sorted(chars))) for chars in (first, second))
        return re.compile("[{}](?=[{}])".format(*sets))

    def found_in(self, text: str) -> list[str]:
        """Return the brands that stand in `text`, in one scan, in their own order."""
        if not self.sites:
            return []
        found = set()
        for head in self._heads.finditer(text):
            at = head.start()
            for brand in self._by_head.get(text[at : at + 2], ()):
                if text.startswith(brand, at):
                    found.add(brand)
        return sorted(found)

    def to_dict(self) -> dict[str, object]:
        """Return a JSON-serialisable form, the same for equal sets."""
        return {"version": BRANDS_VERSION, "sites": dict(self.sites)}

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> "KnownBrands":
        """Return the set `to_dict` wrote; an empty one where the version is another."""
        sites = data.get("sites")
        if data.get("version") != BRANDS_VERSION or not isinstance(sites, dict):
            return cls({})
        return cls({str(brand): int(n) for brand, n in sites.items()})
