"""The pages of `tests/fixtures/`, cleaned and held against what a careful reader wrote down.

One test per fixture and field: the name of a failure is the page and the field. A fixture is a
folder with `page.html` (or `page.txt` for `clean_text`), `meta.toml` (url, http_charset,
fetched_at, family, why) and `expected.json`, which holds only the fields it pins:

- fields of the record by name, a dotted name for one inside (`integrity.status`); `site` and `encoding` pin the
  keys given, `bylines` name and role, `images` the keys given of each picture, `source` the name;
- `optional`: paragraphs that may stand in the text or not (stand-alone byline lines);
- `absent`: strings that may not stand in title, text, source or site; `removed`: strings that a cut must hold;
- `notices`: `{text}` or `{kind, text}` that must be among the notices, text as a part;
- `flagged`: whether the page is called polluted, where `injected` or `hijacked` is a matter of taste;
- `rejection`: the reason, or those that are right, for a page that holds no article;
- `xfail`: field to reason, for what is known not to hold yet.

`python -m tests.test_fixtures --update FOLDER...` writes what the core says today into the pinned fields of the
folders named, and shows the difference; nothing else writes here.
"""

import argparse
import difflib
import json
import sys
import tomllib
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from qingwen import Article, Rejection, clean_page, clean_text

FIXTURES = Path(__file__).parent / "fixtures"
META_KEYS = {"url", "http_charset", "fetched_at", "family", "why"}
DIRECTIVES = {"optional", "xfail"}
RECORD_FIELDS = {
    "title", "kicker", "subtitle", "published_at", "date_method", "date_precision", "source", "source.chain", "bylines",
    "section", "site", "paragraphs", "images", "language", "encoding", "notices", "canonical_url",
    "integrity.status", "integrity.body", "integrity.brands", "flagged",
    "absent", "removed", "rejection",
}  # fmt: skip


class Fixture(NamedTuple):
    """One folder: its name, what is known about the page, and what is expected of it."""

    slug: str
    meta: dict[str, Any]
    expected: dict[str, Any]


def load_fixture(folder: Path) -> Fixture:
    """Read one fixture folder."""
    return Fixture(
        folder.relative_to(FIXTURES).as_posix(),
        tomllib.loads((folder / "meta.toml").read_text(encoding="utf-8")),
        json.loads((folder / "expected.json").read_text(encoding="utf-8")),
    )


ALL = [load_fixture(path.parent) for path in sorted(FIXTURES.rglob("expected.json"))]


@cache
def result_of(slug: str) -> Article | Rejection:
    """Clean the page of a fixture."""
    folder = FIXTURES / slug
    meta = tomllib.loads((folder / "meta.toml").read_text(encoding="utf-8"))
    url, fetched_at = meta.get("url"), meta.get("fetched_at")
    if (text := folder / "page.txt").exists():
        return clean_text(text.read_text(encoding="utf-8"), url, fetched_at=fetched_at)
    return clean_page(
        (folder / "page.html").read_bytes(),
        url,
        http_charset=meta.get("http_charset"),
        fetched_at=fetched_at,
    )


def instant(value: str | None) -> str | datetime | None:
    """A day stays a day; a moment is compared as a moment, however its seconds are written."""
    return datetime.fromisoformat(value) if value and "T" in value else value


def same_keys(wanted: dict[str, Any], got: dict[str, Any]) -> dict[str, Any]:
    """Cut `got` down to the keys of `wanted`."""
    return {key: got.get(key) for key in wanted}


def visible_text(record: dict[str, Any]) -> str:
    """All that a reader of the record takes for the story and its outlet."""
    source, site = record["source"] or {}, record["site"] or {}
    parts = [record["title"], record["kicker"], record["subtitle"], *record["paragraphs"]]
    return "\n".join(
        filter(None, [*parts, source.get("name"), site.get("name"), site.get("publisher")])
    )


def observe(field: str, expected: dict[str, Any], record: dict[str, Any]) -> Any:  # noqa: PLR0911
    """Return what the record says about a field, in the form in which the fixture pins it."""
    wanted = expected[field]
    match field:
        case "source":
            return record["source"] and record["source"]["name"]
        case "bylines":
            return [same_keys({"name": 0, "role": 0}, byline) for byline in record["bylines"]]
        case "site":
            return same_keys(wanted, record["site"])
        case "encoding":
            return same_keys(wanted, record["encoding"])
        case "images":
            return [
                same_keys(image, got) for image, got in zip(wanted, record["images"], strict=False)
            ] + record["images"][len(wanted) :]
        case "paragraphs":
            return [p for p in record["paragraphs"] if p not in expected.get("optional", [])]
        case "absent":
            return [s for s in wanted if s not in visible_text(record)]
        case "removed":
            cuts = "\n".join(cut["text"] for cut in record["removed"])
            return [s for s in wanted if s in cuts]
        case "notices":
            return [
                notice
                for notice in wanted
                if any(
                    notice.get("kind", n["kind"]) == n["kind"] and notice["text"] in n["text"]
                    for n in record["notices"]
                )
            ]
        case "flagged":
            return record["integrity"]["status"] != "clean"
        case "source.chain":
            return record["source"] and record["source"]["chain"]
        case _ if field.startswith("integrity."):
            return record["integrity"][field.removeprefix("integrity.")]
        case _:
            return record[field]


def comparable(field: str, value: Any) -> Any:
    """Order and spelling that no reader of the record depends on are taken out."""
    match field:
        case "published_at":
            return instant(value)
        case "bylines":
            return sorted((byline["name"], byline["role"]) for byline in value)
        case "integrity.brands":
            return sorted(value)
        case "paragraphs":
            return [" ".join(paragraph.split()) for paragraph in value]
        case "encoding":
            return {key: v.lower() if isinstance(v, str) else v for key, v in value.items()}
        case _:
            return value


def cases() -> list[Any]:
    """Every pinned field of every fixture as a test case."""
    return [
        pytest.param(
            fixture,
            field,
            id=f"{fixture.slug}:{field}",
            marks=[pytest.mark.xfail(reason=why, strict=True)]
            if (why := fixture.expected.get("xfail", {}).get(field))
            else [],
        )
        for fixture in ALL
        for field in fixture.expected
        if field not in DIRECTIVES
    ]


@pytest.mark.parametrize(("fixture", "field"), cases())
def test_field(fixture: Fixture, field: str) -> None:
    result = result_of(fixture.slug)
    if field == "rejection":
        assert isinstance(result, Rejection), f"an article: {result.title}"
        wanted = fixture.expected["rejection"]
        assert result.reason in ([wanted] if isinstance(wanted, str) else wanted)
        return
    assert isinstance(result, Article), f"rejected: {result.reason}, {result.detail}"
    got = observe(field, fixture.expected, result.to_dict(removed=True))
    assert comparable(field, got) == comparable(field, fixture.expected[field])


@pytest.mark.parametrize("fixture", ALL, ids=lambda fixture: fixture.slug)
def test_fixture_is_well_formed(fixture: Fixture) -> None:
    folder = FIXTURES / fixture.slug
    assert set(fixture.meta) <= META_KEYS
    assert fixture.meta["why"]
    assert fixture.meta["family"]
    assert fixture.meta["fetched_at"].tzinfo is not None
    assert (folder / "page.html").exists() != (folder / "page.txt").exists()
    assert set(fixture.expected) <= RECORD_FIELDS | DIRECTIVES
    assert set(fixture.expected.get("xfail", {})) <= set(fixture.expected)


def update(folder: Path) -> None:
    """Write today's output into the pinned fields of one fixture and print what changed."""
    fixture = load_fixture(folder.resolve())
    result = result_of(fixture.slug)
    if isinstance(result, Rejection):
        fresh: dict[str, Any] = {"rejection": str(result.reason)}
    else:
        record = result.to_dict(removed=True)
        kept = {f: v for f, v in fixture.expected.items() if f in DIRECTIVES}
        pinned = [f for f in fixture.expected if f not in DIRECTIVES | {"rejection"}]
        fresh = {
            f: observe(f, fixture.expected, record) for f in pinned or ["title", "paragraphs"]
        } | kept
    before = json.dumps(fixture.expected, ensure_ascii=False, indent=1) + "\n"
    after = json.dumps(fresh, ensure_ascii=False, indent=1) + "\n"
    sys.stdout.writelines(
        difflib.unified_diff(before.splitlines(True), after.splitlines(True), fixture.slug, "today")
    )
    (folder / "expected.json").write_text(after, encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description="Rewrite expected.json of the fixtures named.")
    parser.add_argument("--update", nargs="+", type=Path, required=True, metavar="FOLDER")
    for folder in parser.parse_args().update:
        update(folder)


if __name__ == "__main__":
    main()
