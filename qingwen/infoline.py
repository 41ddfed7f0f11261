"""The info line: date, source and people printed between title and body, and behind the body."""

import re

from qingwen.cells import closing_cells, field_in_cells, is_cell
from qingwen.credits import Credits, read_credits
from qingwen.fields import Heading, InfoLine, Person
from qingwen.imprint import FOOT, read_imprint
from qingwen.labels import unspaced
from qingwen.names import is_sure_name, split_names
from qingwen.outlets import is_account, is_outlet
from qingwen.outline import Block, Outline
from qingwen.people import read_people

_ABOVE, _BELOW = 4, 14
"""Blocks above and below the title that may hold info: e-papers print the date on top, portals put
share buttons and font tools between."""
_LONGEST = 220
BULLETS, _BULLETED = tuple("□■○●◎"), 30
"""Signs in front of a byline that stands alone, and its longest."""
_ENDS = ("。", "！", "？", "”", "；")
_PROSE = re.compile("[，。；！？]")
_HINT = re.compile(
    r"\d{4}\s?[-/.年]|\d{1,2}[-/月]\d{1,2}日?[\s:：]|\d{1,2}:\d\d|[来來]源|稿源|转自|来自|出处|作者|[记記]者|通讯员|[编編][辑輯]|责编|摄影|[时時][间間]|日期|审核|校对|"
    r"实习生|/[\u3400-\u9fff·]{2,8}[报社网]$|小时前|[天周]前|分钟前|昨天|今天|刚刚|前天|[一二][〇零○]|文/|撰|供稿|发布|20\d\d"
)
_DATED = re.compile(r"(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}")
# Channels and places that have the shape of a name.
_NO_AUTHOR = re.compile(
    "^(?:金融|农业|农村|党建|党政|房地产|车市|高考|安全|平安|和谐|时尚|家居|文学|文艺|文苑|文体|文旅|方圆|成都|安康|成长|金秋|万象)|[学业产费会部馆节市县]$"
)
_HAN = re.compile("[\u3400-\u9fff]")
_CLOCK = re.compile(r"\d{1,2}:\d\d")
_FOREIGN_CHARS, _FOREIGN_WORDS = 120, 6
"""Of fields in another script; more words are a line of a live report."""
# The day set large over year and month, as in a calendar: 05 and 2024.03.
_CALENDAR = re.compile(
    r"(?P<day>[0-3]?\d)日?\s?(?P<month>(?:19|20)\d\d[-/.年][01]?\d)月?|(?P<month_first>(?:19|20)\d\d[-/.年][01]?\d)月?\s(?P<day_last>[0-3]?\d)日?"
)
# A field whose value stands in the next cell; 分享到： has none.
_EMPTY_FIELD = re.compile(
    r"(?:来源|來源|稿源|出处|时间|日期|作者|编辑|責編|责编|记者|供稿|审核|校对)\s?[:：]\s*$"
)
# The index card over a government document; the day it was drawn up (成文日期) is not that of publication.
_CARD_DATE = re.compile(r"(?:发布|公开|发文|上网)\s?(?:时间|日期)\s*[:：]?\s*")
_CARD_BLOCKS = 60
_INFO_MARK = re.compile(
    r"info|source|time|date|author|editor|\bfrom\b|laiyuan|meta|subtitle|byline|lmy_|post_|zuozhe|fbsj|p_l_10|ly\b|xinxi"
)
_ACCOUNT_MARK = re.compile(
    r"source|media|account|author|profile|wemedia|nickname|meta_content|laiyuan|zuozhe|\bfrom\b"
)
_AUTHOR_MARK = re.compile("author|zuozhe|writer|byline|reporter")
_NO_ACCOUNT = re.compile(
    r"[:：，。！？\d]|关注|首页|正文|更多|评论|分享|收藏|举报|打印|字号|登录|订阅|原创$|编辑|记者"
)


def find_info(
    outline: Outline, heading: Heading, info_box: str | None = None, *, headless: bool = False
) -> InfoLine:
    """Read the lines around the title and the labelled lines behind the article.

    `info_box`, tag and marks of the box where the site's info lines stand, is looked at where none
    is found near the title. A `headless` outline holds the story alone: its first lines are no info.
    """
    blocks = outline.blocks
    title = heading.block
    start = -1 if title is None else title
    while start >= 0 and start + 1 in heading.blocks:
        start += 1
    lines: dict[int, Credits] = {}
    seams = _links_by_block(outline, start, start + _BELOW if start >= 0 else 60)
    if not headless:
        _read_below(outline, start, heading, lines, seams)
    if title is not None and not any(c.date for c in lines.values()):
        _read_above(outline, title, heading, lines)
    if title is not None and not any(c.date for c in lines.values()):
        _read_calendar(outline, title, heading, lines)
    if info_box and not any(c.date for c in lines.values()):
        _read_known(outline, info_box, heading, lines)
    head = [lines[i] for i in sorted(lines)]
    dates = [c.date for c in head if c.date]
    people = [person for c in head for person in c.people]
    index, source = next(((i, c.source) for i, c in sorted(lines.items()) if c.source), (-1, None))
    if (
        source and not is_outlet(source) and source in outline.title[: len(source) + 2]
    ):  # templates that put the title there
        source = None
    if source is None and start >= 0:
        index, source = _account(outline, start, lines, seams)
    edge = max([start, *lines]) + 1
    tail = read_imprint(outline, edge)
    if not (dates and source):
        tail |= closing_cells(outline, edge)
    closing = [c.source for c in tail.values() if c.source]
    dates += [c.date for c in tail.values() if c.date]
    people += [person for _, c in sorted(tail.items()) for person in c.people]
    return InfoLine(
        date=dates[0] if dates else None,
        source=source,
        chain=next((c.chain for c in head if c.source == source and c.chain), ()),
        source_url=_link_of(outline, index, source) if source else None,
        has_source_label=any(c.has_source_label for c in head),
        closing_source=closing[-1] if closing else None,
        people=tuple(dict.fromkeys(people)),
        blocks=frozenset(i for i, c in (lines | tail).items() if _only_info(blocks[i], c)),
    )


def _links_by_block(outline: Outline, first: int, last: int) -> dict[int, list[str]]:
    """Texts of the links in the blocks after `first`: where a link ends, so does a value."""
    links: dict[int, list[str]] = {}
    for link in outline.links:
        if link.block > last:
            break
        if link.block > first and len(link.text) >= 2:
            links.setdefault(link.block, []).append(link.text)
    return links


def _seamed(text: str, links: list[str]) -> str:
    """`text` with a bar around each link, for spans that touch: 来源：<a>新华网</a><a>青年网</a>."""
    for link in links:
        text = text.replace(link, f" | {link} | ", 1)
    return " ".join(text.split())


def _account(
    outline: Outline, start: int, lines: dict[int, Credits], seams: dict[int, list[str]]
) -> tuple[int, str | None]:
    """The account or paper named beside the date: a link in its line, or a line marked as such."""
    for index in sorted(lines):
        for text in seams.get(index, []) if lines[index].date else []:
            if (
                2 <= len(text) <= 16
                and not _NO_ACCOUNT.search(text)
                and _no_title(text, outline)
                and all(person.name != text for person in lines[index].people)
            ):
                return index, text
    for index in range(start + 1, max(lines, default=start + 1) + 2):
        if index >= len(outline.blocks) or index in lines:
            continue
        text, box = outline.blocks[index].text, outline.boxes[outline.blocks[index].box]
        if (
            2 <= len(text) <= 16
            and _ACCOUNT_MARK.search(box.marks)
            and not _NO_ACCOUNT.search(text)
        ):
            return index, text
    for index in sorted(lines):  # apps print the account in a line of its own beside the date
        for beside in (index - 1, index + 1) if lines[index].date else ():
            if start < beside < len(outline.blocks) and beside not in lines:
                block = outline.blocks[beside]
                text = block.text
                if is_account(text) and not block.link_chars and _no_title(text, outline):
                    return beside, text
    below = start + 1
    if (
        not lines
        and below < len(outline.blocks)
        and is_account(text := outline.blocks[below].text)
        and _no_title(text, outline)
    ):
        return below, text  # beside a date that only its element knows
    return -1, None


def _no_title(text: str, outline: Outline) -> bool:
    """A link that repeats the title is no account; a column's name may open the title."""
    return len(text) <= 5 or text not in outline.title


def _read_known(
    outline: Outline, info_box: str, heading: Heading, lines: dict[int, Credits]
) -> None:
    """Read the first dated line in a box of the name that the site's info lines have."""
    for index, block in enumerate(outline.blocks):
        if index in heading.blocks or len(block.text) > _LONGEST:
            continue
        if outline.boxes[block.box].name == info_box and _HINT.search(block.text):
            credits = read_credits(block.text)
            if credits.date and _is_info(outline, block, credits):
                lines[index] = credits
                return


def _read_below(
    outline: Outline,
    start: int,
    heading: Heading,
    lines: dict[int, Credits],
    seams: dict[int, list[str]],
) -> None:
    """Read from the title down to the first prose."""
    blocks = outline.blocks
    stop = min(len(blocks), start + 1 + (_BELOW if start >= 0 else 60))
    pending = -1
    prose = 0
    for index in range(start + 1, stop):
        block = blocks[index]
        text = unspaced(block.text)
        if index in heading.blocks or index in lines:
            continue
        if value := field_in_cells(outline, index):
            lines[index] = Credits(None, None, False, (), 1, 0)
            lines[index + 1] = value
            continue
        if _is_prose(text):
            # A summary may stand above the info line; the body never does.
            if lines or prose or len(text) > _LONGEST:
                break
            prose += 1
            continue
        if block.hidden and len(text) > 60:
            continue
        if index in seams and len(text) < 120:
            text = _seamed(text, seams[index])
        credits = read_credits(text) if _HINT.search(text) else None
        if prose and not (credits and credits.labels and credits.date):
            if FOOT.search(text):
                break
            continue
        told = credits and _opens_with_clock(text, credits) and any(c.date for c in lines.values())
        if credits and not told and _is_info(outline, block, credits):
            lines[index] = credits
            pending = index if _EMPTY_FIELD.search(text) else -1
        elif people := _bare_byline(outline, block) or _lone_name(outline, index, heading):
            lines[index] = Credits(None, None, False, tuple(people), 1, 0)
        elif (
            pending >= 0 and len(text) <= 20 and not _PROSE.search(text) and is_cell(outline, block)
        ):
            lines[index] = read_credits(blocks[pending].text + text)  # label and value in two cells
            del lines[pending]
            pending = -1


def _bare_byline(outline: Outline, block: Block) -> list[Person]:
    """People of a line of names alone: behind a bullet, or in a box marked as the byline."""
    text = block.text
    if block.link_chars:
        return []
    if text.startswith(BULLETS) and len(text) <= _BULLETED:  # □ 甲 乙
        return read_people(text.strip("□■○●◎ "))
    if len(text) <= 20 and _AUTHOR_MARK.search(outline.boxes[block.box].marks):
        return read_people(text)
    return []


def _lone_name(outline: Outline, index: int, heading: Heading) -> list[Person]:
    """The author whose name alone stands right below the title, the dated line under it.

    Columns of a paper print it so; the name of a channel, which may look like one, is linked too.
    """
    text = outline.blocks[index].text
    below = outline.blocks[index + 1].text if index + 1 < len(outline.blocks) else ""
    if (
        index - 1 not in heading.blocks
        or len(text) > len("欧阳 文山")
        or len(below) > _LONGEST
        or not _DATED.search(below)
        or _NO_AUTHOR.search(text)
        or any(link.text == text for link in outline.links)
    ):
        return []
    names = split_names(text)
    return [Person(names[0], "author", text)] if len(names) == 1 and is_sure_name(names[0]) else []


def _read_above(outline: Outline, title: int, heading: Heading, lines: dict[int, Credits]) -> None:
    """Read the few lines above the title, the nearest first."""
    for index in range(title - 1, max(-1, title - 1 - _ABOVE), -1):
        block = outline.blocks[index]
        if (
            index in heading.blocks
            or len(block.text) > 90
            or block.link_chars * 2 > len(block.text)
            or block.text.startswith("今天")  # the visitor's day, in the head of older portals
        ):
            continue
        if _HINT.search(block.text):
            credits = read_credits(block.text)
            if credits.date and credits.rest <= 16:
                lines[index] = credits
                return
    for index in range(max(0, title - _CARD_BLOCKS), title):
        text = outline.blocks[index].text
        if len(text) <= 40 and (name := _CARD_DATE.match(text)):
            value = text[name.end() :] or outline.blocks[index + 1].text[:40]
            if (credits := read_credits(value)).date and credits.rest <= 4:
                lines[index if name.end() < len(text) else index + 1] = credits
                return


def _read_calendar(
    outline: Outline, title: int, heading: Heading, lines: dict[int, Credits]
) -> None:
    """Read a leaf of a calendar beside the title: the day large, year and month small below it."""
    blocks = outline.blocks
    for index in range(max(0, title - _ABOVE), min(len(blocks), title + _ABOVE)):
        for below in (index, index + 1):
            text = " ".join(b.text for b in blocks[index : below + 1])
            if index not in heading.blocks and (found := _CALENDAR.fullmatch(text)):
                year, month = re.findall(r"\d+", found["month"] or found["month_first"])
                day = found["day"] or found["day_last"]
                date = f"{year}-{int(month):02}-{int(day):02}"
                lines |= dict.fromkeys(
                    range(index, below + 1), Credits(date, None, False, (), 1, 0)
                )
                return


def _is_prose(text: str) -> bool:
    """Whether a line is sentences, not fields."""
    if len(text) > _LONGEST:
        return True
    stops = len(_PROSE.findall(text))
    if stops == 0 or len(text) < 20 or (stops < 2 and not text.endswith(_ENDS)):
        return False
    return not (_HINT.search(text) and _reads_as_info(text))


def _reads_as_info(text: str) -> bool:
    credits = read_credits(text)
    return credits.rest * 2 < len(text) and (credits.date is not None or credits.labels > 1)


def _is_info(outline: Outline, block: Block, credits: Credits) -> bool:
    text = block.text
    if not (credits.date or credits.labels or credits.source or credits.people):
        return False
    if len(text) > 40 and credits.labels < 2 and len(_PROSE.findall(text)) > 1:
        return False  # a story of one paragraph has a dateline too
    if credits.date and not credits.labels and _is_told(text, credits.date):
        return False
    if (
        block.link_chars * 2 > len(text)
        and not credits.labels
        and not (credits.date and credits.rest <= 8)
    ):
        return False
    if not credits.labels and _PROSE.search(text) and len(text) > 30:
        return False
    if _opens_with_clock(text, credits):
        return True
    if credits.rest <= 14 or credits.rest * 3 < len(text):
        return credits.rest == 0 or not text.endswith(("。", "！", "？"))
    marks = outline.boxes[block.box].marks
    return (
        bool(credits.date or credits.labels)
        and bool(marks and _INFO_MARK.search(marks))
        and len(text) < 120
    )


def _is_told(text: str, date: str) -> bool:
    """Whether a date stands inside a sentence: 某气象台2024年6月18日16时40分发布预警.

    Spans that touch print 清溪发布2021-03-04来自湖南; sentences write 年月日.
    """
    if "年" not in date:
        return False
    before, _, behind = text.partition(date)
    return (
        bool(before and behind)
        and _HAN.match(before[-1]) is not None
        and (_HAN.match(behind) is not None)
    )


def _opens_with_clock(text: str, credits: Credits) -> bool:
    """Whether a line opens with day and time and goes on without Han: fields in another script."""
    date = credits.date
    return bool(
        date
        and text.startswith(date)
        and _CLOCK.search(date)
        and len(text) < _FOREIGN_CHARS
        and not _HAN.search(text)
        and len(text[len(date) :].split()) <= _FOREIGN_WORDS
        and not text.endswith((".", "!", "?", *_ENDS))
    )


def _only_info(block: Block, credits: Credits) -> bool:
    return (
        credits.rest <= 14
        or credits.rest * 2 < len(block.text)
        or _opens_with_clock(block.text, credits)
    )


def _link_of(outline: Outline, index: int, source: str) -> str | None:
    for link in outline.links:
        if (
            link.block == index
            and link.href
            and link.text
            and (link.text in source or source in link.text)
        ):
            href = link.href.strip()
            return href if not href.startswith(("javascript", "#")) else None
        if link.block > index:
            break
    return None
