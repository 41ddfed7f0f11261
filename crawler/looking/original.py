"""The page as it was found: every block in reading order, with what became of its characters."""

from collections import defaultdict, deque
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import NamedTuple

from qingwen.article import Article, Removal
from qingwen.outline import Outline
from qingwen.trace import Trace

MAX_BLOCKS = 4_000
MAX_BLOCK_CHARS = 4_000
_MIN_SPAN_CHARS = 2
MAX_MENDED_CHARS = 600
"""Longer blocks are not compared character by character: that takes time as their square."""
MAX_MENDED_BLOCKS = 100
_LIKENESS = 0.6
"""Share of characters in common above which a block is a paragraph that was mended."""


class Span(NamedTuple):
    """Some characters of a block, kept or cut."""

    text: str
    reason: str | None
    """Class of the cut; None for characters that were kept."""
    rule: str | None


class Shown(NamedTuple):
    """One block of the page."""

    fate: str
    """title, kicker, subtitle, info, kept, cut, or unused: neither in the text nor among the cuts."""
    spans: tuple[Span, ...]
    hidden: bool
    """Whether readers of the page do not see it."""


def shown_blocks(trace: Trace, article: Article | None) -> list[Shown]:
    """Return the blocks of the page, in reading order; all unused where it gave no article."""
    if trace.outline is None:
        return []
    named = _named_blocks(trace, trace.outline)
    cuts = _Cuts(article.removed if article else ())
    kept = _Kept(article.paragraphs if article else ())
    shown = []
    for index, block in enumerate(trace.outline.blocks[:MAX_BLOCKS]):
        fate, spans = _fate(block.text, named.get(index), cuts, kept)
        shown.append(Shown(fate, spans, block.hidden))
    return shown


def _named_blocks(trace: Trace, outline: Outline) -> dict[int, str]:
    named: dict[int, str] = {}
    if trace.info is not None:
        named |= dict.fromkeys(trace.info.blocks, "info")
    if heading := trace.heading:
        for index in heading.blocks:
            text = outline.blocks[index].text
            is_kicker = heading.kicker is not None and heading.kicker in text
            is_subtitle = heading.subtitle is not None and heading.subtitle.lstrip("—-") in text
            named[index] = "kicker" if is_kicker else "subtitle" if is_subtitle else "title"
    return named


class _Cuts:
    """The removals of a record, found by whole lines and by parts of lines."""

    def __init__(self, removed: Iterable[Removal]) -> None:
        self._whole: dict[str, deque[Span]] = defaultdict(deque)
        self._parts: list[Span] = []
        for cut in removed:
            for line in cut.text.split("\n"):
                span = Span(line.strip(), cut.reason, cut.rule)
                self._whole[_key(line)].append(span)
            if len(cut.text) >= _MIN_SPAN_CHARS and "\n" not in cut.text:
                self._parts.append(Span(cut.text.strip(), cut.reason, cut.rule))

    def whole(self, text: str) -> Span | None:
        """Take the cut that is this very line; the last one of its kind stays for repeats."""
        found = self._whole.get(_key(text))
        if not found:
            return None
        return found.popleft() if len(found) > 1 else found[0]

    def spans(self, text: str) -> tuple[Span, ...] | None:
        """Return the block in spans where parts of it were cut; None where none was."""
        places = sorted(
            (place, span)
            for span in self._parts
            if span.text and (place := text.find(span.text)) >= 0
        )
        spans: list[Span] = []
        done = 0
        for place, span in places:
            if place < done:
                continue
            if place > done:
                spans.append(Span(text[done:place], None, None))
            spans.append(span)
            done = place + len(span.text)
        if not spans:
            return None
        if done < len(text):
            spans.append(Span(text[done:], None, None))
        return tuple(spans)


class _Kept:
    """The paragraphs of an article, found by whole blocks and by parts of them."""

    def __init__(self, paragraphs: tuple[str, ...]) -> None:
        self.lines = frozenset(paragraphs)
        self._keys = [_key(line) for line in paragraphs]
        self._text = "".join(self._keys)
        self._chars = [(set(line), line) for line in paragraphs if len(line) <= MAX_MENDED_CHARS]
        self._attempts = MAX_MENDED_BLOCKS

    def holds(self, text: str) -> bool:
        """Whether the article holds this text."""
        return _key(text) in self._text

    def is_in(self, text: str) -> bool:
        """Whether a paragraph of the article stands in this text."""
        key = _key(text)
        return any(line in key for line in self._keys)

    def mended(self, text: str) -> tuple[Span, ...] | None:
        """Return a block that was kept without characters strewn in it; None if it was not."""
        if self._attempts == 0 or len(text) > MAX_MENDED_CHARS:
            return None
        self._attempts -= 1
        chars = set(text)
        best = max(self._chars, key=lambda line: len(chars & line[0]), default=(set(), ""))
        matcher = SequenceMatcher(None, text, best[1], autojunk=False)
        if matcher.ratio() < _LIKENESS:
            return None
        return tuple(
            Span(text[first:last], None if step == "equal" else "spam", None)
            for step, first, last, _, _ in matcher.get_opcodes()
            if last > first
        )


def _fate(text: str, name: str | None, cuts: _Cuts, kept: _Kept) -> tuple[str, tuple[Span, ...]]:
    text = text[:MAX_BLOCK_CHARS]
    whole = (Span(text, None, None),)
    if name:
        return name, cuts.spans(text) or whole
    if text in kept.lines:
        return "kept", whole
    if cut := cuts.whole(text):
        return "cut", (Span(text, cut.reason, cut.rule),)
    if spans := cuts.spans(text):
        rest = "".join(span.text for span in spans if span.reason is None)
        return ("kept" if rest.strip() and kept.holds(rest[:20]) else "cut"), spans
    if kept.holds(text) or kept.is_in(text):
        return "kept", whole
    if mended := kept.mended(text):
        return "kept", mended
    return "unused", whole


def _key(text: str) -> str:
    return "".join(text.split())
