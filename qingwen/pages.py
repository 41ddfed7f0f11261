"""The later pages of a story that are in its document, hidden until a script turns to them."""

import re
from collections.abc import Callable

from qingwen.outline import Block, Box, Outline

MIN_CHARS = 30
"""Prose (chars) of the shortest page."""

_NUMBER = re.compile(r"\d+")


def later_pages(
    outline: Outline, blocks: tuple[int, ...], prose: Callable[[Block], float]
) -> list[int]:
    """Blocks of the story's later pages: hidden boxes beside one of it and named like that one."""
    boxes = outline.boxes
    shown: set[tuple[int, str, str]] = set()
    shown_blocks = frozenset(blocks)
    if not blocks or not any(box.hidden and box.marks for box in boxes):
        return []
    for i in blocks:
        around = outline.blocks[i].box
        while around >= 0 and (page := _page_of(boxes[around])) not in shown:
            shown.add(page)
            around = boxes[around].parent
    later: list[int] = []
    for box in boxes:
        inside = range(box.first, box.last)
        if (
            box.hidden
            and box.marks
            and box.first > blocks[0]
            and _page_of(box) in shown
            and shown_blocks.isdisjoint(inside)
            and sum(prose(outline.blocks[i]) for i in inside) >= MIN_CHARS
        ):
            later += [i for i in inside if outline.blocks[i].text]
    return later


def _page_of(box: Box) -> tuple[int, str, str]:
    """What pages of one story have in common: their place, and a name but for the number in it."""
    return box.parent, box.tag, _NUMBER.sub("", box.marks)
