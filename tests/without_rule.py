"""Which rules are not missed by their own fixture; run by test_rules.py in a process of its own.

For each rule the core is loaded afresh with that one rule silenced, and the fixture that the rule
names is cleaned and held against its expectation.
"""

import json
import sys
import tomllib
from importlib import import_module
from typing import Any

NEVER = "(?!)"
load_toml = tomllib.loads


def main() -> None:
    """Print, as JSON, the ids among those given whose fixture passes without them."""
    unmissed = [rule for rule in sys.argv[1:] if passes_without(*rule.split("=", 1))]
    print(json.dumps(unmissed))


def passes_without(rule_id: str, slug: str) -> bool:
    """Return whether every pinned field of a fixture still holds while a rule is silent."""
    tomllib.loads = lambda text: silenced(load_toml(text), rule_id)
    for name in [name for name in sys.modules if name.split(".")[0] in {"qingwen", "tests"}]:
        del sys.modules[name]
    fixtures = import_module("tests.test_fixtures")
    fixture = fixtures.load_fixture(fixtures.FIXTURES / slug)
    for field in (
        fixture.expected.keys() - fixtures.DIRECTIVES - fixture.expected.get("xfail", {}).keys()
    ):
        try:
            fixtures.test_field(fixture, field)
        except AssertionError:
            return False
    return True


def silenced(data: dict[str, Any], rule_id: str) -> dict[str, Any]:
    """Return the rules with the expressions of one of them replaced by one that never matches."""
    for rows in data.values():
        for row in rows if isinstance(rows, list) else []:
            if isinstance(row, dict) and row.get("id") == rule_id:
                for key in row.keys() & {"pattern", "words"}:
                    row[key] = NEVER if isinstance(row[key], str) else [NEVER]
    return data


if __name__ == "__main__":
    main()
