"""The shape of promotion: a name in front of calls to action, money promised to the reader.

Made-up brands have the same shape as known ones, so the words around the name count, not the name.
"""

import re
import unicodedata
from functools import cache
from typing import NamedTuple

from qingwen.hijack.vocabulary import Vocabulary, vocabulary


class Phrase(NamedTuple):
    """A short text (anchor, segment of a title) read as promotion."""

    stem: str
    """The text without calls to action and ornaments: the brand, if it is one."""
    weight: float
    """0.0 for ordinary words; 1.0 reads like promotion, 2.0 like nothing else."""
    why: str


class _Shapes(NamedTuple):
    words: Vocabulary
    tail_run: re.Pattern[str]
    trade_end: re.Pattern[str]


_ORNAMENT = re.compile(r"[【】\[\]《》「」『』<>›»*★☆✔✓●◆■▲▶→!！~～^♛♕➤✅⭐️|]+")
_PROMISING = re.compile(r">>>|》》|!{3}|！{2,}|[★☆✅♛⭐]|【[^】]*(?:官|信誉|首选|认证|推荐|平台|最)[^】]*】|<[^>]*诚信[^>]*>")
_COMPANY = re.compile(r"[(（]中国[)）](?:官方网站|官网|有限公司|平台)?|有限公司官网")
_GLUED = re.compile(
    r"[A-Za-z]{2,}\d{0,4}(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])(?:[a-zA-Z]{1,8}\d{1,5}|[a-z]{3,}|[A-Z]{2,})(?![\w/])"
    r"|^[a-zA-Z]{1,3}\d{1,4}(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])\d{2,4}(?=(?:体育|娱乐|国际|平台|官|真人|棋牌|电竞|网投))|^\d{2,4}(?=[\u4e00-\u9fff]{2})"
)
_HONEST_LATIN = re.compile(
    r"(?:APP|App|app|VIP|CEO|GDP|AI|IT|NBA|CBA|5G|4G|3D|4D|PK|KTV|LED|TV|MV|DIY|QQ|WTO|PPT|ICU|DNA|CT|EMBA|MBA|ACM|PM2|CPI|PPP|IPO|A股|B2B|O2O|VR|AR|IP|K12|K歌|T恤|PC|CNG|ETC|ATM|HPV|UFO"
    r"|ACG|SUV|MPV|BRT|CBD|LOGO|logo|wifi|WiFi|WIFI|iPhone|iPad|HD|BD|CP|PS|OL|UC|IE|ie)"
)
_DOMAIN_TEXT = re.compile(r"(?:[a-z]{0,6}\d{2,}[a-z]{0,4}|[a-z]+\d{2,})\.(?:com|net|cc|vip|top|cn|me|xyz|bet|org)\b", re.IGNORECASE)
_CONTACT = re.compile(r"\[[QqＱ]\]|【[^】]{0,12}[0-9０-９⒈-⒛①-⑳OoLlIi]{6,}[^】]{0,6}】")


@cache
def _shapes() -> _Shapes:
    words = vocabulary()
    filler = r"[-_·.,，、\s:：]|[(（](?:中国|官方|大陆)[)）]|有限公司|股份"
    return _Shapes(
        words,
        re.compile(rf"(?:{words.tails}|{filler})+$"),
        re.compile(rf"(?:{words.trades})[a-zA-Z]{{0,3}}\d{{0,4}}$"),
    )


def plain(text: str) -> str:
    """Full-width letters and digits made half-width, blanks squeezed: for judging, never output."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def read_phrase(text: str) -> Phrase:
    """Judge an anchor or a title segment.

    >>> read_phrase("金澜体育q9官网").stem
    '金澜体育q9'
    >>> read_phrase("鹿川市人民政府").weight
    0.0
    """
    return _read_phrase(text) if len(text) < 120 else Phrase(text, 0.0, "")


def _read_phrase(text: str) -> Phrase:
    words, tail_run, trade_end = _shapes()
    flat = plain(text)
    bare = " ".join(_ORNAMENT.sub(" ", flat).split())
    why: list[str] = []
    weight = 0.0

    def add(amount: float, reason: str) -> None:
        nonlocal weight
        weight += amount
        why.append(reason)

    found = tail_run.search(bare)
    stem = bare[: found.start()] if found else bare
    tails = len(words.tail.findall(found[0])) if found else 0
    stem = stem.strip(" -_·.,，:：")
    if tails and len(stem) > 1:
        add(1.0 if tails > 1 else 0.7, "name with calls to action")
    games = set(words.game.findall(bare))
    if games:
        add(1.0 if len(games) == 1 else 1.5, "game words " + ",".join(sorted(games)))
    if trade_end.search(stem) and len(stem) > 2:
        add(0.4, "trade word")
    if glued := [g for g in _GLUED.findall(bare) if not _HONEST_LATIN.match(g)]:
        add(0.6, "letters glued to it: " + glued[0])
    if _PROMISING.search(text):
        add(0.7, "ornaments")
    if _COMPANY.search(flat):
        add(0.7, "(中国) as a company")
    if _DOMAIN_TEXT.search(flat):
        add(0.8, "a host name as text")
    if _CONTACT.search(text):
        add(1.5, "disguised contact")
    if words.promise.search(bare):
        add(0.5, "promise")
    if words.brand.search(bare.lower()):
        add(0.5, "brand seen elsewhere")
    if repeated := _repeats(bare):
        add(1.0, f"{repeated} repeated")
    if words.report.search(bare):
        weight = min(weight, 0.5)
    return Phrase(stem, weight, "; ".join(why))


def _repeats(text: str) -> str:
    """The head of `text` where several of its pieces begin with it: X X官网 X网址."""
    pieces = [p for p in re.split(r"[\s,，、_|\-]+", text) if len(p) > 2]
    if len(pieces) < 2:
        return ""
    head = pieces[0][:3]
    return head if sum(p.startswith(head) for p in pieces) > 1 and sum(p.startswith(head) for p in pieces) * 2 >= len(pieces) else ""


_SENTENCE = re.compile(r"[^。！？!?；;\n]*[。！？!?；;]+[”’」』)）]*|[^。！？!?；;\n]+$")
_QUOTED = re.compile(r"“[^”]*”|「[^」]*」|‘[^’]*’|\"[^\"]*\"|《[^》]*》")


class Pitch(NamedTuple):
    """A sentence read as advertisement."""

    weight: float
    why: str


def read_sentence(sentence: str) -> Pitch:
    """Judge a sentence of a body. 2.0 and more is an advertisement whatever stands around it.

    What is quoted is not said by the page, and a sentence that reports is none of it.
    """
    words, _, _ = _shapes()
    said = _QUOTED.sub("", plain(sentence))
    if len(said) * 2 < len(sentence):
        return Pitch(0.0, "")
    games = set(words.game.findall(said))
    promises = set(words.promise.findall(said))
    calls = set(words.call.findall(said))
    tails = words.tail.findall(said)
    weight = 0.7 * min(len(games), 3) + 0.6 * min(len(promises), 3) + 0.5 * min(len(calls), 3) + 0.3 * min(len(tails), 3)
    kinds = bool(games) + bool(promises) + bool(calls) + bool(tails)
    if glued := [g for g in _GLUED.findall(said) if not _HONEST_LATIN.match(g)]:
        weight += 0.4
        kinds += 1
    if words.brand.search(said.lower()):
        weight += 0.4
    if words.report.search(said):
        weight -= 1.5
    if kinds < 2:
        weight = min(weight, 0.9)
    why = "; ".join(
        f"{name} {','.join(sorted(found)[:4])}"
        for name, found in (("games", games), ("promises", promises), ("calls", calls), ("tails", set(tails)))
        if found
    )
    return Pitch(max(0.0, weight), why)


def sentences(text: str) -> list[str]:
    """Cut a paragraph into sentences; joined they give the paragraph back."""
    return _SENTENCE.findall(text)
