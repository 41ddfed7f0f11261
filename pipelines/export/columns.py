"""A record as one flat row, for tables that know no lists: CSV and SQLite."""

from typing import Any

COLUMNS = (
    "id", "url", "canonical_url", "title", "kicker", "subtitle", "published_at", "date_precision",
    "source", "reporters", "editors", "section", "site", "publisher", "domain", "province", "city",
    "language", "status", "body", "brands", "text", "images", "revision", "cluster", "duplicate_of",
    "confidence", "fetched_at", "content_hash",
)  # fmt: skip
_DIRECT = frozenset(COLUMNS) - {
    "source", "reporters", "editors", "site", "publisher", "domain", "province", "city", "status",
    "body", "brands", "images",
}  # fmt: skip
_WRITERS = ("reporter", "correspondent", "author")


def row_of(record: dict[str, Any]) -> dict[str, Any]:
    """Return the values of COLUMNS by name; several names stand in one, with 、 between."""
    row = {name: record[name] for name in COLUMNS if name in _DIRECT}
    site, integrity = record["site"], record["integrity"]
    row |= {name: site[name] for name in ("publisher", "domain", "province", "city")}
    return row | {
        "source": record["source"]["name"] if record["source"] else None,
        "reporters": _joined(
            line["name"] for line in record["bylines"] if line["role"] in _WRITERS
        ),
        "editors": _joined(line["name"] for line in record["bylines"] if line["role"] == "editor"),
        "site": site["name"],
        "status": integrity["status"],
        "body": integrity["body"],
        "brands": _joined(integrity["brands"]),
        "images": "\n".join(image["url"] for image in record["images"]) or None,
    }


def _joined(names: Any) -> str | None:
    return "、".join(names) or None
