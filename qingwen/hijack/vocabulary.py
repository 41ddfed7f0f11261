"""The words of the trade and the brands seen before, compiled from the rule data."""

import re
import tomllib
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple


class Needles:
    """Literals without one of which a group's expression cannot match.

    Most honest pages hold none, and finding that out this way costs a tenth of a search.
    """

    def __init__(self, patterns: Iterable[str]) -> None:
        by_first: dict[str, list[str]] = {}
        for literal in sorted({lit for pattern in patterns for lit in literals(pattern)}):
            by_first.setdefault(literal[0], []).append(literal)
        self._by_first = {first: tuple(group) for first, group in by_first.items()}
        self._firsts = frozenset(by_first)

    def present(self, text: str, chars: AbstractSet[str]) -> list[str]:
        """Return the literals that stand in `text`; `chars` are its characters."""
        by_first = self._by_first
        return [
            literal
            for first in self._firsts & chars
            for literal in by_first[first]
            if literal[-1] in chars and literal in text
        ]


def literals(pattern: str) -> list[str]:
    """Beginnings of what `pattern` matches, its groups and sets written out.

    >>> literals("亚洲(?:第一|最佳)")
    ['亚洲第一', '亚洲最佳']
    >>> literals("领取[^，]{0,4}红包")
    ['领取']
    """
    found = [""]
    at = 0
    while at < len(pattern):
        char = pattern[at]
        if char == "(":
            end = pattern.index(")", at)
            choices = pattern[at + 1 : end].removeprefix("?:").split("|")
            at = end + 1
        elif char == "[" and pattern[at + 1] != "^":
            end = pattern.index("]", at)
            choices = list(pattern[at + 1 : end])
            at = end + 1
        elif pattern.startswith("\\d", at):
            choices, at = list("0123456789"), at + 2
        elif char in "[.\\+*{":
            break
        else:
            choices, at = [char], at + 1
        if at < len(pattern) and pattern[at] == "?":
            choices, at = [*choices, ""], at + 1
        found = [done + choice for done in found for choice in choices]
        if at < len(pattern) and pattern[at] in "+*{":
            break
    return found


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
    outlet: re.Pattern[str]
    brand: re.Pattern[str]
    known: re.Pattern[str]
    """Any word of the trade, for measuring how much of a phrase is nothing else."""
    games: Needles
    """Literals of game."""
    lotteries: Needles
    vices: Needles
    tails: Needles
    offers: Needles
    """Literals of promise and call."""
    spins: Needles
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
        outlet=re.compile(joined("outlet")),
        brand=re.compile("|".join(str(row["pattern"]) for row in _read("brands")["brand"])),
        known=re.compile(
            joined("game", "lottery", "vice", "tail", "weak_tail", "trade", "promise", "call")
        ),
        games=Needles(groups["game"]),
        lotteries=Needles(groups["lottery"]),
        vices=Needles(groups["vice"]),
        tails=Needles(groups["tail"]),
        offers=Needles(groups["promise"] + groups["call"]),
        spins=Needles(groups["spun"]),
        tail_words=joined("tail"),
        any_tail_words=joined("tail", "weak_tail"),
        trade_words=joined("trade"),
    )


def _read(name: str) -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads(files("qingwen").joinpath("rules", f"{name}.toml").read_text("utf-8"))
