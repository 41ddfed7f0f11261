"""What stands around the article: recorded as removed, and as notices where it is data."""

import re
from collections.abc import Collection

from qingwen.article import Notice, Removal
from qingwen.fields import Body
from qingwen.outline import Outline
from qingwen.rulebook import load_rules

# A footer line without one of these is no notice; most blocks are spared the rules.
_DATA = re.compile(
    "ICP|icp|许可证|版权|备案|安备|热线|举报|Copyright|copyright|COPYRIGHT|©|凡本网|授权|声明|主办|主管|编辑|邮箱|CN\\s?\\d"
)


def furniture(
    outline: Outline, body: Body, recurring: Collection[int] = frozenset()
) -> tuple[list[Removal], list[Notice]]:
    """Return what is left out around and within the body, a Removal for each unbroken run.

    `recurring` are the blocks that other pages of the site show too.
    """
    inside = frozenset(body.blocks)
    first, last = body.blocks[0], body.blocks[-1]
    removals: list[Removal] = []
    notices: list[Notice] = []
    rules = load_rules("boilerplate")
    run: list[str] = []
    place, rule_id = "header", "outside-body"
    for i, block in enumerate(outline.blocks):
        where = "header" if i < first else "body" if i <= last else "footer"
        named = "recurring" if where == "body" and i in recurring else "outside-body"
        if i in inside or where != place or block.hidden != (place == "hidden") or named != rule_id:
            if run:
                removals.append(_removal(run, place, rule_id))
                run = []
            rule_id = named
            place = "hidden" if block.hidden else where
        if i in inside or not block.text:
            continue
        run.append(block.text)
        if _DATA.search(block.text) and (rule := rules.find(block.text)) and rule.notice:
            notices.append(Notice(kind=rule.notice, text=block.text))
    if run:
        removals.append(_removal(run, place, rule_id))
    return removals, notices


def _removal(run: list[str], place: str, rule_id: str) -> Removal:
    reason = {"header": "navigation", "footer": "footer", "hidden": "hidden"}.get(place, "aside")
    return Removal(text="\n".join(run), rule=rule_id, reason=reason, place=place)
