"""Scores of one page: the body by character 4-grams, the fields by equality.

Characters, not words: Chinese has no spaces, and one foreign word in a run of Han would cost a
whole sentence.
"""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from bench.extractors import Extracted
from bench.gold import GoldPage

PERFECT_F1 = 0.995
FIELDS = ("title", "date", "source", "author", "editor")

_BLANKS = re.compile(r"[\s\u200b\ufeff]")
_NAME_BREAKS = re.compile(r"[\s、,，;；/&]+")
_QUOTES_AND_DASHES = str.maketrans("“”‘’〝〞「」『』—–－―", '""\'\'""""""----')


@dataclass(frozen=True, slots=True)
class PageScore:
    """How well one extractor read one page."""

    f1: float
    """0.0 to 1.0, of the body."""
    leaked: tuple[str, ...]
    """The `without` snippets that stand in the text."""
    fields: dict[str, bool]
    """Right or wrong, for the fields that the gold names."""


def score_page(page: GoldPage, got: Extracted) -> PageScore:
    """Return the scores of what an extractor found on a page."""
    squeezed = squeeze(got.text)
    return PageScore(
        f1=body_f1(page, got.text),
        leaked=tuple(snippet for snippet in page.without if squeeze(snippet) in squeezed),
        fields=field_scores(page, got),
    )


def body_f1(page: GoldPage, text: str) -> float:
    """Return the F1 of the text's 4-grams; optional lines and titles neither help nor harm."""
    extra = [line for line in (*page.optional, page.title, page.subtitle) if line]
    free_lines = {squeeze(line) for line in extra} - {squeeze(p) for p in page.body.split("\n")}
    counted = "\n".join(line for line in text.split("\n") if squeeze(line) not in free_lines)
    wanted, found = grams(page.body), grams(counted)
    free = sum((grams(line) for line in extra), Counter())
    hits = (wanted & found).total()
    wrong = ((found - wanted) - free).total()
    return 2 * hits / (hits + wrong + wanted.total()) if hits else 0.0


def field_scores(page: GoldPage, got: Extracted) -> dict[str, bool]:
    """Return right or wrong for each field the gold names; the date to the gold's minute."""
    scores = {}
    if page.title:
        scores["title"] = plain(page.title) == plain(got.title)
    if page.date_iso:
        scores["date"] = (got.date or "").startswith(page.date_iso[:16])
    if page.source:
        scores["source"] = plain(page.source) == plain(got.source)
    if page.author:
        scores["author"] = names(page.author) == names(got.author)
    if page.editor:
        scores["editor"] = names(page.editor) == names(got.editor)
    return scores


def squeeze(text: str) -> str:
    """Return the text without blanks.

    >>> squeeze("柳河　堤坝\\n加固")
    '柳河堤坝加固'
    """
    return _BLANKS.sub("", text)


def grams(text: str, size: int = 4) -> Counter[str]:
    """Return the runs of `size` characters of the squeezed text, counted."""
    squeezed = squeeze(text)
    return Counter(squeezed[i : i + size] for i in range(max(0, len(squeezed) - size + 1)))


def plain(text: str | None) -> str:
    """Return a field without the differences that no reader sees: width, quotes, blanks, case."""
    folded = unicodedata.normalize("NFKC", text or "").translate(_QUOTES_AND_DASHES)
    return squeeze(folded).strip("-_|").lower()


def names(text: str | None) -> set[str]:
    """Return the names in a list of names."""
    return {name for part in _NAME_BREAKS.split(text or "") if (name := plain(part))}
