"""Dates and times as Chinese pages write them.

A moment holds only what was written: a year, hour or second that is not there stays None.
"""

import re
from typing import NamedTuple

# One to one, so that offsets in the folded text are offsets in the page's own text.
# Traditional characters of labels fold too: 來源, 記者, 責任編輯.
FOLD = str.maketrans(
    "０１２３４５６７８９：／－．（）［］｜\u3000\xa0\u2002\u2003\u2009—–〔〕來編輯記責發布時間訊圖攝審報網聞員實習總監製終電視點擊閱讀評論轉載點鐘週",
    "0123456789:/-.()[]|     --[]来编辑记责发布时间讯图摄审报网闻员实习总监制终电视点击阅读评论转载点钟周",
)
"""Folds full-width signs and traditional label characters."""


class Moment(NamedTuple):
    """What one piece of text says about a time."""

    year: int | None
    month: int
    day: int
    hour: int | None
    minute: int | None
    second: int | None
    zone: str | None
    """As written: "Z" or "+08:00"."""
    start: int
    end: int


class Ago(NamedTuple):
    """A time told from the moment of reading: 3小时前, 昨天 10:30."""

    seconds: int
    """How long ago, where `unit_days` is False."""
    days: int
    """How many calendar days ago."""
    hour: int | None
    minute: int | None
    exact: bool
    """Whether seconds count (3小时前), not calendar days (昨天)."""
    start: int
    end: int


_CLOCK = (
    r"(?:[\sT,/|·]*(?:\(?(?:星期|周)[一二三四五六日天]\)?\s*)?(?P<half{0}>上午|下午|中午|晚上?|凌晨|早上)?\s*"
    r"(?P<H{0}>[01]?\d|2[0-4])(?:\s?[:\-]\s?(?P<M{0}>[0-5]\d)(?:[:\-](?P<S{0}>[0-5]\d)(?:\.\d+)?)?(?!\d)"
    r"|\s*[时点](?:(?P<m{0}>[0-5]?\d)分)?(?:(?P<s{0}>[0-5]?\d)秒)?)"
    r"(?P<Z{0}>\s?(?:Z|[+-](?:0\d|1[0-4]):?[0-5]0))?)?"
)
_DATE = re.compile(
    r"(?<![\d.])(?P<y>(?:19|20)\d\d)\s*(?:(?P<sep>[-/.])\s*(?P<m1>1[0-2]|0?[1-9])\s?(?P=sep)\s?(?P<d1>3[01]|[12]\d|0?[1-9])"
    r"(?![\d.]\d|\d)|年\s*(?P<m2>1[0-2]|0?[1-9])\s*月\s*(?P<d2>3[01]|[12]\d|0?[1-9])\s*[日号])\]?"
    + _CLOCK.format("a")
    + r"|(?P<cy>[一二][〇零○ＯO0一二三四五六七八九]{3})年(?P<cm>十[一二]?|[一二三四五六七八九])月"
    r"(?P<cd>三十一?|[二两]?十[一二三四五六七八九]?|[一二三四五六七八九]|廿[一二三四五六七八九]?)日"
    + _CLOCK.format("b")
)
_NO_YEAR = re.compile(
    r"(?<![\d\-/.年])(?<!\d:)(?:(?P<m1>1[0-2]|0?[1-9])[-/](?P<d1>3[01]|[12]\d|0?[1-9])(?![\d\-/.])"
    r"|(?P<m2>1[0-2]|0?[1-9])月(?P<d2>3[01]|[12]\d|0?[1-9])日)" + _CLOCK.format("a")
)
_ENGLISH = re.compile(
    r"\b(?:(?P<d1>\d{1,2})(?:st|nd|rd|th)?\s+)?(?P<mon>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s+"
    r"(?:(?P<d2>\d{1,2})(?:st|nd|rd|th)?,?\s+)?(?P<y>(?:19|20)\d\d)\b" + _CLOCK.format("a"),
    re.IGNORECASE,
)
# Editions in Russian, Mongolian and Vietnamese put the day first. Between strokes the order of day and month
# is sure only where the one cannot be the other, or behind the Vietnamese word for day.
_DAY_FIRST = re.compile(
    r"(?P<day>(?:ngày|thứ \w{2,4},?|chủ nhật,?)\s+)?(?<![\d./])(?P<d>3[01]|[12]\d|0[1-9])(?P<sep>[./])(?P<m>1[0-2]|0[1-9])"
    r"(?P=sep)(?P<y>(?:19|20)\d\d)(?![\d./])" + _CLOCK.format("a"),
    re.IGNORECASE,
)
_AGO = re.compile(
    r"(?P<n>\d{1,3}|半|[一二三四五六七八九十两]{1,3})\s*(?:个)?\s*(?P<unit>秒钟?|分钟|小时|天|周|星期)(?:之|以)?前"
    r"|(?P<word>刚刚|前天|昨天|昨日|今天|今日)(?![\u3400-\u9fff])(?:\s*(?P<H>[01]?\d|2[0-3]):(?P<M>[0-5]\d))?"
)
_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "○": 0,
    "Ｏ": 0,
    "O": 0,
    "0": 0,
    "两": 2,
}
_MONTHS = {m: i for i, m in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_UNITS = {"秒": 1, "分": 60, "小": 3600, "天": 86400, "周": 7 * 86400, "星": 7 * 86400}
_WORDS = {"刚": 0, "今": 0, "昨": 1, "前": 2}
_MONTH_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def find_moments(text: str) -> list[Moment]:
    """Return every full date in `text` (folded), in order; a date without its day is none.

    >>> find_moments("时间:2019年6月 08:18") or find_moments("2020/09/28/ 18:45")[0][:5]
    (2020, 9, 28, 18, 45)
    """
    found = [m for match in _DATE.finditer(text) if (m := _moment(match))]
    if not found and ("20" in text or "19" in text):
        found = [m for match in _ENGLISH.finditer(text) if (m := _english(match))]
        found = found or [m for match in _DAY_FIRST.finditer(text) if (m := _day_first(match))]
    return found


def find_yearless(text: str) -> Moment | None:
    """Return the first date written without its year.

    >>> find_yearless("发表时间:02-13 09:33")[:5]
    (None, 2, 13, 9, 33)
    """
    for match in _NO_YEAR.finditer(text):
        month, day = int(match["m1"] or match["m2"]), int(match["d1"] or match["d2"])
        if _exists(2000, month, day):
            return Moment(None, month, day, *_clock(match, "a"), match.start(), match.end())
    return None


def find_ago(text: str) -> Ago | None:
    """Return the first time told from the moment of reading.

    >>> find_ago("3小时前").seconds, find_ago("昨天 10:30").days
    (10800, 1)
    """
    match = _AGO.search(text)
    if not match:
        return None
    if unit := match["unit"]:
        number = (
            0.5
            if match["n"] == "半"
            else int(match["n"])
            if match["n"].isdigit()
            else _number(match["n"])
        )
        seconds = int(number * _UNITS[unit[0]])
        exact = unit[0] in "秒分小"
        return Ago(seconds, seconds // 86400, None, None, exact, match.start(), match.end())
    hour, minute = (int(match["H"]), int(match["M"])) if match["H"] else (None, None)
    word = match["word"]
    return Ago(0, _WORDS[word[0]], hour, minute, word == "刚刚", match.start(), match.end())


def _moment(match: re.Match[str]) -> Moment | None:
    if match["y"]:
        year, month, day = (
            int(match["y"]),
            int(match["m1"] or match["m2"]),
            int(match["d1"] or match["d2"]),
        )
        group = "a"
    else:
        year = int("".join(str(_DIGITS[c]) for c in match["cy"]))
        month, day, group = _number(match["cm"]), _number(match["cd"]), "b"
    if not _exists(year, month, day):
        return None
    return Moment(year, month, day, *_clock(match, group), match.start(), match.end())


def _english(match: re.Match[str]) -> Moment | None:
    day = match["d2"] or match["d1"]
    month = _MONTHS[match["mon"][:3].lower()]
    if not day or not _exists(int(match["y"]), month, int(day)):
        return None
    return Moment(int(match["y"]), month, int(day), *_clock(match, "a"), match.start(), match.end())


def _day_first(match: re.Match[str]) -> Moment | None:
    year, month, day = int(match["y"]), int(match["m"]), int(match["d"])
    sure = match["sep"] == "." or day > 12 or match["day"]
    if not sure or not _exists(year, month, day):
        return None
    return Moment(year, month, day, *_clock(match, "a"), match.start(), match.end())


def _clock(
    match: re.Match[str], group: str
) -> tuple[int | None, int | None, int | None, str | None]:
    if match["H" + group] is None:
        return None, None, None, None
    hour = int(match["H" + group])
    minute, second = (
        match["M" + group] or match["m" + group],
        match["S" + group] or match["s" + group],
    )
    if match["half" + group] in ("下午", "晚", "晚上") and hour < 12:
        hour += 12
    if minute is None or hour > 23:  # 10时 tells no minute: only the day is sure
        return None, None, None, None
    zone = match["Z" + group]
    return hour, int(minute), int(second) if second else None, zone.strip() if zone else None


def _exists(year: int, month: int, day: int) -> bool:
    if not 1 <= month <= 12 or not 1 <= day <= _MONTH_DAYS[month - 1]:
        return False
    return not (month == 2 and day == 29 and (year % 4 or (year % 100 == 0 and year % 400)))


def _number(text: str) -> int:
    """Read a Chinese number below 100."""
    text = text.replace("廿", "二十").replace("两", "二")
    if "十" in text:
        tens, ones = text.split("十", 1)
        return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)
    return _DIGITS[text]
