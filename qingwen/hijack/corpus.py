"""What the sites of a corpus teach together: brands that one site shows and another does not.

Unrelated sites share no registered domain and no ICP number. One string over the names of several of
them is a kit's, but for the honest names that stand on many: an outlet of a media group stays inside
its province and signs stories, a portal has the suffix of an institution.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from qingwen.brands import KnownBrands
from qingwen.hijack.links import registrable
from qingwen.hijack.shape import read_phrase
from qingwen.hijack.slots import INSTITUTION, MIXED
from qingwen.hijack.vocabulary import vocabulary
from qingwen.memory import SiteMemory

FILLED_SITES = 3
"""Unrelated sites whose names one string must fill where no page alone showed it to be a brand."""
SIGNED_SHARE = 3
"""An outlet signs its stories on a third of the sites with its name, or on more."""


class Corpus:
    """Collects the memories of sites, in any order."""

    def __init__(self) -> None:
        self._learnt: defaultdict[str, set[str]] = defaultdict(set)
        self._filled: defaultdict[str, set[str]] = defaultdict(set)
        self._signed: defaultdict[str, set[str]] = defaultdict(set)
        self._licences: dict[str, str] = {}

    def add(self, host: str, memory: SiteMemory) -> None:
        """Count what one site has taught."""
        site = registrable(host)
        if memory.licences:
            licence, _ = min(memory.licences.items(), key=lambda item: (-item[1], item[0]))
            self._licences[site] = min(licence, self._licences.get(site, licence))
        for brand in memory.brands:
            self._learnt[brand].add(site)
        for name in memory.fillers:
            self._filled[name].add(site)
        for name in memory.signed:
            self._signed[name].add(site)

    def brands(self) -> KnownBrands:
        """Return what may be looked for on other sites; the same for the same memories."""
        sites = {
            brand: self._unrelated(where)
            for brand, where in self._learnt.items()
            if is_lasting(brand)
        }
        for name, where in self._filled.items():
            if INSTITUTION.search(name):
                continue
            where = where | self._learnt.get(name, set())
            if self._signing(name) * SIGNED_SHARE >= len(where):
                continue
            count = self._unrelated(where)
            if count >= FILLED_SITES and len(self._provinces(where)) > 1:
                sites[name] = count
        return KnownBrands(sites)

    def _unrelated(self, sites: set[str]) -> int:
        return len({self._licences.get(site, site) for site in sites})

    def _provinces(self, sites: set[str]) -> set[str]:
        return {self._licences[site][0] for site in sites if site in self._licences}

    def _signing(self, name: str) -> int:
        """How many sites give the name as organiser, dateline or source, where kits seldom write."""
        return len(set().union(*(s for signer, s in self._signed.items() if name in signer)))


def is_lasting(brand: str) -> bool:
    """Whether a brand is spelt as brands are, so that it can be told from words and places.

    A stem like 世界杯 may have been learnt in front of 官网; it stands on honest sites too.
    """
    words = vocabulary()
    if INSTITUTION.search(brand) or words.outlet.match(brand):
        return False
    if len(words.known.sub("", brand)) < 2:
        return False
    return bool(read_phrase(brand).branded or MIXED.match(brand))


def brands_of_rows(rows: Iterable[Mapping[str, Any]]) -> KnownBrands:
    """Return what the rows of a run's report teach: `brand`, its hosts, and the layers that saw it."""
    sites: dict[str, int] = {}
    for row in rows:
        brand, hosts = str(row["brand"]), row.get("host_names") or row.get("on") or ()
        layers = row.get("layers") or {}
        if is_lasting(brand) or ("identity" in layers and not INSTITUTION.search(brand)):
            named = {registrable(_host(str(host))) for host in hosts}
            sites[brand] = max(1, len(named))
    return KnownBrands(sites)


def _host(name: str) -> str:
    return (urlsplit(name).hostname or "") if "//" in name else name
