"""Formats of one text line a record: JSONL, schema.org and ninjs as JSON lines, and CSV."""

import csv
import json
from collections.abc import Iterable
from typing import IO, Any

from pipelines.export.columns import COLUMNS, row_of
from qingwen.record import to_json_line
from qingwen.shapes import to_gne, to_newspaper, to_ninjs, to_schema_org, to_zyte

Record = dict[str, Any]
SHAPES = {
    "schema.org": to_schema_org,
    "ninjs": to_ninjs,
    "newspaper": to_newspaper,
    "zyte": to_zyte,
    "gne": to_gne,
}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_jsonl(records: Iterable[Record], stream: IO[str]) -> int:
    """Write records as they are; return how many."""
    return _write_lines((to_json_line(record) for record in records), stream)


def write_shape(shape: str, records: Iterable[Record], stream: IO[str]) -> int:
    """Write every record in another shape, one JSON object a line; return how many."""
    mapped = (SHAPES[shape](record) for record in records)
    return _write_lines((json.dumps(line, ensure_ascii=False) for line in mapped), stream)


def _write_lines(lines: Iterable[str], stream: IO[str]) -> int:
    count = 0
    for line in lines:
        stream.write(line + "\n")
        count += 1
    return count


def write_csv(records: Iterable[Record], stream: IO[str]) -> int:
    """Write flat rows under a header, with the mark that makes spreadsheets read UTF-8.

    A cell that a spreadsheet would run as a formula gets a quote in front: page text is hostile.
    """
    stream.write("\ufeff")
    writer = csv.DictWriter(stream, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    count = 0
    for record in records:
        writer.writerow({name: _cell(value) for name, value in row_of(record).items()})
        count += 1
    return count


def _cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
