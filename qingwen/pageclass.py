"""What kind of page it is, where it is not an article."""

import re
from collections.abc import Sequence

from qingwen.fields import Body
from qingwen.outline import Outline
from qingwen.rejection import Reason

SHORT_CHARS = 200
"""Pages that say "not found" or "log in" say little else."""

MIN_CHARS, MIN_NAMED_CHARS = 30, 12
"""Shortest brief without and with an info line above it."""

TOLD_CHARS = 60
"""Text under a dated heading that no error page has."""

MANY_LINKS = 30
"""A page without a story and with this many links is an index of some kind."""

VERSE_LINES, VERSE_CHARS = 6, 24
"""Fewest lines of a poem, and its longest line."""

MIN_TURNS = 5
TEASER_CHARS = 30

STORY_CHARS = 80
"""Prose above the first headline that makes a page a story with a feed behind it."""

_GONE = re.compile(
    r"(?:^|\D)404(?:\D|$)|页面(?:不存在|没有找到|未找到|找不到|已(?:被)?删除|丢失|走丢)|(?:文章|内容|信息|网页|新闻|稿件|您访问的页面)"
    r"(?:不存在|已(?:经|被|经被)?(?:删除|下线|撤销|移除)|已失效|未找到)|找不到(?:该|您|所)?[^。，]{0,8}(?:页面|网页|文件|内容)"
    r"|[Nn]ot [Ff]ound|无法找到该页|访问的(?:页面|内容)(?:不存在|已)|参数错误|没有(?:找到)?(?:该|此)(?:文章|信息|新闻)"
)
_CHALLENGE = re.compile(
    r"验证码|安全验证|人机验证|滑动验证|访问过于频繁|浏览器安全检查|正在检查您的浏览器|[Cc]hecking your browser"
    r"|[Cc]aptcha|请先登录|登录后(?:查看|阅读|可见)|拖动滑块|请开启\s?JavaScript|访问被拒绝|[Aa]ccess [Dd]enied|行为存在异常"
)
_ROW_DATE = re.compile(
    r"[\[(（]?(?:20|19)?\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s\d\d?:\d\d(?::\d\d)?)?[\])）]?|[\[(（]?\d{1,2}[-/月]\d{1,2}日?[\])）]?"
)
_SENTENCE = re.compile("[。！？；，།᠂᠃،؟؛]|[.!?](?:\\s|$)")
_VIDEO = re.compile(
    r"(?:^|[\s/_.-])(?:video|player|v|shipin|tv|vod|sp|prism-player|vjs)(?:$|[\s/_.\d-])",
    re.IGNORECASE,
)
_PHOTO = re.compile(
    r"(?:^|[\s/_.-])(?:photo|photos|pic|pics|tupian|tuji|tk|gallery|slide\w*|atlas|swiper|album)(?:$|[\s/_.\d-])",
    re.IGNORECASE,
)
_LIST_URL = re.compile(
    r"/(?:(?:(?:index|list|default|more|channel|class|column)(?:[-_]\w+)*|node_\w+|v\d{2}|[a-d]\d{2})\.\w+)?(?:$|[?#])",
    re.IGNORECASE,
)


def page_class(
    outline: Outline,
    body: Body | None,
    paragraphs: Sequence[str],
    dated: bool,
    url: str | None = None,
) -> Reason | None:
    """Return why the page is no article, None for an article.

    `paragraphs` are those of the cleaned text, `dated` tells whether a heading with an info line stands
    above it.
    """
    chars = sum(map(len, paragraphs))
    visible = sum(len(b.text) for b in outline.blocks if not b.hidden)
    told = dated and chars >= TOLD_CHARS  # a story may speak of missing pages and of captchas
    if chars < SHORT_CHARS and not told and not outline.from_text:
        start = " ".join([outline.title, *(b.text for b in outline.blocks[:60])])[:1500]
        if visible < 1200 and _GONE.search(start):
            return Reason.SOFT_404
        if visible < 1200 and (outline.passwords or _CHALLENGE.search(start)):
            return Reason.CHALLENGE
    if outline.from_text:
        return None
    if _is_list(outline, body, chars, dated):
        return Reason.LIST
    says = (
        chars >= SHORT_CHARS
        or any(map(_SENTENCE.search, paragraphs))
        or (dated and _is_verse(outline, paragraphs))
    )
    if body and says and chars >= (MIN_NAMED_CHARS if dated else MIN_CHARS):
        return None
    return _storyless(outline, url or "", visible, dated)


def _is_verse(outline: Outline, paragraphs: Sequence[str]) -> bool:
    """Whether the lines are those of a poem: many, short, without stops, no pictures they explain."""
    return (
        len(paragraphs) >= VERSE_LINES
        and not outline.players
        and len(outline.pictures) < len(paragraphs)
        and all(len(line) <= VERSE_CHARS for line in paragraphs)
    )


def _storyless(outline: Outline, url: str, visible: int, dated: bool) -> Reason:
    """What a page without a story is."""
    if visible < 150 and (outline.scripts or outline.script_files) and len(outline.links) < 10:
        return Reason.SCRIPT_SHELL
    links = sum(len(link.text) >= 4 for link in outline.links)
    if _LIST_URL.search(url):
        return Reason.LIST
    marks = " ".join(box.marks for box in outline.boxes if box.marks)
    for reason, found, words in (
        (Reason.VIDEO_SHELL, outline.players > 0, _VIDEO),
        (Reason.GALLERY, len(outline.pictures) >= 3, _PHOTO),
    ):
        if (
            found
            and dated
            and (words.search(url) or (links < 2 * MANY_LINKS and words.search(marks)))
        ):
            return reason
    if links >= MANY_LINKS:
        return Reason.LIST
    if outline.players:
        return Reason.VIDEO_SHELL
    return Reason.GALLERY if len(outline.pictures) >= 3 and dated else Reason.NO_BODY


def _is_list(outline: Outline, body: Body | None, chars: int, dated: bool) -> bool:
    """Whether headlines make up the page, with no story that outweighs them."""
    if body and _alternates(outline, body):
        return True
    if dated:
        return False
    links = [link for link in outline.links if len(link.text) >= 8 and not link.hidden]
    link_chars = sum(len(link.text) for link in links)
    rows = sum(1 for b in outline.blocks if len(b.text) < 24 and _ROW_DATE.fullmatch(b.text))
    if rows >= 8 and chars < 400:
        return True
    return len(links) >= 10 and (chars < SHORT_CHARS or (rows >= 5 and 2 * chars < link_chars))


def _alternates(outline: Outline, body: Body) -> bool:
    """Whether headlines that are links and prose take turns from the start, as teasers do.

    Behind a story the same may follow: a feed of other stories.
    """
    turns, before = 0, 0
    headline = False
    for i in body.blocks:
        block = outline.blocks[i]
        if block.link_chars >= 0.8 * len(block.text):
            headline = headline or len(block.text) >= 8
        elif len(block.text) >= TEASER_CHARS:
            turns += headline
            headline = False
            before += 0 if turns else len(block.text)
    return turns >= MIN_TURNS and before < STORY_CHARS
