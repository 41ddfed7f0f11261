"""The heading: title, the line above it and the line below it.

No single sign is reliable: `<title>` carries site and channel, h1 may hold the logo or the date,
metas may be stale. So every block that could be the title is weighed by all signs, and the page
title, its suffix cut, answers only where no block shows a title.
"""

import re
from functools import lru_cache

from qingwen.fields import Claims, Heading
from qingwen.moment import FOLD, find_moments
from qingwen.outline import Block, Outline

_MIN_CHARS, _MAX_CHARS = 2, 120
_MAX_PAGE_TITLE = 500
"""Stuffed title elements run to thousands of characters; no headline does."""
_SCAN_BLOCKS = 2000
"""How far a title may stand from the top: the longest menus found had 700 blocks before it."""
_TAG_WEIGHT = {"h1": 3.0, "h2": 2.0, "h3": 1.5, "h4": 1.0, "h5": 0.5}
_TITLE_MARK = re.compile(
    r"title|headline|biaoti|\bbt\b|tit(?:\b|\d|news|_)|topic|font01|bshare_text|\bpbt\b|\bph\b|activity-name"
)
_NOT_TITLE_MARK = re.compile(
    r"sub|pre|site|logo|futi|fubiaoti|yinti|list|more|kicker|nav|foot|side|related|hot|recommend|rank|copyright|comment"
)
_SUBTITLE_MARK = re.compile(r"sub|futi|fubiao|\bfbt|\bft|title2|fu_?tit|deck")
_KICKER_MARK = re.compile(
    r"pre_?-?tit|prtitle|yinti|intro_?tit|kicker|shoulder|jianti|up_?title|ytit|\bpre\b|_pre\b|jt_?title|pretit"
)
_NO_KICKER = re.compile(
    r"crumb|position|place|weizhi|nav|path|logo|date|time|topbar|toolbar|share|menu|bread|site|channel|column|back|tag|cate"
    r"|位置|首页|正文|频道|[>＞»|:：/]|返回|新闻网|日报|搜索|欢迎|网站|登录|栏目|关闭|导航|第.{1,3}版|^\s?\S{1,3}$",
    re.IGNORECASE,
)
_INFO = re.compile(
    r"(?:19|20)\d\d\s?[-/.年]|\d{1,2}[-/月]\d{1,2}日?\s+\d{1,2}:\d\d|来源|稿源|(?:发布|发表|更新|时)间\s*[:：]|日期\s*[:：]|作者\s*[:：]"
    r"|编辑\s*[:：]|记者|浏览|点击|字号|字体"
)
_LABELLED = re.compile(r"[:：]\s*$|^(?:来源|作者|时间|编辑|字号|分享|当前位置|您的?位置|责任编辑)")
_SITE_NAME = re.compile(
    r"^\S{2,14}(?:网|网站|频道|新闻|日报|晚报|在线|热线|政府|中心|电视台|门户|新闻网|正文|首页|报)$|[>＞]"
)
_SENTENCE = re.compile("[，。；！？]")
_CRUMB = re.compile(r"(?:位置|首页|主页).*(?:[>＞»/]|正文)|正文$")
_PLAIN_LINE = re.compile(
    r"[。；;]$|[>＞»|｜]|https?:|\.(?:com|cn)|电话|邮箱|热线|主[办管][:：]|位置|首页|返回|登录|欢迎|年\d{1,2}月\d{1,2}日|版权|[:：]\s*$"
)
_PLACED_BLOCKS = 120
_SHORT_LABEL = re.compile(r"^\S{2,4}[:：]")
_DASH = re.compile(r"^\s*(?:[—―–─]{1,4}|[－-]{1,2})(?![－-])\s*(?=\S)")
_BREAKS = re.compile(r"\s*(?:[_|｜]+|--+|\s[-–—·]+\s|(?<=\S)[-–—](?=\S)|>>|»|«|\s丨\s)\s*")
_SITE_TAIL = re.compile(
    r"网$|网站$|频道$|新闻$|日报$|晚报$|在线$|热线$|门户|官网|官方|之窗$|中心$|首页$|平台$|电视台$|传媒$|时报$|早报$|商报$|政府$|报纸?$|资讯$|网\b|"
    r"新闻网|信息网|客户端$|快报$|\.com|\.cn|正文$|要闻$|社会$|时政$|本地$|国内$|国际$|综合$|社$|局$|办公室$|委员会$|专题$",
    re.IGNORECASE,
)
_SQUEEZE = re.compile(r"[\s\u200b\ufeff]+")
_QUOTES = str.maketrans("“”‘’〝〞「」『』＂＇—–－―：！？，；（）", '""\'\'"""""""\'----:!?,;()')
_TOOLS = re.compile(
    r"[\[【(（]?(?:扫码|扫一扫|用?手机|字号|字体|打印|分享|收藏|评论|语音播报|听新闻|点击|阅读|浏览|原创|来源|时间|作者|\d{4}[-年/])"
)
_WORDS = re.compile(r"[^:：,，\s]+[:：,，\s]*")
_BARS = re.compile(r"\s*[|｜_]\s*")
_EDGES = " -_|｜·\u3000"
_SPELLINGS = {
    plain: "".join(chr(code) for code, to in _QUOTES.items() if to == ord(plain))
    for plain in map(chr, set(_QUOTES.values()))
}
_TAG = re.compile(r"<[^<>]{1,80}>")


def find_title(outline: Outline, claims: Claims, brands: tuple[str, ...] = ()) -> Heading:
    """Find the heading; `brands` are injected names that may stand in no part of it."""
    page_title = _clean(_TAG.sub("", outline.title[:_MAX_PAGE_TITLE]), brands)
    if outline.from_text and not page_title and outline.blocks:
        page_title = _clean(outline.blocks[0].text[:_MAX_PAGE_TITLE], brands)
    claimed = _clean(claims.title or "", brands)
    best = _best_block(outline, _key(page_title), _key(claimed), claims, brands)
    if best is None:
        title = (
            claimed
            if claims.sure_title and claimed
            else _without_suffix(page_title or claimed, claims)
        )
        names_site = (
            len(title) < 4
            or _key(title) == _key(claims.site_name or "")
            or _SITE_NAME.search(title)
        )
        best = _placed_block(outline, brands) if names_site or outline.from_text else None
    if best is None:
        block = 0 if outline.from_text and outline.blocks and title else None
        first = frozenset({0}) if block == 0 else frozenset[int]()
        return Heading(title or None, claims.kicker, claims.subtitle, first, block)
    return _heading(outline, best, (_key(page_title), _key(claimed)), claims, brands)


def _key(text: str) -> str:
    """The form in which titles are compared: no blanks, one kind of quotes, dashes, stops."""
    return _SQUEEZE.sub("", text).translate(_QUOTES).lower()


def _clean(text: str, brands: tuple[str, ...]) -> str:
    """`text` without what names a brand: a segment, or words before a colon or a blank."""
    if not _names_brand(text, brands):
        return text.strip()
    kept: list[str] = []
    for segment in _BREAKS.split(text):
        words = _WORDS.findall(segment)
        while words and _names_brand(words[0], brands):
            words.pop(0)
        while words and _names_brand(words[-1], brands):
            words.pop()
        clean = "".join(words).strip(_EDGES + ":：,，")
        if clean and not _names_brand(clean, brands):
            kept.append(clean)
    return kept[0] if kept else ""


def _names_brand(text: str, brands: tuple[str, ...]) -> bool:
    folded = text.lower()
    return any(brand.lower() in folded for brand in brands)


def _best_block(
    outline: Outline, page_key: str, claim_key: str, claims: Claims, brands: tuple[str, ...]
) -> int | None:
    """Index of the block with the most signs of a title; None where none has enough."""
    site_key = _key(claims.site_name or "")
    firsts = _first_chars(page_key) | _first_chars(claim_key)
    best, most = None, 2.9
    boxes = outline.boxes
    for index, block in enumerate(outline.blocks[:_SCAN_BLOCKS]):
        text = block.text
        if not _MIN_CHARS <= len(text) <= _MAX_CHARS or (
            len(text) < 6 and sum(map(str.isalpha, text)) < 2
        ):
            continue
        box = boxes[block.box]
        weight = _box_weight(box.tag, boxes[box.parent].tag, box.marks)
        if not weight and text[0] not in firsts:
            continue
        if outline.from_text and index == 0:
            continue
        if text[0] in firsts or weight >= 1.5:
            weight += _likeness(_key(text), page_key, claim_key, site_key)
        if weight <= most - 1.5:
            continue
        weight += _place(outline, index, block, brands)
        if weight > most:
            best, most = index, weight
    return best


def _placed_block(outline: Outline, brands: tuple[str, ...]) -> int | None:
    """Index of the block that stands where titles stand: under the breadcrumb, over the info line.

    For pages whose title element names the site only and that show their title without the marks
    of one: county sites, old digital newspapers.
    """
    best, most = None, 1.9
    blocks = outline.blocks[:_PLACED_BLOCKS]
    for index, block in enumerate(blocks):
        text = block.text
        if _is_sentence(text):
            break
        if not 5 <= len(text) <= 60 or _is_link(block) or block.hidden or _PLAIN_LINE.search(text):
            continue
        box = outline.boxes[block.box]
        weight = 0.75 * _box_weight(box.tag, outline.boxes[box.parent].tag, box.marks)
        below = blocks[index + 1 : index + 5]
        weight += 1.0 if any(_is_sentence(b.text) for b in below) else 0.0
        if any(_INFO.search(b.text) and len(b.text) < 120 for b in below[:2]):
            weight += 2.0
        if below and _is_dashed(below[0]):
            weight += 2.0
        if index and _CRUMB.search(blocks[index - 1].text):
            weight += 2.0
        if _names_brand(text, brands):
            weight -= 4.0
        if weight > most:
            best, most = index, weight
    return best


def _is_sentence(text: str) -> bool:
    return (len(text) > 60 and bool(_SENTENCE.search(text))) or (
        len(text) > 30 and text[-1] in "。！？”"
    )


def _first_chars(key: str) -> set[str]:
    """The characters that a text with this key may begin with."""
    return {key[0], key[0].upper(), *_SPELLINGS.get(key[0], "")} if key else set()


@lru_cache(maxsize=8192)
def _box_weight(tag: str, parent_tag: str, marks: str) -> float:
    """What element and class say for a title."""
    weight = _TAG_WEIGHT.get(tag, 0.0) or _TAG_WEIGHT.get(parent_tag, 0.0)
    if marks and _TITLE_MARK.search(marks) and not _NOT_TITLE_MARK.search(marks):
        weight += 1.5
    return weight


def _likeness(key: str, page_key: str, claim_key: str, site_key: str) -> float:
    """How well a block agrees with the page title and the claimed title."""
    weight = 0.0
    if len(key) >= 2 and page_key.startswith(key):
        behind = page_key[len(key) : len(key) + 1]
        weight += 4.0 if not behind or behind in "_|-·>(【[" else 2.0
        weight += min(len(key), 40) / 100
    elif len(key) >= 4 and key in page_key:
        is_tail = page_key.endswith(key) and len(key) < 12  # site and channel names are short
        weight += -1.0 if is_tail or key == site_key else 1.5
    if claim_key and (key == claim_key or (len(key) >= 6 and claim_key.startswith(key))):
        weight += 3.0
    if key == site_key:
        weight -= 4.0
    return weight


def _place(outline: Outline, index: int, block: Block, brands: tuple[str, ...]) -> float:
    """What the surroundings add: an info line right below speaks for a title, a link against it."""
    weight = 0.0
    text = block.text
    if block.link_chars * 2 > len(text):
        weight -= 3.0
    if block.hidden:
        weight -= 1.5
    if _LABELLED.search(text) or (
        _INFO.search(text) and find_moments(text.translate(FOLD)) and len(text) < 40
    ):
        weight -= 4.0
    if _names_brand(text, brands) and not _clean(text, brands):
        weight -= 4.0
    below = outline.blocks[index + 1 : index + 5]
    if any(
        _INFO.search(b.text) for b in below if len(b.text) < 150 and b.link_chars * 2 <= len(b.text)
    ):
        weight += 1.5
    return weight


def _heading(
    outline: Outline, best: int, wanted: tuple[str, str], claims: Claims, brands: tuple[str, ...]
) -> Heading:
    blocks = outline.blocks
    own = _own_blocks(outline, best, wanted)
    title = _without_tools(
        _without_tags(" ".join(blocks[i].text for i in own).strip(_EDGES)), wanted
    )
    used = set(own)
    key = _key(title)
    kicker, subtitle = claims.kicker, claims.subtitle
    for index in range(
        own[-1] + 1, min(own[-1] + 9, len(blocks))
    ):  # pages that repeat their heading
        if _same(blocks[index], {key}):
            between = range(own[-1] + 1, index)
            used.update([index, *between] if len(between) == 1 else [index])
            line = blocks[between[0]] if len(between) == 1 else None
            if line and not kicker and _is_line(line) and not _INFO.search(line.text):
                kicker = line.text
            break
    for below in range(
        own[-1] + 1, min(own[-1] + 5, len(blocks))
    ):  # PHPCMS prints it below the info
        near = below == own[-1] + 1
        if below not in used and (
            _is_subtitle(outline, best, below) if near else _is_dashed(blocks[below])
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
    keys = {_key(t) for t in (kicker, subtitle) if t}
    for index in range(max(0, own[0] - 2), min(own[-1] + 9, len(blocks))):
        if keys and _same(blocks[index], keys):
            used.add(index)
    return Heading(
        _clean(title, brands) or title,
        _line(kicker, key, brands),
        _line(subtitle, key, brands),
        frozenset(used),
        best,
    )


def _without_tools(title: str, wanted: tuple[str, str]) -> str:
    """`title` without page tools that stand in its element: 扫码看手机版, [字号 大 中 小]."""
    found = _TOOLS.search(title, 4)
    if not found or any(key.startswith(_key(title)) for key in wanted):
        return title
    head = title[: found.start()]
    is_wanted = any(key.startswith(_key(head)) for key in wanted)
    return head.strip(_EDGES + "[【(（") if is_wanted else title


def _without_tags(title: str) -> str:
    """`title` without keywords repeated behind bars: 甲市查处乙某|甲市|乙某."""
    head, *tags = _BARS.split(title)
    return head.strip() if tags and len(head) > 8 and all(t and t in head for t in tags) else title


def _own_blocks(outline: Outline, best: int, wanted: tuple[str, str]) -> list[int]:
    """The blocks of a title that a line break cut in two: its box says so, or the page title."""
    own = [best]
    joined = _key(outline.blocks[best].text)
    for index in range(best + 1, min(best + 4, len(outline.blocks))):
        if len(outline.blocks[index].text) > _MAX_CHARS:
            break
        joined += _key(outline.blocks[index].text)
        if _DASH.match(outline.blocks[index].text) or not any(
            key.startswith(joined) for key in wanted
        ):
            break
        own.append(index)
    if len(own) > 1:
        return own
    box = outline.blocks[best].box
    tag, last = outline.boxes[box].tag, outline.boxes[box].last
    if tag not in _TAG_WEIGHT and not _TITLE_MARK.search(outline.boxes[box].marks):
        return own
    for index in range(best + 1, min(last, best + 4)):
        block = outline.blocks[index]
        if (
            block.box != box
            or _INFO.search(block.text)
            or _DASH.match(block.text)
            or len(block.text) > 60
        ):
            break
        own.append(index)
    return own


def _same(block: Block, keys: set[str]) -> bool:
    """Whether a block repeats one of these lines."""
    return len(block.text) <= _MAX_CHARS and _key(block.text) in keys and not _is_link(block)


def _is_link(block: Block) -> bool:
    return block.link_chars * 2 > len(block.text)


def _is_line(block: Block) -> bool:
    text = block.text
    return 4 <= len(text) <= 70 and not _is_link(block) and not text.endswith(("。", "：", ":"))


def _is_dashed(block: Block) -> bool:
    return _is_line(block) and not block.hidden and bool(_DASH.match(block.text))


def _is_subtitle(outline: Outline, best: int, index: int) -> bool:
    block = outline.blocks[index]
    if _is_dashed(block):
        return True
    if not _is_line(block) or block.hidden:
        return False
    if _INFO.search(block.text) or _SHORT_LABEL.match(block.text):
        return False
    box, title_box = outline.boxes[block.box], outline.boxes[outline.blocks[best].box]
    if _SUBTITLE_MARK.search(box.marks) or (box.marks, title_box.marks) == ("font02", "font01"):
        return True
    return (
        box.tag in ("h2", "h3", "h4", "h5")
        and title_box.tag in _TAG_WEIGHT
        and box.parent == title_box.parent
    )


def _is_kicker(outline: Outline, best: int, index: int) -> bool:
    block = outline.blocks[index]
    if not _is_line(block) or block.hidden or _INFO.search(block.text):
        return False
    box, title_box = outline.boxes[block.box], outline.boxes[outline.blocks[best].box]
    if _KICKER_MARK.search(box.marks):
        return True
    if box.marks == "font02" and title_box.marks == "font01":
        return True
    if (
        box.parent != title_box.parent
        or box.tag not in ("p", "div", *_TAG_WEIGHT)
        or len(block.text) > 40
    ):
        return False
    return title_box.tag in ("h1", "h2", "h3") and not _NO_KICKER.search(
        f"{box.marks} {block.text}"
    )


def _line(text: str | None, title_key: str, brands: tuple[str, ...]) -> str | None:
    if not text:
        return None
    text = _clean(_DASH.sub("", text), brands).strip()
    return text if text and _key(text) != title_key else None


def _without_suffix(title: str, claims: Claims) -> str:
    """Cut site and channel from the right of a page title while they look like such."""
    site = _key(claims.site_name or "")
    while True:
        breaks = list(_BREAKS.finditer(title))
        if not breaks:
            return title.strip()
        last = breaks[-1]
        head, tail = title[: last.start()].strip(), title[last.end() :].strip()
        if len(head) < 4:
            return title.strip()
        known = (
            not tail
            or _key(tail) == site
            or _SITE_TAIL.search(tail)
            or last[0].strip() in ("_", "__", "|", "--")
        )
        if not known or len(tail) > 40:
            return title.strip()
        title = head
