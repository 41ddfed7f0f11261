"""The words of the trade and the brands seen before, compiled from the rule data."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class Vocabulary(NamedTuple):
    """One expression for each group of gambling.toml, one for all brands."""

    game: re.Pattern[str]
    tail: re.Pattern[str]
    trade: re.Pattern[str]
    promise: re.Pattern[str]
    call: re.Pattern[str]
    report: re.Pattern[str]
    brand: re.Pattern[str]
    tails: str
    trades: str
    games: str


@cache
def vocabulary() -> Vocabulary:
    """Load the rule data once."""
    groups = {row["id"]: row["words"] for row in _read("gambling")["group"]}
    joined = {name: "|".join(sorted(words, key=len, reverse=True)) for name, words in groups.items()}
    brands = "|".join(row["pattern"] for row in _read("brands")["brand"])
    return Vocabulary(
        *(re.compile(joined[name]) for name in ("game", "tail", "trade", "promise", "call", "report")),
        re.compile(brands),
        joined["tail"],
        joined["trade"],
        joined["game"],
    )


def _read(name: str) -> dict[str, list[dict[str, list[str]]]]:
    return tomllib.loads(files("qingwen").joinpath("rules", f"{name}.toml").read_text("utf-8"))
