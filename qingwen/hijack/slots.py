"""Names in the wrong place: one string that fills several name slots and agrees with no proof of
the publisher, and what was stuffed into the title.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from qingwen.hijack.shape import plain, read_phrase
from qingwen.hijack.verdict import Finding
from qingwen.identity import Identity, Slot
from qingwen.outline import Outline

_INSTITUTION = re.compile(
    r"(?:网|报|台|社|局|在线|新闻|客户端|门户|融媒|传媒|频道|政府|委员会|大学|学院|学校|中学|小学|医院|协会|研究[所院]|中心|出版社|杂志|晨刊|日报|晚报|电视|广播|论坛|社区|热线|之窗)$"
)
_TRADE_SITE = re.compile(r"(?:现金|娱乐|投注|博彩|彩票|棋牌|赌|真人|体育|官)网$")
_JOIN = re.compile(r"(\s*(?:[_|丨｜]|[-—–]+|>+|»)\s*|\s+)")
_PREFIX = re.compile(r"^(?P<brand>[^:：,，\s]{2,24})[:：,，]\s*(?P<rest>.{6,})$")
_MARK = "关于 友情链接 ©"


class TitleRead(NamedTuple):
    """A title without what was stuffed into it."""

    text: str
    cut: tuple[str, ...]
    findings: tuple[Finding, ...]
    headline_left: bool
    """Whether a part is left that reads like a headline."""


def find_conflicts(identity: Identity, text: str, lower_cased: bool) -> Iterator[Finding]:
    """Fillers of name slots that nothing on the page stands behind.

    `text` is the page's joined text.
    """
    fillers: dict[str, list[Slot]] = {}
    for slot in identity.slots:
        fillers.setdefault(plain(slot.text).lower(), []).append(slot)
    for name, slots in fillers.items():
        kinds = sorted({slot.kind for slot in slots})
        if identity.proves(name) or not identity.names or len(name) > 20:
            continue
        phrase = read_phrase(slots[0].text)
        institution = bool(_INSTITUTION.search(name)) and not _TRADE_SITE.search(name)
        weight = 0.35 * len(kinds) + min(phrase.weight, 1.0) * 0.6
        if "copyright" in kinds and _holder_beside(identity, slots):
            weight += 0.4
        if lower_cased:
            weight += 0.3
        if institution:
            weight -= 0.6
        if identity.values("organiser") or identity.values("icp"):
            weight += 0.1
        if (len(kinds) < 2 and phrase.weight < 0.7) or weight < 0.6:
            continue
        for slot in slots:
            yield Finding(
                _place(slot), slot.phrase, f"“{slot.text}” fills {', '.join(kinds)}; the page's publisher is {identity.names[0]}",
                "identity", "hijacked", min(weight, 1.0), slot.text,
            )


def _holder_beside(identity: Identity, slots: list[Slot]) -> bool:
    blocks = {slot.block for slot in slots if slot.kind == "copyright"}
    return any(proof.kind == "holder" and proof.block in blocks for proof in identity.proofs)


def _place(slot: Slot) -> str:
    return {"title-tail": "title", "meta": "meta", "copyright": "copyright", "crumb": "nav"}.get(slot.kind, "nav")


def heading_blocks(outline: Outline) -> list[int]:
    """Blocks that may repeat the headline: h1 to h3, or named title; the first lines of a text."""
    if outline.from_text:
        return list(range(min(8, len(outline.blocks))))
    out = []
    for index, block in enumerate(outline.blocks):
        if len(block.text) > 90:
            continue
        box = outline.boxes[block.box]
        if box.tag in ("h1", "h2", "h3") or "title" in box.marks or "tit" in box.marks.split():
            out.append(index)
    return out


def read_title(title: str, slot: str, text: str, identity: Identity) -> TitleRead:
    """Take a title apart and drop the parts that are promotion and stand nowhere in `text`."""
    pieces = _JOIN.split(title)
    parts, joins = pieces[::2], pieces[1::2]
    findings: list[Finding] = []
    cut: list[str] = []
    kept: list[tuple[str, str]] = []
    for i, part in enumerate(parts):
        join = joins[i - 1] if i else ""
        weight, why = _part_weight(part, parts, i, text, identity)
        if weight >= 0.5:
            findings.append(Finding(slot, part, why, "shape", "injected", min(1.0, weight), read_phrase(part).stem))
            cut.append(part)
            continue
        if found := _PREFIX.match(part):
            weight, why = _prefix_weight(found["brand"], text, identity)
            if weight >= 0.5:
                findings.append(Finding(slot, found["brand"], why, "shape", "injected", min(1.0, weight), read_phrase(found["brand"]).stem))
                cut.append(found["brand"])
                part = found["rest"]
        kept.append((join, part))
    clean = "".join(join + part if n else part for n, (join, part) in enumerate(kept)).strip(" -_|—")
    headline = any(len(part) >= 7 and read_phrase(part).weight < 0.7 for _, part in kept)
    return TitleRead(clean, tuple(cut), tuple(findings), headline)


def _part_weight(part: str, parts: list[str], index: int, text: str, identity: Identity) -> tuple[float, str]:
    if not 2 <= len(part) <= 40:
        return 0.0, ""
    phrase = read_phrase(part)
    if phrase.weight < 0.7 or identity.proves(part):
        return 0.0, ""
    twice = parts.count(part) > 1
    count = text.count(part)
    weight = 0.5 * phrase.weight
    if twice:
        weight += 0.5
    if count <= 1 and phrase.weight < 2:
        weight += 0.2
    if count > 1 and phrase.weight < 1.5:
        weight -= 0.4
    return weight, f"part of the title: {phrase.why}"


def _prefix_weight(brand: str, text: str, identity: Identity) -> tuple[float, str]:
    phrase = read_phrase(brand)
    if phrase.weight < 0.4 or identity.proves(brand):
        return 0.0, ""
    weight = 0.3 + 0.5 * phrase.weight
    return weight, f"in front of the headline: {phrase.why}"
