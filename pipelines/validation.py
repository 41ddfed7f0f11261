"""The last look at a record: it is what the shipped schema says, or it is not published."""

import json
import logging
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from scrapy.crawler import Crawler

import qingwen

SCHEMA_FILE = Path(qingwen.__file__).with_name("article.schema.json")

logger = logging.getLogger(__name__)


class ValidationPipeline:
    """Turns an outcome with a record that breaks the contract into a failure, loudly."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._validator = Draft202012Validator(json.loads(SCHEMA_FILE.read_text("utf-8")))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "ValidationPipeline":
        return cls(crawler)

    def process_item(self, item: Any) -> Any:
        """Check the record of an outcome. A fault here is one of the program, never of a page."""
        if item.record is None:
            return item
        problem = problem_of(item.record, self._validator)
        if problem is not None:
            logger.error("Invalid record of %s: %s", item.lease.url, problem)
            self._crawler.stats.inc_value("faults")
            item.fail("invalid-record", problem)
        return item


def problem_of(record: dict[str, Any], validator: Draft202012Validator) -> str | None:
    """Return what is wrong with a record, in one sentence; None where nothing is."""
    if not validator.is_valid(record):
        kind = "Deletion" if record.get("deleted") else "Article"
        closer = validator.evolve(
            schema={**validator.schema, "oneOf": [{"$ref": f"#/$defs/{kind}"}]}
        )
        errors = sorted(closer.iter_errors(record), key=lambda error: error.json_path)
        inner = errors[0].context[0] if errors[0].context else errors[0]
        return f"{inner.json_path}: {inner.message}"[:300]
    if "text" in record and record["text"] != "\n".join(record["paragraphs"]):
        return "$.text: not the paragraphs joined by newlines"
    return None
