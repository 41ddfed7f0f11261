"""Which content management system built a page: for people; discovery itself needs no name."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

_RULES = [
    (
        rule["id"],
        rule["name"],
        re.compile(rule["mark"], re.IGNORECASE),
        re.compile(rule["url"], re.IGNORECASE),
    )
    for rule in tomllib.loads((Path(__file__).parent / "cms.toml").read_text("utf-8"))["cms"]
]
_MARK_WEIGHT = 3
_MAX_CHARS = 500_000


def cms_of(texts: Iterable[str], urls: Iterable[str]) -> tuple[str, str] | None:
    """Return (id, name) of the family most pages and addresses speak for; None for an unknown one.

    `texts`: markup of pages; `urls`: addresses of pages and links.
    """
    votes: Counter[tuple[str, str]] = Counter()
    joined = "\n".join(dict.fromkeys(urls))
    for text in texts:
        for identifier, name, mark, _ in _RULES:
            if mark.search(text[:_MAX_CHARS]):
                votes[identifier, name] += _MARK_WEIGHT
    for identifier, name, _, address in _RULES:
        votes[identifier, name] += min(len(address.findall(joined)), 2 * _MARK_WEIGHT)
    best = votes.most_common(1)
    return best[0][0] if best and best[0][1] >= 2 else None
