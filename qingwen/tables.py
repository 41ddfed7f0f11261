"""Rows of data: name lists, results, price tables. Layout tables are no tables."""

import re
from collections.abc import Iterable

from qingwen.outline import Outline

CELL_CHARS = 120
"""A longer cell is layout, not data."""

_FORM_LABEL = re.compile(
    r"(?:来信|信件|留言|咨询|诉求|问题|回复|答复|办理|处理|反馈|详细)(?:内容|意见|情况|结果|描述|标题)?[:：]?"
)
"""Cells beside the letter and the answer of a mailbox: those are paragraphs, not data."""
_STOP = re.compile("[。！？]")


def find_rows(outline: Outline, blocks: Iterable[int]) -> dict[int, int]:
    """For each of `blocks` that stands in a row of data, the index of its tr box.

    A row of data has two cells or more, all of them short, and is not made of links. Found before boilerplate is judged: a
    cell may hold a lone number, which outside a table would be a pager.
    """
    rows: dict[int, int] = {}
    cells: dict[int, set[int]] = {}
    layout: set[int] = set()
    forms: set[int] = set()
    told: set[int] = set()
    for i in blocks:
        block = outline.blocks[i]
        cell, row = _cell_and_row(outline, block.box)
        if row < 0:
            continue
        rows[i] = row
        cells.setdefault(row, set()).add(cell)
        if len(block.text) > CELL_CHARS or block.link_chars * 2 > len(block.text) > 3:
            layout.add(row)
        if _FORM_LABEL.fullmatch(block.text):
            forms.add(row)
        elif _STOP.search(block.text):
            told.add(row)
    layout |= forms & told
    return {i: row for i, row in rows.items() if len(cells[row]) > 1 and row not in layout}


def _cell_and_row(outline: Outline, box: int) -> tuple[int, int]:
    """The td and tr box around `box`; -1 where it is in no table within four levels."""
    cell = -1
    for _ in range(5):
        tag = outline.boxes[box].tag
        if tag in ("td", "th"):
            cell = box
        elif tag == "tr":
            return cell, box
        box = outline.boxes[box].parent
        if box < 0:
            break
    return -1, -1
