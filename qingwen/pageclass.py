"""What kind of page it is, where it is not an article."""

import re

from qingwen.body import Body
from qingwen.outline import Outline
from qingwen.rejection import Reason

SHORT_CHARS = 200
"""Pages that say "not found" or "log in" say little else."""

_GONE = re.compile(
    r"(?:^|\D)404(?:\D|$)|页面(?:不存在|没有找到|未找到|找不到|已(?:被)?删除|丢失|走丢)|(?:文章|内容|信息|网页|新闻|稿件|您访问的页面)"
    r"(?:不存在|已(?:经|被|经被)?(?:删除|下线|撤销|移除)|已失效|未找到)|找不到(?:该|您|所)?[^。，]{0,8}(?:页面|网页|文件|内容)"
    r"|[Nn]ot [Ff]ound|无法找到该页|访问的(?:页面|内容)(?:不存在|已)|参数错误|没有(?:找到)?(?:该|此)(?:文章|信息|新闻)"
)
_CHALLENGE = re.compile(
    r"验证码|安全验证|人机验证|滑动验证|访问过于频繁|浏览器安全检查|正在检查您的浏览器|[Cc]hecking your browser"
    r"|[Cc]aptcha|请先登录|登录后(?:查看|阅读|可见)|拖动滑块|请开启\s?JavaScript|访问被拒绝|[Aa]ccess [Dd]enied|行为存在异常"
)
_ROW_DATE = re.compile(r"[\[(（]?(?:20|19)?\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s\d\d?:\d\d(?::\d\d)?)?[\])）]?|[\[(（]?\d{1,2}[-/月]\d{1,2}日?[\])）]?")
_SENTENCES = re.compile("[。！？；]")


def page_class(outline: Outline, body: Body | None, chars: int, dated: bool) -> Reason | None:
    """Return why the page is no article, None for an article.

    `chars` is the length of the cleaned text, `dated` whether a heading with an info line stands
    above it.
    """
    visible = sum(len(b.text) for b in outline.blocks if not b.hidden)
    if chars < SHORT_CHARS and not outline.from_text:
        start = " ".join([outline.title, *(b.text for b in outline.blocks[:60])])[:1500]
        if visible < 1200 and _GONE.search(start):
            return Reason.SOFT_404
        if visible < 1200 and (outline.passwords or _CHALLENGE.search(start)):
            return Reason.CHALLENGE
    if outline.from_text:
        return None
    if _is_list(outline, chars, dated):
        return Reason.LIST
    if chars >= 60 or body and chars >= 30 and dated:
        return None
    if outline.players and visible:
        return Reason.VIDEO_SHELL
    if len(outline.pictures) >= 3 and dated:
        return Reason.GALLERY
    if visible < 150 and outline.scripts:
        return Reason.SCRIPT_SHELL
    return None if body and chars >= 30 else Reason.NO_BODY


def _is_list(outline: Outline, chars: int, dated: bool) -> bool:
    """Whether rows of headlines make up the page, with no story that outweighs them."""
    links = [link for link in outline.links if len(link.text) >= 8 and not link.hidden]
    link_chars = sum(len(link.text) for link in links)
    rows = sum(1 for b in outline.blocks if len(b.text) < 24 and _ROW_DATE.fullmatch(b.text))
    if not dated:
        return len(links) >= 10 and (chars < 200 or chars < link_chars) or rows >= 8 and chars < 400
    return len(links) >= 15 and chars < 120 and link_chars > 6 * chars
