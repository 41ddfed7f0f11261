"""Same input, same bytes out: in any order, in any process."""

import json
import random
from multiprocessing import get_context
from pathlib import Path

from qingwen import clean_page
from qingwen.record import record_of, to_json_line

PAGES = sorted(Path(__file__).parent.glob("fixtures/*/*/page.html"))


def line(path: Path) -> str:
    result = clean_page(path.read_bytes(), f"http://www.example/{path.parent.name}.html")
    if hasattr(result, "paragraphs"):
        return to_json_line(record_of(result, removed=True))
    return json.dumps([str(result.reason), result.detail, list(result.evidence)])


def test_order_does_not_matter() -> None:
    forward = {path: line(path) for path in PAGES}
    shuffled = random.Random(7).sample(PAGES, len(PAGES))
    assert {path: line(path) for path in shuffled} == forward


def test_processes_do_not_matter() -> None:
    with get_context("spawn").Pool(4) as pool:  # each with a hash seed of its own
        assert pool.map(line, PAGES, chunksize=16) == [line(path) for path in PAGES]
