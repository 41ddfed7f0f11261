"""The later pages of a story that are in its document, hidden until a script turns to them."""

import re
from collections.abc import Callable

from qingwen.outline import Block, Box, Outline

MIN_CHARS = 30
"""Prose (chars) of the shortest page."""

PAGER_CHARS = 80

_PAGER = re.compile(r"[上下]一?页|[尾末]页|第\s?\d+\s?页|(?:余下|阅读|展开|显示)全文")
_NUMBER = re.compile(r"\d+")


def later_pages(
    outline: Outline, blocks: tuple[int, ...], prose: Callable[[Block], float]
) -> list[int]:
    """Blocks of the story's later pages: hidden boxes beside one of it that differ in their number.

    A page that turns them shows a pager; without one such boxes are tabs, or text hidden for good.
    """
    boxes = outline.boxes
    shown: dict[tuple[int, str, str], str] = {}
    seen: set[int] = set()
    shown_blocks = frozenset(blocks)
    if not blocks or not any(box.hidden and box.marks for box in boxes):
        return []
    for i in blocks:
        around = outline.blocks[i].box
        while around >= 0 and around not in seen:
            seen.add(around)
            if _is_numbered(boxes[around]):
                shown.setdefault(_page_of(boxes[around]), boxes[around].marks)
            around = boxes[around].parent
    later: list[int] = []
    for box in boxes:
        inside = range(box.first, box.last)
        if (
            box.hidden
            and box.first > blocks[0]
            and _is_numbered(box)
            and shown.get(_page_of(box), box.marks) != box.marks
            and shown_blocks.isdisjoint(inside)
            and sum(prose(outline.blocks[i]) for i in inside) >= MIN_CHARS
        ):
            later += [i for i in inside if outline.blocks[i].text]
    return later if later and any(_is_pager(block.text) for block in outline.blocks) else []


def _is_numbered(box: Box) -> bool:
    return box.tag != "p" and bool(_NUMBER.search(box.marks))


def _is_pager(text: str) -> bool:
    return len(text) <= PAGER_CHARS and bool(_PAGER.search(text))


def _page_of(box: Box) -> tuple[int, str, str]:
    """What pages of one story have in common: their place, and a name but for the number in it."""
    return box.parent, box.tag, _NUMBER.sub("", box.marks)
