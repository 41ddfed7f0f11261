"""Lists behind a page that scripts build: what they fetched to draw its rows has further pages."""

import re
from collections import Counter
from typing import NamedTuple

from crawler.discovery.names import RECORD

MIN_ROWS = 2
_IDS = re.compile(
    rf"""["'](?:{"|".join(RECORD["id"])})["']\s{{0,3}}:\s{{0,3}}["']?([\w-]{{1,64}})""",
    re.IGNORECASE,
)
_WORD = re.compile(r"[\w-]+")


class Fetched(NamedTuple):
    """One answer of the site that a script of the page asked for."""

    url: str
    text: str


class Listing(NamedTuple):
    """A list as data."""

    url: str
    template: str | None
    """The article address its records go into; None where they name their own."""


def listings(answers: list[Fetched], articles: list[str]) -> list[Listing]:
    """Return which of the answers hold the rows of a page, by the articles that it links.

    >>> rows = '{"data": [{"id": 71, "title": "a"}, {"id": 72, "title": "b"}]}'
    >>> links = ["http://app.hanjiangwang.cn/detail/71.html", "http://app.hanjiangwang.cn/detail/72.html"]
    >>> listings([Fetched("http://app.hanjiangwang.cn/api?p=1", rows)], links)[0].template
    'http://app.hanjiangwang.cn/detail/{id}.html'
    """
    found = []
    for answer in answers:
        plain = answer.text.replace("\\/", "/")
        named = sum(url.partition("//")[2].partition("/")[2] in plain for url in articles)
        if named >= MIN_ROWS:
            found.append(Listing(answer.url, None))
        elif template := _template(set(_IDS.findall(plain)), articles):
            found.append(Listing(answer.url, template))
    return found


def _template(ids: set[str], articles: list[str]) -> str | None:
    """Return the address that most articles have around an id of the data."""
    votes: Counter[str] = Counter()
    for url in articles:
        start = url.find("/", 8)
        known = [word for word in _WORD.finditer(url, max(start, 0)) if word[0] in ids]
        if known:
            votes[f"{url[: known[-1].start()]}{{id}}{url[known[-1].end() :]}"] += 1
    best = votes.most_common(1)
    return best[0][0] if best and best[0][1] >= MIN_ROWS else None
