"""The heading: title, the line above it and the line below it.

No single sign is reliable: `<title>` carries site and channel, h1 may hold the logo or the date,
metas may be stale. So every block that could be the title is weighed by all signs, and the page
title, its suffix cut, answers only where no block shows a title.
"""

import re
from collections.abc import Collection
from typing import NamedTuple

from qingwen.fields import Claims, Heading
from qingwen.heading import (
    INFO,
    MAX_CHARS,
    TAG_WEIGHT,
    TITLE_LABEL,
    TITLE_MARK,
    heading_at,
    is_dashed,
    is_link,
)
from qingwen.headline import (
    PLAIN_QUOTES,
    listed_title,
    names_brand,
    names_site,
    title_key,
    without_brands,
    without_suffix,
)
from qingwen.moment import FOLD, find_moments
from qingwen.outline import Block, Outline
from qingwen.recall import recalled

LISTED_WEIGHT = 3.0
"""A line that shows it is a title where nothing else speaks; the page's own title weighs more."""

MOST_BY_PLACE = 2.25
"""What the lines around a block add to its weight at most."""
LABELLED_WEIGHT = 3.2
"""A line that calls itself the title (标题：), where no other block agrees with the page's own."""

_MIN_CHARS = 2
_MAX_PAGE_TITLE = 500
"""Stuffed title elements run to thousands of characters; no headline does."""
_SCAN_BLOCKS = 2000
"""How far a title may stand from the top: the longest menus found had 700 blocks before it."""
_NOT_TITLE_MARK = re.compile(
    r"sub|pre|site|logo|futi|fubiaoti|yinti|list|more|kicker|nav|foot|side|related|hot|recommend|rank|copyright|comment"
)
_LABELLED = re.compile(r"[:：]\s*$|^(?:来源|作者|时间|编辑|字号|分享|当前位置|您的?位置|责任编辑)")
_SITE_NAME = re.compile(
    r"^\S{2,14}(?:网|网站|频道|新闻|日报|晚报|在线|热线|政府|中心|电视台|门户|新闻网|正文|首页|报|融媒)$|^\S{2,4}发布$|[>＞]|数字[报版]|电子[报版]|第\s?[A-Z]?\d{1,3}\s?版"
)
# What a template calls its page, not the story.
_PAGE_NAME = re.compile(
    r"(?:新闻|资讯|文章|内容|信息|图文|视频|稿件|页面|公告)?(?:详情|详细|正文|内容)(?:信息|内容)?页?面?|打印(?:文章|本页|本文|页面)?"
)
_PAPER_FIRST = re.compile(r"^\S{2,8}(?:日报|晚报|[早晨时商]报|新闻网)\s+(?=\S{6})")
# A site's name and the column behind it: 某日报·副刊.
_COLUMN = re.compile(r"(.+?)\s?[·•]\s?\S{2,6}")
_SENTENCE = re.compile("[，。；！？]")
_CRUMB = re.compile(r"(?:位置|首页|主页).*(?:[>＞»/]|正文)|正文$")
_PLAIN_LINE = re.compile(
    r"[。；;]$|[>＞»|｜]|https?:|\.(?:com|cn)|电话|邮箱|热线|主[办管][:：]|位置|首页|返回|登录|欢迎|年\d{1,2}月\d{1,2}日|版权|[:：]\s*$"
)
_DATED = re.compile(r"(?:19|20)\d\d\s?[-/.年]\s?\d")
_PLACED_BLOCKS = 120
_SPELLINGS = {
    plain: "".join(chr(code) for code, to in PLAIN_QUOTES.items() if to == ord(plain))
    for plain in map(chr, set(PLAIN_QUOTES.values()))
}
_TAG = re.compile(r"<[^<>]{1,80}>")


class _Keys(NamedTuple):
    """What titles are compared with."""

    page: str
    claim: str
    site: str
    listed: str
    was_cut: bool


def find_title(
    outline: Outline,
    claims: Claims,
    brands: tuple[str, ...] = (),
    list_title: str | None = None,
    *,
    passed: Collection[int] = frozenset(),
    refused: Collection[str] = (),
) -> Heading:
    """Find the heading; `brands` are injected names that may stand in no part of it.

    `list_title`, the link that led to the page, speaks for a block that shows it, and answers where
    the page shows no title and its title element names the site. `passed` are blocks that are no title, and
    `refused` are texts that were taken for one and are none.
    """
    page_title = without_brands(_TAG.sub("", outline.title[:_MAX_PAGE_TITLE]), brands)
    if outline.from_text and not page_title and outline.blocks:
        page_title = without_brands(outline.blocks[0].text[:_MAX_PAGE_TITLE], brands)
    claimed = without_brands(claims.title or "", brands)
    listed, was_cut = listed_title(list_title, brands)
    if found := _PAPER_FIRST.match(page_title):  # 某日报 标题
        page_title = page_title[found.end() :]
    keys = _Keys(
        title_key(page_title), title_key(claimed), title_key(claims.site_name or ""),
        title_key(listed), was_cut,
    )  # fmt: skip
    best = _best_block(outline, keys, brands, passed)
    if best is None:
        title = (
            claimed
            if claims.sure_title and claimed
            else without_suffix(page_title or claimed, claims)
        )
        is_site = (
            len(title) < 4
            or title_key(title) == title_key(claims.site_name or "")
            or title in refused
            or _PAGE_NAME.fullmatch(title)
            or _SITE_NAME.search(title)
            or ((column := _COLUMN.fullmatch(title)) and _SITE_NAME.search(column[1]))
        )
        if is_site and listed and not was_cut:
            title, is_site = listed, None
        best = _placed_block(outline, brands, passed) if is_site or outline.from_text else None
    if best is None:
        block = 0 if outline.from_text and outline.blocks and title else None
        first = frozenset({0}) if block == 0 else frozenset[int]()
        return Heading(title or None, claims.kicker, claims.subtitle, first, block)
    return heading_at(outline, best, (title_key(page_title), title_key(claimed)), claims, brands)


def _best_block(
    outline: Outline, keys: _Keys, brands: tuple[str, ...], passed: Collection[int]
) -> int | None:
    """Index of the block with the most signs of a title; None where none has enough."""
    firsts = _first_chars(keys.page) | _first_chars(keys.claim) | _first_chars(keys.listed)
    best, most = None, 2.9
    boxes = outline.boxes
    for index, block in enumerate(outline.blocks[:_SCAN_BLOCKS]):
        text = block.text
        if not _MIN_CHARS <= len(text) <= MAX_CHARS or index in passed:
            continue
        box = boxes[block.box]
        weight = _box_weight(box.tag, boxes[box.parent].tag, box.marks)
        if text[0] in "标文新信" and TITLE_LABEL.match(text):
            weight += LABELLED_WEIGHT
        if not weight and text[0] not in firsts:
            continue
        if (outline.from_text and index == 0) or sum(map(str.isalpha, text[:6])) < 2:
            continue
        if text[0] in firsts or weight >= 1.5:
            weight += _likeness(title_key(text), keys)
        if weight <= most - MOST_BY_PLACE:
            continue
        weight += _place(outline, index, block, brands)
        if weight > most:
            best, most = index, weight
    return best


def _placed_block(outline: Outline, brands: tuple[str, ...], passed: Collection[int]) -> int | None:
    """Index of the block that stands where titles stand: under the breadcrumb, over the info line.

    For pages whose title element names the site only and that show their title without the marks
    of one: county sites, old digital newspapers.
    """
    best, most = None, 1.9
    blocks = outline.blocks[:_PLACED_BLOCKS]
    headings = sum(outline.boxes[block.box].tag in TAG_WEIGHT for block in outline.blocks)
    for index, block in enumerate(blocks):
        text = block.text
        if _is_sentence(text):
            break
        alone = outline.boxes[block.box].tag in TAG_WEIGHT and headings == 1
        if (
            not (_MIN_CHARS if alone else 4) <= len(text) <= 60
            or block.link_chars * 4 > len(text)
            or block.hidden
        ):
            continue
        if index in passed:
            continue
        if _PLAIN_LINE.search(text):
            continue
        if ("：" in text or ":" in text) and INFO.search(text):
            continue
        box = outline.boxes[block.box]
        weight = 0.75 * _box_weight(box.tag, outline.boxes[box.parent].tag, box.marks)
        below = blocks[index + 1 : index + 5]
        weight += 1.0 if any(_is_sentence(b.text) for b in below) else 0.0
        weight += 1.0 if box.centred else 0.0
        weight += 0.5 if alone else 0.0
        if any(INFO.search(b.text) and len(b.text) < 120 for b in below[:2]):
            weight += 2.0
        if below and is_dashed(below[0]):
            weight += 2.0
        if index and _CRUMB.search(blocks[index - 1].text):
            weight += 2.0
        if names_brand(text, brands):
            weight -= 4.0
        if weight > most:
            best, most = index, weight
    return best


def _is_sentence(text: str) -> bool:
    return (len(text) > 60 and bool(_SENTENCE.search(text))) or (
        len(text) > 30 and text[-1] in "。！？”："
    )


def _first_chars(key: str) -> set[str]:
    """The characters that a text with this key may begin with."""
    return {key[0], key[0].upper(), *_SPELLINGS.get(key[0], "")} if key else set()


@recalled
def _box_weight(tag: str, parent_tag: str, marks: str) -> float:
    """What element and class say for a title."""
    weight = TAG_WEIGHT.get(tag, 0.0) or TAG_WEIGHT.get(parent_tag, 0.0)
    if marks and TITLE_MARK.search(marks) and not _NOT_TITLE_MARK.search(marks):
        weight += 1.5
    return weight


def _likeness(key: str, keys: _Keys) -> float:
    """How well a block agrees with the page title, the claimed title and the list's."""
    page_key, claim_key, site_key = keys.page, keys.claim, keys.site
    weight = 0.0
    if keys.listed and (key == keys.listed or (keys.was_cut and key.startswith(keys.listed))):
        weight += LISTED_WEIGHT
    if len(key) >= 2 and page_key.startswith(key):
        behind = page_key[len(key) : len(key) + 1]
        if not behind or behind in "_|-·>(【[":
            weight += 4.0 + min(len(key), 40) / 100
        elif not _SITE_NAME.search(key):  # of 某晚报数字报-标题 the paper's name is a start too
            weight += 2.0 + min(len(key), 40) / 100
    elif len(key) >= 4 and key in page_key:
        is_tail = page_key.endswith(key)
        if is_tail and names_site(page_key[: -len(key)]):  # 孝感网-标题
            weight += 4.0
        else:  # site and channel names are short
            weight += -1.0 if (is_tail and len(key) < 12) or key == site_key else 1.5
    if claim_key and (key == claim_key or (len(key) >= 6 and claim_key.startswith(key))):
        weight += 3.0
    if key == site_key:
        weight -= 4.0
    return weight


def _place(outline: Outline, index: int, block: Block, brands: tuple[str, ...]) -> float:
    """What the surroundings add: an info line right below speaks for a title, a link against it."""
    weight = 0.0
    text = block.text
    if is_link(block):
        weight -= 6.0 if _SITE_NAME.search(text) else 3.0
    if _PAGE_NAME.fullmatch(text):
        weight -= 6.0
    if block.hidden:
        weight -= 1.5
    if _LABELLED.search(text) or (
        INFO.search(text) and find_moments(text.translate(FOLD)) and len(text) < 40
    ):
        weight -= 4.0
    if names_brand(text, brands) and not without_brands(text, brands):
        weight -= 4.0
    below = outline.blocks[index + 1 : index + 5]
    informs = [
        INFO.search(b.text) and len(b.text) < 150 and b.link_chars * 2 <= len(b.text) for b in below
    ]
    if any(informs):
        weight += 1.5
        weight += 0.75 if informs[0] and _DATED.search(below[0].text) else 0.0
    return weight
