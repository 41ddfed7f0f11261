"""What stands among the article's blocks but is no article: cut by class, each cut recorded."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterable
from dataclasses import dataclass

from qingwen.article import Notice, Removal
from qingwen.copies import second_copy
from qingwen.fields import Body
from qingwen.linklist import find_link_lists
from qingwen.outline import Outline
from qingwen.rulebook import Rule, load_rules

END_SHARE = 0.2
"""An `ends` rule ends the article where at most this share of its prose follows. Newspapers set
side bars and editor lines of first parts mid-text; those keep what follows."""

MIN_SUMMARY_CHARS = 10

STORY_CHARS = 20
"""A longer block that meets no rule is a paragraph of the story."""

SIGNED_SHARE = 0.05
"""What may follow a closing info line and be no story; an author's note is longer."""

HEADLINE_CHARS = 40
COMMENT_BLOCKS = 5
"""Blocks behind a heading of comments in which the first is stamped."""

FLOOR_CHARS = 40
_FLOOR = re.compile(r"(?:^|\s|第)[2-9]\s?(?:楼|#)(?:$|\s)|^沙发$")
_POSTED = re.compile(r"\d{1,2}:\d\d|发表于|[分小][钟时]前|天前")
_SIDE_BAR_CHARS = 80
_STOP = re.compile("[。！？；…”]$|[，；]")
_STAMP = re.compile(r"\d{1,2}:\d\d|\d楼|[分小][钟时]前|天前|回复|举报")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The body without its boilerplate."""

    blocks: tuple[int, ...]
    removals: tuple[Removal, ...]
    notices: tuple[Notice, ...]


def drop_boilerplate(
    outline: Outline,
    body: Body,
    rows: Container[int],
    info: Iterable[int] = (),
    account: str | None = None,
) -> Cleaned:
    """Drop boilerplate lines from the body, and what follows the line that ends it.

    Blocks in `rows` are cells of data and judged by no rule. `info` are the blocks of info lines:
    one behind the story (责任编辑) signs it off. `account` is the outlet in them: platforms print it
    again on the card of its account.
    """
    found = _matches(outline, body, rows)
    kept_from = min(
        _end(outline, body, found, rows),
        _signed_off(outline, body, found, info),
        _second_floor(outline, body),
    )
    headed = _headed(outline, body, found)
    links = find_link_lists(outline, body)
    summary = _summary(outline, body)
    copy = second_copy(outline, body.blocks)
    blocks, removals, notices = [], [], []
    ending: Rule | None = None
    for i in body.blocks:
        text = outline.blocks[i].text
        rule = found.get(i)
        if i >= kept_from:
            ending = rule or ending
            name, reason = (ending.id, ending.reason) if ending else ("after-end", "related")
            removals.append(Removal(text=text, rule=name, reason=reason, place="body"))
        elif i in copy:
            removals.append(Removal(text=text, rule="second-copy", reason="repeated", place="body"))
        elif i in rows:
            blocks.append(i)
            continue
        elif rule and not _is_subhead(outline, body, i, rule):
            removals.append(Removal(text=text, rule=rule.id, reason=rule.reason, place="body"))
        elif i in headed:
            owner = headed[i]
            removals.append(Removal(text=text, rule=owner.id, reason=owner.reason, place="body"))
        elif text == account:
            removals.append(Removal(text=text, rule="account-line", reason="info", place="body"))
        elif i == summary:
            removals.append(Removal(text=text, rule="summary", reason="repeated", place="body"))
        elif i in links:
            removals.append(Removal(text=text, rule="link-line", reason="related", place="body"))
        else:
            blocks.append(i)
            continue
        if rule and rule.notice:
            notices.append(Notice(kind=rule.notice, text=text))
    return Cleaned(tuple(blocks), tuple(removals), tuple(notices))


def _matches(outline: Outline, body: Body, rows: Container[int]) -> dict[int, Rule]:
    """The rule each block meets, if any.

    A date line is one above the story; below it, it is a signature. A notice that is only *seen* in
    a paragraph is one around the story; between paragraphs it is news about licences or reprints.
    """
    rules = load_rules("boilerplate")
    found = {
        i: rule
        for i in body.blocks
        if i not in rows and (rule := rules.find(outline.blocks[i].text))
    }
    over = _commented(outline, body, found)
    story = [
        i
        for i in body.blocks
        if i < over and i not in found and len(outline.blocks[i].text) > STORY_CHARS
    ]
    if not story:
        return found
    return {
        i: rule
        for i, rule in found.items()
        if not (rule.reason == "info" and i > story[0])
        and not (rule.scope == "seen" and story[0] < i < story[-1])
    }


def _headed(outline: Outline, body: Body, found: dict[int, Rule]) -> dict[int, Rule]:
    """Blocks of boxes that a line heads, by the rule it meets: machine-made summaries.

    The box is the smallest with more than the heading; one that holds most of the body is no such box.
    """
    headed: dict[int, Rule] = {}
    for i, rule in found.items():
        if not rule.heads or i in headed:
            continue
        box = outline.boxes[outline.blocks[i].box]
        while box.parent >= 0 and box.last - box.first < 2:
            box = outline.boxes[box.parent]
        start, end = bisect_left(body.blocks, box.first), bisect_left(body.blocks, box.last)
        if box.first == i and (end - start) * 2 < len(body.blocks):
            headed.update((k, rule) for k in body.blocks[start:end])
    return headed


def _end(
    outline: Outline, body: Body, found: dict[int, Rule], rows: Container[int] = frozenset()
) -> int:
    """Index of the block where the article is over; one past the last where it runs through."""
    texts = outline.blocks
    prose = {
        i: 0
        if i in found
        or texts[i].link_chars * 2 > len(texts[i].text)
        or (i not in rows and _is_headline(texts[i].text))
        else len(texts[i].text)
        for i in body.blocks
    }
    total = sum(prose.values())
    after = 0
    end = over = _commented(outline, body, found)
    for i in reversed(body.blocks):
        if i >= over:
            total -= prose[i]
            continue
        if (rule := found.get(i)) and rule.ends and not _heads_side_bar(outline, body, i, rule):
            if after > END_SHARE * total or (
                rule.reason == "related" and _resumes(outline, body, i)
            ):
                break
            end = i
        after += prose[i]
    return end


def _is_headline(text: str) -> bool:
    """Whether a line has the length of a headline and no stop: no prose, linked or not."""
    return len(text) < HEADLINE_CHARS and not _STOP.search(text)


def _commented(outline: Outline, body: Body, found: dict[int, Rule]) -> int:
    """Index of the heading of readers' comments; one past the last block where there are none.

    Comments carry stamps. What follows a subhead 网友评论 in a story is prose.
    """
    for i in sorted(found):
        if found[i].reason == "comment":
            below = outline.blocks[i + 1 : i + 1 + COMMENT_BLOCKS]
            if any(len(b.text) < HEADLINE_CHARS and _STAMP.search(b.text) for b in below):
                return i
    return body.blocks[-1] + 1


def _signed_off(outline: Outline, body: Body, found: dict[int, Rule], info: Iterable[int]) -> int:
    """Index behind the info line that closes the story; one past the last block without one."""
    chars = {i: 0 if i in found else len(outline.blocks[i].text) for i in body.blocks}
    total = sum(chars.values())
    for line in sorted(info):
        if line > body.blocks[0]:
            after = sum(n for i, n in chars.items() if i > line)
            if after <= SIGNED_SHARE * total:
                return line + 1
    return body.blocks[-1] + 1


def _second_floor(outline: Outline, body: Body) -> int:
    """Index where the replies to the first post of a thread begin; one past the last block without any.

    Each stands in a box like that of the first post, says when it was posted and counts its floor: 2楼. A guide
    to a building names floors alone.
    """
    boxes = outline.boxes
    around = set()
    index = outline.blocks[body.blocks[0]].box
    while index >= 0:
        around.add((boxes[index].parent, boxes[index].name))
        index = boxes[index].parent
    for i in body.blocks[1:]:
        text = outline.blocks[i].text
        if len(text) > FLOOR_CHARS or not _FLOOR.search(text):
            continue
        index = outline.blocks[i].box
        while index >= 0 and (box := boxes[index]).first > body.blocks[0]:
            if (box.parent, box.name) in around and any(
                _POSTED.search(block.text) for block in outline.blocks[box.first : i + 2]
            ):
                return box.first
            index = box.parent
    return body.blocks[-1] + 1


def _heads_side_bar(outline: Outline, body: Body, index: int, rule: Rule) -> bool:
    """相关链接 in a newspaper article often heads a side bar: prose without links follows."""
    return rule.reason == "related" and _heads_prose(outline, body, index)


def _heads_prose(outline: Outline, body: Body, index: int) -> bool:
    """Whether sentences without links follow a line."""
    position = bisect_right(body.blocks, index)
    following = [outline.blocks[i] for i in body.blocks[position : position + 3]]
    chars = sum(len(block.text) for block in following)
    return chars > _SIDE_BAR_CHARS and sum(block.link_chars for block in following) * 4 < chars


def _is_subhead(outline: Outline, body: Body, index: int, rule: Rule) -> bool:
    """Whether a line that may head links or comments, and ended nothing, is a subhead of the story."""
    return rule.reason in ("related", "comment") and _heads_prose(outline, body, index)


def _resumes(outline: Outline, body: Body, index: int) -> bool:
    """Whether the story goes on behind a list of links set into it (portals of the 2000s)."""
    position = bisect_right(body.blocks, index)
    paragraphs = 0
    for i in body.blocks[position:]:
        block = outline.blocks[i]
        if block.link_chars * 4 < len(block.text) and len(block.text) > _SIDE_BAR_CHARS * 0.75:
            paragraphs += 1
    return paragraphs > 1


def _summary(outline: Outline, body: Body) -> int:
    """Index of a first block that the next paragraph says again; -1 without one.

    DedeCMS prints the start of the story as `.intro` above it.
    """
    if len(body.blocks) < 2:
        return -1
    first, second = (outline.blocks[i].text for i in body.blocks[:2])
    start = first.rstrip("….。 ")
    return body.blocks[0] if len(start) >= MIN_SUMMARY_CHARS and second.startswith(start) else -1
