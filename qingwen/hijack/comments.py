"""Advertisement that visitors of another kind left below a story."""

import re
from collections.abc import Iterator

from qingwen.hijack.pitch import advertises
from qingwen.hijack.verdict import Finding
from qingwen.outline import Outline
from qingwen.recall import recalled

_BELOW = re.compile(r"comment|pinglun|reply|liuyan|guestbook")
_MAX_BLOCKS = 200
"""Looked at on one page; a long discussion shows its spam before that."""


def find_comment_spam(outline: Outline) -> Iterator[tuple[int, Finding]]:
    """Blocks in comment boxes that advertise: (block, finding)."""
    seen: set[int] = set()
    for box in outline.boxes:
        if box.marks and _is_below(box.marks) and box.last - box.first < _MAX_BLOCKS:
            seen.update(range(box.first, box.last))
    for index in sorted(seen)[:_MAX_BLOCKS]:
        text = outline.blocks[index].text
        if len(text) > 10 and advertises(text):
            why = "advertisement among the comments"
            yield index, Finding("comments", text, why, "shape", "injected", 1.0)


@recalled
def _is_below(marks: str) -> bool:
    """Whether a box of these marks holds comments; the boxes of a site have few different ones."""
    return bool(_BELOW.search(marks))
