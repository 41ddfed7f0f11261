"""Where the article is: the slice of the outline with the most prose and the least link text.

Every block is weighed: its own characters count for it, its link characters against it, the more
so in boxes whose marks say menu, comment or footer. The article's box is the one whose slice has
the greatest sum, a maximum-subarray problem over the boxes, solved with running sums in one pass.
"""

import re
from collections.abc import Collection
from itertools import accumulate

from qingwen.chrome import is_chrome, is_story, masked_boxes
from qingwen.fields import NOTHING_RECURS, Body, Recurring
from qingwen.inlays import without_recurring
from qingwen.lead import INFO_BLOCKS, PARAGRAPH_CHARS, find_lead, with_lead
from qingwen.outline import Block, Outline
from qingwen.pages import later_pages
from qingwen.quotation import is_quoted

MIN_CHARS = 30
"""The shortest brief; shorter texts are captions and prompts."""

MIN_NAMED_CHARS = 12
"""In a box that a content system names for the story, and right below title and dated line, even a flash of one
clause is the story."""

RUN_SHARE = 0.5
"""A box that keeps less of the best run's sum holds the story and a page of links (old table
layouts): the run itself is the story then."""

INNER_SHARE = 0.75
"""Leads and closing lines outside the inner box are rarer than prompts around it."""

KNOWN_CHARS = 60.0
"""Prose in a site's story box below which the page is weighed anew."""

ABOVE_SHARE, DATED_SHARE = 0.3, 0.6
"""Share of the prose around a story's title that may stand above it, and above one with an info
line right below: notices and profiles beside a brief."""

DUST = 4.0
"""Weight of a word without punctuation: what holds no more beside the story is not its box."""

LINE_SHARE = 0.2
"""What the words of a line without punctuation weigh: verse weighs little, menus too."""

CMS_SHARE = 0.15
"""Columns beside a story hold up to five times its prose (picture news with captions)."""

# Names that often mean the story's box, and often a column around it.
_ARTICLE_MARK = re.compile(
    r"(?:^|[\s_-])(?:article\w*|artical|(?:news|main|text|detail|post|info|arc|page|view|show|txt|con)[-_]?"
    r"(?:content|con|text|txt|body|main|detail)|content[-_]?(?:text|main|article|box|body|txt)|zhengwen|text_?con"
    r"|box_con|left_zw|mainbody)(?:$|[\s_-])"
)
# One paragraph wins over its container where a list of links shares it: then the run is the story.
_PARAGRAPH_TAGS = frozenset("p li h1 h2 h3 h4 h5 h6 dt dd pre blockquote".split())
# A colon inside a line parts a field from its value; at its end it announces what follows.
# The stops of Tibetan, Mongolian and the Arabic scripts are among them.
_PUNCTUATION = re.compile("[，。；、？！“”,;།᠂᠃،؛؟]|：$")
_FULL_STOPS = ("。", "！", "？", "…", "。”", "！”", "？”", "…”", "。）")
_FURNITURE_HINT = re.compile(
    r"备|证|版权|opyright|OPYRIGHT|©|凡本|免责|举报|建议|owered|OWERED|技术|主办|mail|MAIL|网址|邮编|运行|热线|投稿|留言|标识|刊用|镜像|转载"
)
# A sentence of a story may mention a licence or a hotline; a footer gives its number.
_FURNITURE = re.compile(
    r"ICP\s?[备证]|公网安备|许可证(?:编?号)?\s?[:：]?\s?[\d(（]|版权所有|copyright|©|凡本[网站报]|免责声明|不良信息举报"
    r"|建议使用\s?IE|powered by|技术支持\s?[:：]|主办单位\s?[:：]|e-?mail\s?[:：]|网址\s?[:：]|邮编\s?[:：]|投稿(?:信箱|邮箱)\s?[:：]|留言只代表|运行管理|网站标识码|主办\s+\S+承办"
    r"|新闻热线\s?[:：]|举报电话\s?[:：]\s?\d|刊用本[网站报]|(?:转载|复制|镜像)[^。]{0,12}(?:依法|追究|必究)",
    re.IGNORECASE,
)


def find_body(
    outline: Outline,
    outside: Collection[int],
    recurring: Recurring = NOTHING_RECURS,
    story_box: str | None = None,
    title: int | None = None,
    alone: bool = False,
) -> Body | None:
    """Find the article's blocks; None where no box holds prose.

    `outside` are the blocks of heading and info lines, `title` the one that shows the title;
    `alone` says that nothing but a story was put into the outline. What the site's memory knows: the blocks that
    are `recurring` on its pages, and `story_box`, tag and marks of the box its stories sit in.
    """
    if outline.from_text:
        return _body_of_text(outline, outside, recurring)
    if story_box and (known := _known_body(outline, outside, recurring, story_box)):
        return known
    prose = [_prose(block) for block in outline.blocks]
    masked = masked_boxes(outline, _sums_above(prose))
    weights = [
        0.0
        if i in outside or i in recurring.chrome
        else _masked(weight)
        if masked[block.box]
        else weight
        for i, (block, weight) in enumerate(zip(outline.blocks, prose, strict=True))
    ]
    sums = [0.0, *accumulate(weights)]
    positive = _sums_above(weights)
    best = _best_box(outline, sums, positive, masked, story_box)
    first, last, most = _best_run(weights)
    box = outline.boxes[best] if best >= 0 else None
    if box is None and most <= 0:
        return None
    if box is None or (
        not is_story(box.marks)
        and (box.tag in _PARAGRAPH_TAGS or sums[box.last] - sums[box.first] < RUN_SHARE * most)
    ):
        best, span = 0, (first, last)
    else:
        span = (box.first, box.last)
    span = (_below_title(span, title, positive, outside), span[1])
    if (lead := find_lead(outline, title, outside, masked, weights)) is not None:
        best, span = with_lead(outline, best, span, lead, title or 0, positive)
    named = alone or is_story(outline.boxes[best].marks)
    anchor = "cms" if named else "lead" if lead is not None else ""
    return _body(outline, best, span, masked, weights, outside, recurring, anchor)


def _below_title(
    span: tuple[int, int], title: int | None, positive: list[float], outside: Collection[int]
) -> int:
    """Where the span begins, columns left of the story's left out: old tables set them before it.

    A title with much of the prose above it is a subhead taken for one.
    """
    first, last = span
    if title is None or not first <= title < last:
        return first
    above = positive[title] - positive[first]
    dated = any(i in outside for i in range(title + 1, min(title + INFO_BLOCKS, last)))
    share = DATED_SHARE if dated else ABOVE_SHARE
    return title if above < share * (positive[last] - positive[first]) else first


def _known_body(
    outline: Outline, outside: Collection[int], recurring: Recurring, story_box: str
) -> Body | None:
    """The body in the box where the site's stories sit, nothing else weighed.

    None where there is not exactly one such box, or it holds less than a story: then the page is
    of another skin and is read as one of an unknown site.
    """
    tag, _, marks = story_box.partition(" ")
    found = [i for i, box in enumerate(outline.boxes) if box.marks == marks and box.tag == tag]
    if not marks or len(found) != 1 or outline.boxes[found[0]].hidden:
        return None
    box = outline.boxes[found[0]]
    weights = [0.0] * len(outline.blocks)
    for i in range(box.first, box.last):
        weights[i] = 0.0 if i in outside else _prose(outline.blocks[i])
    blocks = tuple(
        i
        for i in range(_behind_heading(outline, (box.first, box.last), weights, outside), box.last)
        if i not in outside
        and (block := outline.blocks[i]).text
        and not block.hidden
        and not _in_chrome(outline, block.box, found[0])
    )
    blocks = without_recurring(outline, blocks, recurring)
    told = sum(_positive(weights[i]) for i in blocks if i not in recurring.chrome)
    return Body(blocks, found[0], "memory", 0.9) if told >= KNOWN_CHARS else None


def _in_chrome(outline: Outline, box: int, outer: int) -> bool:
    """Whether a box between `box` and `outer` is named like a menu, a comment or a footer."""
    while box != outer:
        if is_chrome(outline.boxes[box].tag, outline.boxes[box].marks):
            return True
        box = outline.boxes[box].parent
    return False


def _best_run(weights: list[float]) -> tuple[int, int, float]:
    """The run of blocks with the greatest sum, (first, last + 1, sum): Kadane's algorithm."""
    best = (0, 0, 0.0)
    start, total = 0, 0.0
    for i, weight in enumerate(weights):
        if total <= 0:
            start, total = i, 0.0
        total += weight
        if total > best[2]:
            best = (start, i + 1, total)
    return best


def _best_box(
    outline: Outline,
    sums: list[float],
    positive: list[float],
    masked: list[bool],
    story_box: str | None,
) -> int:
    """Index of the article's box; -1 where no box has more prose than links.

    The greatest sum wins; a box that a content system names for the story wins over the boxes
    around it while it holds CMS_SHARE of their prose.
    """
    best, most = -1, 0.0
    named, named_most = -1, 0.0
    for index, box in enumerate(outline.boxes):
        if masked[index]:
            continue
        net = sums[box.last] - sums[box.first]
        if box.marks and (is_story(box.marks) or (story_box and box.name == story_box)):
            prose = positive[box.last] - positive[box.first]
            if prose > named_most:
                named, named_most = index, prose
        if net >= most and net > 0:
            best, most = index, net
    if named >= 0 and named_most >= CMS_SHARE * most:
        return named
    return _inner_box(outline, sums, best)


def _inner_box(outline: Outline, sums: list[float], best: int) -> int:
    """The deepest box named like a story inside `best` that holds nearly all of its prose.

    What platforms set between the story and the end of its column (prompts, publisher cards) has
    few links and would stay.
    """
    if best < 0:
        return best
    outer = outline.boxes[best]
    whole = sums[outer.last] - sums[outer.first]
    inner = best
    for index in range(best + 1, len(outline.boxes)):
        box = outline.boxes[index]
        if box.first >= outer.last:
            break
        net = sums[box.last] - sums[box.first]
        if (net >= whole - DUST and box.tag not in _PARAGRAPH_TAGS) or (
            net >= INNER_SHARE * whole and box.marks and _ARTICLE_MARK.search(box.marks)
        ):
            inner = index
    return inner


def _body(
    outline: Outline,
    best: int,
    span: tuple[int, int],
    masked: list[bool],
    weights: list[float],
    outside: Collection[int],
    recurring: Recurring,
    anchor: str,
) -> Body | None:
    """The blocks of a span as a body; `anchor` is what tells its place besides its prose: cms, lead or ""."""
    first, last = span
    total = sum(w for w in weights[first:last] if w > 0)
    first = _behind_heading(outline, span, weights, outside)
    blocks = tuple(
        i
        for i in range(first, last)
        if i not in outside
        and (block := outline.blocks[i]).text
        and not masked[block.box]
        and (not block.hidden or _shown(outline, block.box, best))
    )
    blocks = without_recurring(outline, blocks, recurring)
    if later := later_pages(outline, blocks, _prose):
        blocks = tuple(sorted({*blocks, *later}))
    chars = sum(len(outline.blocks[i].text) for i in blocks)
    if not blocks or chars < (MIN_NAMED_CHARS if anchor else MIN_CHARS):
        return None
    everything = sum(w for w in weights if w > 0)
    share = total / everything if everything else 0.0
    return Body(
        blocks,
        best,
        "cms" if anchor == "cms" else "density",
        round(min(1.0, share) * min(1.0, 0.5 + chars / 400), 3),
    )


def _behind_heading(
    outline: Outline, span: tuple[int, int], weights: list[float], outside: Collection[int]
) -> int:
    """Where the body begins: behind the heading and info lines above the story.

    A paragraph above a later info line (second signature, tail source) is the story's lead. Briefs
    and verse hold no paragraph: a line with more told above it than below signs them off.
    """
    first, last = span
    start = first
    known = frozenset(outside)
    told = [
        0.0,
        *accumulate(_told(outline.blocks[i].text, weights[i]) for i in range(first, last)),
    ]
    for i in range(first, last):
        if i in known:
            if told[i - first] - told[start - first] > max(DUST, told[-1] - told[i - first]):
                break
            start = i + 1
        elif weights[i] >= PARAGRAPH_CHARS:
            break
    return start


def _told(text: str, weight: float) -> float:
    """What a block tells (chars): sentences end in a full stop, lines of menus and footers do not."""
    return _positive(weight if text.endswith(_FULL_STOPS) else min(weight, LINE_SHARE * len(text)))


def _shown(outline: Outline, box: int, best: int) -> bool:
    """Whether what hides `box` is the article's own box, revealed, or one around it."""
    while box >= best:
        if outline.boxes[box].hidden and box != best:
            return False
        box = outline.boxes[box].parent
    hidden = False
    box = best
    while box >= 0:
        hidden = hidden or bool(outline.boxes[box].hidden)
        box = outline.boxes[box].parent
    return hidden


def _body_of_text(outline: Outline, outside: Collection[int], recurring: Recurring) -> Body | None:
    """All lines of a text behind its heading: text has no boxes to choose from."""
    weights = [0.0 if i in outside else _prose(b) for i, b in enumerate(outline.blocks)]
    start = _behind_heading(outline, (0, len(weights)), weights, outside)
    blocks = tuple(
        i
        for i in range(start, len(weights))
        if outline.blocks[i].text and i not in outside and i not in recurring.chrome
    )
    if not blocks:  # one sentence is a title to the heading and a story to its reader
        blocks = tuple(i for i, block in enumerate(outline.blocks) if block.text)
    return Body(blocks, 0, "text", 0.9) if blocks else None


def _sums_above(weights: list[float]) -> list[float]:
    """Running sums of the weights above 0."""
    return [0.0, *accumulate([weight if weight > 0 else 0.0 for weight in weights])]


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
    if (
        length < 400
        and _FURNITURE_HINT.search(text)
        and (found := _FURNITURE.search(text))
        and not is_quoted(text, found.start())
    ):
        return -1.0 * own
    if not _PUNCTUATION.search(text):
        return LINE_SHARE * own - block.link_chars
    return float(own - block.link_chars)
