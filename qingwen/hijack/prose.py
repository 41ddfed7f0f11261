"""The body: advertisement between its sentences, and a brand where an institution's name stood."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from qingwen.article import Removal
from qingwen.hijack.shape import plain, read_phrase, read_sentence, sentences
from qingwen.hijack.verdict import Finding
from qingwen.hijack.vocabulary import vocabulary

_MIN_PITCH = 1.8


class Cleaned(NamedTuple):
    """Paragraphs without advertisement."""

    paragraphs: tuple[str, ...]
    removals: tuple[Removal, ...]
    findings: tuple[Finding, ...]
    ad_chars: int


def cut_pitches(paragraphs: Sequence[str], brands: Sequence[str]) -> Cleaned:
    """Cut the sentences that advertise, and the brand lists glued to others."""
    kept, removals, findings = [], [], []
    ad_chars = 0
    for paragraph in paragraphs:
        rest: list[str] = []
        for sentence in sentences(paragraph):
            pitch = read_sentence(sentence)
            named = any(brand in sentence for brand in brands)
            if pitch.weight >= _MIN_PITCH or (named and pitch.weight >= 1.0):
                removals.append(Removal(text=sentence, rule="ad-sentence", reason="spam", place="body"))
                findings.append(Finding("body", sentence, f"speaks to a customer: {pitch.why}", "shape", "injected", min(1.0, pitch.weight / 2)))
                ad_chars += len(sentence)
                continue
            rest.append(sentence)
        if rest and (joined := "".join(rest).strip()):
            kept.append(joined)
    return Cleaned(tuple(kept), tuple(removals), tuple(findings), ad_chars)


_DEFINITION = re.compile(r"(?P<full>[\u4e00-\u9fff]{4,20})[(（](?:以下|下)?(?:简)?称[:：]?[“\"‘](?P<short>[^”\"’]{2,16})[”\"’][)）]")
_ROLE = r"(?:副?校长|师生|校区|第[一二三四五六七八九十百\d]+届|定点帮扶|挂职|党委|学院|建校|校园|本科|离退休|老干部|团委|教务处|学生|主任|副主任|书记|副书记|教授|校友|新生|研究生|硕士|博士|注册(?:的)?在[校读]|在校|召开|举办|举行|顺利|组织|决定|开展|航空港|校|系|力量|竞赛|競賽|副書記|建校|籃球|教師|主辦)"
_SWAPS = re.compile(r"老员工(?!工)|大员工|本科员工|员工会(?!议)|员工返校|全国老员工|公司学子|母校|员工艺术团|企校|公司党委|在校员工|我司|员工党员")
_SCHOOL = re.compile(r"教学|学院|专业|本科|新生|师生|教师|竞赛|挑战杯|实验|课|校团委|学工|辅导员|班主任|母校|校友|毕业|学子|院系|学术|教务处|迎新|大创|创青春")
_BROKEN = re.compile(r"医疗构|根据方|据方数据|当地府|肺炎例|零星例|累计例|确诊例|例数据|市府府|研究构|各级构|方发布的?数据显示|府部门[的]?府")


def find_replacements(paragraphs: Sequence[str], title: str) -> Iterator[Finding]:
    """Findings of names or words that were replaced in prose."""
    text = "\n".join([title, *paragraphs])
    flat = plain(text.replace("\n", " "))
    yield from _definitions(text)
    yield from _swapped_campus(flat)
    yield from _broken_words(flat)
    yield from _names(flat)


def _definitions(text: str) -> Iterator[Finding]:
    if "称" not in text:
        return
    for found in _DEFINITION.finditer(text):
        full, short = found["full"], found["short"]
        shared = sum(c in full for c in set(short))
        if shared * 3 < len(set(short)) and read_phrase(short).weight >= 0.4:
            yield Finding("body", found[0], "the short name has nothing of the full one", "identity", "hijacked", 1.0, short)


def _swapped_campus(text: str) -> Iterator[Finding]:
    if "员工" not in text and "我司" not in text and "企校" not in text:
        return
    swaps = _SWAPS.findall(text)
    school = len(_SCHOOL.findall(text))
    staff = len(re.findall("(?<!教职)员工", text))
    if "学生" in text.replace("大学生", "") and not re.search("老员工|大员工", text):
        return
    kinds = set(swaps)
    if (len(swaps) >= 2 and school >= 2) or (staff >= 3 and school >= 4 and "教职" not in text and kinds):
        yield Finding("body", " ".join(sorted(kinds)), "words of a firm in the sentences of a school", "identity", "hijacked", 1.0)


def _broken_words(text: str) -> Iterator[Finding]:
    broken = _BROKEN.findall(text)
    if len(broken) >= 2:
        yield Finding("body", " ".join(dict.fromkeys(broken)), "fixed words that lost a character", "characters", "hijacked", 1.0)


_CANDIDATE = re.compile(
    r"(?=(?P<name>[\u4e00-\u9fffA-Za-z0-9（）()]{2,22}?(?:官方网站|官网|中文网站|中文版|在线入口|官方入口|贵宾会|娱乐城|网址|平台|app排名|APP|app|体育|娱乐|国际|电竞|棋牌|真人|会员|入口|公司|排名|用球)))"
)


def _names(text: str) -> Iterator[Finding]:
    """Brand-like strings used as an institution's name."""
    words = vocabulary()
    role = re.compile(rf"(?P<name>[^\s，。、；：！？“”《》,.;:!?]{{1,20}}?(?:{words.tails}))(?={_ROLE})")
    counts: Counter[str] = Counter()
    for found in role.finditer(text):
        counts[found["name"]] += 1
    for name, count in counts.items():
        phrase = read_phrase(name)
        if phrase.weight >= 1.0 or (count > 1 and phrase.weight >= 0.7):
            yield Finding("body", name, f"stands where an institution's name belongs, {count} times: {phrase.why}", "identity", "hijacked", min(1.0, 0.4 + 0.3 * phrase.weight), phrase.stem)
