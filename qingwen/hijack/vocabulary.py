"""The words of the trade and the brands seen before, compiled from the rule data."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import Any, NamedTuple


class Signs(NamedTuple):
    """The literals of each group that stand in a text: without one its expression cannot match."""

    game: tuple[str, ...]
    lottery: tuple[str, ...]
    vice: tuple[str, ...]
    tail: tuple[str, ...]
    trade: tuple[str, ...]
    offer: tuple[str, ...]
    """Of promise and call."""
    errand: tuple[str, ...]
    spun: tuple[str, ...]
    foreign: tuple[str, ...]


class Hit(NamedTuple):
    """A literal and where it stands."""

    at: int
    group: str
    literal: str


class Needles:
    """The literals of all groups, looked for in one scan.

    A search for pairs of characters that may begin one, then a look at what goes on there: on a
    page of 1,400 characters an eighth of the time that asking for each literal takes.
    """

    def __init__(self, groups: Mapping[str, Iterable[str]]) -> None:
        self._by_head: dict[str, list[tuple[str, str]]] = {}
        for group in Signs._fields:
            for literal in sorted({lit for pattern in groups[group] for lit in literals(pattern)}):
                if len(literal) < 2:
                    raise ValueError(f"gambling.toml: {group}: what begins with {literal!r} alone")
                self._by_head.setdefault(literal[:2], []).append((group, literal))
        first, second = ("".join(sorted(set(chars))) for chars in zip(*self._by_head, strict=True))
        self._heads = re.compile(f"[{re.escape(first)}](?=[{re.escape(second)}])")

    def hits(self, text: str) -> Iterator[Hit]:
        """Every place where a literal stands, in order."""
        for found in self._heads.finditer(text):
            at = found.start()
            for group, literal in self._by_head.get(text[at : at + 2], ()):
                if text.startswith(literal, at):
                    yield Hit(at, group, literal)

    def signs(self, text: str) -> Signs:
        """Return the literals that stand in `text`."""
        found: dict[str, dict[str, None]] = {group: {} for group in Signs._fields}
        for _, group, literal in self.hits(text):
            found[group][literal] = None
        return Signs(**{group: tuple(words) for group, words in found.items()})


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

    `*_words` are the sources of the expressions, `*_each` their single words, to build others with.
    """

    game: re.Pattern[str]
    lottery: re.Pattern[str]
    vice: re.Pattern[str]
    tail: re.Pattern[str]
    any_tail: re.Pattern[str]
    promise: re.Pattern[str]
    call: re.Pattern[str]
    errand: re.Pattern[str]
    english: re.Pattern[str]
    foreign: re.Pattern[str]
    report: re.Pattern[str]
    spun: re.Pattern[str]
    outlet: re.Pattern[str]
    brand: re.Pattern[str]
    known: re.Pattern[str]
    """Any word of the trade, for measuring how much of a phrase is nothing else."""
    needles: Needles
    simplified: dict[int, str | None]
    """Table that turns the traditional forms of these words' characters into simplified ones."""
    tail_words: str
    any_tail_words: str
    trade_words: str
    any_tail_each: tuple[str, ...]
    trade_each: tuple[str, ...]


@cache
def vocabulary() -> Vocabulary:
    """Load the rule data once."""
    rules = _read("gambling")
    groups = {str(row["id"]): list(map(str, row["words"])) for row in rules["group"]}

    def each(*names: str) -> tuple[str, ...]:
        words = {word for name in names for word in groups[name]}
        longest_first = sorted(words, key=lambda word: (-len(word), word))
        return tuple(chain.from_iterable(map(_led, longest_first)))

    def joined(*names: str) -> str:
        return "|".join(each(*names))

    return Vocabulary(
        game=re.compile(joined("game")),
        lottery=re.compile(joined("lottery")),
        vice=re.compile(joined("vice")),
        tail=re.compile(joined("tail")),
        any_tail=re.compile(joined("tail", "weak_tail")),
        promise=re.compile(joined("promise")),
        call=re.compile(joined("call")),
        errand=re.compile(joined("errand")),
        english=re.compile(joined("english")),
        foreign=re.compile(joined("foreign")),
        report=re.compile(joined("report")),
        spun=re.compile(joined("spun")),
        outlet=re.compile(joined("outlet")),
        brand=re.compile("|".join(str(row["pattern"]) for row in _read("brands")["brand"])),
        known=re.compile(
            joined(
                "game",
                "lottery",
                "vice",
                "tail",
                "weak_tail",
                "trade",
                "promise",
                "call",
                "foreign",
            )
        ),
        needles=Needles({**groups, "offer": groups["promise"] + groups["call"]}),
        simplified=_simplified(rules["script"]["traditional"]),
        tail_words=joined("tail"),
        any_tail_words=joined("tail", "weak_tail"),
        trade_words=joined("trade"),
        any_tail_each=each("tail", "weak_tail"),
        trade_each=each("trade"),
    )


def _led(pattern: str) -> list[str]:
    """Patterns that each begin with a character, as the search needs to skip ahead.

    >>> _led("[Pp][Kk]10")
    ['P[Kk]10', 'p[Kk]10']
    """
    first, _, rest = pattern[1:].partition("]")
    if not pattern.startswith("[") or not first.isalnum():  # a set of ranges or of what is not
        return [pattern]
    return [char + rest for char in first]


def _simplified(rows: list[str]) -> dict[int, str | None]:
    return {ord(pair[0]): pair[1] for row in rows for pair in row.split()}


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files("qingwen").joinpath("rules", f"{name}.toml").read_text("utf-8"))
