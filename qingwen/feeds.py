"""Feeds of other stories: boxes alike, side by side, each a headline that is a link and a teaser.

Portals set them beside and below a story (热点, 今日推荐). Their teasers are sentences, so that
together they often weigh more than a brief.
"""

from bisect import bisect_left
from collections import Counter
from itertools import accumulate

from qingwen.outline import Box, Outline

ITEMS = 3
"""A story sets fewer links to others side by side, each with a sentence of its own."""

HEADLINE_CHARS = 6
TEASER_CHARS = 12
ITEM_CHARS = 260
"""A headline, a stamp and the first lines of a story; a longer box holds the story itself."""


def feed_items(outline: Outline) -> frozenset[int]:
    """Indices of the boxes that are items of a feed; empty where there is none."""
    boxes, blocks = outline.boxes, outline.blocks
    headlines = sorted({
        link.block
        for link in outline.links
        if len(link.text) >= HEADLINE_CHARS
        and link.block < len(blocks)
        and not link.hidden
        and blocks[link.block].link_chars * 5 >= len(blocks[link.block].text) * 4
    })  # fmt: skip
    if len(headlines) < ITEMS:
        return frozenset()
    chars = [0, *accumulate(len(block.text) for block in blocks)]
    items: list[int] = []
    for block in headlines:
        item = _item(boxes, blocks[block].box, headlines, chars)
        if item >= 0 and _teases(outline, boxes[item]):
            items.append(item)
    rows = Counter((boxes[i].parent, boxes[i].name) for i in items)
    return frozenset(i for i in items if rows[boxes[i].parent, boxes[i].name] >= ITEMS)


def _item(boxes: list[Box], box: int, headlines: list[int], chars: list[int]) -> int:
    """The largest box around a headline that holds no other, and no story; -1 without one."""
    item = -1
    while box >= 0:
        first, last = boxes[box].first, boxes[box].last
        inside = bisect_left(headlines, last) - bisect_left(headlines, first)
        if inside > 1 or chars[last] - chars[first] > ITEM_CHARS:
            break
        item, box = box, boxes[box].parent
    return item


def _teases(outline: Outline, box: Box) -> bool:
    """Whether a box with a headline also holds text that is no link."""
    return sum(len(b.text) - b.link_chars for b in outline.blocks[box.first : box.last]) >= (
        TEASER_CHARS
    )
