"""The shipped JSON Schema: generated from the model, true of the record, strict where it matters."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from qingwen.record import deletion_of, record_of
from qingwen.rejection import Reason
from qingwen.schema import SCHEMA_FILE, main, schema_text
from scripts.record_tables import PAGE, with_tables
from tests.test_record import BARE, FULL

SCHEMA = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
DELETION = deletion_of("a1", "https://news.example.cn/1.html", datetime(2024, 3, 6, tzinfo=UTC))


def definition(name: str) -> dict[str, Any]:
    return SCHEMA["$defs"][name]


def test_the_shipped_file_is_what_the_model_gives() -> None:
    assert SCHEMA_FILE.read_text(encoding="utf-8") == schema_text(), "run: make schema"


def test_it_is_a_valid_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("removed", [False, True])
def test_articles_are_valid(removed: bool) -> None:
    for article in (BARE, FULL):
        assert list(VALIDATOR.iter_errors(record_of(article, removed=removed))) == []


def test_a_deletion_is_valid() -> None:
    assert list(VALIDATOR.iter_errors(DELETION)) == []


def test_fields_and_their_order_are_those_of_the_record() -> None:
    record = record_of(FULL, removed=True)
    assert list(definition("Article")["properties"]) == list(record)
    nested = {
        "Source": record["source"],
        "Site": record["site"],
        "Encoding": record["encoding"],
        "Integrity": record["integrity"],
        "Evidence": record["integrity"]["evidence"][0],
        "Byline": record["bylines"][0],
        "Image": record["images"][0],
        "Notice": record["notices"][0],
        "Removal": record["removed"][0],
    }
    assert {name: list(definition(name)["properties"]) for name in nested} == {
        name: list(value) for name, value in nested.items()
    }
    assert set(SCHEMA["$defs"]) == {*nested, "Article", "Deletion"}


def test_descriptions_come_from_the_literals_of_the_model() -> None:
    assert "without site name" in definition("Article")["properties"]["title"]["description"]
    assert "周健" in definition("Byline")["properties"]["name"]["description"]


@pytest.mark.parametrize(
    "change",
    [
        {"title": ""},
        {"content_hash": None},
        {"kicker": ""},
        {"published_at": "2024-3-5"},
        {"published_at": "2024-03"},
        {"date_precision": "month"},
        {"paragraphs": "one string"},
        {"bylines": [{"name": "周健", "role": "boss", "raw": None}]},
        {"integrity": {"status": "dirty", "body": "intact", "brands": [], "evidence": []}},
        {"confidence": 1.5},
        {"schema_version": 2},
        {"deleted": True},
    ],
    ids=str,
)
def test_a_record_with_a_wrong_value_is_refused(change: dict[str, object]) -> None:
    assert not VALIDATOR.is_valid(record_of(BARE) | change)


@pytest.mark.parametrize("field", [*record_of(BARE)])
def test_a_record_without_a_field_is_refused(field: str) -> None:
    record = record_of(BARE)
    del record[field]
    assert not VALIDATOR.is_valid(record)


@pytest.mark.parametrize("field", [*DELETION])
def test_a_deletion_without_a_field_is_refused(field: str) -> None:
    assert not VALIDATOR.is_valid({key: DELETION[key] for key in DELETION if key != field})


def test_the_command_prints_what_it_would_write(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert capsys.readouterr().out == schema_text()


def test_a_wrong_option_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--wirte"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_the_page_about_the_record_is_what_the_schema_says() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == with_tables(page, SCHEMA), "run: make schema"
    assert [name for name in SCHEMA["$defs"] if f"<!-- table {name} -->" not in page] == []


def test_every_field_is_described() -> None:
    bare = [
        f"{name}.{field}"
        for name, shape in SCHEMA["$defs"].items()
        for field, value in shape["properties"].items()
        if not value.get("description")
    ]
    assert bare == []


def test_the_page_about_the_record_lists_every_reason_of_a_rejection() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert [reason.value for reason in Reason if f"| `{reason.value}` |" not in page] == []
