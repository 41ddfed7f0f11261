"""Rules as data: TOML files of this package, compiled once."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import get_args

from qingwen.article import NoticeKind
from qingwen.quotation import is_quoted

_KEYS = {
    "id", "class", "scope", "chars", "ends", "heads", "notice", "hint", "pattern", "why", "source", "fixture",
}  # fmt: skip


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
    heads: bool
    notice: NoticeKind | None
    pattern: str
    hint: str


class RuleSet:
    """Rules of one file: one expression a scope for whole and start, one a rule for seen."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self._at_start = [
            (group, _compiled(scope, group), max(rule.chars for rule in group))
            for scope in ("whole", "start")
            if (group := [rule for rule in rules if rule.scope == scope])
        ]
        seen = [rule for rule in rules if rule.scope == "seen"]
        self._seen = [
            (rule, re.compile(rule.hint), re.compile(rule.pattern, re.IGNORECASE)) for rule in seen
        ]
        self._any_hint = re.compile("|".join(rule.hint for rule in seen) or "(?!)")

    def find(self, text: str) -> Rule | None:
        """Return the first rule that `text` meets, whole-line rules before the others."""
        for rules, expression, longest in self._at_start:
            if len(text) <= longest and (found := expression.match(text)) and found.lastgroup:
                rule = rules[int(found.lastgroup[1:])]
                if len(text) <= rule.chars:
                    return rule
        if self._any_hint.search(text):
            for rule, hint, expression in self._seen:
                if (
                    len(text) <= rule.chars
                    and hint.search(text)
                    and (found := expression.search(text))
                    and not is_quoted(text, found.start())
                ):
                    return rule
        return None


@cache
def load_rules(name: str) -> RuleSet:
    """Load `rules/<name>.toml`; raises RuleError where a key is missing, unknown or malformed."""
    data = tomllib.loads(files("qingwen").joinpath("rules", f"{name}.toml").read_text("utf-8"))
    return RuleSet(tuple(_rule(name, row) for row in data["rule"]))


def _rule(name: str, row: dict[str, object]) -> Rule:
    missing = _KEYS - {"heads", "notice", "hint"} - row.keys()
    if missing or row.keys() - _KEYS:
        odd = ", ".join(sorted(missing or (row.keys() - _KEYS)))
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
        heads=bool(row.get("heads", False)),
        notice=notice,
        pattern=str(row["pattern"]),
        hint=str(row.get("hint", "")),
    )


def _compiled(scope: str, rules: list[Rule]) -> re.Pattern[str]:
    tail = r"\s*$" if scope == "whole" else ""
    joined = "|".join(f"(?P<r{i}>{rule.pattern}){tail}" for i, rule in enumerate(rules))
    return re.compile(joined, re.IGNORECASE)
