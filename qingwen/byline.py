"""Who made the story: info line, dateline, closing parenthesis, editor lines, metas."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from qingwen.article import Byline, Role
from qingwen.credits import read_credits
from qingwen.fields import Claims, InfoLine, Person
from qingwen.names import is_latin_name, is_sure_name
from qingwen.outline import Outline
from qingwen.people import read_people

_HEAD_BLOCKS, _TAIL_BLOCKS = 6, 12
"""Blocks of the body that may hold dateline and closing byline. The body still has its captions and
tools here, so both are more than the one they would be."""
_MAX_PEOPLE = 200
"""People read from lines of their own; longer lists are lists, not bylines."""
_CREDIT = re.compile(
    r"[记記]者|通[讯訊][员員]|作者|[编編][辑輯]|责编|摄|攝|文\s?[/／|｜丨]|[/／]文|图[/／]|文图|图文|文案|报道员|实习生|供稿|供图|审核|校对|撰文|执笔|采写|评论员|编译"
    "|策划|统筹"
)
_TAIL = re.compile(r"[（(【\[〔]([^（()）【】\[\]]{2,60})[）)】\]〕]\s*[。.]?\s*$")
_NO_BYLINE = re.compile(
    "来源|资料|图片|视频|待续|协会|网络|原标题|见.版|如图|下转|上接|电话|版权|摘自|转自|声明|免责|题图|单位|如有|联系"
)
_DATELINE = re.compile(
    r"^[\s○●□◎■▲◆]*(?:【[^】]{2,24}】)?[^。；！？（(【]{0,24}?(?P<wire>[讯訊]|消息|电|报道)?\s*[（(【\[]([^（()）【】\[\]]{2,60})[）)】\]]"
)
# 本报讯 记者 甲 通讯员 乙报道: names end at 报道, at a date or at the first word of the story.
_OPEN_DATELINE = re.compile(
    r"^[\s○●□◎■▲◆]*(?:[\u3400-\u9fff·]{2,10}(?:讯|消息|电)[\s:：]*)?"
    r"((?:[本报网台全融媒体见习实特约首席]{0,8}(?:记者|通讯员|实习生)\s?(?:[\u3400-\u9fff·]{2,4}[\s、]?){1,4}?){1,3})"
    r"(?:摄影|综合)?(?:报道[：:，\s]|(?<=\s)(?=\d|近日|昨|今|日前))"
)
_OUTLET_LINE = re.compile(
    r"^[\u3400-\u9fff·]{2,10}(?:报|网|社|周刊|杂志|客户端)[\s|丨]+([\u3400-\u9fff]{2,3}(?:[\s、][\u3400-\u9fff]{2,3}){0,3})$"
)
_PHOTO = re.compile(
    r"(?:^|[\s。！？…”(（/]|(?<=记者)|(?<=通讯员))[\u3400-\u9fff·]{2,4}(?:[\s、][\u3400-\u9fff·]{2,4}){0,2}\s?/?(?:摄影报道|摄影|摄)[)）]?\s*$"
)
_REPORTED = re.compile("[记記]者|通[讯訊][员員]")
_COLON = re.compile("[:：|｜丨]")
_BY = re.compile(r"(?:By|BY)[: ]\s*([A-Z][\w.'’-]*(?:(?:,| and| &)? [A-Z][\w.'’-]*){1,7})")
_AND = re.compile(r"\s*(?:,| and | & )\s*")
_BULLETS = " \u3000○●□◎■▲◆"
_SENTENCE = re.compile("[。！？；，]")
_RANK: dict[Role, int] = {
    "reporter": 0,
    "correspondent": 0,
    "author": 1,
    "photographer": 2,
    "editor": 3,
    "reviewer": 3,
    "other": 4,
}
_WRITERS = ("reporter", "correspondent", "author")
_DESK = ("editor", "reviewer")


def find_bylines(
    outline: Outline,
    info: InfoLine,
    claims: Claims,
    body_blocks: Sequence[int] = (),
    end: int | None = None,
) -> tuple[Byline, ...]:
    """Collect the people of a story, each with the role nearest to the truth, writers first.

    `end` is the story's last block; credits may stand a few blocks behind it, comments further.
    """
    last = bisect_right(body_blocks, end) - 1 if end is not None else len(body_blocks) - 1
    texts = [outline.blocks[index].text for index in body_blocks[: last + _TAIL_BLOCKS]]
    people = [p for p in info.people if p.role not in (*_DESK, "other")]
    people += _english(outline, body_blocks)
    prose = next((i for i in range(last, -1, -1) if len(texts[i]) > 40), last)
    for place, text in enumerate(texts):
        # Supplements set the author's name alone, centred, under the title.
        if place == 0 and _is_centred(outline, body_blocks[0]) and is_sure_name(text):
            people.append(Person(text, "author", text))
        if place < _HEAD_BLOCKS:
            people += _dateline(text)
        if len(text) <= 60 and len(people) < _MAX_PEOPLE:
            people += _own_line(text) or _caption(text)
        if place > last - _TAIL_BLOCKS:
            people += _closing(text, named=place >= prose)
    people += [p for p in info.people if p.role in (*_DESK, "other")]
    people += _claimed(claims, people)
    return tuple(_merged(people))


def _is_centred(outline: Outline, block: int) -> bool:
    return outline.boxes[outline.blocks[block].box].centred


def _english(outline: Outline, body_blocks: Sequence[int]) -> Iterator[Person]:
    """People of an English byline, at the top of the body or just above it: By Jane Doe."""
    first = body_blocks[0] if body_blocks else 0
    for index in [*range(max(0, first - 4), first), *body_blocks[:2]]:
        text = outline.blocks[index].text
        if len(text) < 120 and (found := _BY.match(text)):
            for name in _AND.split(found[1]):
                if is_latin_name(name):
                    yield Person(name, "reporter", found[0])


def _dateline(text: str) -> list[Person]:
    """People of a dateline: 本报讯（记者 甲 通讯员 乙）, 本报讯 记者甲报道."""
    head = text[:100]
    found = _DATELINE.match(head)
    if not found:
        opened = _OPEN_DATELINE.match(head)
        return [p for p in read_people(opened[1]) if is_sure_name(p.name)] if opened else []
    inner = found[2]
    if not _REPORTED.search(inner) and _NO_BYLINE.search(inner):
        return []
    return read_people(inner) if found["wire"] or _CREDIT.search(inner) else []


def _own_line(text: str) -> list[Person]:
    """People of a line that holds nothing else: □ 甲报记者 乙, 文/丙, 责任编辑：丁."""
    if text[:1] in "□■○●◎" and len(text) <= 30:
        return read_people(text.strip(_BULLETS))
    if found := _OUTLET_LINE.match(text):
        return read_people(found[1])
    if not _CREDIT.search(text) or _SENTENCE.search(text):
        return []
    line = text.strip(_BULLETS)
    if _COLON.search(line):
        credits = read_credits(line)
        return list(credits.people) if credits.rest <= 12 and credits.labels else []
    people = read_people(line.strip("（()）[]【】"))
    named = sum(len(p.name) for p in people)
    return people if named and len(line) - named <= 16 else []


def _caption(text: str) -> Iterator[Person]:
    """The photographer at the end of a caption: 村民翻晒辣椒。盛夏 摄."""
    if found := _PHOTO.search(text):
        yield from (p for p in read_people(found[0], "photographer") if is_sure_name(p.name))


def _closing(text: str, *, named: bool) -> list[Person]:
    """People of the parenthesis that closes a paragraph; bare names only where the story ends."""
    found = _TAIL.search(text[-90:])
    if not found or _NO_BYLINE.search(found[1]):
        return []
    inner = found[1]
    if not _CREDIT.search(inner):
        return read_people(inner) if named else []
    return list(read_credits(inner).people) if "：" in inner or ":" in inner else read_people(inner)


def _claimed(claims: Claims, shown: list[Person]) -> Iterator[Person]:
    """Authors and editors of the metas, where the page shows nobody in that role."""
    names = {p.name for p in shown}
    if not any(p.role in _WRITERS for p in shown):
        for author in claims.authors:
            if is_latin_name(author):
                yield Person(author, "author", author)
            people = read_people(author, "author")
            yield from (p for p in people if p.name not in names and is_sure_name(p.name))
    if not any(p.role in _DESK for p in shown):
        for editor in claims.editors:
            yield from read_people(editor, "editor")


def _merged(people: list[Person]) -> Iterator[Byline]:
    """One byline for a name, under its most telling role.

    Many CMSs fill 作者 with the editor: a name printed as both is the editor's.
    """
    best: dict[str, Person] = {}
    for person in people:
        known = best.get(person.name)
        if known is None:
            best[person.name] = person
        elif {known.role, person.role} == {"author", "editor"}:
            best[person.name] = known if known.role == "editor" else person
        elif _RANK[person.role] < _RANK[known.role]:
            best[person.name] = person
    ranked = sorted(best.values(), key=lambda p: p.role in (*_DESK, "other"))
    yield from (Byline(name=p.name, role=p.role, raw=p.raw) for p in ranked)
