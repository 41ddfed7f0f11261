"""The channel a story stands in, from its breadcrumb or its column meta."""

import re

from qingwen.fields import Claims
from qingwen.outline import Outline

_LEAD = re.compile(
    r"^.{0,12}?(?:(?:您|你)?(?:现在|当前|目前)?(?:所在|的)?的?位置|当前位置|位置|你在|您在)\s*(?:是|[:：])?\s*[:：]?"
)
_END = re.compile(
    r"^(?:正文|内容|文章正文|新闻正文|详细内容|详情|文章|内容页|新闻详情|文章详情|浏览文章|文章内容|阅读|查看|查看内容|浏览内容)$"
)
_FIRST = re.compile(r"首页|主页|网$|网站|^home$", re.IGNORECASE)
_STEP = re.compile(r"\s*(?:[>＞»›→]+|&gt;|--+|\s-\s|\s/\s|(?<=\S)/(?=\S)|\|)\s*")
_MARKS = re.compile(r"crumb|position|location|weizhi|dqwz|place|path|currchnl|curpos|dangqian")
_TRAIL = re.compile(r"[>＞»›→]|/\s|\s/")
_HEAD_BLOCKS = 160


def find_section(outline: Outline, claims: Claims) -> str | None:
    """Return the channel, the step of the breadcrumb nearest to the article; None where none says.

    Looked for in the first blocks only: a breadcrumb stands above its article.
    """
    if claims.section and len(claims.section) <= 20:
        return claims.section
    for block in outline.blocks[:_HEAD_BLOCKS]:
        text = block.text
        if len(text) > 120 or block.hidden or not (_TRAIL.search(text) or "位置" in text):
            continue
        if _is_trail(text, outline.boxes[block.box].marks) and (
            section := _last_step(_LEAD.sub("", text))
        ):
            return section
    return None


def _is_trail(text: str, marks: str) -> bool:
    """Whether a line with arrows is a breadcrumb: it says so, or its ends do."""
    if "首页" in text or "正文" in text or _LEAD.match(text) or _MARKS.search(marks):
        return True
    steps = [step.strip() for step in _STEP.split(text)]
    return bool(_FIRST.search(steps[0]) or _END.match(steps[-1]))


def _last_step(trail: str) -> str | None:
    steps = [step.strip(" :：>＞»") for step in _STEP.split(trail)]
    steps = [s.removesuffix("正文").strip() for s in steps if s and not _END.match(s)]
    steps = [s for s in steps if s]
    if len(steps) >= 2 and not _FIRST.search(steps[-1]) and len(steps[-1]) <= 12:
        return steps[-1]
    if len(steps) >= 3 and not _FIRST.search(steps[-2]) and len(steps[-2]) <= 12:
        return steps[-2]  # the last step is the title
    return None
