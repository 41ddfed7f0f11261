"""The outlet a story is credited to."""

import re
from collections.abc import Sequence

from qingwen.article import Source
from qingwen.fields import Claims, InfoLine
from qingwen.outline import Outline

_CLOSING = re.compile(
    r"[（(【\[]\s*(?:文章|稿件|新闻|信息|本文)?(?:来源|稿源|转自|摘自)\s*[:：]?\s*([^）)】\]，。：:]{2,30})[）)】\]]\s*$"
)
_PICTURE = re.compile("图|视频|网络$|资料|数据|综合$")
_DATELINE = re.compile(
    r"^[\s○●□◎■▲]*([\u3400-\u9fffA-Za-z·]{2,14}?(?:日报|晚报|早报|晨报|时报|商报|都市报|报|网|社|台|客户端|新闻))"
    r"(?:[\u3400-\u9fff]{2,8}?)?(?:\d{1,2}月\d{1,2}日)?(?:讯|消息|电)(?:[\s（(：:]|记者|通讯员)"
)
_REPORTER_OF = re.compile(
    r"(?:^|[\s□■○●◎/])([\u3400-\u9fffA-Za-z·]{2,14}?(?:日报|晚报|早报|晨报|时报|商报|报|新闻网|社|新闻|交汇点|客户端))"
    r"(?:全媒体|融媒体?|首席|见习|实习|特约)*记者[\s:：]"
)
_BY_OUTLET = re.compile(
    r"^[\s□■○●◎]*[\u3400-\u9fff]{2,3}\s?[/／]\s?([\u3400-\u9fff·]{2,10}(?:报|社|网|新闻|台))\s*$"
)
_SEVERAL = re.compile("、|^综合")
"""A closing line with several outlets tells what the story was put together from."""
_OURS = re.compile(r"^(?:本报|本网|本台|本刊|本社|本站|原创)")


def find_source(
    outline: Outline, claims: Claims, info: InfoLine, body_blocks: Sequence[int] = ()
) -> Source | None:
    """Find the source; None where the page names none.

    A closing 来源 is nearer to the author than the header's, which on portals names the reseller.
    """
    closing = info.closing_source or _closing(outline, body_blocks)
    if closing and not _OURS.match(closing) and not (info.source and _SEVERAL.search(closing)):
        return Source(name=closing, chain=_passed_on(info, closing))
    if info.source:
        name = info.source
        if claims.source and name.startswith(claims.source):  # 中国新闻网王帆: two spans that touch
            name = claims.source
        return Source(name=name, url=info.source_url, chain=info.chain)
    if claims.source:
        return Source(name=claims.source)
    lead = _dateline(outline, body_blocks) or _of_byline(outline, body_blocks) or _paper(outline)
    return Source(name=lead) if lead else None


def _passed_on(info: InfoLine, original: str) -> tuple[str, ...]:
    """The chain from the header's outlets to the one that a closing line names as original."""
    outlets = dict.fromkeys([*(info.chain or filter(None, [info.source])), original])
    return tuple(outlets) if len(outlets) > 1 else ()


def _closing(outline: Outline, body_blocks: Sequence[int]) -> str | None:
    for index in body_blocks[-3:]:
        found = _CLOSING.search(outline.blocks[index].text[-60:])
        if found and not _PICTURE.search(found[1]):
            return found[1].strip()
    return None


def _dateline(outline: Outline, body_blocks: Sequence[int]) -> str | None:
    for index in body_blocks[:3]:
        if found := _DATELINE.match(outline.blocks[index].text[:40]):
            return None if _OURS.match(found[1]) else found[1]
    return None


def _of_byline(outline: Outline, body_blocks: Sequence[int]) -> str | None:
    """The outlet in a byline that stands alone: 中国青年报记者 丙, 丁/中国青年报."""
    for index in [*body_blocks[:3], *body_blocks[-3:]]:
        text = outline.blocks[index].text
        if len(text) > 40:
            continue
        found = _REPORTER_OF.search(text) or _BY_OUTLET.match(text)
        if found and not _OURS.match(found[1]):
            return found[1]
    return None


def _paper(outline: Outline) -> str | None:
    """The newspaper, where the page title is nothing but its name: digital editions."""
    title = outline.title.strip()
    return title if len(title) <= 10 and title.endswith("报") else None
