"""Damaged pages are answered soundly; `make fuzz` runs the same over many more."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qingwen import Article, clean_page
from tests.mutation import fixture_pages, mutated, outcome

PAGES = fixture_pages()
MARKUP = st.lists(
    st.sampled_from(
        ["<p>", "</p>", "<div>", "</div>", "<td>", "<br>", "<script>", "<!--", "-->", "<h1>", "&nbsp;",
         "来源：柳河日报", "2024年3月5日", "责任编辑：陈一鸣", "沿河三个村的水渠在开春前全部疏通。", "\x00", "\ud800", "\u202e"]
    )
    | st.text(max_size=20),
    max_size=60,
).map("".join)  # fmt: skip


@pytest.mark.parametrize("seed", range(8))
def test_damaged_pages_are_answered(seed: int) -> None:
    for number in range(50):
        rng = random.Random(f"{seed}/{number}")
        outcome(rng, mutated(rng, PAGES))


@given(markup=MARKUP, seed=st.integers(0, 1000))
@settings(
    max_examples=200, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
def test_any_soup_of_tags_is_answered(markup: str, seed: int) -> None:
    outcome(random.Random(seed), markup.encode("utf-8", "surrogatepass"))


def test_the_same_page_gives_the_same_record_whatever_was_cleaned_before() -> None:
    def records(pages: list[bytes]) -> dict[bytes, object]:
        results = {page: clean_page(page, "https://news.example.cn/1.html") for page in pages}
        return {
            page: r.to_dict(removed=True) if isinstance(r, Article) else r
            for page, r in results.items()
        }

    shuffled = random.Random(3).sample(PAGES, len(PAGES))
    assert records(PAGES) == records(shuffled)
