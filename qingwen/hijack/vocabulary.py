"""The words of the trade and the brands seen before, compiled from the rule data."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple


class Vocabulary(NamedTuple):
    """One expression for each group of gambling.toml, one for all brands.

    `*_words` are the sources of the expressions, to build others with.
    """

    game: re.Pattern[str]
    lottery: re.Pattern[str]
    vice: re.Pattern[str]
    tail: re.Pattern[str]
    any_tail: re.Pattern[str]
    promise: re.Pattern[str]
    call: re.Pattern[str]
    report: re.Pattern[str]
    spun: re.Pattern[str]
    brand: re.Pattern[str]
    known: re.Pattern[str]
    """Any word of the trade, for measuring how much of a phrase is nothing else."""
    tail_words: str
    any_tail_words: str
    trade_words: str


@cache
def vocabulary() -> Vocabulary:
    """Load the rule data once."""
    groups = {str(row["id"]): list(map(str, row["words"])) for row in _read("gambling")["group"]}

    def joined(*names: str) -> str:
        words = {word for name in names for word in groups[name]}
        return "|".join(sorted(words, key=lambda word: (-len(word), word)))

    return Vocabulary(
        game=re.compile(joined("game")),
        lottery=re.compile(joined("lottery")),
        vice=re.compile(joined("vice")),
        tail=re.compile(joined("tail")),
        any_tail=re.compile(joined("tail", "weak_tail")),
        promise=re.compile(joined("promise")),
        call=re.compile(joined("call")),
        report=re.compile(joined("report")),
        spun=re.compile(joined("spun")),
        brand=re.compile("|".join(str(row["pattern"]) for row in _read("brands")["brand"])),
        known=re.compile(
            joined("game", "lottery", "vice", "tail", "weak_tail", "trade", "promise", "call")
        ),
        tail_words=joined("tail"),
        any_tail_words=joined("tail", "weak_tail"),
        trade_words=joined("trade"),
    )


def _read(name: str) -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads(files("qingwen").joinpath("rules", f"{name}.toml").read_text("utf-8"))
