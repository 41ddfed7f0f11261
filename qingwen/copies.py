"""The copy of a story behind the story: pages that print it once for desktops and once for phones.

Which of the two a reader sees is decided by style files that we do not have.
"""

from collections.abc import Sequence

from qingwen.outline import Outline

PARAGRAPH_CHARS = 20
"""Shorter lines recur in stories: refrains, speakers, subheads."""

COPIED_SHARE = 0.8
"""Share of the second part's paragraphs that stand in the first, and of the first's in the second."""


def second_copy(outline: Outline, story: Sequence[int]) -> frozenset[int]:
    """Return the blocks of `story` that tell it again, with the heading set between; empty where none do."""
    texts = {i: outline.blocks[i].text for i in story}
    long = [i for i in story if len(texts[i]) >= PARAGRAPH_CHARS]
    if len(long) < 2 or texts[long[0]] not in (told := [texts[i] for i in long])[1:]:
        return frozenset()
    start = told.index(told[0], 1)
    first = set(told[:start])
    end = max(place for place, text in enumerate(told) if text in first) + 1
    second = set(told[start:end])
    if len(first & second) < COPIED_SHARE * max(len(first), len(second)):
        return frozenset()
    closing = {texts[i] for i in story if i > long[end - 1]}
    return frozenset(
        i
        for i in story
        if long[start] <= i <= long[end - 1]
        or (long[start - 1] < i < long[start] and texts[i] not in closing)
    )
