"""The lead: the sentence right below title and dated line, with which the story begins.

What stands there outweighs everything else a page may hold: columns before the title, cards of
other stories, what readers say. So a body that leaves it out is looked at again.
"""

import re
from collections.abc import Collection

from qingwen.outline import Outline

INFO_BLOCKS = 4

PARAGRAPH_CHARS = 25
"""A block of this weight is a paragraph; info lines and slogans weigh less."""

SAID_CHARS = 60
"""Longest heading of comments, and longest line of name and stamp."""

LED_PICTURES = 2
"""Pictures that make what follows a lead the captions of its series."""

LED_SHARE = 2.0
"""Times the prose of a brief that a notice or a card behind it holds at most."""

_STOPS = ("。", "！", "？", "”", "）", ")", "…")
_SAID = re.compile(r"评论|留言|跟帖|回复|网友|\d{1,2}:\d\d|[分小][钟时]前|\d楼")
"""Signs that readers speak: headings of comments, and their stamps."""


def find_lead(
    outline: Outline,
    title: int | None,
    outside: Collection[int],
    masked: list[bool],
    weights: list[float],
) -> int | None:
    """The sentence right below title and info line: nothing but the story begins there."""
    if title is None:
        return None
    informed = False
    for i in range(title + 1, min(title + 1 + 2 * INFO_BLOCKS, len(weights))):
        block = outline.blocks[i]
        if i in outside:
            informed = True
        elif block.link_chars * 2 <= len(block.text):
            told = weights[i] >= PARAGRAPH_CHARS and block.text.endswith(_STOPS)
            return i if informed and told and not masked[block.box] else None
    return None


def with_lead(
    outline: Outline,
    best: int,
    span: tuple[int, int],
    lead: int,
    title: int,
    positive: list[float],
) -> tuple[int, tuple[int, int]]:
    """Box and span of a story that holds its `lead`.

    What weighs more elsewhere is a column beside a brief, or what readers say of it; where
    nothing tells it from a story, it is the rest of this one: captions below a picture's lead.
    """
    first, last = span
    box = outline.blocks[lead].box
    while (parent := outline.boxes[box].parent) >= 0 and outline.boxes[parent].first > title:
        box = parent
    end = max(outline.boxes[box].last, lead + 1)
    if first <= lead < last:
        return best, (max(first, title), last) if first < title and last <= end else span
    if last <= lead:
        return box, (lead, end)
    for i in range(end, min(first + 3, last)):
        if len(text := outline.blocks[i].text) < SAID_CHARS and _SAID.search(text):
            return box, (lead, i)
    shown = sum(lead <= picture.block <= last for picture in outline.pictures)
    led = positive[end] - positive[lead]
    is_brief = positive[last] - positive[first] <= LED_SHARE * led
    near = first - end <= INFO_BLOCKS and (is_brief or shown >= LED_PICTURES)
    return best, (lead if near else first, last)
