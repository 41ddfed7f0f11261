"""Validation, revision, listing and the JSONL file, each on its own."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from crawler.page_state import Lease, Outcome, State
from pipelines.jsonl import JsonlFile
from pipelines.listing import ListingPipeline
from pipelines.revision import RevisionPipeline
from pipelines.validation import SCHEMA_FILE, problem_of, read_shapes
from qingwen import Article, clean_text
from qingwen.record import deletion_of

VALIDATOR = Draft202012Validator(json.loads(SCHEMA_FILE.read_text("utf-8")))
SHAPES = read_shapes()
LEASE = Lease(
    page=1, key="k", url="http://www.qinglingwang.cn/a/1.html", host="www.qinglingwang.cn",
    kind="article", via="row", entry=False, depth=1, barren=0, hops=0, title=None,
    date="2026-05-04", template=None, attempts=1, etag=None, last_modified=None, record_id=None,
    content_hash=None, revision=0, unchanged=0, fetched_at=None, with_memory=False,
)  # fmt: skip
STORY = (
    "青岭镇茶园开采\n"
    + "镇里三百亩新茶园今天开采，合作社请来四十名采茶工，当天收青叶六百斤。\n" * 4
)


@pytest.fixture
def record() -> dict[str, Any]:
    article = clean_text(STORY, LEASE.url)
    assert isinstance(article, Article)
    return article.to_dict()


def outcome(record: dict[str, Any] | None, lease: Lease = LEASE) -> Outcome:
    return Outcome(lease=lease, state=State.DONE, record=record)


def test_a_record_of_the_core_is_valid(record: dict[str, Any]) -> None:
    assert problem_of(record, SHAPES) is None
    assert VALIDATOR.is_valid(record)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"revision": 0}, "revision is 0"),
        ({"text": "x"}, "text is not the paragraphs"),
        ({"id": None}, "id is NoneType"),
        ({"title": ""}, "title is empty"),
        ({"paragraphs": "x"}, "paragraphs is str"),
    ],
)
def test_a_broken_record_is_named(
    record: dict[str, Any], change: dict[str, Any], problem: str
) -> None:
    assert str(problem_of(record | change, SHAPES)).startswith(problem)


def test_a_missing_field_is_named(record: dict[str, Any]) -> None:
    del record["bylines"]
    assert problem_of(record, SHAPES) == "bylines is missing"


def test_a_deletion_is_valid() -> None:
    deletion = deletion_of("id1", LEASE.url, datetime(2026, 5, 4, tzinfo=UTC))
    assert problem_of(deletion, SHAPES) is None
    assert VALIDATOR.is_valid(deletion)


def test_a_day_of_the_list_fills_in_for_the_page(record: dict[str, Any]) -> None:
    done = ListingPipeline().process_item(outcome(record | {"published_at": None}))
    assert done.record["published_at"] == "2026-05-04"
    assert done.record["date_method"] == "list"
    assert VALIDATOR.is_valid(done.record)


def test_an_equal_body_is_nothing_new(record: dict[str, Any]) -> None:
    lease = replace(LEASE, record_id="old", content_hash=record["content_hash"], revision=3)
    done = RevisionPipeline().process_item(outcome(record, lease))
    assert (done.record, done.reason) == (None, "unchanged")


def test_a_changed_body_is_the_next_revision(record: dict[str, Any]) -> None:
    lease = replace(LEASE, record_id="old", content_hash="0" * 64, revision=3)
    done = RevisionPipeline().process_item(outcome(record, lease))
    assert (done.record["id"], done.record["revision"]) == ("old", 4)


def test_a_file_of_lines_is_cut_and_goes_on(tmp_path: Path) -> None:
    file = JsonlFile(tmp_path / "out" / "a.jsonl")
    end = file.append([b"{}", b"[]"], 0)
    file.append([b'"torn'], end)
    file.cut(end)
    assert file.ends_whole()
    assert file.append([b"1"], end) == file.size()
    file.close()
    assert (tmp_path / "out" / "a.jsonl").read_bytes() == b"{}\n[]\n1\n"
