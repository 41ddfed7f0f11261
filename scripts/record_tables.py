"""Write the field tables of docs/record.md from the JSON Schema; `make schema` runs it.

The tables stand between two marks, one pair for each object; all else on the page is prose.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = ROOT / "qingwen" / "article.schema.json"
PAGE = ROOT / "docs" / "record.md"
MARKED = re.compile(r"<!-- table (\w+) -->\n.*?<!-- end -->", re.DOTALL)


def with_tables(page: str, schema: dict[str, Any]) -> str:
    """Return the page with every marked table made anew."""
    return MARKED.sub(lambda found: marked_table(found[1], schema["$defs"][found[1]]), page)


def marked_table(name: str, definition: dict[str, Any]) -> str:
    """Return the table of one object, its marks around it."""
    rows = [
        f"| `{field}` | {type_words(shape)} | {shape.get('description', '')} |"
        for field, shape in definition["properties"].items()
    ]
    head = ["| field | type | meaning |", "|---|---|---|"]
    return "\n".join([f"<!-- table {name} -->", *head, *rows, "<!-- end -->"])


def type_words(shape: dict[str, Any]) -> str:
    """Return a type as a reader says it."""
    if "$ref" in shape:
        name = shape["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "const" in shape:
        return json.dumps(shape["const"])
    if "enum" in shape:
        return ", ".join("null" if value is None else f"`{value}`" for value in shape["enum"])
    if "anyOf" in shape:
        return " or ".join(type_words(part) for part in shape["anyOf"])
    if isinstance(shape["type"], list):
        return " or ".join(shape["type"])
    if shape["type"] == "array":
        return f"list of {type_words(shape['items'])}"
    return str(shape["type"])


def main() -> None:
    """Rewrite the page."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    PAGE.write_text(with_tables(PAGE.read_text(encoding="utf-8"), schema), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
