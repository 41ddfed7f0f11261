"""Fields whose name and value stand in two cells: 来源 | 某日报, in tables and definition lists."""

import re

from qingwen.credits import Credits, read_credits
from qingwen.outline import Block, Outline

MAX_NAME, MAX_VALUE = 8, 40
ENOUGH = 2
"""Fields side by side that close a story; the head of a table may name one."""

SENTENCE_CHARS, MAX_BETWEEN = 15, 4
"""The shortest line of a story, and short lines that may stand between it and its fields."""

_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_OTHERS = re.compile("相关|更多|推荐|热门|延伸|精彩|猜你|评论|本周|今日|友情|上一|下一")
_NAME = re.compile(
    r"(?:(?:信息|稿件|文章|新闻|本文|内容)?(?:来源|作者|编辑)|稿源|(?:发布|发表|发文|公开|更新|录入)?(?:时间|日期)|发布|记者"
    r"|(?:责任|网络)编辑|责编|供稿单位?|发布(?:单位|机构))\s*[:：]?"
)

_GLUED = re.compile(
    r"(?:发布|公开|发文)(?:日期|时间|机构|单位)\s?(?=[^\s:：])|信息来源\s?(?=[^\s:：])"
)


def field_in_cells(outline: Outline, index: int) -> Credits | None:
    """Return the field whose name is block `index` and whose value is the next."""
    blocks = outline.blocks
    name = blocks[index].text
    if len(name) > MAX_NAME or index + 1 >= len(blocks) or not _NAME.fullmatch(name):
        return None
    value = blocks[index + 1].text
    if len(value) > MAX_VALUE or _NAME.fullmatch(value) or not is_cell(outline, blocks[index + 1]):
        return None
    credits = read_credits(f"{name.rstrip(':： ')}：{value}")
    return credits if credits.date or credits.source or credits.people else None


def _glued_field(outline: Outline, index: int) -> Credits | None:
    """The field of a line whose label and value are two spans that touch: 公开日期2024-05-06."""
    text = outline.blocks[index].text
    if len(text) > MAX_NAME + MAX_VALUE or not (found := _GLUED.match(text)):
        return None
    credits = read_credits(f"{found[0].strip()}：{text[found.end() :]}")
    return credits if credits.date or credits.source else None


def closing_cells(outline: Outline, start: int) -> dict[int, Credits]:
    """Return the first fields that stand side by side right behind a story, by the blocks of their cells.

    One of them is the source: time and people of an event stand side by side too. Where a heading, a list of
    links or another story begins, what follows are the fields of others.
    """
    index, last, end = start, start - 1, len(outline.blocks)
    while index < end and index - last <= MAX_BETWEEN:
        if _is_other(outline, index):
            return {}
        run: dict[int, Credits] = {}
        while index < end and (credits := field_in_cells(outline, index)):
            run[index] = Credits(None, None, False, (), 1, 0)
            run[index + 1] = credits
            index += 2
        while index < end and (credits := _glued_field(outline, index)):
            run[index] = credits
            index += 1
        told = [c for c in run.values() if c.date or c.source or c.people]
        if len(told) >= ENOUGH and any(c.source for c in told):
            return run
        if run or index == end:
            return {}
        if len(outline.blocks[index].text) >= SENTENCE_CHARS:
            last = index
        index += 1
    return {}


def _is_other(outline: Outline, index: int) -> bool:
    """Whether a block is a heading or a link: the story has ended."""
    block = outline.blocks[index]
    tag = outline.boxes[block.box].tag
    label = len(block.text) < SENTENCE_CHARS and _OTHERS.match(block.text)
    return tag in _HEADINGS or block.link_chars * 2 > len(block.text) or bool(label)


def is_cell(outline: Outline, block: Block) -> bool:
    """Return whether a block stands in an element that may hold the value of a field."""
    return outline.boxes[block.box].tag in ("td", "li", "dd", "div", "th") and not outline.from_text
