"""Records to consume: real ones, made from the fixture pages."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from qingwen import Article, clean_page
from qingwen.record import deletion_of, to_json_line

ROOT = Path(__file__).resolve().parent.parent
FETCHED = datetime.now(UTC).replace(microsecond=0)


def records() -> list[dict[str, Any]]:
    """Return one record for each page of some families, one of them from yesterday."""
    found = []
    pages = sorted(
        page
        for family in ("hijack", "shape", "info-line", "honest")
        for page in (ROOT / "tests/fixtures" / family).rglob("page.html")
    )
    for number, page in enumerate(pages):
        url = f"https://www.news{number % 3}.example/2024/05/{number}.html"
        result = clean_page(page.read_bytes(), url, fetched_at=FETCHED)
        if isinstance(result, Article):
            found.append(result.to_dict())
    yesterday = (datetime.now() - timedelta(days=1)).date().isoformat()
    found[0] |= {"published_at": f"{yesterday}T08:30:00+08:00", "date_precision": "minute"}
    found[1] |= {
        "title": "社区食堂开进老人院落",
        "published_at": yesterday,
        "date_precision": "day",
    }
    found[2]["title"] = '=HYPERLINK("http://x.example","点这里")'
    found[3]["title"] = None
    found[4]["duplicate_of"] = found[5]["canonical_url"]
    return found


def revised(record: dict[str, Any], title: str) -> dict[str, Any]:
    """Return the next revision of a record."""
    return record | {"title": title, "revision": record["revision"] + 1}


def deleted(record: dict[str, Any]) -> dict[str, Any]:
    """Return the record that says an article is gone."""
    return deletion_of(record["id"], record["url"], FETCHED)


def write(path: Path, lines: list[dict[str, Any]], mode: str = "w") -> Path:
    """Write or append records as a file of lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open(mode, encoding="utf-8") as file:
        file.writelines(to_json_line(line) + "\n" for line in lines)
    return path


def read(path: Path) -> list[dict[str, Any]]:
    """Return the JSON of each line of a file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
