"""The language of a text, from its script, its letters and its commonest words."""

import re

_SAMPLE = 500
# Characters that exist in one of the two scripts only and are among the commonest there.
_SIMPLIFIED = re.compile(
    "[这个们来国说时会过学对后么开经头长从两样现点实关问机应进业员电报导处区产务县办为发动东门车见书]"
)
_TRADITIONAL = re.compile(
    "[這個們來國說時會過學對後麼開經頭長從兩樣現點實關問機應進業員電報導處區產務縣辦為發動東門車見書]"
)
_KANA = re.compile("[\u3041-\u30ff]")
_SCRIPTS = (
    ("ja", _KANA, 0.15),
    ("ko", re.compile("[\uac00-\ud7af]"), 0.3),
    ("bo", re.compile("[\u0f40-\u0fbc]"), 0.3),
    ("mn", re.compile("[\u1820-\u18aa]"), 0.3),
    ("ii", re.compile("[\ua000-\ua4cf]"), 0.3),
    ("ru", re.compile("[\u0430-\u044f]"), 0.4),
)
# Mongolian writes these all the time; of them Kazakh shares ө and ү, and has letters of its own.
_MONGOLIAN = re.compile("[\u04e9\u04af]")
_KAZAKH = re.compile("[\u04d9\u049b\u04a3\u04b1\u0493\u0456]")
_HAN = re.compile("[\u3400-\u9fff]+")
_ARABIC = re.compile("[\u0621-\u06d5]")
# Uyghur writes every vowel: these letters are in each of its words and in no Arabic text.
_UYGHUR = re.compile("[\u06d5\u06c7\u06c6\u06c8\u06d0\u06ad\u06cb]")
_LATIN = re.compile("[A-Za-z]")
_ENGLISH = re.compile(r"\b(?:the|of|and|to|in|is|for|that|on|with)\b", re.IGNORECASE)


def find_language(text: str) -> str | None:
    """Return the BCP 47 tag of `text`; None where it is too short or too mixed to tell.

    >>> find_language("市民广场今天开放"), find_language("這個時候的國會")
    ('zh-Hans', 'zh-Hant')
    """
    sample = text[:_SAMPLE]
    han = sum(map(len, _HAN.findall(sample)))
    if han * 3 > len(sample) and len(_KANA.findall(sample)) * 8 < han:
        simplified, traditional = (
            len(_SIMPLIFIED.findall(sample)),
            len(_TRADITIONAL.findall(sample)),
        )
        return "zh-Hant" if traditional > simplified else "zh-Hans"
    letters = sum(map(str.isalpha, sample))
    if not letters:
        return None
    for tag, script, share in _SCRIPTS:
        if len(script.findall(sample)) > share * letters:
            return _cyrillic(sample, letters) if tag == "ru" else tag
    if len(_ARABIC.findall(sample)) > 0.5 * letters:
        return "ug" if len(_UYGHUR.findall(sample)) > 0.1 * letters else "ar"
    if (
        len(_LATIN.findall(sample)) > 0.6 * letters
        and len(_ENGLISH.findall(sample)) * 125 > letters
    ):
        return "en"
    return "zh-Hans" if han > 0.3 * letters else None


def _cyrillic(sample: str, letters: int) -> str:
    """Which of the languages written in Cyrillic letters beside the northern border it is."""
    if len(_KAZAKH.findall(sample)) * 50 > letters:
        return "kk"
    return "mn" if len(_MONGOLIAN.findall(sample)) * 50 > letters else "ru"
