"""Names in the wrong place: one string that fills several name slots and agrees with no proof of
the publisher, and what was stuffed into the title.
"""

import re
from collections.abc import Iterator

from qingwen.hijack.shape import Phrase, letters_glued, plain, read_phrase
from qingwen.hijack.verdict import Finding
from qingwen.hijack.vocabulary import vocabulary
from qingwen.identity import Identity, Slot, shares_bigram
from qingwen.outline import Outline

INSTITUTION = re.compile(
    r"(?:网|报|台|社|局|在线|新闻|客户端|门户|融媒|传媒|频道|政府|委员会|大学|学院|学校|中学|小学|医院|协会|研究[所院]|中心|出版社|杂志|晨刊|日报|晚报|电视|广播|论坛|社区|热线|之窗|云|资讯|视频|头条|发布|观察|视听|周刊|党建|先锋|文明办|人大|政协|法院|检察院)$"
)
MIXED = re.compile(
    r"[\u4e00-\u9fff]{2,6}(?!tv$|app$|fm$|news$|plus$)(?:[a-z]{2,4}\d{0,4}|[a-z]\d{1,4})$"
    r"|(?:[a-z]{2,5}\d{0,4}|[a-z]\d{1,4})[\u4e00-\u9fff]{2,6}$|\d{2,4}[\u4e00-\u9fff]{2,6}$"
)
"""Letters or digits with Chinese, as brands are spelt: ayx鼎曦, 鼎曦ayx. One letter alone is an outlet's
(N次元, E洛阳)."""
_CAPITALS = re.compile("[A-Z]{4}")
"""A word in capitals before a place is an outlet of a media group; brands have small letters or few."""
_CLUB = re.compile(r"[\u4e00-\u9fff]{1,4}(?<![协工商学员合金事大年届览博])会$")
_SCHOOL_BEHIND = (
    "(?:副?校[长長]|[师師]生|校[区區友]|附[属屬]|[^，。]{0,6}(?:学院|學院|系)[^，。]{0,2}[师師]生)"
)
_COMMON_CHARS = frozenset(
    "公司集团有限责任传媒新闻日报社网在线中心人民政府市县区办电视台体育国际娱乐大"
)
_SITE_NAME = re.compile(r"(?:网|在线|新闻|门户|频道|之窗|热线)(?= |$)")
"""What a site is called beside its publisher: an outlet of a media group has a name without it, but
then no second name for the site."""
_FORM = re.compile("股份|有限|责任|集团|公司|版权所有")
_TRADE_SITE = re.compile(r"(?:现金|娱乐|投注|博彩|彩票|棋牌|赌|真人|体育|官)网$")

_SOURCE = re.compile(r"[来稿]源[^\w\s]{0,12}[:：]\s*(?P<name>[^\s|]{2,30})")


def find_conflicts(identity: Identity, text: str, lower_cased: bool) -> Iterator[Finding]:
    """Fillers of name slots that nothing on the page stands behind.

    `text` is the page's joined text.
    """
    for name, slots, others in _unborne(identity):
        kinds = sorted({slot.kind for slot in slots})
        weight = _contradiction(identity, name, slots, others, text)
        if lower_cased:
            weight += 0.3
        if weight < 0.6:
            continue
        why = f"“{slots[0].text}” fills {', '.join(kinds)}"
        why += (
            f"; the page's publisher is {_surest(identity, others)}"
            if others
            else "; no proof bears it out"
        )
        for slot in dict.fromkeys(slots):
            yield Finding(
                place_of(slot),
                slot.phrase,
                why,
                "identity",
                "hijacked",
                min(weight, 1.0),
                slot.text,
            )


def _surest(identity: Identity, others: list[str]) -> str:
    """The publisher as a reader of the page would name it: the organiser, else the holder."""
    kinds = ("organiser", "holder")
    named = [name for kind in kinds for name in identity.values(kind) if name in others]
    return next(iter(named), others[0])


def fillers(identity: Identity) -> dict[str, list[Slot]]:
    """Return the slots that each name fills, by the name in half-width small letters."""
    filled: dict[str, list[Slot]] = {}
    for slot in identity.slots:
        filled.setdefault(plain(slot.text).lower(), []).append(slot)
    for proof in identity.proofs:
        # a kit that writes over every name fills the right of the copyright sign too
        if proof.kind == "holder" and (name := plain(proof.text).lower()) in filled:
            filled[name].append(Slot("holder", proof.text, proof.block, proof.text))
    return filled


def _unborne(identity: Identity) -> Iterator[tuple[str, list[Slot], list[str]]]:
    """(name, slots, other names proven) for what fills slots and has no pair of chars of a proof."""
    for name, slots in fillers(identity).items():
        if 1 < len(name) <= 20 and not _is_firm(name, identity):
            others = [other for other in identity.names if not _same(name, other.lower())]
            if not shares_bigram(name, others):
                yield name, slots, others


def _is_firm(name: str, identity: Identity) -> bool:
    """Whether a proof is the filler with a trade of its own behind it, 飞驰体育文化传播有限公司: a kit that
    makes its brand a company adds 有限公司 alone."""
    return any(
        other.lower().startswith(name) and len(_FORM.sub("", other[len(name) :])) > 1
        for other in identity.names
    )


def _contradiction(
    identity: Identity, name: str, slots: list[Slot], others: list[str], text: str
) -> float:
    """Weigh how a filler contradicts the names that the page proves; 0.0 where it need not."""
    kinds = {slot.kind for slot in slots}
    phrase = read_phrase(slots[0].text)
    if INSTITUTION.search(name) and not _TRADE_SITE.search(name):
        return 0.35 * len(kinds) if len(kinds) > 1 and phrase.weight >= 0.6 else 0.0
    if not others:
        # everything was written over: only letters glued to a trade word are nobody's honest name
        return 1.0 if len(kinds) > 2 and letters_glued(name) and phrase.weight >= 0.7 else 0.0
    if kinds == {"title-tail"}:
        elsewhere = text.lower().count(name) > len({slot.block for slot in slots} - {-1})
        return 0.0 if elsewhere else _lone_tail(phrase, name, others, text)
    # an advertisement says 欢迎光临 too: that slot alone proves nothing
    if len(kinds) < 2 and (kinds == {"welcome"} or not (phrase.branded and phrase.called)):
        return 0.0
    weight = 0.35 * len(kinds) + min(phrase.weight, 1.0) * 0.6
    if "copyright" in kinds and _holder_beside(identity, slots):
        weight += 0.4
    if identity.values("organiser") or identity.values("icp"):
        weight += 0.1
    mixed = MIXED.match(name) and not _CAPITALS.search(slots[0].text)
    shaped = phrase.weight or mixed or _CLUB.match(name)
    if shaped or re.search(re.escape(name) + _SCHOOL_BEHIND, text):
        return weight
    beside = "copyright" in kinds and len(kinds) > 2 and _holder_beside(identity, slots)
    told = _strange(name, others, text) and (beside or _placed(others, text))
    rivals = [*others, *(slot.text for slot in identity.slots if slot not in slots)]
    return weight if told and _SITE_NAME.search(" ".join(rivals)) else 0.4


def _lone_tail(phrase: Phrase, name: str, others: list[str], text: str) -> float:
    """Weigh a name of the trade that stands behind the headline and nowhere else on the page."""
    if vocabulary().outlet.match(name) or not (phrase.branded or MIXED.match(name)):
        return 0.0
    if phrase.called and phrase.weight >= 0.6:
        return 1.0
    return 1.0 if _strange(name, others, text) and _placed(others, text) else 0.0


def _same(name: str, other: str) -> bool:
    """Whether a proof is the filler itself, or the filler made a company."""
    return name in other or other in name


def is_alien(name: str, others: list[str]) -> bool:
    """Whether no name of the publisher has a char of `name`, as 天津 has one of 津云."""
    own = [char for char in name if char not in _COMMON_CHARS]
    return bool(own) and not any(char in other for other in others for char in own)


def _strange(name: str, others: list[str], text: str) -> bool:
    """Whether a name is alien to the publisher, and no source line names it."""
    return (
        is_alien(name, others)
        and not any(name in found["name"].lower() for found in _SOURCE.finditer(text))
        and not re.search(re.escape(name) + "(?:客户端|新闻|记者|讯|消息|报道|编辑)", text.lower())
    )


def _placed(others: list[str], text: str) -> bool:
    """Whether the story speaks of the publisher's place."""
    heads = [other.removeprefix("中共")[:2] for other in others]
    return any(text.count(head) > heads.count(head) + 2 for head in heads)


def _holder_beside(identity: Identity, slots: list[Slot]) -> bool:
    blocks = {slot.block for slot in slots if slot.kind == "copyright"}
    return any(proof.kind == "holder" and proof.block in blocks for proof in identity.proofs)


def place_of(slot: Slot) -> str:
    """Return the place of a slot in the words of the record."""
    return {
        "title-tail": "title",
        "meta": "meta",
        "copyright": "copyright",
        "holder": "copyright",
        "crumb": "nav",
    }.get(slot.kind, "nav")


_SENT_TO = re.compile("(?:网址|登[录陆]|下载|入口|注册|开户|安装)$")
"""Nobody credits a story so; 官网 and 客户端 are credited."""
_YEAR = re.compile(r"20\d\d")


def find_source_slots(outline: Outline, disguised: bool) -> Iterator[tuple[int, Finding]]:
    """Source lines filled with promotion: (block, finding); the text is what to cut."""
    for index, block in enumerate(outline.blocks):
        text = block.text
        if "源" not in text or len(text) > 200:
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
            if _SENT_TO.search(name) and sum(phrase.stem in b.text for b in outline.blocks) == 1:
                weight = 1.0
        elif disguised and vocabulary().any_tail.search(name):
            why, weight = "a call to action as the source of a disguised page", 0.5
        else:
            continue
        yield index, Finding("source", name, why, "shape", "hijacked", weight, phrase.stem)
