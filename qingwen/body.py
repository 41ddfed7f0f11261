"""Where the article is: the slice of the outline with the most prose and the least link text.

Every block is weighed: its own characters count for it, its link characters against it, the more
so in boxes whose marks say menu, comment or footer. The article's box is the one whose slice has
the greatest sum, a maximum-subarray problem over the boxes, solved with running sums in one pass.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from qingwen.outline import Block, Outline

MIN_CHARS = 30
"""The shortest brief; shorter texts are captions and prompts."""

_ARTICLE_MARK = re.compile(
    r"(?:^|[\s_-])(?:trs_?editor|trs_ueditor|zoom|fontzoom|endtext|artibody|articlebody|article[-_]?content"
    r"|content[-_]?article|articlecontent|article[-_]?body|article[-_]?text|article[-_]?con|article|newscontent"
    r"|news[-_]?content|newstext|news[-_]?text|content[-_]?text|contenttext|content[-_]?main|main[-_]?content"
    r"|ozoom|founder-content|vsb_content\w*|v_news_content|wp_articlecontent|rm_txt_con|rwb_zw|p-detail"
    r"|bs_content|ctrlfscont|zhengwen|detail[-_]?content|detail[-_]?article|pgcontent|doccontent|js_content"
    r"|con_?text|text_?con|artical|box_con|left_zw|mainbody|news_txt|txt_?con|post[-_]?content|entry-content)"
    r"(?:$|[\s_-])"
)
_CHROME_MARK = re.compile(
    r"(?:^|[\s_-])(?:foot(?:er)?\d*|copyright|copy_?right|comments?|pinglun|discuss|reply|related|relate|xgnews|xg_?news"
    r"|recommend|tuijian|hot(?:news|list|word)?|rank(?:ing|list)?|paihang|side(?:bar|nav)?|nav(?:bar|igation)?|menu|topbar"
    r"|crumbs?|breadcrumbs?|share|bdshare\w*|bshare\w*|jiathis\w*|toolbar|tools?|login|search|ad|ads|advert\w*"
    r"|gg|guanggao|links?|friend_?links?|yqlj|qrcode|ewm|erweima|pager|pagination|prev|next|prenext|shangxia|statement"
    r"|disclaimer|mcecopyright|editor_?info|noprint|vote|digg|newdigg|app_?down(?:load)?)(?:$|[\s_-])"
)
_PUNCTUATION = re.compile("[，。；、：？！“”,;]")
_FURNITURE = re.compile(
    "ICP|icp|许可证|版权所有|举报电话|公网安备|[Cc]opyright|©|凡本网|未经.{0,12}授权|免责声明|"
    "建议使用|不良信息|友情链接|Powered|主办单位：|技术支持"
)


@dataclass(frozen=True, slots=True)
class Body:
    """The article's place on the page."""

    blocks: tuple[int, ...]
    """Indices of its blocks, in order; captions, tools and editor lines may still be among them."""
    box: int
    route: str
    """cms or marker where the box is named like an article's, else density."""
    confidence: float
    """0.0 to 1.0: share of the page's prose it holds, less for rivals and for brevity."""


def find_body(outline: Outline, outside: Collection[int]) -> Body | None:
    """Find the article's blocks; None where no box holds prose.

    `outside` are blocks that are known to be no body: heading and info lines.
    """
    if outline.from_text:
        return _body_of_text(outline, outside)
    prose = [_prose(block) for block in outline.blocks]
    masked = _masked_boxes(outline, [0.0, *accumulate(map(_positive, prose))])
    weights = [
        0.0 if i in outside else _masked(weight) if masked[block.box] else weight
        for i, (block, weight) in enumerate(zip(outline.blocks, prose, strict=True))
    ]
    sums = [0.0, *accumulate(weights)]
    best, most = -1, 0.0
    for index, box in enumerate(outline.boxes):
        if box.last <= box.first:
            continue
        net = sums[box.last] - sums[box.first]
        if net > 0 and _ARTICLE_MARK.search(box.marks):
            net *= 1.25
        if net >= most and net > 0:
            best, most = index, net
    if best < 0:
        return None
    return _body(outline, best, masked, weights, outside)


def _body(
    outline: Outline, best: int, masked: list[bool], weights: list[float], outside: Collection[int]
) -> Body | None:
    box = outline.boxes[best]
    first, last = box.first, box.last
    inner = [i for i in outside if first <= i < last]
    total = sum(w for w in weights[first:last] if w > 0)
    # What stands above the info line is heading, unless most of the prose is up there.
    for i in sorted(inner, reverse=True):
        if sum(w for w in weights[first:i] if w > 0) < 0.3 * total:
            first = i + 1
            break
    blocks = tuple(
        i
        for i in range(first, last)
        if i not in outside
        and (block := outline.blocks[i]).text
        and (masked[best] or not masked[block.box])
        and (not block.hidden or outline.boxes[block.box].hidden or box.hidden)
    )
    chars = sum(len(outline.blocks[i].text) for i in blocks)
    if not blocks or chars < MIN_CHARS:
        return None
    everything = sum(w for w in weights if w > 0)
    share = total / everything if everything else 0.0
    route = "marker" if _ARTICLE_MARK.search(box.marks) else "density"
    return Body(blocks, best, route, round(min(1.0, share) * min(1.0, 0.5 + chars / 400), 3))


def _body_of_text(outline: Outline, outside: Collection[int]) -> Body | None:
    start = max(outside, default=-1) + 1
    blocks = tuple(i for i, b in enumerate(outline.blocks) if b.text and i not in outside and i >= start)
    if not blocks:
        return None
    return Body(blocks, 0, "text", 0.9)


def _masked_boxes(outline: Outline, sums: list[float]) -> list[bool]:
    """For each box, whether it is hidden or named like a menu, a comment or a footer.

    A box with most of the page's prose is the article, whatever it is called: WeChat's
    `#js_content` is hidden until a script runs, PHPCMS gives `.content.digg` to side bars.
    """
    half = 0.5 * sums[-1]
    masked: list[bool] = []
    for box in outline.boxes:
        around = box.parent >= 0 and masked[box.parent]
        own = bool(box.hidden) or bool(box.marks) and _is_chrome(box.tag, box.marks)
        masked.append(around or own and sums[box.last] - sums[box.first] <= half)
    return masked


@lru_cache(maxsize=4096)
def _is_chrome(tag: str, marks: str) -> bool:
    if tag in ("body", "html", "form"):
        return False
    return bool(_CHROME_MARK.search(marks)) and not _ARTICLE_MARK.search(marks)


def _positive(weight: float) -> float:
    return max(weight, 0.0)


def _masked(weight: float) -> float:
    return -0.5 * weight if weight > 0 else weight


def _prose(block: Block) -> float:
    """How much the block speaks for an article around it (chars), less than 0: against it."""
    text = block.text
    length = len(text)
    if not length:
        return 0.0
    own = length - block.link_chars
    if own * 2 < length:
        return float(-block.link_chars)
    marks = len(_PUNCTUATION.findall(text, 0, 400))
    if not marks:
        return 0.2 * own - block.link_chars
    if length < 400 and _FURNITURE.search(text):
        return -1.0 * own
    return float(own - block.link_chars)
