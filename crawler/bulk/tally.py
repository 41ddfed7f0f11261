"""What was found in each input file: articles, rejects, and the brands of hijackers.

Each file has its own tally, so that a task that is done again counts nothing twice.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from datatrove.io import DataFolder

from crawler.bulk.outputs import write_json
from crawler.cleaning.memories import host_of

HOSTS_NAMED = 20
"""Hosts that the report names for a brand; all of them are counted in their files."""


@dataclass(slots=True)
class FileTally:
    """The counts of one file."""

    articles: int = 0
    integrity: Counter[str] = field(default_factory=Counter)
    rejects: Counter[str] = field(default_factory=Counter)
    brands: dict[str, Counter[str]] = field(default_factory=dict)
    """For each brand the pages on which it was found, by host."""

    def add(self, other: dict[str, Any]) -> None:
        """Add the tally of another file, as `as_plain` gave it."""
        self.articles += other["articles"]
        self.integrity.update(other["integrity"])
        self.rejects.update(other["rejects"])
        for brand, hosts in other["brands"].items():
            self.brands.setdefault(brand, Counter()).update(hosts)

    def as_plain(self) -> dict[str, Any]:
        """Return it as JSON can hold it, the same for equal tallies."""
        return {
            "articles": self.articles,
            "integrity": dict(sorted(self.integrity.items())),
            "rejects": dict(sorted(self.rejects.items())),
            "brands": {
                brand: dict(sorted(hosts.items())) for brand, hosts in sorted(self.brands.items())
            },
        }

    def report(self) -> dict[str, Any]:
        """Return the summary that people read: brands on most hosts first."""
        ranked = sorted(
            self.brands.items(), key=lambda item: (-len(item[1]), -item[1].total(), item[0])
        )
        return {
            "articles": self.articles,
            "rejected": self.rejects.total(),
            "integrity": dict(sorted(self.integrity.items())),
            "rejects": dict(self.rejects.most_common()),
            "brands": [
                {
                    "brand": brand,
                    "hosts": len(hosts),
                    "pages": hosts.total(),
                    "on": sorted(hosts, key=lambda host: (-hosts[host], host))[:HOSTS_NAMED],
                }
                for brand, hosts in ranked
            ],
        }


class Tally:
    """The tallies of the files of one task, each written when its file is through."""

    def __init__(self, folder: DataFolder | None) -> None:
        self._folder = folder
        self._source: str | None = None
        self._file = FileTally()

    def count_article(self, source: str, record: dict[str, Any]) -> None:
        """Count an article, and the brands that were found on its page."""
        self._turn_to(source)
        self._file.articles += 1
        integrity = record["integrity"]
        self._file.integrity[integrity["status"]] += 1
        for brand in integrity["brands"]:
            hosts = self._file.brands.setdefault(brand, Counter())
            hosts[host_of(record["url"]) or "?"] += 1

    def count_reject(self, source: str, reason: str) -> None:
        """Count a page that gave no article, or none that is wanted."""
        self._turn_to(source)
        self._file.rejects[reason] += 1

    def _turn_to(self, source: str) -> None:
        if source != self._source:
            self.close()
            self._source = source

    def close(self) -> None:
        """Write the tally of the file that was counted last."""
        if self._source is not None and self._folder is not None:
            write_json(self._folder, f"{self._source}.json", self._file.as_plain())
        self._source, self._file = None, FileTally()
