"""What changed between the record of an article and the record that today's rules give."""

from difflib import SequenceMatcher
from typing import Any, NamedTuple

Record = dict[str, Any]

FIELDS = (
    "title", "kicker", "subtitle", "published_at", "source", "bylines", "section", "language",
    "images", "notices",
)  # fmt: skip
_SITE = ("name", "publisher", "icp")
_FROM_LIST = ("published_at", "published_raw", "date_method", "date_precision")
_FROM_CRAWL = ("id", "cluster", "duplicate_of", "fetched_at")


class Difference(NamedTuple):
    """The changes of one article; empty where there are none."""

    fields: dict[str, tuple[Any, Any]]
    """(before, after) by name; `site.name` and `integrity.status` name parts."""
    cut: list[str]
    """Paragraphs that are gone."""
    added: list[str]
    """Paragraphs that are new."""

    def __bool__(self) -> bool:
        return bool(self.fields or self.cut or self.added)


def completed(new: Record, old: Record) -> Record:
    """Return the new record with what only the crawl knew: id, list date, region, cluster."""
    record = new | {name: old[name] for name in _FROM_CRAWL}
    if new["published_at"] is None and old["date_method"] == "list":
        record |= {name: old[name] for name in _FROM_LIST}
    site = {name: new["site"][name] or old["site"][name] for name in new["site"]}
    changed = new["content_hash"] != old["content_hash"]
    return record | {"site": site, "revision": old["revision"] + changed}


def difference(old: Record, new: Record) -> Difference:
    """Return what changed in the fields that the core reads."""
    fields = {name: (old[name], new[name]) for name in FIELDS if old[name] != new[name]}
    for group, names in (("site", _SITE), ("integrity", ("status", "body", "brands"))):
        for name in names:
            before, after = old[group][name], new[group][name]
            if before != after:
                fields[f"{group}.{name}"] = (before, after)
    cut, added = _paragraphs(old["paragraphs"], new["paragraphs"])
    return Difference(fields, cut, added)


def _paragraphs(old: list[str], new: list[str]) -> tuple[list[str], list[str]]:
    cut: list[str] = []
    added: list[str] = []
    for step, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if step != "equal":
            cut += old[a:b]
            added += new[c:d]
    return cut, added
