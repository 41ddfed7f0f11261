"""The credit line: one grammar for the labelled fields printed around an article.

Info line under the title, editor line at the end, imprint, parenthesis behind the last sentence:
all are runs of fields, each a label, a value and whatever stands between. A value ends at the next
label, at a date or at its own bracket, so that an empty field never swallows its neighbour.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from qingwen.fields import Person
from qingwen.labels import BRACKETS, CLOSER, CLOSERS, EDGES, LABEL, OPENERS, unspaced
from qingwen.latin import read_latin
from qingwen.moment import FOLD, Moment, find_ago, find_moments, find_yearless
from qingwen.outlets import read_chain, read_labelled_people, read_source, read_unlabelled
from qingwen.people import ROLE, read_people

_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s\u3400-\u9fff]+")
_UNTIL = re.compile(r"\s*(?:至|到|前|起|止|之?后|以[前后]|[—~～]|-{1,2}\s?\d)")
_FOREIGN = re.compile(r"[\u3400-\u9fff]{2}\s?:\s*\[?$")
_UPDATED = re.compile(r"(?:更新|修改|编辑)[于时]?[间期]?\s*[:：]?\s*$")
_LOOSE_CHARS = 12
"""Characters beside an unlabelled outlet or name that are tools, not text."""
_AGO_CHARS = 60
"""Longest line in which 3小时前 is a stamp, not a word of a sentence."""


class Credits(NamedTuple):
    """What a credit line says."""

    date: str | None
    """The characters of its first date, that of publication before that of an update."""
    source: str | None
    has_source_label: bool
    people: tuple[Person, ...]
    labels: int
    rest: int
    """How many of its characters belong to no field."""
    chain: tuple[str, ...] = ()
    """All outlets of its source value, where that names several."""


def read_credits(text: str) -> Credits:
    """Read one line of labelled fields.

    >>> read_credits("来源: 作者: 发表时间:02-13 09:33")[:3]
    ('02-13 09:33', None, True)
    >>> [p[:2] for p in read_credits("来源:武威日报 记者张婷 魏晓莹").people]
    [('张婷', 'reporter'), ('魏晓莹', 'reporter')]
    """
    text = unspaced(text)
    folded = text.translate(FOLD)
    date, stops = _stops(folded, text)
    source: str | None = None
    beside: str | None = None
    has_label = False
    chain: tuple[str, ...] = ()
    people: list[Person] = []
    rest = labels = 0
    for start, end, value_end, kind in _spans(stops, len(text)):
        value = _within(text[end:value_end])
        rest += len(text[end + len(value) : value_end].strip(EDGES + BRACKETS))
        if kind == "lead" and ROLE.search(value.translate(FOLD)):
            people += (found := read_people(value))
            rest += max(0, len(value) - sum(len(p.name) for p in found) - 12)
            continue
        if kind in ("", "lead"):
            loose_source, loose_people = read_unlabelled(value, dated=date is not None)
            beside = beside or loose_source
            people += loose_people
            named = len(loose_source or "") + sum(len(p.name) for p in loose_people)
            foreign = len(_ADDRESS.sub("", value).strip(EDGES + BRACKETS)) - named
            rest += foreign if not named or foreign > _LOOSE_CHARS else 0
            continue
        labels += 1
        if kind == "source":
            name, behind = read_source(value)
            has_label = True
            chain = chain or read_chain(value)
            source = source or name
            people += behind
        elif kind in ("date", "skip"):
            pass
        else:
            raw = text[start : end + len(value)].strip(EDGES)
            labelled = read_labelled_people(value, kind, raw)  # type: ignore[arg-type]
            people += labelled
            rest += 0 if labelled else len(value.strip(EDGES + BRACKETS))
    if (
        not labels
        and (":" in folded or folded[:3] in ("By ", "BY "))
        and (latin := read_latin(text)).labels
    ):
        return Credits(date, latin.source, False, latin.people, latin.labels, 0)
    # A site names itself in front of the line whose label names the outlet.
    return Credits(date, source or beside, has_label, tuple(people), labels, rest, chain)


def _stops(folded: str, text: str) -> tuple[str | None, list[tuple[int, int, str]]]:
    """The first date as printed, and where every date and label begins and ends."""
    moments = find_moments(folded)
    dates = [(m.start, m.end) for m in moments if not _is_event(folded, m)]
    if not moments and (moment := find_yearless(folded)):
        dates = [(moment.start, moment.end)]
    if not moments and not dates and len(folded) < _AGO_CHARS and (ago := find_ago(folded)):
        dates = [(ago.start, ago.end)]
    first = next(
        (d for d in dates if not _UPDATED.search(text[: d[0]])), dates[0] if dates else None
    )
    raw = text[first[0] : first[1]].strip(" []【】") if first else None
    stops = [(start, end, "") for start, end in dates]
    for match in LABEL.finditer(folded):
        if not any(start <= match.start() < end for start, end in dates):
            stops.append((match.start(), match.end(), str(match.lastgroup)[2:]))
    return raw, sorted(stops)


def _is_event(folded: str, moment: Moment) -> bool:
    """Whether a date is a fact of the story: 报名时间：2024年5月6日至10日."""
    if _UNTIL.match(folded, moment.end):
        return True
    if moment.hour is not None or "年" not in folded[moment.start : moment.end]:
        return False
    before = folded[max(0, moment.start - 14) : moment.start]
    return bool(_FOREIGN.search(before)) and not LABEL.search(before)


def _spans(stops: list[tuple[int, int, str]], length: int) -> Iterator[tuple[int, int, int, str]]:
    """(start, value start, value end, kind) of every field; text in front of all is "lead"."""
    if not stops or stops[0][0] > 0:
        yield 0, 0, stops[0][0] if stops else length, "lead"
    for index, (start, end, kind) in enumerate(stops):
        yield start, end, stops[index + 1][0] if index + 1 < len(stops) else length, kind


def _within(value: str) -> str:
    """Cut a value at the bracket that closes its field."""
    for found in CLOSER.finditer(value):
        before = value[: found.start()]
        if before.count(OPENERS[CLOSERS.index(found[0])]) <= before.count(found[0]):
            return before
    return value
