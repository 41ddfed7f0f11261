"""The JSONL record: every field, in order, and nothing in it that could hurt a reader."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from qingwen.article import (
    Article,
    Byline,
    Encoding,
    Evidence,
    Image,
    Integrity,
    Notice,
    Removal,
    Site,
    Source,
)
from qingwen.record import (
    MAX_RECORD_BYTES,
    MAX_TEXT_CHARS,
    MAX_TITLE_CHARS,
    deletion_of,
    record_of,
    to_json_line,
)

FIELDS = [
    "schema_version", "id", "url", "canonical_url", "fetched_at", "title", "kicker", "subtitle",
    "published_at", "published_raw", "date_method", "date_precision", "date_conflict", "source", "bylines",
    "section", "site", "paragraphs", "text", "images", "language", "encoding", "integrity",
    "notices", "content_hash", "revision", "cluster", "duplicate_of", "confidence",
    "extracted_by", "cleaner_version", "truncated",
]  # fmt: skip

BARE = Article(
    id="a1",
    title="河堤加固工程完工",
    paragraphs=("柳河堤坝加固工程昨日完工。", "沿岸三个村的灌溉恢复。"),
    encoding=Encoding(used="utf-8"),
    content_hash="0" * 64,
    confidence=0.91234,
    extracted_by="density",
    cleaner_version="1",
)

FULL = replace(
    BARE,
    url="https://news.example.cn/2024/03/05/1.html",
    fetched_at=datetime(2024, 3, 6, 8, 0, tzinfo=timezone(timedelta(hours=8))),
    source=Source(name="柳河日报"),
    bylines=(Byline(name="周健", role="reporter", raw="记者 周 健"),),
    site=Site(name="柳河网", domain="example.cn"),
    images=(Image(url="https://news.example.cn/1.jpg", caption="施工现场", paragraph=1),),
    integrity=Integrity(
        status="injected",
        brands=("某娱乐",),
        evidence=(Evidence(slot="tail", text="某娱乐", proof="after </html>", layer="bytes"),),
    ),
    notices=(Notice(kind="editor", text="责任编辑：王芳"),),
    removed=(Removal(text="上一篇", rule="r1", reason="navigation", place="footer"),),
)

HOSTILE = "好\x00的\x1b[31m\x85换\u2028行\u2029反\u202e向\u2066字\ufeff半\ud800个\x7f\x9b完"
FORBIDDEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


def strings(value: object) -> list[str]:
    """Return every string anywhere in a record."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for item in value.values() for text in strings(item)]
    if isinstance(value, list):
        return [text for item in value for text in strings(item)]
    return []


def test_every_field_is_there_in_its_fixed_order() -> None:
    assert list(record_of(BARE)) == FIELDS
    assert list(record_of(FULL)) == FIELDS


def test_cuts_come_after_the_notices_and_only_where_asked_for() -> None:
    with_cuts = record_of(FULL, removed=True)
    place = FIELDS.index("notices") + 1
    assert list(with_cuts) == [*FIELDS[:place], "removed", *FIELDS[place:]]
    assert with_cuts["removed"] == [
        {"text": "上一篇", "rule": "r1", "reason": "navigation", "place": "footer"}
    ]


def test_absent_is_null_and_an_empty_string_never_appears() -> None:
    record = record_of(replace(FULL, kicker="", section=" \n", source=Source(name="\x00")))
    assert record["kicker"] is None
    assert record["section"] is None
    assert record["source"] is None
    assert "" not in strings(record)


def test_text_is_the_paragraphs_joined() -> None:
    assert record_of(BARE)["text"] == "柳河堤坝加固工程昨日完工。\n沿岸三个村的灌溉恢复。"


def test_times_keep_their_offset() -> None:
    assert record_of(FULL)["fetched_at"] == "2024-03-06T08:00:00+08:00"


def test_no_string_holds_a_control_bidi_or_surrogate_character() -> None:
    record = record_of(
        replace(
            FULL,
            title=HOSTILE,
            paragraphs=(HOSTILE, "完"),
            published_raw=HOSTILE,
            source=Source(name=HOSTILE, url=HOSTILE),
            bylines=(Byline(name=HOSTILE, role="other", raw=HOSTILE),),
            site=Site(name=HOSTILE, publisher=HOSTILE),
            images=(Image(url=HOSTILE, caption=HOSTILE, credit=HOSTILE),),
            notices=(Notice(kind="editor", text=HOSTILE),),
            removed=(Removal(text=HOSTILE, rule="r", reason="spam", place="tail"),),
            integrity=Integrity(
                brands=(HOSTILE,),
                evidence=(Evidence(slot="nav", text=HOSTILE, proof=HOSTILE, layer="shape"),),
            ),
        ),
        removed=True,
    )
    assert [text for text in strings(record) if FORBIDDEN.search(text)] == []
    assert record["title"] == "好的[31m 换 行 反向字半\ufffd个完"


def test_evidence_made_of_forbidden_characters_is_shown_by_their_codes() -> None:
    seen = Evidence(slot="title", text="\u202e", proof="turns the line round", layer="characters")
    record = record_of(replace(BARE, integrity=Integrity(evidence=(seen,))))
    assert record["integrity"]["evidence"][0]["text"] == "\\u202e"


def test_a_script_that_needs_joiners_keeps_them() -> None:
    assert record_of(replace(BARE, title="می‌رود"))["title"] == "می‌رود"


@pytest.mark.parametrize("removed", [False, True])
def test_a_line_is_one_line_for_every_reader(removed: bool) -> None:
    line = to_json_line(record_of(replace(FULL, paragraphs=(HOSTILE,)), removed=removed))
    assert line.splitlines() == [line]
    assert json.loads(line) == record_of(replace(FULL, paragraphs=(HOSTILE,)), removed=removed)
    line.encode("utf-8")


def test_a_line_escapes_what_a_record_from_elsewhere_may_hold() -> None:
    record = {"title": "\u2028\u2029\x85\x1b\x7f\u202e\ud800"}
    line = to_json_line(record)
    assert line == '{"title":"\\u2028\\u2029\\u0085\\u001b\\u007f\\u202e\\ud800"}'
    assert json.loads(line) == record


def test_a_title_over_its_cap_is_cut_and_named() -> None:
    record = record_of(replace(BARE, title="长" * 301))
    assert record["title"] == "长" * MAX_TITLE_CHARS
    assert record["truncated"] == ["title"]
    assert record_of(replace(BARE, title="长" * 300))["truncated"] == []


def test_a_text_over_its_cap_is_cut_and_named() -> None:
    record = record_of(replace(BARE, paragraphs=("a" * 150_000, "b" * 150_000, "c")))
    assert len(record["text"]) == MAX_TEXT_CHARS
    assert record["truncated"] == ["paragraphs"]


@pytest.mark.parametrize(
    "paragraphs",
    [
        ("字" * 300_000,),
        ('"' * 300_000,),
        ('"' * 100_000 + "字" * 100_000,),
        ("𠮷" * 300_000,),
        ("字",) * 300_000,
        ("x",) * 300_000,
        ("字" * 1000,) * 300,
    ],
    ids=["han", "quotes", "quotes-then-han", "astral", "tiny-han", "tiny", "pages"],
)
def test_a_record_stays_under_its_cap(paragraphs: tuple[str, ...]) -> None:
    article = replace(
        FULL,
        paragraphs=paragraphs,
        removed=(Removal(text="删" * 500, rule="r", reason="spam", place="tail"),) * 2000,
    )
    record = record_of(article, removed=True)
    line = to_json_line(record).encode("utf-8")
    assert 800_000 < len(line) <= MAX_RECORD_BYTES
    assert "removed" in record["truncated"]
    assert record["text"] == "\n".join(record["paragraphs"])


def test_cuts_give_way_before_the_story() -> None:
    cut = Removal(text="删" * 500, rule="r", reason="spam", place="tail")
    record = record_of(replace(FULL, removed=(cut,) * 2000), removed=True)
    assert record["truncated"] == ["removed"]
    assert record["paragraphs"] == list(FULL.paragraphs)
    assert 0 < len(record["removed"]) < 2000


def test_the_record_is_what_the_article_gives() -> None:
    assert FULL.to_dict(removed=True) == record_of(FULL, removed=True)


def test_a_vanished_article_is_a_short_record() -> None:
    assert deletion_of(
        "a1", "https://news.example.cn/1.html", datetime(2024, 3, 6, tzinfo=UTC)
    ) == {
        "schema_version": 1,
        "id": "a1",
        "url": "https://news.example.cn/1.html",
        "fetched_at": "2024-03-06T00:00:00+00:00",
        "deleted": True,
    }
