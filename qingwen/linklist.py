"""Lists of other stories inside the body: runs of links, boxes of links, feeds of teasers."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from operator import attrgetter

from qingwen.fields import Body
from qingwen.outline import Box, Outline

LINK_SHARE = 0.5
"""Share of link characters above which a box inside the article is a list of other stories."""

FEED_ITEMS = 4
"""A story sets fewer links to others side by side as list items."""

_SENTENCE = re.compile("[。！？!?；;：:…”]")
_ATTACHMENT = re.compile(r"[\s（(【\[]*附[件表图]|\.(?:docx?|xlsx?|pdf|zip|rar|wps|et)\b")
_ROW_DRESS = re.compile(
    r"[\s·•●■◆★☆▪>|\-(（\[【\])）】]|\d{1,4}[-/.:年月日]?|[AP]M|\.{3}|图|视频|组图"
)


def find_link_lists(outline: Outline, body: Body) -> frozenset[int]:
    """Blocks of the body that list other stories."""
    return _link_lines(outline, body) | _link_boxes(outline, body) | _feeds(outline, body)


def _link_lines(outline: Outline, body: Body) -> frozenset[int]:
    """Blocks that are links to other pages: runs of them, and those behind the last prose."""
    lines: list[int] = []
    run: list[int] = []
    for i in body.blocks:
        block = outline.blocks[i]
        text = block.text
        if _is_link_line(block.link_chars, text):
            run.append(i)
        else:
            if len(run) > 1 or (run and outline.boxes[outline.blocks[run[0]].box].tag == "li"):
                lines += run
            run = []
    return frozenset(lines + run)


def _is_link_line(link_chars: int, text: str) -> bool:
    """Whether a block is a link, with at most a bullet and a date around it."""
    if link_chars * 3 < len(text) or _ATTACHMENT.search(text):
        return False
    return link_chars >= 0.8 * len(text) or len(_ROW_DRESS.sub("", text)) <= link_chars


def _link_boxes(outline: Outline, body: Body) -> frozenset[int]:
    """Blocks of boxes inside the body that are mostly links: lists of other stories, set apart.

    Bullets, dates and headings of such a list are no links themselves; the box is judged whole.
    """
    first, last = body.blocks[0], body.blocks[-1] + 1
    chars, linked = [0], [0]
    for block in outline.blocks[first:last]:
        chars.append(chars[-1] + len(block.text))
        linked.append(linked[-1] + block.link_chars)
    dropped: set[int] = set()
    for box in _boxes_within(outline, first, last):
        if box.last - box.first < last - first:
            total = chars[box.last - first] - chars[box.first - first]
            links = linked[box.last - first] - linked[box.first - first]
            if links > LINK_SHARE * total and not _says_more(outline, box.first, box.last):
                dropped.update(range(box.first, box.last))
    return frozenset(dropped)


def _feeds(outline: Outline, body: Body) -> frozenset[int]:
    """Blocks of feeds: four items or more, each with a headline that is a link, below a story.

    Portals end a page with a stream of other stories, teasers included, in the story's own box.
    """
    first, last = body.blocks[0], body.blocks[-1] + 1
    items: Counter[int] = Counter()
    for box in _boxes_within(outline, first + 1, last):
        if box.tag in ("li", "article"):
            blocks = outline.blocks[box.first : box.last]
            if any(b.link_chars >= 0.8 * len(b.text) and b.link_chars >= 8 for b in blocks):
                items[box.parent] += 1
    dropped: set[int] = set()
    for parent, members in items.items():
        if members >= FEED_ITEMS:
            dropped.update(range(outline.boxes[parent].first, outline.boxes[parent].last))
    return frozenset(dropped)


def _boxes_within(outline: Outline, first: int, last: int) -> Iterator[Box]:
    """Boxes that hold blocks, all of them in `blocks[first:last]`."""
    boxes = outline.boxes
    for index in range(bisect_left(boxes, first, key=attrgetter("first")), len(boxes)):
        box = boxes[index]
        if box.first >= last:
            return
        if box.first < box.last <= last:
            yield box


def _says_more(outline: Outline, first: int, last: int) -> bool:
    """Whether a box of links holds a sentence or an attachment of the story itself."""
    return any(
        _ATTACHMENT.search(block.text)
        or (block.link_chars * 2 < len(block.text) > 30 and _SENTENCE.search(block.text))
        for block in outline.blocks[first:last]
    )
