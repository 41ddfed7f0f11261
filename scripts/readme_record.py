"""Put a record of `output/articles.jsonl` into the READMEs, broken up to be read.

Run after `make crawl`: the shortest article of a hijacked page is shown, as it was written.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
READMES = ("README.md", "README.zh.md")
ARTICLES = ROOT / "output" / "articles.jsonl"
MARKED = re.compile(r"<!-- record -->\n.*?<!-- end -->", re.DOTALL)


def shown(record: dict[str, Any]) -> str:
    """Return a record as JSON with one field a line, and one line for each item of a long list."""
    fields = ",\n".join(f"  {inline(name)}: {laid_out(value)}" for name, value in record.items())
    return f"{{\n{fields}\n}}"


def laid_out(value: Any, indent: str = "    ") -> str:
    """Return a value on one line where it is short, else its parts on lines of their own."""
    line = inline(value)
    if len(line) <= 90 or not isinstance(value, (list, dict)):
        return line
    if isinstance(value, dict):
        parts = [f"{inline(k)}: {laid_out(v, indent + '  ')}" for k, v in value.items()]
        opening, closing = "{}"
    else:
        parts = [inline(item) for item in value]
        opening, closing = "[]"
    inner = f",\n{indent}".join(parts)
    return f"{opening}\n{indent}{inner}\n{indent[:-2]}{closing}"


def inline(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def main() -> None:
    """Rewrite both READMEs."""
    records = [json.loads(line) for line in ARTICLES.read_text(encoding="utf-8").splitlines()]
    hijacked = [r for r in records if r.get("integrity", {}).get("status") == "hijacked"]
    if not hijacked:
        sys.exit(f"no hijacked article in {ARTICLES}: run make crawl first")
    block = f"<!-- record -->\n```json\n{shown(min(hijacked, key=lambda r: len(r['text'])))}\n```\n<!-- end -->"
    for name in READMES:
        page = (ROOT / name).read_text(encoding="utf-8")
        (ROOT / name).write_text(MARKED.sub(lambda _: block, page), encoding="utf-8")


if __name__ == "__main__":
    main()
