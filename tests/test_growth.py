"""The work on a page grows with its size, not with the square of it; calls are counted, not seconds."""

import json
import sys
from types import FrameType

import pytest

from bench.growth import FOOT, HEAD, KINDS, PROSE, URL, page_of
from qingwen import Article, clean_page
from qingwen.headline import listed_title

PIECES = 250
TIMES = 4


def calls_for(body: bytes) -> int:
    """Count the calls of functions, our own and the interpreter's, that one reading makes."""
    count = 0

    def counted(_: FrameType, event: str, __: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counted)
    try:
        clean_page(body, URL)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_four_times_as_long_takes_four_times_the_calls(kind: str) -> None:
    clean_page(page_of("paragraphs", 10), URL)  # the rules are compiled with the first page
    small, large = (calls_for(page_of(kind, n)) for n in (PIECES, TIMES * PIECES))
    assert large < small * TIMES * 1.2


def named_often(n: int) -> bytes:
    """A flat array whose objects all name one object of many members."""
    flat = [{"a": 1, "content": 1}, {str(i): 1 for i in range(n)}, *[{"a": 1, "content": 1}] * n]
    return f"<script type=application/json>{json.dumps(flat)}</script>".encode()


def test_data_that_names_one_object_over_and_over_is_told_once() -> None:
    clean_page(named_often(1), URL)
    small, large = (calls_for(named_often(n)) for n in (20, 80))
    assert large < small * TIMES * 1.2


@pytest.mark.parametrize("line", ["某简介" * 39, "登录登录简介" * 19, "二维码" * 26, "扫码" * 39])
def test_a_line_of_page_furniture_is_read_one_way(line: str) -> None:
    """With several ways to read it these pages would not end."""
    article = clean_page((HEAD.format(head="") + f"<p>{line}。</p>" + FOOT).encode(), URL)
    assert isinstance(article, Article)
    assert PROSE in article.paragraphs


def test_the_dots_of_a_cut_headline_are_read_one_way() -> None:
    """With several ways to read them this link would not end."""
    assert listed_title("渔港夜市" + "." * 300 + "今晚开张……", ()) == (
        "渔港夜市" + "." * 300 + "今晚开张",
        True,
    )
