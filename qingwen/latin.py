"""Credit lines without Han: Updated: 2024-03-05 10:30 Source: Xinhua Editor: Li Yuan.

Editions of Chinese outlets in English and in the languages of the border regions print the fields
of the Chinese page under labels of their own.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from qingwen.article import Role
from qingwen.fields import Person
from qingwen.names import is_latin_name, is_sure_name

_LABEL = re.compile(
    r"(?<![A-Za-z])(?:(?P<date>(?:last\s)?(?:updated?|published|posted|modified|date|time)(?:\s(?:on|at))?)"
    r"|(?P<source>sources?|from|источник|nguồn|мэдээллийн эх сурвалж|эх сурвалж|مەنبە(?:سى)?|출처|래원)"
    r"|(?P<editor>(?:web|copy|executive|responsible|online)?\s?editors?(?:\sin\scharge)?|edited\sby|редакторы?|biên tập|مۇھەررىر(?:ى)?|편집)"
    r"|(?P<author>authors?|written\sby|writers?|by|автор|tác giả|зохиогч|ئاپتور(?:ى)?|글)|(?P<reporter>reporters?|корреспондент|сурвалжлагч|мухбир|مۇخبىر(?:ى)?|기자)"
    r"|(?P<photographer>photos?(?:\sby)?|photographers?)|(?P<skip>views?|hits|clicks?|font\ssize|share|print|comments?))"
    r"\s?[:：]\s?"
    r"|(?:^|(?<=[|/]\s))(?P<by>by)\s(?=\w)",
    re.IGNORECASE,
)
_VALUE_END = re.compile(
    r"\s{2,}|[|丨/\[\]()（）]|\d{4}[-/.]\d|\s(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s\d"
)
_AND = re.compile(r"\s*(?:,|、| and | & )\s*")
_OUTLET = re.compile(r"[^\W\d_][\w.&'’«»“” -]{1,40}")


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
        value, _, behind = text[mark.end() : end].strip().partition("|")
        if mark["by"] and _OUTLET.fullmatch(outlet := behind.strip(" |")):
            source = source or outlet  # By Jane Doe | Shimen Daily | Updated: ...
        value = value.strip()
        if cut := _VALUE_END.search(value):
            value = value[: cut.start()].strip()
        kind = "reporter" if mark["by"] else str(mark.lastgroup)
        if kind == "source":
            source = source or (value if _OUTLET.fullmatch(value) else None)
        elif kind not in ("date", "skip"):
            people += _people(value, kind, text[mark.start() : end].strip())  # type: ignore[arg-type]
    return LatinCredits(source, tuple(people), len(marks))


def _people(value: str, role: Role, raw: str) -> Iterator[Person]:
    for name in _AND.split(value):
        if is_latin_name(name) or is_sure_name(name):
            yield Person(name, role, raw)
