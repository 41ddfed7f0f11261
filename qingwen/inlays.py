"""What recurs within the stories of a site: advertisements, slogans and formulas, and which of them go."""

from qingwen.fields import Recurring
from qingwen.outline import Outline

INLAID_SHARE = 0.75
"""What recurs has at most this share of the text that does not: of a brief its slogan has half."""


def without_recurring(
    outline: Outline, blocks: tuple[int, ...], recurring: Recurring
) -> tuple[int, ...]:
    """Return the blocks of a story without what other pages of its site show too.

    What stands beside stories elsewhere is no part of this one. What is told within them goes where it is set
    apart in a box of its own, or opens or closes most stories. Among the paragraphs it is a formula:
    notices of one office share their clauses (现公告如下, 特此公告), those at the end as well, and what
    outweighs the rest is a report that comes every month.
    """
    chrome, told = recurring.chrome, recurring.told
    if chrome.isdisjoint(blocks) and told.isdisjoint(blocks):
        return blocks
    own = [
        i
        for i in blocks
        if i not in chrome
        and i not in told
        and outline.blocks[i].link_chars * 2 < len(outline.blocks[i].text)
    ]
    if not own:
        return tuple(i for i in blocks if i not in chrome)
    frames = {_frame(outline, i) for i in own}
    among = {i for i in blocks if own[0] < i < own[-1] and _frame(outline, i) in frames}
    kept = tuple(i for i in blocks if i not in chrome or i in among)
    is_form = any(i in told for i in among)
    inlaid = {
        i
        for i in kept
        if i in told
        and i not in among
        and (
            i in recurring.often
            if _frame(outline, i) not in frames
            else i in recurring.everywhere and not is_form
        )
    }
    if _chars(outline, inlaid) > INLAID_SHARE * _chars(outline, own):
        return kept
    return tuple(i for i in kept if i not in inlaid)


def _frame(outline: Outline, index: int) -> str:
    """The name of the nearest box around a block that has one: what is set into a story has its own."""
    box = outline.boxes[outline.blocks[index].box]
    while not box.marks and box.parent >= 0:
        box = outline.boxes[box.parent]
    return box.name


def _chars(outline: Outline, blocks: set[int] | list[int]) -> int:
    return sum(len(outline.blocks[i].text) for i in blocks)
