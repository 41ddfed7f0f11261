"""Content encodings: bombs cost no more than the cap, a broken stream is no page."""

import gzip
import zlib

import pytest

from crawler.failure import Refusal
from crawler.guard_encoding import inflated

PAGE = "<html><p>青岭镇今年新栽茶苗三百亩。</p></html>".encode() * 50
CAP = 100_000


def test_gzip_and_both_kinds_of_deflate() -> None:
    raw = zlib.compressobj(wbits=-15)
    assert inflated(gzip.compress(PAGE), "gzip", CAP) == PAGE
    assert inflated(zlib.compress(PAGE), "deflate", CAP) == PAGE
    assert inflated(raw.compress(PAGE) + raw.flush(), "deflate", CAP) == PAGE


def test_junk_behind_a_whole_stream_is_ignored() -> None:
    assert inflated(gzip.compress(PAGE) + b"\0junk", "gzip", CAP) == PAGE


def test_a_plain_page_labelled_gzip_is_taken_as_it_stands() -> None:
    assert inflated(PAGE, "gzip", CAP) == PAGE


@pytest.mark.parametrize(
    ("body", "encoding", "reason"),
    [
        (gzip.compress(PAGE)[:-20], "gzip", "truncated"),
        (gzip.compress(PAGE)[:-8] + b"\0" * 8, "gzip", "truncated"),
        (gzip.compress(b"a" * 10_000_000), "gzip", "too-large"),
        (PAGE, "br", "encoding"),
    ],
    ids=["tail cut off", "checksum of another page", "bomb", "not brotli"],  # gzip holds the time
)
def test_what_is_refused(body: bytes, encoding: str, reason: str) -> None:
    with pytest.raises(Refusal) as refused:
        inflated(body, encoding, CAP)
    assert refused.value.reason == reason


def test_robots_txt_may_be_cut() -> None:
    assert inflated(gzip.compress(b"a" * 10_000_000), "gzip", CAP, cut=True) == b"a" * CAP
