"""Parquet with the types of the record: nested fields stay nested, times are times.

pyarrow is imported where a table is written: nothing else needs it.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import qingwen

ROWS_A_GROUP = 5_000
SCHEMA_FILE = Path(qingwen.__file__).with_name("article.schema.json")


class MissingError(ValueError):
    """A library for the format is not installed; the message is one sentence."""


def write_parquet(records: Iterable[dict[str, Any]], path: Path) -> int:
    """Write one file; return how many rows. Raises MissingError."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise MissingError("Parquet needs pyarrow: pip install pyarrow.") from error
    schema = _schema(pyarrow)
    count = 0
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for group in _groups(records):
            rows = [_typed(record) for record in group]
            writer.write_table(pyarrow.Table.from_pylist(rows, schema=schema))
            count += len(rows)
    return count


def _groups(records: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    rest = iter(records)
    while group := list(islice(rest, ROWS_A_GROUP)):
        yield group


def _schema(pyarrow: Any) -> Any:
    """Return the columns: those of the shipped JSON Schema, and `published_day` as a date."""
    definitions = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))["$defs"]
    fields = [
        (name, _type(pyarrow, shape, definitions))
        for name, shape in definitions["Article"]["properties"].items()
        if name != "removed"
    ]
    place = [name for name, _ in fields].index("published_at") + 1
    fields.insert(place, ("published_day", pyarrow.date32()))
    return pyarrow.schema(fields)


def _type(pyarrow: Any, shape: dict[str, Any], definitions: dict[str, Any]) -> Any:
    """Return the Arrow type of a part of the schema; what may be null is so in Arrow anyway."""
    if "anyOf" in shape:
        (shape,) = [part for part in shape["anyOf"] if part.get("type") != "null"]
    if "$ref" in shape:
        shape = definitions[shape["$ref"].rpartition("/")[2]]
    if shape.get("format") == "date-time":
        return pyarrow.timestamp("s", tz="UTC")
    kinds = shape.get("type", "string")
    kind = (
        next((kind for kind in kinds if kind != "null"), "string")
        if isinstance(kinds, list)
        else kinds
    )
    if kind == "array":
        return pyarrow.list_(_type(pyarrow, shape["items"], definitions))
    if kind == "object":
        return pyarrow.struct(
            [
                (name, _type(pyarrow, part, definitions))
                for name, part in shape["properties"].items()
            ]
        )
    if "const" in shape:
        kind = "integer"
    simple = {"integer": pyarrow.int32(), "number": pyarrow.float64(), "boolean": pyarrow.bool_()}
    return simple.get(kind, pyarrow.string())


def _typed(record: dict[str, Any]) -> dict[str, Any]:
    fetched, published = record["fetched_at"], record["published_at"]
    return record | {
        "fetched_at": datetime.fromisoformat(fetched).astimezone(UTC) if fetched else None,
        "published_day": datetime.fromisoformat(published).date() if published else None,
    }
