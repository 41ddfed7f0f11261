"""The rules are data; this is what each of them owes: a reason, a source, a page that needs it."""

import json
import re
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent
RULES = ROOT / "qingwen" / "rules"
FIXTURES = ROOT / "tests" / "fixtures"

# Tables that decide something, and the key of the name by which removals and evidence call them.
JUDGING_TABLES = {"rule": "id", "group": "id"}


class Entry(NamedTuple):
    """One table of a rule file."""

    file: str
    table: str
    place: int
    values: dict[str, Any]

    @property
    def name(self) -> str:
        return f"{self.file}:{self.values.get('id', self.place)}"


def entries() -> list[Entry]:
    found = []
    for path in sorted(RULES.glob("*.toml")):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        for table in JUDGING_TABLES:
            found += [Entry(path.name, table, i, row) for i, row in enumerate(data.get(table, []))]
    return found


ENTRIES = entries()
each_entry = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)


def patterns(values: dict[str, Any]) -> list[str]:
    """Return every regular expression of a table."""
    found = []
    for key, value in values.items():
        if key in {"pattern", "words"} or key.endswith("_pattern"):
            found += value if isinstance(value, list) else [value]
    return found


def test_there_are_rules() -> None:
    assert len(ENTRIES) > 10


def test_the_page_about_the_rules_names_every_file() -> None:
    page = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    assert [path.name for path in RULES.glob("*.toml") if f"`{path.name}`" not in page] == []


@each_entry
def test_a_rule_says_what_it_is_why_and_where_it_was_seen(entry: Entry) -> None:
    missing = [key for key in ("id", "why", "source", "fixture") if not entry.values.get(key)]
    assert missing == []


def test_ids_are_unique() -> None:
    ids = Counter(entry.values.get("id") for entry in ENTRIES)
    assert [name for name, count in ids.items() if count > 1] == []


@each_entry
def test_expressions_compile_and_match_no_empty_text(entry: Entry) -> None:
    assert [pattern for pattern in patterns(entry.values) if re.compile(pattern).match("")] == []
    assert patterns(entry.values) != []


@each_entry
def test_the_pages_a_rule_names_exist(entry: Entry) -> None:
    named = [entry.values[key] for key in ("fixture", "honest") if entry.values.get(key)]
    assert [slug for slug in named if not (FIXTURES / slug / "expected.json").is_file()] == []


def test_every_rule_file_can_be_read() -> None:
    for path in RULES.glob("*.toml"):
        assert tomllib.loads(path.read_text(encoding="utf-8")), path.name


def test_every_rule_is_missed_by_its_fixture() -> None:
    pairs = [f"{entry.values['id']}={entry.values['fixture']}" for entry in ENTRIES]
    run = subprocess.run(
        [sys.executable, "-m", "tests.without_rule", *pairs],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    unmissed = json.loads(run.stdout)
    assert unmissed == [], f"not needed by the page they name: {unmissed}"
