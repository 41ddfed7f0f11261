"""The imprint: labelled lines behind an article, up to the footer of the site."""

import re

from qingwen.credits import Credits, read_credits
from qingwen.outline import Outline

_MAX_LINES = 200
"""Labelled lines read behind the head: articles have fewer than ten."""
_MOST_CLOSERS = 3
"""Lines behind an article that may name a source; more are a list of other stories."""
# Every own line has one of these; most lines of a page have none.
_SIGN = re.compile(r"[:：/|丨｜《\s]")
_TAIL = re.compile(
    r"(?=[转摘信发审编责校监网选来稿作终一二三初复撰供文图签统总值记通主摄ESARP])(?:(?:Editor|Source|Author|Reporter|Photo)s?(?: by)?\s?[:：]|转自|转载自|摘自|信息发布|发布日期|发布时间|发表时间|审\s?读|编\s辑|责\s编|校\s对|监\s制|编辑|责编|网编|选稿|来源|稿源|作者|审核|校对|监制|终审|一审|二审|三审|初审|复审|编审|撰文|供稿|文/图|图/文|签发|统筹|总值班|值班主任|撰稿|记者|通讯员|主编|审签|审校|摄影)"
)
FOOT = re.compile(
    r"版权所有|Copyright|copyright|COPYRIGHT|ICP[备证]|icp[备证]|公网安备|网站备案|许可证"
)
_OWN_LINE = re.compile(
    r"^[\s\[【(（〔]*(?:[\u3400-\u9fff/]{1,6}\s?){1,2}[:：/|丨｜]|^[\s\[【(（〔]*(?:转自|摘自|原载)|^[\s\[【(（〔]*(?:责任编辑|责编|编辑|本[报文期]|见习|实习)?(?:记者|编辑)?\s|^[\s\[(]*[A-Z][A-Za-z ]{1,20}[:：]"
)

# In an interview 记者：最后，您想说些什么？ is the question of a reporter, not the reporter 最后.
_SPOKEN = re.compile(r"[？?！!][”』」]?$|[您你我他她].*。[”』」]?$")


def read_imprint(outline: Outline, start: int) -> dict[int, Credits]:
    """Read the labelled lines behind the head, up to the footer of the site."""
    found: dict[int, Credits] = {}
    read = 0
    for index in range(start, len(outline.blocks)):
        block = outline.blocks[index]
        text = block.text
        if len(text) > 140 or block.link_chars * 2 > len(text):
            continue
        if not (_SIGN.search(text) and _TAIL.search(text)):
            if FOOT.search(text) and index > start + 3:
                break
            continue
        if not _OWN_LINE.search(text) or _SPOKEN.search(text):
            continue
        if (read := read + 1) > _MAX_LINES:
            break
        credits = read_credits(text)
        if (
            (credits.people or credits.source or credits.date)
            and credits.labels
            and credits.rest <= 12
        ):
            found[index] = credits
    return _without_lists(found)


def _without_lists(lines: dict[int, Credits]) -> dict[int, Credits]:
    """`lines` without those of lists: related stories carry sources, dates and authors of their own.

    An article closes with one source; a field that many lines bring is a list's.
    """
    listed = {
        "source": sum(c.source is not None for c in lines.values()) > _MOST_CLOSERS,
        "date": sum(c.date is not None for c in lines.values()) > _MOST_CLOSERS,
    }
    if not any(listed.values()):
        return lines
    kept = {}
    for index, credits in lines.items():
        if (listed["source"] and credits.source) or (listed["date"] and credits.date):
            continue
        kept[index] = credits
    return kept
