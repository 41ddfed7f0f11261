"""When a story was published, and what nobody may invent about it."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from qingwen.claims import read_claims
from qingwen.date import find_date
from qingwen.fields import Published
from qingwen.infoline import find_info
from qingwen.moment import find_ago, find_moments, find_yearless
from qingwen.title import find_title
from tests.outlines import STORY, page_of

FETCHED = datetime(2024, 11, 6, 11, 20, tzinfo=timezone(timedelta(hours=8)))


def date_of(
    info: str = "", *, head: str = "", url: str | None = None, fetched: datetime | None = FETCHED
) -> Published:
    body = f"<h1>夜间阅览室开放</h1><div>{info}</div>" + STORY
    outline, markup = page_of(body, title="夜间阅览室开放_清溪网", head=head)
    claims = read_claims(outline, markup)
    line = find_info(outline, find_title(outline, claims))
    first = len(outline.blocks) - 2
    return find_date(outline, claims, line, url, fetched, range(first, len(outline.blocks)))


@pytest.mark.parametrize(
    ("text", "at", "precision"),
    [
        ("2024年3月5日", "2024-03-05", "day"),
        ("发布时间：2024年03月05日 10:30", "2024-03-05T10:30:00+08:00", "minute"),
        ("来源：清溪社 2023年12月15日 10:30:05", "2023-12-15T10:30:05+08:00", "second"),
        ("2024/03/05/ 18:45", "2024-03-05T18:45:00+08:00", "minute"),
        ("2024年03月05日18:45来源：清溪日报", "2024-03-05T18:45:00+08:00", "minute"),
        ("2024-3-5 9:05:19", "2024-03-05T09:05:19+08:00", "second"),
        ("2024-03-05 14-13-59", "2024-03-05T14:13:59+08:00", "second"),
        ("2024.03.05 14:13", "2024-03-05T14:13:00+08:00", "minute"),
        ("2024-03-05T14:13:00+08:00", "2024-03-05T14:13:00+08:00", "second"),
        ("2024-03-05T06:13:00Z", "2024-03-05T14:13:00+08:00", "second"),
        ("2024年3月5日 下午3:20", "2024-03-05T15:20:00+08:00", "minute"),
        ("2024年3月5日10时26分", "2024-03-05T10:26:00+08:00", "minute"),
        ("二〇二四年三月五日", "2024-03-05", "day"),
        ("二○二四年十一月二十五日", None, None),
        ("二〇二三年十一月二十五日 10:30", "2023-11-25T10:30:00+08:00", "minute"),
        ("日期:[2024年03月05日] -- 清溪晚报 -- 版次:[A2]", "2024-03-05", "day"),
        ("２０２４年３月５日", "2024-03-05", "day"),
        ("05.03.2024 14:13", "2024-03-05T14:13:00+08:00", "minute"),
        ("25/03/2024 14:13", "2024-03-25T14:13:00+08:00", "minute"),
        ("Thứ Ba, ngày 05/03/2024 14:13", "2024-03-05T14:13:00+08:00", "minute"),
    ],
)
def test_date_of_the_info_line(text: str, at: str | None, precision: str | None) -> None:
    published = date_of(text)
    assert (published.at, published.precision) == (at, precision)
    if at:
        assert published.method == "info-line"


@pytest.mark.parametrize(
    "text", ["2024年3月", "2024-03", "2024", "2024年02月30日", "第2024031号", "10:30"]
)
def test_missing_month_or_day_is_never_invented(text: str) -> None:
    assert date_of(text).at is None


@pytest.mark.parametrize(
    ("text", "at", "precision"),
    [
        ("3小时前", "2024-11-06T08:20:00+08:00", "minute"),
        ("15分钟前", "2024-11-06T11:05:00+08:00", "minute"),
        ("昨天 10:30", "2024-11-05T10:30:00+08:00", "minute"),
        ("今天 08:05", "2024-11-06T08:05:00+08:00", "minute"),
        ("前天", "2024-11-04", "day"),
        ("3天前", "2024-11-03", "day"),
    ],
)
def test_relative_time_counts_from_the_fetch(text: str, at: str, precision: str) -> None:
    assert date_of(text) == Published(at, text, "relative", precision)
    assert date_of(text, fetched=None).at is None


def test_relative_time_is_told_in_china_whatever_zone_fetched() -> None:
    fetched = datetime(2024, 11, 5, 20, 0, tzinfo=UTC)  # 04:00 on the 6th in China
    assert date_of("昨天 10:30", fetched=fetched).at == "2024-11-05T10:30:00+08:00"


def test_year_comes_from_the_url() -> None:
    assert (
        date_of("02-13 09:33", url="http://a.example/f/2019-02-13/3808.html").at
        == "2019-02-13T09:33:00+08:00"
    )
    assert (
        date_of("01-01 00:10", url="http://a.example/2019/1231/38.html").at
        == "2020-01-01T00:10:00+08:00"
    )


def test_year_comes_from_the_pictures_of_that_month() -> None:
    picture = "<img src='/a/10008/201902/1f.jpg'>"
    assert date_of("02-13 09:33" + picture).at == "2019-02-13T09:33:00+08:00"
    assert date_of("02-13 09:33" + picture + "<img src='/a/201802/2.jpg'>").at is None


def test_unknown_year_stays_unknown_and_the_date_is_kept_raw() -> None:
    assert date_of("09-22 06:26") == Published(None, "09-22 06:26", None, None)


def test_info_line_beats_meta_but_meta_adds_the_hour_of_the_same_day() -> None:
    meta = "<meta name='PubDate' content='2024-03-05 09:12'>"
    assert date_of("2024-03-05 10:30", head=meta).at == "2024-03-05T10:30:00+08:00"
    assert date_of("2024年03月05日", head=meta) == Published(
        "2024-03-05T09:12:00+08:00", "2024-03-05 09:12", "meta", "minute"
    )
    assert date_of("2024年03月06日", head=meta).at == "2024-03-06"


def test_date_after_the_fetch_is_absurd() -> None:
    meta = "<meta name='publishdate' content='2024-03-05'>"
    assert date_of("2034-03-05 10:30", head=meta).at == "2024-03-05"
    assert date_of("2034-03-05 10:30").at is None


@pytest.mark.parametrize(
    ("head", "at", "method"),
    [
        ("<meta name='publishdate' content='2024-03-05'>", "2024-03-05", "meta"),
        (
            "<meta property='article:published_time' content='2024-03-05T06:13:00Z'>",
            "2024-03-05T14:13:00+08:00",
            "meta",
        ),
        ("<meta name='PubDate' content='2024-03-05 00:00:00'>", "2024-03-05", "meta"),
        ("<meta name='pubdate' content='20240305091200'>", "2024-03-05T09:12:00+08:00", "meta"),
        ("<meta name='pubtime' content='1709601120'>", "2024-03-05T09:12:00+08:00", "meta"),
        (
            '<script type="application/ld+json">{"@type":"NewsArticle","headline":"夜间","datePublished":"2024-03-05T09:12:00+08:00"}</script>',
            "2024-03-05T09:12:00+08:00",
            "json",
        ),
        (
            "<!--enpproperty <date>2024-03-05 09:12:07.0</date>/enpproperty-->",
            "2024-03-05T09:12:07+08:00",
            "comment",
        ),
    ],
)
def test_claims_where_the_page_shows_no_date(head: str, at: str, method: str) -> None:
    published = date_of("来源：清溪日报", head=head)
    assert (published.at, published.method) == (at, method)


@pytest.mark.parametrize(
    ("url", "at"),
    [
        ("http://a.example/html/2024-03/05/content_558809.htm", "2024-03-05"),
        ("http://a.example/xw/202403/t20240305_66176.shtml", "2024-03-05"),
        ("http://a.example/art/2024/3/5/art_12_3.html", "2024-03-05"),
        ("http://a.example/20240305091200123.htm", "2024-03-05"),
        ("http://a.example/2024/0305/1234.shtml", "2024-03-05"),
        ("http://a.example/show-20241399-1.html", None),
        ("http://a.example/p/131344.html", None),
    ],
)
def test_url_is_the_last_resort(url: str, at: str | None) -> None:
    published = date_of("来源：清溪日报", url=url)
    assert published.at == at
    assert published.method == ("url" if at else None)


def test_day_of_issue_stands_between_the_links_of_a_digital_paper() -> None:
    head = "<div>清溪日报数字报 2021年3月4日 星期四 <a href='/1'>上一期</a> <a href='/2'>下一期</a></div>"
    published = date_of(head + "<h1>夜间阅览室开放</h1>" + STORY)
    assert (published.at, published.precision) == ("2021-03-04", "day")


def test_dates_inside_the_story_are_not_taken() -> None:
    assert date_of("<p>该县2018年3月5日通过规划。</p>").at is None


@pytest.mark.parametrize(
    "text",
    [
        "鄂公网安备42090202000123号",
        "0712-2889110",
        "1.2020.01.02.03",
        "05/03/2024",  # the day or the month first: nobody says
        "2024年13月5日",
        "19:45-20:30",
    ],
)
def test_numbers_are_no_dates(text: str) -> None:
    assert find_moments(text) == []
    assert find_yearless(text) is None


def test_outlets_named_today_are_no_time() -> None:
    assert find_ago("清溪在线-今日早报") is None
