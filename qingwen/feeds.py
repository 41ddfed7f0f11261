"""Feeds of other stories: boxes alike, side by side, each a headline that is a link and a teaser.

Portals set them beside and below a story (热点, 今日推荐). Their teasers are sentences, so that
together they often weigh more than a brief.
"""

import re
from bisect import bisect_left
from collections import Counter
from itertools import accumulate, chain

from qingwen.outline import Box, Outline

ITEMS = 3
"""A story sets fewer links to others side by side, each with a sentence of its own."""

HEADLINE_CHARS = 6
TEASER_CHARS = 12
SPOKEN_BLOCKS, SPEAKERS, STAMPED_CHARS = 2, 2, 48
"""Lines of what a reader says at least, readers that make a row of them, and the longest line with a stamp."""

ITEM_CHARS = 260
"""A headline, a stamp and the first lines of a story; a longer box holds the story itself."""


CONTINUED, MORE_CHARS = 2, 10
"""Items that make a row where each ends in a link to its rest, and the longest text of such a link."""
_MORE = re.compile(
    r"[\[【（(<]?\s?(?:详细|详情|全文|更多|查看(?:详情|详细|全文|更多)|阅读(?:全文|更多|详情)|[Mm]ore)\s?[>»…\]】）)]*"
)


# A clock time without a day is that of a programme or a timetable.
_CLOCK = r"(?:\s*\d{1,2}:\d\d(?::\d\d)?)"
_STAMP = re.compile(
    rf"(?:19|20)\d\d[-/.年]\d{{1,2}}[-/.月]\d{{1,2}}日?{_CLOCK}?|\d{{1,2}}[-/.月]\d{{1,2}}日?{_CLOCK}"
    rf"|\d+\s?(?:秒|分钟|小时|天)前|(?:今天|昨天|前天){_CLOCK}|昨天|刚刚"
)
_NO_READER = re.compile(r"记者|[：:]|^\d|\d[\u4e00-\u9fff]")  # 1路, 记者手记; wx_8841 is a reader


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


def spoken_items(outline: Outline) -> frozenset[int]:
    """Indices of the boxes that each hold what one reader says: name and stamp, then a few lines.

    Items of a live report are stamped alike, but by one desk, those of a programme without a day; the first post of a thread is the story.
    """
    boxes, blocks = outline.boxes, outline.blocks
    chars = [0, *accumulate(len(block.text) for block in blocks)]
    rows: dict[tuple[int, str], list[int]] = {}
    for index, box in enumerate(boxes):
        length = chars[box.last] - chars[box.first]
        if box.parent >= 0 and box.last - box.first >= SPOKEN_BLOCKS and length <= ITEM_CHARS:
            rows.setdefault((box.parent, box.name), []).append(index)
    talks = [row for row in rows.values() if len(row) >= SPEAKERS and _is_talk(outline, row)]
    return frozenset(chain.from_iterable(talks))


def continued_items(outline: Outline) -> frozenset[int]:
    """Indices of the boxes, side by side and alike, that each end in a link to the rest: [详细], 查看全文."""
    boxes, blocks = outline.boxes, outline.blocks
    ends = [
        i
        for i, block in enumerate(blocks)
        if len(block.text) <= MORE_CHARS
        and block.link_chars * 2 >= len(block.text)
        and _MORE.fullmatch(block.text)
    ]
    if len(ends) < CONTINUED:
        return frozenset()
    chars = [0, *accumulate(len(block.text) for block in blocks)]
    rows: dict[tuple[int, str], set[int]] = {}
    for end in ends:
        index = blocks[end].box
        while index >= 0 and (box := boxes[index]).last == end + 1:
            length = chars[box.last] - chars[box.first]
            if length > ITEM_CHARS:
                break
            if box.last - box.first > 1:
                rows.setdefault((box.parent, box.name), set()).add(index)
            index = box.parent
    return frozenset(chain.from_iterable(row for row in rows.values() if len(row) >= CONTINUED))


def _is_talk(outline: Outline, row: list[int]) -> bool:
    """Whether in four of five boxes of a row somebody speaks, each time another."""
    speakers: set[str] = set()
    for read, index in enumerate(row, 1):
        box = outline.boxes[index]
        if name := _speaker([block.text for block in outline.blocks[box.first : box.last]]):
            speakers.add(name)
        if (read - len(speakers)) * 5 > len(row):
            return False
    return True


def _speaker(lines: list[str]) -> str:
    """Who speaks in an item: the words beside a stamp in its first two lines; "" without both."""
    if len(lines[-1]) < TEASER_CHARS // 2:
        return ""
    for count in (1, 2):
        head = " ".join(line for line in lines[:count] if len(line) < STAMPED_CHARS)
        if not _STAMP.search(head):
            continue
        name = _STAMP.sub(" ", head).strip(" :：|-/·")
        if any(map(str.isalpha, name)):
            return "" if _NO_READER.search(name) else name
    return ""


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
