"""The cleaned blocks as paragraphs and pictures: table rows joined, captions given to pictures."""

import re
from bisect import bisect_left
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import groupby, takewhile
from urllib.parse import urljoin

from qingwen.article import Image, Removal
from qingwen.outline import Outline, Picture

MAX_CHARS = 220_000
"""Body text beyond it is no article's. A little more than the record holds, which says so then."""

CAPTION_CHARS = 60
CENTRED_CHARS = 16
PARAGRAPH_CHARS = 40

_CREDIT = re.compile(
    r"(?:^|(?<=。)|[\s（(，,/])(?P<name>[\u4e00-\u9fff·]{2,4}(?:[、\s][\u4e00-\u9fff·]{2,4}){0,3}|[\u4e00-\u9fff]{2,12}(?:社|网|报|供图))?"
    r"\s?(?:/\s?)?(?P<word>摄(?:影)?(?:报道)?|供图|图)[）)。]?$"
)
_CAPTION = re.compile(
    r"[\s▲△↑▼◎■（(【\[]*(?:图[为:：一二三四五六七八九十\d]|上图|下图|左图|右图|组图|资料图|视频截图|配图|图片说明|图片来源|图源)"
)
_CAPTION_END = re.compile(
    r"(?:摄|摄影|供图|翻拍|资料图片?|图片?来源[:：]?\S{2,14}|/图|（资料(?:图|片)）)\s*[）)。]?$"
)
_CAPTION_MARK = re.compile(
    r"(?:^|[\s_-])(?:caption|figcaption|img[-_]?(?:desc|info|text|title|note)|pic[-_]?(?:desc|info|text|title|note)|photo[-_]?(?:desc|info)|tuzhu|zpsm|imgsm)"
)
_MARKS = " ▲△↑▼◎■"
_FURNITURE_IMAGE = re.compile(
    r"(?:logo|icon|qr[-_]?code|/qr[-_.]|erweima|ewm|avatar|share|weixin|wechat|banner|button|btn|arrow|dot|line|bg[_.]|print|"
    r"close|prev|next|top\.|spacer|blank|1x1|pixel|stat|count|loading|default|/ad[s_/]|emoji|face|smil)",
    re.IGNORECASE,
)

_TO_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|bmp)(?:[?#]|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Text:
    """The body as it is published in the record."""

    paragraphs: tuple[str, ...]
    images: tuple[Image, ...]
    removals: tuple[Removal, ...]


def assemble(
    outline: Outline,
    blocks: tuple[int, ...],
    rows: Mapping[int, int],
    url: str | None,
    standing: Collection[str] = frozenset(),
) -> Text:
    """Join the cells of table rows, move captions to their pictures, number pictures.

    Pictures before the first or behind the last block are not the story's, unless a caption
    says so or the text is as short as a picture story's. `standing` are the addresses of pictures that other
    pages of the site show too.
    """
    pictures = [p for p in _pictures(outline, blocks) if p.src not in standing]
    captions, removals = _captions(outline, blocks, pictures)
    lines_of = _lines(captions, outline)
    lines: list[tuple[int, str]] = []
    chars = 0
    for _, row in groupby((i for i in blocks if i not in captions), key=lambda i: rows.get(i, -i)):
        cells = list(row)
        line = " ".join(outline.blocks[i].text for i in cells)
        chars += len(line)
        if chars > MAX_CHARS:
            removals.append(Removal(text=line, rule="text-cap", reason="length", place="body"))
        else:
            lines.append((cells[0], line))
    starts = [i for i, _ in lines]
    images = tuple(
        Image(
            url=_absolute(picture.src, outline.base or url, url),
            caption=_caption(said := " ".join(lines_of.get(id(picture), ()))),
            credit=_credit(said),
            paragraph=bisect_left(starts, picture.block),
        )
        for picture in pictures
    )
    return Text(tuple(text for _, text in lines), images, tuple(removals))


def _lines(captions: dict[int, Picture], outline: Outline) -> dict[int, list[str]]:
    """The texts of the blocks that are a picture's caption, credit included, by the picture's id."""
    lines: dict[int, list[str]] = {}
    for i, owner in captions.items():
        lines.setdefault(id(owner), []).append(outline.blocks[i].text)
    return lines


def _caption(lines: str) -> str | None:
    lines = lines.lstrip(_MARKS)
    found = _CREDIT.search(lines)
    return (lines[: found.start()].strip(" ，,（(") if found and found["name"] else lines) or None


def _pictures(outline: Outline, blocks: tuple[int, ...]) -> list[Picture]:
    if not blocks:
        return []
    first, last = blocks[0], blocks[-1] + 1
    pictures = [
        picture
        for picture in outline.pictures
        if first <= picture.block <= last and not _FURNITURE_IMAGE.search(picture.src)
    ]
    cards = {box for box in {picture.box for picture in pictures} if _is_card(outline, box)}
    return [picture for picture in pictures if picture.box not in cards]


def _is_card(outline: Outline, index: int) -> bool:
    """Whether all the text beside a picture is a link elsewhere: an advertisement set into the story.

    A link to the large picture is the photo's own.
    """
    box = outline.boxes[index]
    beside = [block for block in outline.blocks[box.first : box.last] if block.text]
    if not beside or any(block.link_chars * 5 < len(block.text) * 4 for block in beside):
        return False
    start = bisect_left(outline.links, box.first, key=lambda link: link.block)
    inside = takewhile(lambda link: link.block < box.last, outline.links[start:])
    return not any(_TO_PICTURE.search(link.href) for link in inside)


def _captions(
    outline: Outline, blocks: tuple[int, ...], pictures: list[Picture]
) -> tuple[dict[int, Picture], list[Removal]]:
    """Which blocks are captions, and of which picture: the line behind it, or on both sides."""
    captions: dict[int, Picture] = {}
    present = set(blocks)
    placed = _tells_by_place(outline, blocks)
    for picture in pictures:
        for i in (picture.block, picture.block - 1):
            if i not in present or i in captions:
                continue
            if _is_caption(outline, i) or (placed and _is_placed(outline, i, picture)):
                captions[i] = picture
                break
    removals = [
        Removal(text=outline.blocks[i].text, rule="caption", reason="caption", place="body")
        for i in sorted(captions)
    ]
    return captions, removals


def _is_caption(outline: Outline, index: int) -> bool:
    block = outline.blocks[index]
    if len(block.text) > CAPTION_CHARS:
        return False
    box = outline.boxes[block.box]
    if box.tag == "figcaption" or _CAPTION_MARK.search(box.marks):
        return True
    return bool(_CAPTION.match(block.text) or _CAPTION_END.search(block.text))


def _tells_by_place(outline: Outline, blocks: tuple[int, ...]) -> bool:
    """Whether lines in the middle are captions here: the story itself is told in paragraphs that are not.

    Stories laid out for phones are often centred from end to end.
    """
    chars = {True: 0, False: 0}
    for i in blocks:
        block = outline.blocks[i]
        centred = _is_centred(outline, block.box)
        if centred and len(block.text) >= PARAGRAPH_CHARS:
            return False
        chars[centred] += len(block.text)
    return chars[False] > chars[True]


def _is_placed(outline: Outline, index: int, picture: Picture) -> bool:
    """Whether the line below a picture shares a box with it alone, or stands in the middle.

    A subhead in the middle is shorter, and ends in no stop.
    """
    block, frame = outline.blocks[index], outline.boxes[picture.box]
    if index != picture.block or len(block.text) > CAPTION_CHARS:
        return False
    if (frame.first, frame.last) == (index, index + 1) and picture.box != block.box:
        return True
    return _is_centred(outline, block.box) and (
        block.text.endswith("。") or len(block.text) >= CENTRED_CHARS
    )


def _is_centred(outline: Outline, box: int) -> bool:
    """Whether a box is centred, or the paragraph or cell right around it."""
    parent = outline.boxes[box].parent
    return outline.boxes[box].centred or (parent >= 0 and outline.boxes[parent].centred)


def _credit(lines: str) -> str | None:
    found = _CREDIT.search(lines)
    return found["name"].strip() if found and found["name"] else None


def _absolute(src: str, base: str | None, url: str | None) -> str:
    try:
        return urljoin(urljoin(url or "", base or ""), src)
    except ValueError:
        return src
