"""What is kept of the strings of pages: many short ones, no long one."""

from trafilatura.utils import trim

from qingwen import clean_page
from qingwen.recall import KEPT, MAX_CHARS, recalled


def test_a_short_string_is_judged_once_and_a_long_one_never_kept() -> None:
    judged: list[str] = []

    @recalled
    def length(tag: str, marks: str) -> int:
        judged.append(marks)
        return len(tag + marks)

    short, long = "x" * (MAX_CHARS - 3), "x" * (MAX_CHARS - 2)
    assert [length("div", short), length("div", short)] == [MAX_CHARS] * 2
    assert [length("div", long), length("div", long)] == [MAX_CHARS + 1] * 2
    assert judged == [short, long, long]


def test_no_more_strings_are_kept_than_a_site_repeats() -> None:
    judged: list[str] = []
    same = recalled(lambda word: judged.append(word) or word)
    for number in range(KEPT + 1):
        same(str(number))
    assert same("0") == "0"
    assert len(judged) == KEPT + 2


def test_trafilatura_keeps_nothing_of_a_long_page() -> None:
    lines = "".join(
        f"<p>The council of ward {n} met on Monday and voted for a new bridge over the river.</p>"
        for n in range(500)
    )
    html = f"<html lang=en><body><h1>A bridge for every ward</h1>{lines}</body></html>"
    article = clean_page(html.encode(), "https://www.example.com/news/bridge.html")
    assert article.to_dict()["extracted_by"] == "trafilatura"
    assert trim.cache_info().currsize == 0
