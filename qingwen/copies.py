"""The copy of a story behind the story: pages that print it once for desktops and once for phones.

Which of the two a reader sees is decided by style files that we do not have.
"""

import re
from collections.abc import Sequence

from qingwen.outline import Outline

PARAGRAPH_CHARS = 20
"""Shorter lines recur in stories: refrains, speakers, subheads."""

MIN_PARAGRAPHS, MIN_CHARS = 2, 60
"""The shortest copy: a song repeats its chorus, an interview a question."""

COPIED_SHARE = 0.8
"""Share of the second part's text that stands in the first, and of the first's in the second."""

MAX_HEAD_BLOCKS, MAX_HEAD_CHARS = 6, 60
"""What the copy prints above itself: a heading again and a dated line, none of them longer."""

_DATED = re.compile(r"\d{1,2}\s?[-/.月]\s?\d{1,2}|\d{1,2}:\d\d|[来來]源")


def second_copy(outline: Outline, story: Sequence[int]) -> frozenset[int]:
    """Return the blocks of `story` that tell it again, with the heading set between; empty where none do.

    What the copy alone says stays. A copy has a box of its own: verses sung again stand among the others.
    """
    texts = [outline.blocks[i].text for i in story]
    start = _told_again(texts)
    if not start:
        return frozenset()
    behind = set(texts[start:])
    first_end = max(n for n in range(start) if texts[n] in behind) + 1
    told = set(texts[:first_end])
    end = max(n for n in range(start, len(texts)) if texts[n] in told) + 1
    copied = told & set(texts[start:end])
    if (
        sum(len(text) >= PARAGRAPH_CHARS for text in copied) < MIN_PARAGRAPHS
        or _chars(copied) < MIN_CHARS
        or _chars(copied) < COPIED_SHARE * max(_chars(told), _chars(texts[start:end]))
        or not _is_apart(outline, story[first_end - 1], story[start], story[end - 1])
        or not _is_head(outline, texts[first_end:start], story[0], told)
    ):
        return frozenset()
    return frozenset(story[n] for n in range(first_end, end) if n < start or texts[n] in copied)


def _told_again(texts: Sequence[str]) -> int:
    """Where the first long paragraph stands for the second time; 0 where it does not."""
    first = next((text for text in texts if len(text) >= PARAGRAPH_CHARS), None)
    places = [n for n, text in enumerate(texts) if text == first]
    return places[1] if len(places) > 1 else 0


def _is_apart(outline: Outline, before: int, start: int, end: int) -> bool:
    """Whether a box that begins behind block `before` holds both `start` and `end`."""
    boxes = outline.boxes
    box = outline.blocks[start].box
    while box >= 0 and boxes[box].first > before:
        if boxes[box].last > end:
            return True
        box = boxes[box].parent
    return False


def _is_head(outline: Outline, lines: Sequence[str], story: int, told: set[str]) -> bool:
    """Whether lines are a heading that stood above the story too, and what is printed below one."""
    above = {block.text for block in outline.blocks[:story]} | told
    return len(lines) <= MAX_HEAD_BLOCKS and all(
        text in above or (len(text) <= MAX_HEAD_CHARS and _DATED.search(text)) for text in lines
    )


def _chars(texts: Sequence[str] | set[str]) -> int:
    return sum(map(len, texts))
