"""Plantings with fixed seeds: found again, and the page's own sentences still there."""

from pathlib import Path
from random import Random

import pytest

from bench.gold import load_folder
from bench.planting import Tally, main, make_brand, run
from qingwen import Article, clean_page

FIXTURES = Path(__file__).parent / "fixtures"


@pytest.mark.parametrize("seed", [1, 2])
def test_plantings_are_found_and_the_pages_stay_whole(seed: int) -> None:
    pages = load_folder(FIXTURES / "honest") + load_folder(FIXTURES / "trs")
    total = Tally()
    for tally in run(pages, seed).values():
        total.add(tally)
    assert total.planted > 100
    assert total.found >= 0.98 * total.planted, total.missed
    assert total.intact >= 0.999 * total.sentences


def test_a_cleaner_that_finds_nothing_fails() -> None:
    def blind(body: bytes, url: str | None = None, *, http_charset: str | None = None) -> object:
        result = clean_page(body, url, http_charset=http_charset)
        return found_nothing if isinstance(result, Article) and spam(result) else result

    def spam(article: Article) -> bool:
        return article.integrity.status != "clean"

    found_nothing = object()
    tallies = run(load_folder(FIXTURES / "trs"), 1, blind)
    assert sum(tally.found for tally in tallies.values()) == 0


def test_brands_are_made_up_by_the_seed() -> None:
    assert make_brand(Random(3)) == make_brand(Random(3))
    assert len({make_brand(Random(i)) for i in range(50)}) > 45


def test_the_table_names_seed_and_ways(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(FIXTURES / "trs"), "--seed", "4"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("seed 4")
    assert "farm" in out
    assert main([str(FIXTURES / "nothing-here")]) == 2
