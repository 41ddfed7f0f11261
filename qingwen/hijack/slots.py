"""Names in the wrong place: one string that fills several name slots and agrees with no proof of
the publisher, and what was stuffed into the title.
"""

import re
from collections.abc import Iterator

from qingwen.hijack.shape import plain, read_phrase
from qingwen.hijack.verdict import Finding
from qingwen.hijack.vocabulary import vocabulary
from qingwen.identity import Identity, Slot
from qingwen.outline import Outline

_INSTITUTION = re.compile(
    r"(?:网|报|台|社|局|在线|新闻|客户端|门户|融媒|传媒|频道|政府|委员会|大学|学院|学校|中学|小学|医院|协会|研究[所院]|中心|出版社|杂志|晨刊|日报|晚报|电视|广播|论坛|社区|热线|之窗)$"
)
_TRADE_SITE = re.compile(r"(?:现金|娱乐|投注|博彩|彩票|棋牌|赌|真人|体育|官)网$")


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
        # an advertisement says 欢迎光临 too: that slot alone proves nothing
        strong = phrase.branded and phrase.called and kinds != ["welcome"]
        if weight < 0.6 or (len(kinds) < 2 and not strong):
            continue
        for slot in slots:
            yield Finding(
                _place(slot),
                slot.phrase,
                f"“{slot.text}” fills {', '.join(kinds)}; the page's publisher is {identity.names[0]}",
                "identity",
                "hijacked",
                min(weight, 1.0),
                slot.text,
            )


def _holder_beside(identity: Identity, slots: list[Slot]) -> bool:
    blocks = {slot.block for slot in slots if slot.kind == "copyright"}
    return any(proof.kind == "holder" and proof.block in blocks for proof in identity.proofs)


def _place(slot: Slot) -> str:
    return {"title-tail": "title", "meta": "meta", "copyright": "copyright", "crumb": "nav"}.get(
        slot.kind, "nav"
    )


_SOURCE = re.compile(r"来源[^\w\s]{0,12}[:：]\s*(?P<name>[^\s|]{2,30})")
_YEAR = re.compile(r"20\d\d")


def find_source_slots(outline: Outline, disguised: bool) -> Iterator[tuple[int, Finding]]:
    """Source lines filled with promotion: (block, finding); the text is what to cut."""
    for index, block in enumerate(outline.blocks):
        text = block.text
        if "来源" not in text or len(text) > 200:
            continue
        found = _SOURCE.search(text)
        if not found:
            continue
        name = found["name"]
        phrase = read_phrase(name)
        years = [int(year) for year in _YEAR.findall(text.replace(name, ""))]
        own = _YEAR.match(name)
        if own and years and int(own[0]) > max(years):
            why, weight = f"a source named after {own[0]} on a page of {max(years)}", 1.0
        elif phrase.called and phrase.branded and phrase.weight >= 1.0:
            why, weight = f"as the story's source: {phrase.why}", 0.8
        elif disguised and vocabulary().any_tail.search(name):
            why, weight = "a call to action as the source of a disguised page", 0.5
        else:
            continue
        yield index, Finding("source", name, why, "shape", "hijacked", weight, phrase.stem)
