"""Every promise of docs/reliability.md names a test that is there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")


def test_the_tests_that_are_named_exist() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", DOCUMENT)
    assert len(named) > 20
    missing = [
        (file, test)
        for file, test in named
        if f"def {test}" not in (ROOT / file).read_text(encoding="utf-8")
    ]
    assert missing == []
