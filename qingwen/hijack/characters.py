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
    r"位于|由于|[對关關]于|[终終]于|之后|然后|以后|最后|后[来來]|今后|并且|并[不非在指對对]|[這这那]里|里面|心里|手里|家里"
)
_TRADITIONAL = re.compile(
    "位於|由於|對於|關於|終於|之後|然後|以後|最後|後來|今後|並且|並[不非在指對]|這[裡裏]|那[裡裏]|[裡裏]面|心[裡裏]|手[裡裏]|家[裡裏]"
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
    if "(" in text or "（" in text:
        pinyin = _PINYIN.findall(text)
        if len(pinyin) > 1:
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
    if "國" not in sample and "這" not in sample and "會" not in sample:
        return
    simple, full = _SIMPLE.findall(sample), _TRADITIONAL.findall(sample)
    if len(simple) >= 3 and len(simple) > 1.5 * len(full):
        traditional = _traditional_only()
        share = sum(c in traditional for c in sample) / max(1, len(sample))
        if share > 0.06:
            yield Finding(
                "body",
                " ".join(dict.fromkeys(simple)),
                f"traditional text that keeps {len(simple)} simplified function words: converted char by char",
                "characters",
                "hijacked",
                0.5,
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
