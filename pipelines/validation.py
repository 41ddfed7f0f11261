"""The last look at a record: it has the fields of the shipped schema, or it is not published.

The tests hold whole records against the schema with a validator, which takes 3 ms a record; here, in
the thread that fetches, fields and their types are enough to catch what a pipeline may break.
"""

import json
import logging
from pathlib import Path
from typing import Any

from scrapy.crawler import Crawler

import qingwen

SCHEMA_FILE = Path(qingwen.__file__).with_name("article.schema.json")

_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
    "null": (type(None),),
}
logger = logging.getLogger(__name__)


class ValidationPipeline:
    """Turns an outcome with a record that breaks the contract into a failure, loudly."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._shapes = read_shapes()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "ValidationPipeline":
        return cls(crawler)

    def process_item(self, item: Any) -> Any:
        """Check the record of an outcome. A fault here is one of the program, never of a page."""
        if item.record is None:
            return item
        problem = problem_of(item.record, self._shapes)
        if problem is not None:
            logger.error("Invalid record of %s: %s", item.lease.url, problem)
            self._crawler.stats.inc_value("faults")
            item.fail("invalid-record", problem)
        return item


Shapes = dict[str, dict[str, tuple[type, ...]]]
"""For each kind of record its fields, and the types a value may have; () for any."""


def read_shapes() -> Shapes:
    """Return the fields of both kinds of record, from the shipped schema."""
    kinds = json.loads(SCHEMA_FILE.read_text("utf-8"))["$defs"]
    return {
        kind: {name: _types_of(kinds[kind]["properties"][name]) for name in kinds[kind]["required"]}
        for kind in ("Article", "Deletion")
    }


def _types_of(shape: dict[str, Any]) -> tuple[type, ...]:
    names = shape.get("type", [])
    names = [names] if isinstance(names, str) else names
    return tuple(kind for name in names for kind in _TYPES[name])


def problem_of(record: dict[str, Any], shapes: Shapes) -> str | None:
    """Return what is wrong with a record, in one sentence; None where nothing is."""
    shape = shapes["Deletion" if record.get("deleted") else "Article"]
    for name, types in shape.items():
        if name not in record:
            return f"{name} is missing"
        value = record[name]
        if types and not isinstance(value, types):
            return f"{name} is {type(value).__name__}"
        if value == "" and name != "text":
            return f"{name} is empty; absent is null"
    if "revision" in record and record["revision"] < 1:
        return f"revision is {record['revision']}"
    if "text" in record and record["text"] != "\n".join(record["paragraphs"]):
        return "text is not the paragraphs joined by newlines"
    return None
