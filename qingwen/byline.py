"""Who made the story: info line, dateline, closing parenthesis, editor lines, metas."""

import re
from collections.abc import Iterator, Sequence

from qingwen.article import Byline, Role
from qingwen.credits import read_credits
from qingwen.fields import Claims, InfoLine, Person
from qingwen.names import is_name, is_sure_name, split_names
from qingwen.outline import Outline

_HEAD_BLOCKS, _TAIL_BLOCKS = 4, 6
_MAX_TAIL = 60
"""Longest closing parenthesis: more is a remark."""
_CREDIT = re.compile("记者|通讯员|作者|编辑|责编|摄|文/图|图/文|文图|报道员|实习生|供稿|审核|校对|撰文")
_TAIL = re.compile(r"[（(【\[]([^（()）【】\[\]]{2,%d})[）)】\]]\s*[。.]?\s*$" % _MAX_TAIL)
_NO_BYLINE = re.compile("来源|资料|图片|视频|完|待续|协会|网络|原标题|见.版|如图|下转|上接|电话|版权|附|注|摘自|转自|声明|免责|题图|单位")
_DATELINE = re.compile(r"^[\s○●□◎■▲◆]*[^。；！？]{0,20}?(?:讯|消息|电|报道)?\s*[（(【\[]([^（()）【】\[\]]{2,50})[）)】\]]")
_OPEN_DATELINE = re.compile(
    r"^[\s○●□◎■▲◆]*(?:[\u3400-\u9fff]{2,10}(?:讯|消息|报道))?[\s○●□◎■▲◆]*((?:[\u3400-\u9fff·]{2,16})?(?:记者|通讯员)[\s:：].{2,40}|.{2,40})$"
)
_PHOTO = re.compile(r"([\u3400-\u9fff·]{2,4}(?:[\s、][\u3400-\u9fff·]{2,4}){0,3})\s*/?摄(?:影)?[）)】]?\s*$")


def find_bylines(
    outline: Outline, info: InfoLine, claims: Claims, body_blocks: Sequence[int] = ()
) -> tuple[Byline, ...]:
    """Collect the people of a story, each with the role nearest to the truth, in order of place."""
    people: list[Person] = []
    texts = [outline.blocks[index].text for index in body_blocks]
    people += [p for p in info.people if p.role not in ("editor", "reviewer", "other")]
    for text in texts[:_HEAD_BLOCKS]:
        people += _head(text)
    tail = texts[max(_HEAD_BLOCKS, len(texts) - _TAIL_BLOCKS) :] if len(texts) > _HEAD_BLOCKS else []
    for text in tail or texts[-1:]:
        people += _tail(text)
    people += [p for p in info.people if p.role in ("editor", "reviewer", "other")]
    people += _claimed(claims, people)
    return tuple(_merged(people))


def _head(text: str) -> Iterator[Person]:
    """People of a dateline: 本报讯（记者 甲 通讯员 乙）, □ 甲报记者 乙."""
    head = text[:90]
    if not _CREDIT.search(head):
        return
    if found := _DATELINE.match(head):
        if _CREDIT.search(found[1]) and not _NO_BYLINE.search(found[1]):
            yield from read_credits(found[1]).people
    elif len(text) <= 50 and not text.endswith(("。", "！", "？", "：", ":")):
        credits = read_credits(text.strip(" ○●□◎■▲◆"))
        if credits.people and credits.rest <= 14:
            yield from credits.people


def _tail(text: str) -> Iterator[Person]:
    """People of a closing parenthesis or of a short line of its own."""
    if len(text) <= 60 and _CREDIT.search(text) and not text.endswith(("。", "！", "？")):
        credits = read_credits(text)
        if credits.people and credits.rest <= 12:
            yield from credits.people
            return
    if found := _TAIL.search(text[-90:]):
        inner = found[1]
        if _CREDIT.search(inner) and not re.search("来源[:：]|资料图|图片", inner):
            yield from read_credits(inner).people
        elif not _NO_BYLINE.search(inner):
            names = split_names(inner)
            if names and all(is_sure_name(n) for n in names):
                yield from (Person(n, "author", found[0].strip()) for n in names)
    elif found := _PHOTO.search(text[-40:]):
        yield from (Person(n, "photographer", found[0]) for n in split_names(found[1]) if is_name(n))


def _claimed(claims: Claims, shown: list[Person]) -> Iterator[Person]:
    """Authors and editors of the metas, where the page shows nobody in that role."""
    if not any(p.role in ("reporter", "correspondent", "author") for p in shown):
        yield from (Person(n, "author", n) for n in claims.authors if is_sure_name(n))
    if not any(p.role in ("editor", "reviewer") for p in shown):
        yield from (Person(n, "editor", n) for n in claims.editors)


_RANK: dict[Role, int] = {
    "reporter": 0, "correspondent": 0, "author": 1, "editor": 2, "reviewer": 2, "photographer": 3, "other": 4,
}  # fmt: skip


def _merged(people: list[Person]) -> Iterator[Byline]:
    """One byline for a name, under its most telling role."""
    best: dict[str, Person] = {}
    for person in people:
        known = best.get(person.name)
        if known is None or _RANK[person.role] < _RANK[known.role]:
            best[person.name] = person
    yield from (Byline(name=p.name, role=p.role, raw=p.raw) for p in best.values())
