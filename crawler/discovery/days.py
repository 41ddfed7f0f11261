"""Days, as list rows and addresses write them."""

import re
from datetime import date

_FULL = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\s?[-/.年]\s?(1[0-2]|0?[1-9])\s?[-/.月]\s?(3[01]|[12]\d|0?[1-9])(?!\d)"
)
_COMPACT = re.compile(r"(?<!\d)(20\d\d)(1[0-2]|0[1-9])(3[01]|[12]\d|0[1-9])(?!\d)")
_SHORT = re.compile(
    r"(?<![\d.-])(?:(?:1[0-2]|0?[1-9])[-/月](?:3[01]|[12]\d|0?[1-9])日?|(?:[01]?\d|2[0-3]):[0-5]\d"
    r"|\d{1,2}\s?(?:分钟|小时|天)前|昨天|今天|前天|刚刚)(?!\d)"
)
_DIGITS = re.compile(r"\d{4}")
_ANY = re.compile(r"\d[\d\s:/.月年小分天-]|[昨今前]天|刚刚")
_IN_PATH = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[-/_]?(1[0-2]|0[1-9])[-/_]?(3[01]|[12]\d|0[1-9])(?!\d{1,4}\b)"
    r"|/((?:19|20)\d\d)/(1[0-2]|[1-9])/(3[01]|[12]\d|[1-9])/"
)
_IN_QUERY = re.compile(
    r"[?&](?:date|day|riqi|rq|pubdate|issue|d)=(20\d\d)-?(1[0-2]|0[1-9])-?(3[01]|[12]\d|0[1-9])(?=&|$)",
    re.IGNORECASE,
)


def find_day(text: str) -> date | None:
    """Return the first full date of `text`; a date without year is none.

    >>> find_day("[2024年6月18日] 点击：3")
    datetime.date(2024, 6, 18)
    """
    if not _DIGITS.search(text):
        return None
    for pattern in (_FULL, _COMPACT):
        for found in pattern.finditer(text):
            if day := _date(*found.groups()):
                return day
    return None


def is_dated(text: str) -> bool:
    """Whether `text` holds a date or clock time of any kind: 06-18, 18:45, 3小时前."""
    return bool(_ANY.search(text)) and bool(
        _FULL.search(text) or _SHORT.search(text) or _COMPACT.search(text)
    )


def day_of_url(url: str) -> date | None:
    """Return the day in the address.

    >>> day_of_url("http://www.hanjiangwang.cn/xw/202406/t20240618_99.shtml")
    datetime.date(2024, 6, 18)
    """
    path = url.partition("?")[0].partition("//")[2]
    for found in _IN_PATH.finditer(path[path.find("/") :]):
        if day := _date(*(g for g in found.groups() if g)):
            return day
    if found := _IN_QUERY.search(url):  # a newspaper at ?date=2024-06-18&page=A01
        return _date(*found.groups())
    return None


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
