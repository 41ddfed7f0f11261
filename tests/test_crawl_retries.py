"""Pauses, attempts and what a Retry-After header is worth."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from crawler.page_state import Lease, State
from crawler.retries import ATTEMPTS, again_or_over, retry_after_s

LEASE = Lease(
    page=1, key="k", url="http://www.qinglingwang.cn/a/1.html", host="www.qinglingwang.cn",
    kind="article", via="row", entry=False, depth=1, barren=0, hops=0, title=None, date=None,
    template=None, attempts=1, etag=None, last_modified=None, record_id=None, content_hash=None,
    revision=0, unchanged=0, fetched_at=None, with_memory=False,
)  # fmt: skip


@pytest.mark.parametrize(
    ("header", "pause_s"),
    [
        (None, None),
        (b"3", 3.0),
        (b" 120 ", 120.0),
        (b"0", 0.0),
        (b"-5", None),
        (b"abc", None),
        (b"1e309", None),
        ("３".encode(), None),
        (b"Wed, 21 Oct 1999 07:28:00 GMT", 0.0),
        (b"Wed, 99 Oct 99999 07:28:00 GMT", None),
    ],
)
def test_retry_after(header: bytes | None, pause_s: float | None) -> None:
    assert retry_after_s(header) == pause_s


def test_retry_after_as_a_date() -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=50), usegmt=True)
    assert 40 < (retry_after_s(later.encode()) or 0) <= 50


def test_pauses_double_until_the_attempts_are_used_up() -> None:
    outcomes = [
        again_or_over(replace(LEASE, attempts=n), "server-error", None)
        for n in range(1, ATTEMPTS["server-error"] + 1)
    ]
    assert [o.due_in_s for o in outcomes] == [1.0, 2.0, 4.0, 8.0, 16.0, None]
    assert [o.state for o in outcomes][-2:] == [State.PENDING, State.FAILED]


def test_a_server_is_never_asked_sooner_than_it_says() -> None:
    outcome = again_or_over(LEASE, "busy", None, asked_pause_s=30.0)
    assert outcome.due_in_s == 30.0


def test_half_a_page_is_rejected_in_the_end_not_failed() -> None:
    outcome = again_or_over(replace(LEASE, attempts=9), "truncated", "status 206")
    assert (outcome.state, outcome.reason) == (State.REJECTED, "truncated")


def test_an_error_nobody_knows_is_not_tried_again() -> None:
    assert again_or_over(LEASE, "SomethingNewError", None).state is State.FAILED
