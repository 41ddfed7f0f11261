"""Rules as data: TOML files of this package, compiled once."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import get_args

from qingwen.article import NoticeKind


class RuleError(ValueError):
    """A rule file that cannot be used; the message names file, rule and fault."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of boilerplate.toml; the file's head explains the keys."""

    id: str
    reason: str
    scope: str
    chars: int
    ends: bool
    notice: NoticeKind | None
    pattern: str


class RuleSet:
    """Rules of one file, three compiled expressions: one for each scope."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self._rules = rules
        self._by_scope = [
            (scope, group, _compiled(scope, group), max(rule.chars for rule in group))
            for scope in ("whole", "start", "seen")
            if (group := [rule for rule in rules if rule.scope == scope])
        ]

    def find(self, text: str) -> Rule | None:
        """Return the first rule that `text` meets, whole-line rules before the others."""
        for scope, rules, expression, longest in self._by_scope:
            if len(text) > longest:
                continue
            found = expression.search(text) if scope == "seen" else expression.match(text)
            if found and found.lastgroup:
                rule = rules[int(found.lastgroup[1:])]
                if len(text) <= rule.chars:
                    return rule
        return None


@cache
def load_rules(name: str) -> RuleSet:
    """Load `rules/<name>.toml`; raises RuleError where a key is missing, unknown or malformed."""
    data = tomllib.loads(files("qingwen").joinpath("rules", f"{name}.toml").read_text("utf-8"))
    return RuleSet(tuple(_rule(name, row) for row in data["rule"]))


def _rule(name: str, row: dict[str, object]) -> Rule:
    known = {
        "id",
        "class",
        "scope",
        "chars",
        "ends",
        "notice",
        "pattern",
        "why",
        "source",
        "fixture",
    }
    missing = known - {"notice"} - row.keys()
    if missing or row.keys() - known:
        odd = ", ".join(sorted(missing or (row.keys() - known)))
        raise RuleError(f"{name}.toml: rule {row.get('id')}: missing or unknown keys: {odd}")
    notice: NoticeKind | None = row.get("notice")  # type: ignore[assignment]  # checked below
    if notice not in (None, *get_args(NoticeKind)):
        raise RuleError(f"{name}.toml: rule {row['id']}: no kind of notice: {notice}")
    return Rule(
        id=str(row["id"]),
        reason=str(row["class"]),
        scope=str(row["scope"]),
        chars=int(str(row["chars"])),
        ends=bool(row["ends"]),
        notice=notice,
        pattern=str(row["pattern"]),
    )


def _compiled(scope: str, rules: list[Rule]) -> re.Pattern[str]:
    tail = r"\s*$" if scope == "whole" else ""
    joined = "|".join(f"(?P<r{i}>{rule.pattern}){tail}" for i, rule in enumerate(rules))
    return re.compile(joined, re.IGNORECASE)
