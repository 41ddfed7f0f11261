"""Credit lines in Latin letters: Updated: 2024-03-05 10:30 Source: Xinhua Editor: Li Yuan.

English editions of Chinese outlets print the fields of the Chinese page under English labels.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from qingwen.article import Role
from qingwen.fields import Person
from qingwen.names import is_latin_name, is_sure_name

_LABEL = re.compile(
    r"(?<![A-Za-z])(?:(?P<date>(?:last\s)?(?:updated?|published|posted|modified|date|time)(?:\s(?:on|at))?)"
    r"|(?P<source>sources?|from)"
    r"|(?P<editor>(?:web|copy|executive|responsible|online)?\s?editors?(?:\sin\scharge)?|edited\sby)"
    r"|(?P<author>authors?|written\sby|writers?|by)|(?P<reporter>reporters?)"
    r"|(?P<photographer>photos?(?:\sby)?|photographers?)|(?P<skip>views?|hits|clicks?|font\ssize|share|print|comments?))"
    r"\s?[:：]\s?",
    re.IGNORECASE,
)
_VALUE_END = re.compile(r"\s{2,}|[|丨/\[\]()（）]|\d{4}[-/.]\d")
_AND = re.compile(r"\s*(?:,|、| and | & )\s*")
_OUTLET = re.compile(r"[A-Za-z][\w.&'’ -]{1,40}")


class LatinCredits(NamedTuple):
    """The labelled fields of one line but for its date, which reads the same in all languages."""

    source: str | None
    people: tuple[Person, ...]
    labels: int


def read_latin(text: str) -> LatinCredits:
    """Read one line without Han.

    >>> read_latin("Updated: 2024-03-05 10:30 Source: Shimen Daily")[0]
    'Shimen Daily'
    """
    marks = list(_LABEL.finditer(text))
    source: str | None = None
    people: list[Person] = []
    for index, mark in enumerate(marks):
        end = marks[index + 1].start() if index + 1 < len(marks) else len(text)
        value = text[mark.end() : end].strip()
        if cut := _VALUE_END.search(value):
            value = value[: cut.start()].strip()
        kind = str(mark.lastgroup)
        if kind == "source":
            source = source or (value if _OUTLET.fullmatch(value) else None)
        elif kind not in ("date", "skip"):
            people += _people(value, kind, text[mark.start() : end].strip())  # type: ignore[arg-type]
    return LatinCredits(source, tuple(people), len(marks))


def _people(value: str, role: Role, raw: str) -> Iterator[Person]:
    for name in _AND.split(value):
        if is_latin_name(name) or is_sure_name(name):
            yield Person(name, role, raw)
