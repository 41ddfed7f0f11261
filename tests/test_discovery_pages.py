"""What each family of list, pager, newspaper page and feed leads to: one fixture a family.

A fixture is a folder of tests/fixtures/lists with a page and a meta.toml that says where it stands
and what must be found on it.
"""

import tomllib
from pathlib import Path

import pytest

from crawler.discovery import Discovery, discover

FOLDER = Path(__file__).parent / "fixtures" / "lists"
CASES = {
    path.parent.name: tomllib.loads(path.read_text("utf-8")) for path in FOLDER.glob("*/meta.toml")
}


def cases_with(key: str) -> list[str]:
    return sorted(slug for slug, case in CASES.items() if key in case)


def discovered(slug: str) -> Discovery:
    case = CASES[slug]
    return discover((FOLDER / slug / case["page"]).read_bytes(), case["url"])


@pytest.mark.parametrize("slug", cases_with("kind"))
def test_page_is_what_it_is(slug: str) -> None:
    assert discovered(slug).kind == CASES[slug]["kind"]


@pytest.mark.parametrize("slug", cases_with("articles"))
def test_every_article_is_found_and_nothing_else(slug: str) -> None:
    found = {link.url for link in discovered(slug).articles}
    assert found == set(CASES[slug]["articles"])


@pytest.mark.parametrize("slug", cases_with("lists"))
def test_lists_are_found(slug: str) -> None:
    found = {link.url for link in discovered(slug).lists}
    assert set(CASES[slug]["lists"]) <= found


@pytest.mark.parametrize("slug", cases_with("no_lists"))
def test_these_are_not_followed(slug: str) -> None:
    page = discovered(slug)
    found = {link.url for link in (*page.articles, *page.lists)}
    assert not found & set(CASES[slug]["no_lists"])


@pytest.mark.parametrize("slug", cases_with("next"))
def test_next_page_of_the_list(slug: str) -> None:
    following = discovered(slug).next_page
    assert (following.url if following else "") == CASES[slug]["next"]


@pytest.mark.parametrize("slug", cases_with("parts"))
def test_parts_of_the_article_in_order(slug: str) -> None:
    assert list(discovered(slug).parts) == CASES[slug]["parts"]


@pytest.mark.parametrize("slug", cases_with("canonical"))
def test_canonical_url(slug: str) -> None:
    assert discovered(slug).canonical_url == CASES[slug]["canonical"]


@pytest.mark.parametrize("slug", cases_with("moved_to"))
def test_stub_sends_on(slug: str) -> None:
    assert discovered(slug).moved_to == CASES[slug]["moved_to"]


@pytest.mark.parametrize("slug", cases_with("first_title"))
def test_full_title_of_the_first_article(slug: str) -> None:
    assert discovered(slug).articles[0].title == CASES[slug]["first_title"]


@pytest.mark.parametrize("slug", cases_with("first_date"))
def test_day_of_the_first_article(slug: str) -> None:
    day = discovered(slug).articles[0].date
    assert day is not None
    assert day.isoformat() == CASES[slug]["first_date"]


def test_only_stubs_send_on() -> None:
    moved = {slug for slug in CASES if discovered(slug).moved_to}
    assert moved == set(cases_with("moved_to"))
