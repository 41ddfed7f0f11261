"""What a run learnt about brands: where each was found, on how many pages, by which layers.

A brand that fills name slots on hosts that have nothing to do with each other is one kit's. The next
run takes the report of this one: what was learnt on one site is then looked for on all.
"""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from qingwen.brands import KnownBrands

MAX_BRANDS = 2_000
"""More than any run was seen to hold; what comes after them is counted as left out."""
MAX_HOSTS = 50
"""Kept for one brand: a kit on so many hosts needs no further proof."""


class BrandsError(Exception):
    """A file holds no brands; the message is one sentence for the user."""


@lru_cache(maxsize=1)
def read_brands(path: str) -> KnownBrands:
    """Return the brands of a report, of its rows alone, or of a set written down before.

    Raises BrandsError. A process reads a file once: what changes it later changes no page.
    """
    from qingwen.hijack.corpus import brands_of_rows  # its rules take their time to compile

    try:
        data = json.loads(Path(path).read_text("utf-8"))
        if isinstance(data, dict) and "sites" in data:
            return KnownBrands.from_dict(data)
        return brands_of_rows(data["brands"] if isinstance(data, dict) else data)
    except OSError as error:
        raise BrandsError(f"{path} cannot be read: {error.strerror}.") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BrandsError(f"{path} is no report of a run and no list of brands.") from error


@dataclass(slots=True)
class _Sighting:
    """What is known of one brand."""

    first_url: str | None
    pages: int = 0
    hosts: set[str] = field(default_factory=set)
    slots: Counter[str] = field(default_factory=Counter)
    layers: Counter[str] = field(default_factory=Counter)


class BrandTable:
    """Brands of the records of one run, in the order in which they were met."""

    def __init__(self) -> None:
        self._seen: dict[str, _Sighting] = {}
        self.left_out = 0

    def add_line(self, line: str) -> None:
        """Count the brands of one published line; lines without any cost one look."""
        if '"brands":["' in line:
            record = json.loads(line)
            self.add(record.get("qingwen", record))

    def add(self, record: dict[str, Any]) -> None:
        """Count the brands of one record."""
        integrity, url = record["integrity"], record["url"]
        for brand in integrity["brands"]:
            sighting = self._seen.get(brand)
            if sighting is None:
                if len(self._seen) >= MAX_BRANDS:
                    self.left_out += 1
                    continue
                sighting = self._seen[brand] = _Sighting(url)
            _count(sighting, brand, integrity["evidence"], urlsplit(url or "").hostname or "")

    def rows(self) -> list[dict[str, Any]]:
        """Return one row a brand, those on most hosts and pages first."""
        rows = [
            {
                "brand": brand,
                "pages": seen.pages,
                "hosts": len(seen.hosts),
                "host_names": sorted(seen.hosts),
                "first_url": seen.first_url,
                "slots": dict(sorted(seen.slots.items())),
                "layers": dict(sorted(seen.layers.items())),
            }
            for brand, seen in self._seen.items()
        ]
        return sorted(rows, key=lambda row: (-row["hosts"], -row["pages"], row["brand"]))


def brands_of(lines: Iterable[str]) -> list[dict[str, Any]]:
    """Return the rows for published lines."""
    table = BrandTable()
    for line in lines:
        table.add_line(line)
    return table.rows()


def _count(sighting: _Sighting, brand: str, evidence: list[dict[str, str]], host: str) -> None:
    sighting.pages += 1
    if host and len(sighting.hosts) < MAX_HOSTS:
        sighting.hosts.add(host)
    own = [seen for seen in evidence if brand in seen["text"]] or evidence
    sighting.slots.update({seen["slot"] for seen in own})
    sighting.layers.update({seen["layer"] for seen in own})
