"""Characters that no editor types: pinyin behind single chars, emoji before punctuation, a page
without a capital letter, half-converted traditional script. They need no word list.
"""

import re
from collections.abc import Iterator
from functools import cache

from qingwen.hijack.verdict import Finding
from qingwen.outline import Outline

_PINYIN = re.compile(
    r"(?<=[\u3400-\u9fff?？])\s?[(（][a-zɡ]*[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńň][a-zɡüēéěèāáǎàōóǒòūúǔù]*\s?[)）]"
)
_TONE = re.compile("[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńň]")
_EMOJI = "[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\ufe0f\u200d\u2640\u2642\u23e9-\u23fa\u3030\u303d]"
_EMOJI_GLUE = re.compile(
    rf"(?<=[\u4e00-\u9fff\w”’」』)）%]){_EMOJI}+(?=[\u4e00-\u9fff，。、：；！？:;,.!?”’」』()（）%\w])"
)
_EMOJI_BEFORE_MARK = re.compile(
    rf"(?<=[\u4e00-\u9fff\w”’」』)）%]){_EMOJI}+(?=[，。、：；:;,.!?！？”’」』)）])"
)
_PICTOGRAPH = re.compile("[\U0001f000-\U0001faff]")
_ANY_EMOJI = re.compile(f"{_EMOJI}+")
_LATIN = re.compile("[A-Za-z]")
_CAPITAL = re.compile("[A-Z]")
_KANA = re.compile("[\u3041-\u30ff]")
_NOT_JAPANESE = re.compile("[國體會學舊來兩黨樂關發對號點應單實寶圖聲廣續戰變經總處駅]")
_SIMPLE = re.compile(
    r"(?:[位由對关關終终将將便至基屬貼在]|[\u4e00-\u9fff](?=于此))于|[之然以最今事前]后(?!妃)|后[来來續续期面]|并[且不非在指對对將将使要]|[这這那哪]里|里[面外邊边]|[心手家區山城夜]里"
)
_TRADITIONAL = re.compile(
    r"[位由對關終將便至基屬貼在]於|[之然以最今事前]後|後[來續期面]|並[且不非在指對將使要]|[這那哪][裡裏]|[裡裏][面外邊]|[心手家區山城夜][裡裏]"
)


@cache
def _traditional_only() -> frozenset[str]:
    """Han chars that Big5 has and GB2312 lacks: the traditional forms."""
    out = []
    for code in range(0x4E00, 0x9FA6):
        char = chr(code)
        try:
            char.encode("gb2312")
        except UnicodeEncodeError:
            try:
                char.encode("big5")
            except UnicodeEncodeError:
                continue
            out.append(char)
    return frozenset(out)


def find_disguises(outline: Outline, text: str) -> Iterator[Finding]:
    """Findings about the characters of `text`, the joined blocks of the page."""
    if text.isascii():
        return
    if ("(" in text or "（" in text) and _TONE.search(text):
        pinyin = _PINYIN.findall(text)
        if len(pinyin) > 1 and _behind_traditional(text) * 2 >= len(pinyin):
            yield Finding(
                "body",
                _around(text, _PINYIN),
                f"{len(pinyin)} times pinyin with a tone mark behind a single character",
                "characters",
                "hijacked",
                1.0,
            )
    if _PICTOGRAPH.search(text):
        yield from _emoji(text)
    if "の" in text:
        yield from _broken_japanese(text)
    yield from _half_traditional(text)
    yield from _lower_case(text)


def _behind_traditional(text: str) -> int:
    """How many of the pinyin stand behind traditional forms, as converters put them; a lesson in
    pronunciation prints them behind any."""
    traditional = _traditional_only()
    return sum(
        text[found.start() - 1] in traditional or text[found.start() - 1] in "?？"
        for found in _PINYIN.finditer(text)
    )


def _emoji(text: str) -> Iterator[Finding]:
    glued, before = len(_EMOJI_GLUE.findall(text)), len(_EMOJI_BEFORE_MARK.findall(text))
    if glued >= 3 and before >= 2 and before * 3 >= glued:
        yield Finding(
            "body",
            _around(text, _EMOJI_BEFORE_MARK),
            f"{glued} emoji glued into sentences, {before} of them in front of punctuation",
            "characters",
            "hijacked",
            1.0,
        )


def _broken_japanese(text: str) -> Iterator[Finding]:
    kana = len(_KANA.findall(text))
    wrong = _NOT_JAPANESE.findall(text)
    if kana * 8 > len(text) and len(wrong) >= 4 and len(set(wrong)) >= 3:
        yield Finding(
            "body",
            "".join(dict.fromkeys(wrong)),
            "Japanese text with Chinese traditional forms: a converter ran over it",
            "characters",
            "hijacked",
            1.0,
        )


def _half_traditional(text: str) -> Iterator[Finding]:
    sample = text[:20_000]
    if not any(map(sample.__contains__, "國這會時說來個們為車")):
        return
    simple, full = _SIMPLE.findall(sample), _TRADITIONAL.findall(sample)
    if len(simple) < 3 or len(simple) < 2 * len(full):
        return
    traditional = _traditional_only()
    if sum(char in traditional for char in sample) > 0.06 * len(sample):
        sure = len(simple) > 4 and len(simple) >= 4 * len(full)
        kinds = len({char for word in simple for char in word if char in "于后里并"})
        yield Finding(
            "body",
            " ".join(dict.fromkeys(simple)),
            f"traditional text that keeps {len(simple)} simplified words: converted char by char",
            "characters",
            "hijacked",
            1.0 if sure and kinds > 2 else 0.5,
        )


def _lower_case(text: str) -> Iterator[Finding]:
    if _CAPITAL.search(text):
        return
    if len(_LATIN.findall(text)) >= 40 and ("copyright" in text or "icp" in text):
        line = next((x for x in text.split("\n") if "copyright" in x or "icp" in x), "")
        yield Finding(
            "footer",
            line,
            "no capital letter on the page, not even in ICP or Copyright",
            "characters",
            "hijacked",
            0.5,
        )


def _around(text: str, pattern: re.Pattern[str]) -> str:
    found = pattern.search(text)
    if not found:
        return ""
    return text[max(0, found.start() - 12) : found.end() + 12].replace("\n", " ")


def undo_disguises(text: str, findings: tuple[Finding, ...]) -> tuple[str, str]:
    """Return `text` without the disguises that were found, and what was dropped."""
    dropped: list[str] = []

    def drop(found: re.Match[str]) -> str:
        dropped.append(found[0])
        return ""

    for finding in findings:
        if finding.layer != "characters":
            continue
        if "pinyin" in finding.proof and ("(" in text or "（" in text):
            text = _PINYIN.sub(drop, text)
        elif "emoji" in finding.proof:
            text = _ANY_EMOJI.sub(drop, text)
    return text, "".join(dropped)
