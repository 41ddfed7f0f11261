"""A brand where a name or a noun stood: the grammar around it belongs to something else.

A kit replaces the name of a school, a firm or a common noun in every sentence of a page. The
replacement stands before words that go with the original alone: a website has no vice-president,
no 18th sports day and no campus, and nobody counts brands by head.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from qingwen.article import Removal
from qingwen.hijack.shape import Phrase, plain, read_phrase
from qingwen.hijack.slots import MIXED
from qingwen.hijack.verdict import Finding
from qingwen.hijack.vocabulary import literals, vocabulary

_SAID_FOR_SHORT = re.compile('称[:：]?\\s?[“"‘「]')
_DEFINITION = re.compile(
    r"(?P<full>[\u4e00-\u9fff]{4,20})\s?[(（](?:以下|下)?(?:简)?称[:：]?\s?[“\"‘「](?P<short>[^”\"’」]{2,16})[”\"’」][)）]"
)
_INSTITUTION = re.compile(
    r"副?校[长長]|[师師]生|[\u4e00-\u9fff]{0,4}校[区區]|[A-Z]{2,5}[\u4e00-\u9fff]{2,6}(?:竞赛|大赛)|第[一二三四五六七八九十百\d]+[届屆]|定点帮扶|挂职|党委|党总支|党支部|学院|學院|建校|校[庆慶园園史]|学生|學生"
    r"|本科|离退休|团委|教务处|主任|副主任|[书書][记記]|副[书書][记記]|教授|校友|新生|研究生|[硕碩]士|博士|在校|注册(?:的)?在|召[开開]|[举舉][办辦行]|组织开展"
    r"|[顺順]利完成|决定|全[体體]|教[职職]|教[师師]|竞赛|競賽|[籃篮]球[队隊]|[体體]育[馆館]|将一如既往|力量。|[“「]|(?:19|20)\d\d年(?:[招硕博本春秋研])"
    r"|[\u4e00-\u9fff]{2,8}(?:学院|學院|研究所|研究院|研究中心|实验室|教研部|教研室|工作处|专业|学科|运动会|運動會|文化[节節]|总局|總局|新工科)"
    r"|在[^，。]{2,14}(?:召开|举行|举办|召開|舉行|舉辦)|健康[电電][竞競]|[\u4e00-\u9fff]{0,4}[解说說][說说]?[员員]|系副?主任|伴我行"
)
_COUNTED = re.compile(
    r"(?:(?:\d|[一二三四五六七八九十百千万两几多数余])(?:余|多)?(?:名|位|户)(?:的)?|广大|不少|许多|众多|各位|附近|这[位名]|老|本报|本网)$"
)
_NOUN_FOLLOWS = re.compile(
    r"们|从[^，。]{2,14}(?:获悉|了解到|采访)|在(?:现场|采访)[^，。]{0,6}(?:看到|了解)|了解到|获悉|居委|[\u4e00-\u9fff]{2,3}(?:告诉)|[\u4e00-\u9fff]{2,3} ?(?:通讯员|摄)"
)
_BOUNDARY = re.compile(
    r".*(?:[\s，。、；：！？“”‘’《》（）()\[\]【】,.;:!?…—-]|在|由|向|从|與|与|和|及|的|了|对|到|为|于|将|是|有|经|經|举办|舉辦|关于|关於|依托|介绍|全体|贡献|慶祝|庆祝|祝贺|凡|后)"
)
_FIRM = re.compile(r"公司|集团|品牌|俱乐部|旗下|创始人|董事长|总裁|CEO|股份|上市|联赛|赛事|转播")


_NAME_ENDS = ("贵宾会", "娱乐城", "体育", "娱乐", "国际", "电竞")


@cache
def _tail() -> re.Pattern[str]:
    words = vocabulary()
    each = (*words.any_tail_each, *_NAME_ENDS)
    ends = "|".join((words.tail_words, *each))
    first = "".join(sorted({literal[0] for end in each for literal in literals(end)}))
    return re.compile(
        rf"(?=[a-z{first}])(?:(?:{ends})+(?:[a-z]{{0,3}}\d{{1,3}})?|(?<=[\u4e00-\u9fff])[a-z]{{1,3}}\d{{1,3}})"
    )


_LETTERED = re.compile("[a-z][0-9]|[\u4e00-\u9fff]{2}[0-9](?:体育|娱乐|官|平台|国际)")
_LEFT = re.compile(r"[\w·]*(?:[（(]中国[)）])?$")
_LEFT_CHARS = 14


class _Seen(NamedTuple):
    raw: str
    """The tail with up to 14 chars of the word before it."""
    tail: str
    before: str
    after: str


def find_replacements(
    paragraphs: Sequence[str], title: str, marked: bool, disguised: bool
) -> Iterator[Finding]:
    """Findings of names or words that were replaced.

    `marked`: whether words of the trade stand in the prose. On a page that is `disguised`,
    weaker marks are enough to name the brand.
    """
    text = "\n".join([title, *paragraphs])
    yield from _definitions(text)
    yield from _swapped_campus(text)
    if disguised or marked or _LETTERED.search(text):
        yield from _names(plain(text.replace("\n", "。")), disguised)
    yield from _glued_head(title)


def _definitions(text: str) -> Iterator[Finding]:
    if "称" not in text:
        return
    for at in _SAID_FOR_SHORT.finditer(text):
        found = _DEFINITION.search(text, max(0, at.start() - 40), at.end() + 24)
        if not found:
            continue
        full, short = found["full"], found["short"]
        shared = sum(char in full for char in set(short))
        if shared * 3 < len(set(short)) and (
            read_phrase(short).weight >= 0.3 or MIXED.match(short)
        ):
            why = f"“{short}” is no short form of “{full}”"
            yield Finding("body", found[0], why, "identity", "hijacked", 1.0, short)


_SWAPS = re.compile(
    r"老员工|大员工|本科员工|员工会|员工返校|公司学子|员工艺术团|企校|公司党委|在校员工|我司|员工党员|员工代表|公司全日制|立足员工|母校|优秀员工|公司本科|副董事长|副经理"
)
_SCHOOL = re.compile(
    r"教学|学院|专业|本科|新生|师生|教师|竞赛|挑战杯|实验|校团委|学工|辅导员|班主任|毕业|学子|院系|学术|教务处|迎新|创青春|大学|教育部|共青团|班级|校"
)


def _swapped_campus(text: str) -> Iterator[Finding]:
    """学生 became 员工, 学院 公司, 校长 董事长: a school's story in the words of a firm."""
    if "员工" not in text and "我司" not in text and "企校" not in text:
        return
    if "教职" in text or re.search("(?<![大])学生(?!作品)", text):
        return
    swaps = Counter(_SWAPS.findall(text))
    staff = text.count("员工")
    school = len(set(_SCHOOL.findall(text)))
    odd = (
        swaps["老员工"]
        + swaps["大员工"]
        + swaps["企校"]
        + swaps["员工返校"]
        + swaps["公司学子"]
        + swaps["立足员工"]
    )
    if (odd and school >= 2) or (len(swaps) >= 2 and staff >= 3 and school >= 4):
        yield Finding(
            "body",
            " ".join(swaps),
            "words of a firm in the story of a school",
            "identity",
            "hijacked",
            1.0,
        )


def _glued_head(title: str) -> Iterator[Finding]:
    found = re.match(
        r"(?P<name>[a-z]{5,}[\u4e00-\u9fff]{2,8}?)(?:(?:19|20)\d\d年)?(?:博士|硕士|研究生|本科|招生|教师|学院|学生)",
        title,
    )
    if found:
        yield Finding(
            "title",
            found["name"],
            "letters and a name in front of a school's business",
            "identity",
            "hijacked",
            1.0,
            found["name"],
        )


def _names(text: str, disguised: bool) -> Iterator[Finding]:
    seen = [_seen(text, found.start(), found.end()) for found in _tail().finditer(text)]
    if not seen:
        return
    bodies: Counter[str] = Counter()
    people: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for name, item in _settle(seen):
        total[name] += 1
        if _INSTITUTION.match(item.after):
            bodies[name] += 1
        if _NOUN_FOLLOWS.match(item.after) or _COUNTED.search(item.before):
            people[name] += 1
    firm = bool(_FIRM.search(text))
    phrases = {
        name: read_phrase(name) for name in total if len(vocabulary().known.sub("", name)) > 1
    }
    kin: Counter[str] = Counter()
    for name, phrase in phrases.items():
        kin[phrase.stem] += bodies[name]
    for name, phrase in phrases.items():
        institutions = kin[phrase.stem] if bodies[name] else 0
        weight = _strength(phrase, institutions, people[name], total[name], firm)
        if weight >= 0.5 or (disguised and bodies[name] and phrase.weight >= 0.3):
            hits, count = bodies[name] + people[name], total[name]
            why = f"{hits} of {count} times where a person, a body or a place belongs"
            yield Finding(
                "body", name, f"{why}; {phrase.why}", "identity", "hijacked", min(1.0, weight), name
            )
            if (firm_form := f"{phrase.stem}(中国)") in text:
                yield Finding(
                    "body",
                    firm_form,
                    f"the same name as {name}",
                    "identity",
                    "hijacked",
                    0.5,
                    firm_form,
                )


def _strength(phrase: Phrase, bodies: int, people: int, count: int, firm: bool) -> float:
    """Weigh how wrong a name stands. Trade words alone (北京国际学院) are nobody's brand."""
    if (phrase.called and phrase.branded) or phrase.weight >= 0.8:
        hits = bodies + people
        if not hits and count > 1 and phrase.weight >= 0.9 and phrase.called and not firm:
            hits = 1
        return 0.5 * min(phrase.weight, 1.4) + 0.25 * hits if hits else 0.0
    if phrase.called and phrase.weight >= 0.7:
        return 0.4 + 0.25 * (bodies + people) if bodies + people else 0.0
    if phrase.branded and people > 1 and not firm:
        return 0.5 + 0.25 * (people - 1)
    return 0.0


def _seen(text: str, start: int, end: int) -> _Seen:
    left = text[max(0, start - _LEFT_CHARS) : start]
    word = _LEFT.search(left)
    begin = start - (len(word[0]) if word else 0)
    tail = text[start:end]
    return _Seen(text[begin:end], tail, text[max(0, begin - 8) : begin], text[end : end + 24])


def _settle(seen: list[_Seen]) -> Iterator[tuple[str, _Seen]]:
    """Find where each name begins: behind a boundary word, or where other mentions agree."""
    ends: Counter[str] = Counter()
    for raw, tail in {(item.raw, item.tail) for item in seen}:
        ends.update(raw[i:] for i in range(len(raw) - len(tail) - 1))
    for item in seen:
        name = _BOUNDARY.sub("", item.raw[: -len(item.tail)]) + item.tail
        for i in range(len(item.raw) - len(item.tail) - 1):
            if ends[item.raw[i:]] > 1:
                if len(item.raw) - i < len(name):
                    name = item.raw[i:]
                break
        before = item.before + item.raw[: len(item.raw) - len(name)]
        yield name, item._replace(before=before)


def known_names(text: str) -> list[str]:
    """Brands seen on other sites, with the words glued to them; asked only where the page is
    known to be replaced and nothing else names the brand."""
    words = vocabulary()
    ending = re.compile(rf"(?:{words.any_tail_words}|公司|体育|娱乐|国际)*")
    names = []
    for found in words.brand.finditer(text):
        end = ending.match(text, found.end())
        names.append(text[found.start() : end.end() if end else found.end()])
    return list(dict.fromkeys(name for name in names if len(name) > 2))


class Mended(NamedTuple):
    """Prose with its words restored where the page proves them."""

    paragraphs: tuple[str, ...]
    title: str
    damaged: bool
    """Whether words stay replaced."""
    removals: tuple[Removal, ...]
    findings: tuple[Finding, ...]
    """What each word was put back by; they add nothing to the verdict."""


def restore(
    paragraphs: Sequence[str],
    title: str,
    replaced: Sequence[Finding],
    spare: str,
    own_names: Mapping[str, str],
) -> Mended:
    """Put the original word back where a copy of the sentence, or a definition, still has it.

    `own_names`: what was written over by a brand, where other pages of the host tell.
    """
    damaged = any(not finding.brand for finding in replaced)
    removals: list[Removal] = []
    findings: list[Finding] = []
    texts = list(paragraphs)
    for brand in dict.fromkeys(finding.brand for finding in replaced if finding.brand):
        defined = own_names.get(brand, "") or _defined(brand, texts)
        original = defined or _copied(brand, texts, spare)
        if not original:
            damaged = True
            continue
        if not defined:
            why = f"“{original}” stands there in a copy of the sentence, in the metas or a caption"
            findings.append(Finding("body", brand, why, "identity", "hijacked", 0.0, brand))
        whole = f"{original}（简称“{brand}”）"
        for i, text in enumerate(texts):
            if brand in text:
                removals.append(
                    Removal(text=brand, rule="restored-name", reason="spam", place="body")
                )
                texts[i] = text.replace(whole, original).replace(brand, original)
        title = title.replace(brand, original)
    return Mended(tuple(texts), title, damaged, tuple(removals), tuple(findings))


def _defined(brand: str, texts: Sequence[str]) -> str:
    """The full name that a definition gives for the brand."""
    for text in texts:
        for found in _DEFINITION.finditer(text):
            if found["short"] == brand:
                return found["full"]
    return ""


def _copied(brand: str, texts: Sequence[str], spare: str) -> str:
    """The word that stands in the brand's place in a copy of one of its sentences."""
    if not spare.strip():
        return ""
    for text in texts:
        at = text.find(brand)
        while at >= 0:
            left, right = text[max(0, at - 6) : at], text[at + len(brand) : at + len(brand) + 6]
            if len(left) + len(right) >= 8 and len(left) > 2 and len(right) > 2:
                found = re.search(
                    rf"{re.escape(left)}(?P<word>[\u4e00-\u9fff]{{1,12}}?){re.escape(right)}", spare
                )
                if found and brand not in found["word"]:
                    return found["word"]
            at = text.find(brand, at + 1)
    return ""
