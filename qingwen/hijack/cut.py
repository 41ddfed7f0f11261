"""Cutting what was found out of the outline; block indices stay as they are."""

import re
from collections.abc import Container, Sequence
from dataclasses import replace

from qingwen.article import Removal
from qingwen.hijack.characters import undo_disguises
from qingwen.hijack.titles import TitleRead
from qingwen.hijack.verdict import Cuts, Finding
from qingwen.outline import Outline

_EDGES = re.compile(r"^[\s|,，、·>_:：-]+|[\s|,，、·>_-]+$")
_MANY = 500
"""Anchors cut from one block; in a trap of tens of thousands each is cut once, in order."""

_FARM_GAP = 1000
"""Characters of other text between two anchors of such a block."""

_LINE_CHARS = 160
"""Longest block in which a name slot is cut; what is longer is prose."""


class Plan:
    """Collects what is to be cut from one outline and turns it into cuts."""

    def __init__(self, outline: Outline) -> None:
        self._outline = outline
        self._links: set[int] = set()
        self._phrases: dict[int, list[str]] = {}
        self._slots: list[str] = []
        self._texts: dict[int, str] = {}
        self._title: str | None = None
        self._removals: list[Removal] = []
        self.undo: tuple[Finding, ...] = ()

    @property
    def spoiled(self) -> Container[int]:
        """Blocks that something is cut from so far."""
        return self._phrases.keys()

    def drop_links(self, links: Sequence[int]) -> None:
        """Cut links and their texts."""
        self._links.update(links)
        blocks = self._outline.blocks
        reached: dict[
            int, int
        ] = {}  # links come in order: in a block of thousands look on from here
        for at in links:
            link = self._outline.links[at]
            for index in (link.block, link.block - 1):
                if not 0 <= index < len(blocks):
                    continue
                text = blocks[index].text
                place = text.find(link.text, reached.get(index, 0))
                if place >= 0 or (index in reached and link.text in text):
                    reached[index] = max(place, reached.get(index, 0))
                    self.drop_phrase(index, link.text)
                    break

    def drop_phrase(self, index: int, phrase: str) -> None:
        """Cut a phrase from one block."""
        if phrase:
            self._phrases.setdefault(index, []).append(phrase)

    def name_slots(self, phrases: Sequence[str], brands: Sequence[str]) -> None:
        """Cut the phrases of name slots, and the brands alone, from all template lines."""
        self._slots = sorted({*phrases, *brands}, key=len, reverse=True) if phrases else []

    def titles(self, title: TitleRead, headings: dict[int, TitleRead]) -> None:
        """Cut what was stuffed into the title and into headings."""
        if title.findings:
            self._title = title.text
        if self._outline.from_text and headings.get(0) and headings[0].findings:
            self._drop_false_line(headings)
        for index, read in headings.items():
            if read.findings:
                self._texts[index] = read.text
                for part in read.cut:
                    self._note(part, "stuffed-title", "heading")

    def _drop_false_line(self, headings: dict[int, TitleRead]) -> None:
        """A text's first line is its page title: one that no other line bears out goes whole."""
        left = headings[0].text
        lines = [block.text for block in self._outline.blocks[1:3]]
        others = [i for i, read in headings.items() if 0 < i < 3 and not read.findings]
        if any(left in block.text for block in self._outline.blocks[1:]) or not left:
            return
        if any(8 <= len(lines[i - 1]) <= 50 for i in others):
            self._title = ""
            headings[0] = headings[0]._replace(text="")

    def cuts(self, brands: Sequence[str]) -> Cuts:
        """Return all cuts with their records."""
        outline = self._outline
        for index, block in enumerate(outline.blocks):
            self._cut_block(index, block.text)
        title = self._title
        if title is None and self._slots:
            title = self._without_slot(outline.title)
        if title is not None:
            title, _ = undo_disguises(title, self.undo)
            self._note(outline.title, "stuffed-title", "title")
        elif self.undo:
            title, _ = undo_disguises(outline.title, self.undo)
        metas = frozenset(k for k, v in outline.metas.items() if any(b in v for b in brands))
        return Cuts(
            title=title,
            texts=tuple(sorted(self._texts.items())),
            links=frozenset(self._links),
            metas=metas,
            removals=tuple(self._removals),
        )

    def _cut_block(self, index: int, original: str) -> None:
        text = self._texts.get(index, original)
        if phrases := self._phrases.get(index):
            if len(phrases) > _MANY:
                text = self._cut_in_order(text, phrases)
            else:
                text = self._cut_phrases(text, sorted(phrases, key=len, reverse=True), "link-farm")
        # a sentence that lost its subject is no sentence: the last look decides about prose
        if self._slots and len(text) <= _LINE_CHARS and "。" not in text:
            text = self._cut_phrases(text, self._slots, "name-slot")
        if self.undo:
            text, dropped = undo_disguises(text, self.undo)
            if dropped:
                self._note(dropped, "disguise", "body")
        if text != original:
            self._texts[index] = text

    def _cut_in_order(self, text: str, phrases: Sequence[str]) -> str:
        """Cut each of thousands of phrases where it comes next: one pass over the text."""
        kept, at = [], 0
        for phrase in phrases:
            place = text.find(phrase, at, at + len(phrase) + _FARM_GAP)
            if place >= 0:
                kept.append(text[at:place])
                at = place + len(phrase)
                self._note(phrase, "link-farm", "page")
        kept.append(text[at:])
        return _EDGES.sub("", " ".join("".join(kept).split()))

    def _cut_phrases(self, text: str, phrases: Sequence[str], rule: str) -> str:
        found = False
        for phrase in phrases:
            if phrase in text:
                text = text.replace(phrase, " " if rule == "name-slot" else "")
                self._note(phrase, rule, "page")
                found = True
        return _EDGES.sub("", " ".join(text.split())) if found else text

    def _without_slot(self, title: str) -> str | None:
        for name in self._slots:
            if title.endswith(name) or title.startswith(name):
                return _EDGES.sub("", title.removesuffix(name).removeprefix(name)).strip(" -_|—")
        return None

    def _note(self, text: str, rule: str, place: str) -> None:
        self._removals.append(Removal(text=text, rule=rule, reason="spam", place=place))


def apply_cuts(outline: Outline, cuts: Cuts) -> Outline:
    """Return the outline without the cuts; the given one is not changed."""
    if cuts == Cuts():
        return outline
    blocks = list(outline.blocks)
    for index, text in cuts.texts:
        block = blocks[index]
        blocks[index] = block._replace(text=text, link_chars=min(block.link_chars, len(text)))
    return replace(
        outline,
        blocks=blocks,
        links=[link for i, link in enumerate(outline.links) if i not in cuts.links],
        metas={k: v for k, v in outline.metas.items() if k not in cuts.metas},
        title=outline.title if cuts.title is None else cuts.title,
    )
