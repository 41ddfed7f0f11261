"""The lines of a heading around the block that shows the title: kicker, title, subtitle."""

import re

from qingwen.fields import Claims, Heading
from qingwen.headline import EDGES, title_key, without_brands, without_tags, without_tools
from qingwen.outline import Block, Outline

MAX_CHARS = 120
"""The longest title; longer lines are prose."""
TAG_WEIGHT = {"h1": 3.0, "h2": 2.0, "h3": 1.5, "h4": 1.0, "h5": 0.5}
TITLE_MARK = re.compile(
    r"title|headline|biaoti|(?:\b|_)bt\b|tit(?:\b|\d|news|_)|topic|font01|bshare_text|\bpbt\b|\bph\b|activity-name"
)
INFO = re.compile(
    r"(?:19|20)\d\d\s?[-/.年]|\d{1,2}[-/月]\d{1,2}日?\s+\d{1,2}:\d\d|来源|稿源|(?:发布|发表|更新|时)间\s*[:：]|日期\s*[:：]|作者\s*[:：]"
    r"|编辑\s*[:：]|记者|浏览|点击|字号|字体"
)
_SUBTITLE_MARK = re.compile(r"sub|futi|fubiao|\bfu\b|\bfbt|\bft|title2|fu_?tit|deck")
_KICKER_MARK = re.compile(
    r"pre_?-?tit|prtitle|\byin(?:ti)?\b|yinti|intro_?tit|kicker|shoulder|jianti|up_?title|ytit|\bpre\b|_pre\b|jt_?title|pretit"
)
_NO_KICKER = re.compile(
    r"crumb|position|place|weizhi|nav|path|logo|date|time|topbar|toolbar|share|menu|bread|site|channel|column|back|tag|cate"
    r"|位置|首页|正文|频道|[>＞»›|:：/]|返回|新闻网|日报|搜索|欢迎|网站|登录|栏目|关闭|导航|第.{1,3}版|^\s?\S{1,3}$",
    re.IGNORECASE,
)
TITLE_LABEL = re.compile(r"^(?:文章|新闻|信息)?标\s?题\s?[:：]\s*(?=\S{4})")
# Labels and numbered subheads of the body are no subtitles.
_SHORT_LABEL = re.compile(r"^\S{2,4}[:：]|^[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]")
_DASH = re.compile(r"^\s*(?:[—―–─]{1,4}|[－-]{1,2})(?![－-])\s*(?=\S)")


def heading_at(
    outline: Outline, best: int, wanted: tuple[str, str], claims: Claims, brands: tuple[str, ...]
) -> Heading:
    """Return the heading whose title stands in block `best`.

    `wanted` are the keys of the page title and of the claimed title: they tell where a title that
    a line break cut in two ends, and which words in its element are tools.
    """
    blocks = outline.blocks
    own = _own_blocks(outline, best, wanted)
    shown = " ".join(blocks[i].text for i in own)
    if not any(key.startswith("标题") for key in wanted):  # else it is what the page is called
        shown = TITLE_LABEL.sub("", shown)
    shown = shown.strip(EDGES)
    title = without_tools(without_tags(shown), wanted)
    used = set(own)
    key = title_key(title)
    kicker, subtitle = claims.kicker, claims.subtitle
    for index in range(
        own[-1] + 1, min(own[-1] + 9, len(blocks))
    ):  # pages that repeat their heading
        if _same(blocks[index], {key}):
            between = range(own[-1] + 1, index)
            used.update([index, *between] if len(between) == 1 else [index])
            line = blocks[between[0]] if len(between) == 1 else None
            if line and not kicker and _is_line(line) and not INFO.search(line.text):
                kicker = line.text
            break
    for below in range(
        own[-1] + 1, min(own[-1] + 5, len(blocks))
    ):  # PHPCMS prints it below the info
        near = below == own[-1] + 1
        if below not in used and (
            _is_subtitle(outline, best, below) if near else is_dashed(blocks[below])
        ):
            subtitle = subtitle or blocks[below].text
            used.add(below)
            break
        if len(blocks[below].text) > 70:
            break
    above = own[0] - 1
    if above >= 0 and _is_kicker(outline, best, above):
        kicker = kicker or blocks[above].text
        used.add(above)
    keys = {title_key(t) for t in (kicker, subtitle) if t}
    for index in range(max(0, own[0] - 2), min(own[-1] + 9, len(blocks))):
        if keys and _same(blocks[index], keys):
            used.add(index)
    return Heading(
        without_brands(title, brands) or title,
        _line(kicker, key, brands),
        _line(subtitle, key, brands),
        frozenset(used),
        best,
    )


def _own_blocks(outline: Outline, best: int, wanted: tuple[str, str]) -> list[int]:
    """The blocks of a title that a line break cut in two: its box says so, or the page title."""
    own = [best]
    joined = title_key(outline.blocks[best].text)
    for index in range(best + 1, min(best + 4, len(outline.blocks))):
        if len(outline.blocks[index].text) > MAX_CHARS:
            break
        joined += title_key(outline.blocks[index].text)
        if _DASH.match(outline.blocks[index].text) or not any(
            key.startswith(joined) for key in wanted
        ):
            break
        own.append(index)
    if len(own) > 1:
        return own
    box = outline.blocks[best].box
    tag, last = outline.boxes[box].tag, outline.boxes[box].last
    if tag not in TAG_WEIGHT and not TITLE_MARK.search(outline.boxes[box].marks):
        return own
    for index in range(best + 1, min(last, best + 4)):
        block = outline.blocks[index]
        if (
            block.box != box
            or INFO.search(block.text)
            or _DASH.match(block.text)
            or len(block.text) > 60
        ):
            break
        own.append(index)
    return own


def _same(block: Block, keys: set[str]) -> bool:
    """Whether a block repeats one of these lines."""
    return len(block.text) <= MAX_CHARS and title_key(block.text) in keys and not is_link(block)


def is_link(block: Block) -> bool:
    return block.link_chars * 2 > len(block.text)


def _is_line(block: Block) -> bool:
    text = block.text
    return 4 <= len(text) <= 70 and not is_link(block) and not text.endswith(("。", "：", ":"))


def is_dashed(block: Block) -> bool:
    text = block.text
    if not (_is_line(block) and not block.hidden and _DASH.match(text)):
        return False
    return sum(map(str.isalpha, text)) > len("END")


def _is_subtitle(outline: Outline, best: int, index: int) -> bool:
    block = outline.blocks[index]
    if is_dashed(block):
        return True
    if not _is_line(block) or block.hidden:
        return False
    if INFO.search(block.text) or _SHORT_LABEL.match(block.text):
        return False
    box, title_box = outline.boxes[block.box], outline.boxes[outline.blocks[best].box]
    if _SUBTITLE_MARK.search(box.marks) or (box.marks, title_box.marks) == ("font02", "font01"):
        return True
    return (
        box.tag in ("h2", "h3", "h4", "h5")
        and title_box.tag in TAG_WEIGHT
        and box.parent == title_box.parent
    )


def _is_kicker(outline: Outline, best: int, index: int) -> bool:
    block = outline.blocks[index]
    box, title_box = outline.boxes[block.box], outline.boxes[outline.blocks[best].box]
    if block.text.endswith(("：", ":")):  # 某博物馆：
        block = block._replace(text=block.text.rstrip("：:"))
    if not _is_line(block) or block.hidden or INFO.search(block.text):
        return False
    if _KICKER_MARK.search(box.marks):
        return True
    if box.marks == "font02" and title_box.marks == "font01":
        return True
    if (
        box.parent != title_box.parent
        or box.tag not in ("p", "div", *TAG_WEIGHT)
        or len(block.text) > 40
    ):
        return False
    return title_box.tag in ("h1", "h2", "h3") and not _NO_KICKER.search(
        f"{box.marks} {block.text}"
    )


def _line(text: str | None, headline: str, brands: tuple[str, ...]) -> str | None:
    if not text:
        return None
    text = without_brands(_DASH.sub("", text), brands).strip()
    return text if text and title_key(text) != headline else None
