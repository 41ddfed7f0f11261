"""Names in the wrong place: one string that fills several name slots and agrees with no proof of
the publisher, and what was stuffed into the title.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from qingwen.hijack.shape import plain, read_phrase, shared_head
from qingwen.hijack.verdict import Finding
from qingwen.hijack.vocabulary import vocabulary
from qingwen.identity import Identity, Slot
from qingwen.outline import Outline

_INSTITUTION = re.compile(
    r"(?:网|报|台|社|局|在线|新闻|客户端|门户|融媒|传媒|频道|政府|委员会|大学|学院|学校|中学|小学|医院|协会|研究[所院]|中心|出版社|杂志|晨刊|日报|晚报|电视|广播|论坛|社区|热线|之窗)$"
)
_TRADE_SITE = re.compile(r"(?:现金|娱乐|投注|博彩|彩票|棋牌|赌|真人|体育|官)网$")
_JOIN = re.compile(r"(\s*(?:[_|丨｜]|[-—–]+|>+|»)\s*|\s+)")
_PREFIX = re.compile(r"^(?P<brand>[^:：,，\s]{2,24})(?P<mark>[:：,，])\s*(?P<rest>.{6,})$")


ECHO = "the search words of the URL as title"
DROPPED = "a page in a folder for files"
STREWN = "the title stands between the words of other sentences"


class TitleRead(NamedTuple):
    """A title without what was stuffed into it."""

    text: str
    cut: tuple[str, ...]
    findings: tuple[Finding, ...]
    headline_left: bool
    """Whether a part is left that reads like a headline."""


class Setting(NamedTuple):
    """What a title is held against."""

    identity: Identity
    text: str
    """The page's text."""
    prose: str
    """Its blocks that are no menu lines."""
    chrome: str
    """Its other blocks."""
    heads: frozenset[str]
    metas: dict[str, str]
    query: str
    """The decoded query string of the URL."""
    dropped: bool
    """Whether the URL lies in a folder for files, where no editor puts articles."""


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
_MAX_HEADINGS = 60
"""Each is held against the whole page; an article has few, lists have thousands."""


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


def heading_blocks(outline: Outline) -> list[int]:
    """Blocks that may repeat the headline: h1 to h3, or named title; the first lines of a text."""
    if outline.from_text:
        return list(range(min(8, len(outline.blocks))))
    out: list[int] = []
    for index, block in enumerate(outline.blocks):
        if len(out) == _MAX_HEADINGS:
            break
        if len(block.text) > 90:
            continue
        box = outline.boxes[block.box]
        if box.tag in ("h1", "h2", "h3") or "title" in box.marks or "tit" in box.marks.split():
            out.append(index)
    return out


def read_title(title: str, slot: str, setting: Setting) -> TitleRead:
    """Take a title apart and drop the parts that promote."""
    pieces = _JOIN.split(title)
    parts, joins = pieces[::2], pieces[1::2]
    items = [item for item in re.split(r"[\s,，、_|-]+", title) if len(item) > 2]
    head = shared_head(items) if len(items) > 1 else ""
    findings: list[Finding] = []
    kept: list[tuple[str, str]] = []
    cut: list[str] = []
    for i, part in enumerate(parts):
        weight, why = _part_weight(part, parts, head, setting)
        if weight >= 0.5:
            stem = read_phrase(part).stem
            findings.append(Finding(slot, part, why, "shape", "injected", min(1.0, weight), stem))
            cut.append(part)
            continue
        rest = part
        if found := _PREFIX.match(part):
            weight, why = _prefix_weight(found["brand"], found["mark"] in ",，", setting)
            if weight >= 0.5:
                stem = read_phrase(found["brand"]).stem
                findings.append(
                    Finding(slot, found["brand"], why, "shape", "injected", min(1.0, weight), stem)
                )
                cut.append(found["brand"])
                rest = found["rest"]
        kept.append((joins[i - 1] if i else "", rest))
    clean = "".join(join + part if n else part for n, (join, part) in enumerate(kept))
    headline = any(_is_headline(part) for _, part in kept)
    return TitleRead(clean.strip(" -_|—"), tuple(cut), tuple(findings), headline)


def _is_headline(part: str) -> bool:
    return len(part) >= 7 and read_phrase(part).weight < 0.7


def _part_weight(part: str, parts: list[str], head: str, setting: Setting) -> tuple[float, str]:
    if not 2 <= len(part) <= 60:
        return 0.0, ""
    words = vocabulary()
    phrase = read_phrase(part)
    why = f"part of the title: {phrase.why}"
    games = set(words.game.findall(part)) | set(words.vice.findall(part))
    if setting.query and part in setting.query and (games or phrase.called) and phrase.weight:
        return 1.0, f"{ECHO}: {phrase.why}"
    if setting.dropped and (games or words.lottery.search(part)):
        return 1.0, f"{DROPPED}: {phrase.why}"
    items = [item for item in re.split("[,，、]", part) if len(item) > 1]
    if len(part) > 7 and setting.prose.count(part) > 2 and (games or phrase.weight):
        return 1.0, f"{STREWN}, {setting.prose.count(part)} times"
    if len(items) >= 3 and sum(bool(_trades(item)) for item in items) * 2 >= len(items):
        return 1.0, f"a list of search words: {','.join(sorted(games))}"
    if head and part.startswith(head):
        return 1.0, f"{head} again and again in the title; {phrase.why}"
    if parts.count(part) > 1 and (games or phrase.branded and words.any_tail.search(part)):
        return 1.0, f"the same part twice: {phrase.why or ','.join(sorted(games))}"
    if phrase.weight < 0.7 or (phrase.weight < 1.3 and setting.identity.proves(part)):
        return 0.0, ""
    weight = 0.7 * phrase.weight
    stands = part in setting.heads or setting.text.count(part) > 1
    if not phrase.called:
        # a headline may name games too: only what the story never mentions is foreign to it
        if len(parts) < 2 or not games or any(game in setting.prose for game in games):
            return 0.0, ""
        return weight, why + "; the story never mentions it"
    if not phrase.branded and phrase.weight < 1.3 and _stands_elsewhere(phrase.stem, setting):
        return 0.0, ""
    if not stands:
        weight += 0.3
    if parts.count(part) > 1:
        weight += 0.4
    return weight, why


def _trades(text: str) -> bool:
    return bool(vocabulary().vice.search(text)) or read_phrase(text).weight >= 0.7


def _stands_elsewhere(stem: str, setting: Setting) -> bool:
    """Whether the name's first word is used on the page: then 官网 is said of somebody's site."""
    word = next((w for w in re.findall("[\u4e00-\u9fff]+", stem) if len(w) > 1), stem)
    return word in setting.prose or word in setting.chrome


def _prefix_weight(brand: str, comma: bool, setting: Setting) -> tuple[float, str]:
    """Weigh what stands in front of a colon or comma; officials and subjects stand there too."""
    phrase = read_phrase(brand)
    if not phrase.weight or setting.identity.proves(brand):
        return 0.0, ""
    weight, why = 0.5 * phrase.weight, f"in front of the headline: {phrase.why}"
    if any(
        re.match(rf"{re.escape(brand)}\s*(?:[,:，：_|-]|$)", setting.metas.get(name, ""))
        for name in ("keywords", "description")
    ):
        return weight + 0.5, why + "; in front of the metas too"
    if brand in setting.prose:
        return 0.0, ""
    if not phrase.called and (
        comma or any(g in setting.prose for g in vocabulary().game.findall(brand))
    ):
        return 0.0, ""
    return weight + 0.2, why
