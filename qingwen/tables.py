"""Rows of data: name lists, results, price tables. Layout tables are no tables."""

from collections.abc import Iterable

from qingwen.outline import Outline

CELL_CHARS = 120
"""A longer cell is layout, not data."""


def find_rows(outline: Outline, blocks: Iterable[int]) -> dict[int, int]:
    """For each of `blocks` that stands in a row of data, the index of its tr box.

    A row of data has two cells or more, all of them short, and is not made of links. Found before boilerplate is judged: a
    cell may hold a lone number, which outside a table would be a pager.
    """
    rows: dict[int, int] = {}
    cells: dict[int, set[int]] = {}
    layout: set[int] = set()
    for i in blocks:
        block = outline.blocks[i]
        cell, row = _cell_and_row(outline, block.box)
        if row < 0:
            continue
        rows[i] = row
        cells.setdefault(row, set()).add(cell)
        if len(block.text) > CELL_CHARS or block.link_chars * 2 > len(block.text) > 3:
            layout.add(row)
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
