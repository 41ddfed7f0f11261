"""When the article was published.

The info line is what the outlet tells its readers; metas and comments may add the hour to the same
day, and speak alone where no line does. The URL knows the day, and the year of a date printed
without one. Nothing is filled in that nobody wrote.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta, timezone

from qingwen.fields import Claims, InfoLine, Published
from qingwen.moment import FOLD, Ago, Moment, find_ago, find_moments, find_yearless
from qingwen.outline import Outline

CHINA = timezone(timedelta(hours=8))
_NONE = Published(None, None, None, None)
_FIRST_YEAR = 1994
"""The Chinese web is not older."""
_URL_DAYS = (
    re.compile(r"(?<!\d)((?:19|20)\d\d)[-/_]?(0[1-9]|1[0-2])[-/_]?(0[1-9]|[12]\d|3[01])(?!\d)"),
    re.compile(r"/((?:19|20)\d\d)[-/](1[0-2]|0?[1-9])[-/](3[01]|[12]\d|0?[1-9])(?=[/_])"),
    re.compile(r"[/_t]((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?:\d{6}\d{0,3})?(?!\d)"),
)
_URL_YEAR = re.compile(r"(?<!\d)(?:/|-|_|t)((?:19|20)\d\d)(?:(0[1-9]|1[0-2])(?=[/_-])|(?=[/_-]))")
_UPLOADED = re.compile(r"/((?:19|20)\d\d)[-/]?(0[1-9]|1[0-2])(?:[-/]?(?:0[1-9]|[12]\d|3[01]))?/")
_PICTURES = 100
_EPOCH = re.compile(r"^1[0-9]{9}(?:\d{3})?$")
_COMPACT = re.compile(r"^((?:19|20)\d\d)(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?$")
_LEAD = re.compile(r"^[^。，]{0,40}?(?:讯|电|消息)[\s（(]")
_LEAD_BLOCKS = 3
_MASTHEAD_BLOCKS, _MASTHEAD_CHARS = 80, 60
_BESIDE = 2
"""Short blocks between the day of issue and the page number: weekday, weather."""
_PRINTED = re.compile(
    r"[数电電][字子][报報版]|第\s?[A-Z]?\d{1,3}\s?版|[A-Z]?\d{1,3}\s?版\s?[:：]|版面(?:导航|目录)|版次\s?[:：]"
)
"""Signs of a page of a printed newspaper: 数字报, A03版：社会."""
_YEAR = re.compile(r"(?:19|20)\d\d|二[〇○零]")


def find_date(
    outline: Outline,
    claims: Claims,
    info: InfoLine,
    url: str | None,
    fetched_at: datetime | None,
    body_blocks: Sequence[int] = (),
) -> Published:
    """Find the publication time; `at` is None where the page does not tell it.

    A date without a year that nothing on the page completes is kept as `raw` alone.

    Relative times count from `fetched_at` and from nothing else.
    """
    latest = _china(fetched_at).date() if fetched_at else None
    url = url or outline.canonical
    url_day = _url_day(url)
    shown = _from_info(outline, claims, info, url, fetched_at)
    if shown and not _is_sane(shown, latest):
        shown = None
    hidden = [p for p in _from_claims(claims) if _is_sane(p, latest)]
    if shown:
        conflict = _conflict(shown, hidden, url_day)
        return _sharpened(shown, hidden)._replace(conflict=conflict)
    if hidden:
        return _most_trusted(hidden, url_day)
    if url_day and _is_past(url_day, latest):
        return Published(url_day.isoformat(), url_day.isoformat(), "url", "day")
    return (
        _from_dateline(outline, body_blocks, latest)
        or _from_masthead(outline, latest)
        or _NONE._replace(raw=info.date)
    )


def _conflict(shown: Published, hidden: list[Published], url_day: date | None) -> str | None:
    """What else the page says: a claim of another day, or a URL more than a day off.

    CMSs put a story into the folder of the evening before.
    """
    day = date.fromisoformat(str(shown.at)[:10])
    for claim in hidden:
        if str(claim.at)[:10] != day.isoformat():
            return claim.raw
    return url_day.isoformat() if url_day and abs((url_day - day).days) > 1 else None


def _from_info(
    outline: Outline, claims: Claims, info: InfoLine, url: str, fetched_at: datetime | None
) -> Published | None:
    if not info.date:
        return None
    folded = info.date.translate(FOLD)
    if moments := find_moments(folded):
        return _published(moments[0], info.date, "info-line")
    if moment := find_yearless(folded):
        year = _year_for(moment, outline, claims, url)
        return _published(moment._replace(year=year), info.date, "info-line") if year else None
    if fetched_at and (ago := find_ago(folded)):
        return _before(ago, info.date[ago.start : ago.end], fetched_at)
    return None


def _year_for(moment: Moment, outline: Outline, claims: Claims, url: str) -> int | None:
    """The year of a date printed without one: from URL, meta or picture path, never today's."""
    if url_day := _url_day(url):
        turned = moment.month - url_day.month  # a December URL may hold a page dated January
        return url_day.year + (turned <= -11) - (turned >= 11)
    for raw, _ in claims.published:
        for other in find_moments(raw.translate(FOLD)):
            if other.year and (other.month, other.day) == (moment.month, moment.day):
                return other.year
    found = _URL_YEAR.search(url)
    if found and (found[2] is None or int(found[2]) == moment.month):
        return int(found[1])
    return _year_of_pictures(outline, moment.month)


def _year_of_pictures(outline: Outline, month: int) -> int | None:
    """The year under which pictures of that month were uploaded, where all of them agree."""
    years = {
        int(found[1])
        for picture in outline.pictures[:_PICTURES]
        if (found := _UPLOADED.search(picture.src)) and int(found[2]) == month
    }
    return years.pop() if len(years) == 1 else None


def _from_claims(claims: Claims) -> Iterator[Published]:
    for raw, method in claims.published:
        folded = raw.translate(FOLD).strip()
        if moments := find_moments(folded):
            yield _timeless(_published(moments[0], raw, method))
        elif _EPOCH.match(folded):
            at = datetime.fromtimestamp(int(folded[:10]), CHINA)
            yield Published(at.isoformat(), raw, method, "second")
        elif (found := _COMPACT.match(folded)) and (moment := _compact(found)):
            yield _published(moment, raw, method)


def _timeless(claim: Published) -> Published:
    """A claim of midnight is a claim of the day: CMSs fill in zeros."""
    if str(claim.at)[11:19] != "00:00:00":
        return claim
    return claim._replace(at=str(claim.at)[:10], precision="day")


def _compact(found: re.Match[str]) -> Moment | None:
    year, month, day, hour, minute, second = (int(g) if g else None for g in found.groups())
    try:
        datetime(year or 0, month or 0, day or 0, hour or 0, minute or 0, second or 0)
    except ValueError:
        return None
    return Moment(year, month or 0, day or 0, hour, minute, second, None, 0, 0)


def _most_trusted(hidden: list[Published], url_day: date | None) -> Published:
    """The claim that agrees with the URL, else the first; another of its day may be more precise."""
    day = url_day.isoformat() if url_day else ""
    first = next((p for p in hidden if day and str(p.at).startswith(day)), hidden[0])
    return _sharpened(first, hidden)


def _sharpened(shown: Published, others: list[Published]) -> Published:
    """`shown`, with the clock time of another statement about the same day where it has none."""
    if shown.method == "relative":
        return _same_time(shown, others)
    if shown.precision != "day":
        return shown
    for other in others:
        if (
            other.precision != "day"
            and str(other.at).startswith(str(shown.at))
            and "T00:00" not in str(other.at)
        ):
            return other._replace(raw=other.raw)
    return shown


def _same_time(shown: Published, others: list[Published]) -> Published:
    """The stated time next to a relative one: 3小时前 is rounded, a meta is not."""
    day = date.fromisoformat(str(shown.at)[:10])
    for other in others:
        if abs((date.fromisoformat(str(other.at)[:10]) - day).days) <= 1:
            return other
    return shown


def _is_past(day: date, latest: date | None) -> bool:
    """Whether `day` is no later than the fetch, clocks and zones a day apart."""
    return day.year >= _FIRST_YEAR and (latest is None or day - timedelta(days=1) <= latest)


def _china(moment: datetime) -> datetime:
    return moment.astimezone(CHINA) if moment.tzinfo else moment.replace(tzinfo=CHINA)


def _is_sane(published: Published, latest: date | None) -> bool:
    return _is_past(date.fromisoformat(str(published.at)[:10]), latest)


def _published(moment: Moment, raw: str, method: str) -> Published:
    year = moment.year or 0
    if moment.hour is None or moment.minute is None:
        return Published(f"{year:04}-{moment.month:02}-{moment.day:02}", raw, method, "day")
    at = datetime(
        year, moment.month, moment.day, moment.hour, moment.minute, moment.second or 0, tzinfo=CHINA
    )
    if moment.zone:
        at = datetime.fromisoformat(
            at.replace(tzinfo=None).isoformat() + _offset(moment.zone)
        ).astimezone(CHINA)
    return Published(at.isoformat(), raw, method, "minute" if moment.second is None else "second")


def _offset(zone: str) -> str:
    if zone == "Z":
        return "+00:00"
    return zone if ":" in zone else f"{zone[:3]}:{zone[3:]}"


def _before(ago: Ago, raw: str, fetched_at: datetime) -> Published:
    now = _china(fetched_at)
    if ago.exact:
        at = (now - timedelta(seconds=ago.seconds)).replace(second=0, microsecond=0)
        return Published(at.isoformat(), raw, "relative", "minute")
    day = (now - timedelta(days=ago.days)).date()
    if ago.hour is not None:
        at = datetime(day.year, day.month, day.day, ago.hour, ago.minute or 0, tzinfo=CHINA)
        return Published(at.isoformat(), raw, "relative", "minute")
    return Published(day.isoformat(), raw, "relative", "day")


def _url_day(url: str) -> date | None:
    path = url.split("://", 1)[-1].partition("/")[2]
    if not path:
        return None
    path = "/" + path
    for shape in _URL_DAYS:
        for found in shape.finditer(path):
            try:
                day = date(int(found[1]), int(found[2]), int(found[3]))
            except ValueError:
                continue
            if day.year >= _FIRST_YEAR:
                return day
    return None


def _from_masthead(outline: Outline, latest: date | None) -> Published | None:
    """The day of issue that a digital newspaper prints over all its pages.

    It stands beside the sign of a printed page, anywhere above where the title bears the sign. A
    link to the digital paper, which every site of a newspaper has, is no sign.
    """
    head = [
        _unlinked(outline, i) if block.link_chars else block.text
        for i, block in enumerate(outline.blocks[:_MASTHEAD_BLOCKS])
        if len(block.text) <= _MASTHEAD_CHARS and block.link_chars * 2 <= len(block.text)
    ]
    signs = [i for i, text in enumerate(head) if _PRINTED.search(text)]
    everywhere = bool(_PRINTED.search(outline.title))
    if not signs and not everywhere:
        return None
    for i, text in enumerate([*head, outline.title]):
        beside = everywhere or any(abs(i - sign) <= _BESIDE for sign in signs)
        if not beside or not _YEAR.search(text) or text.startswith("今天"):
            continue
        for moment in find_moments(text.translate(FOLD)):
            found = _published(moment, text[moment.start : moment.end], "info-line")
            if _is_sane(found, latest):
                return found
    return None


def _unlinked(outline: Outline, index: int) -> str:
    """The text of a block without its links: 某日报数字报 2020年2月5日 without 上一期 下一期."""
    text = outline.blocks[index].text
    for link in outline.links:
        if link.block > index:
            break
        if link.block == index and link.text:
            text = text.replace(link.text, " ", 1)
    return text


def _from_dateline(
    outline: Outline, body_blocks: Sequence[int], latest: date | None
) -> Published | None:
    """The day in the lead (湖北日报讯 2024年3月16日), only where it names its year."""
    for index in body_blocks[:_LEAD_BLOCKS]:
        head = outline.blocks[index].text[:50]
        if not _LEAD.search(head):
            continue
        for moment in find_moments(head.translate(FOLD)):
            found = _published(moment, head[moment.start : moment.end], "dateline")
            return found if _is_sane(found, latest) else None
    return None
