"""The order: what can be wrong with it is said in one sentence."""

from pathlib import Path

import pytest

from crawler.order import OrderError, read_order

URL = {"url": "https://www.qinglingwang.cn/"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({}, "Nothing to crawl"),
        ({"url": "nonsense"}, "must start with https://"),
        ({"url": "ftp://a.cn/"}, "must start with https://"),
        ({"url": "https://[::1"}, "is not a URL"),
        ({"url": "https://user:secret@a.cn/"}, "user name or password"),
        ({"urls": "/nowhere/urls.txt"}, "cannot be read"),
        ({"site": "不存在的网"}, "no site"),
        ({"catalogue": "/nowhere.toml", **URL}, "cannot be read"),
        ({**URL, "since": "2026-13-01"}, "is not a day"),
        ({**URL, "since": "2026-05-02", "until": "2026-05-01"}, "lies after"),
        ({**URL, "limit": "0"}, "is not a number of articles"),
        ({**URL, "limit": "²"}, "is not a number of articles"),
        ({**URL, "requests_a_day": "x"}, "is not a number of requests"),
        ({**URL, "delay_s": "nan"}, "is not a pause"),
        ({**URL, "window": "night"}, "is not a window"),
        ({**URL, "contact": "a\r\nX: y"}, "must be a mail address or a URL"),
        ({**URL, "allow_private": "127.0.0.1"}, "must be HOST:PORT"),
        ({**URL, "ledger": "mysql://me:secret@db/crawl"}, "scheme of ledger is 'mysql'"),
        ({**URL, "ledger": "me:secret@db/crawl"}, "scheme of ledger is missing"),
        ({**URL, "colour": "red"}, "There is no argument"),
        ({"url": "https://a.cn/", "brands": "/no/such/report.json"}, "cannot be read"),
    ],
)
def test_what_is_wrong_is_said(arguments: dict[str, str], said: str) -> None:
    with pytest.raises(OrderError, match=said) as wrong:
        read_order(arguments)
    assert "\n" not in str(wrong.value)
    assert "secret" not in str(wrong.value)


def test_a_file_of_urls(tmp_path: Path) -> None:
    file = tmp_path / "urls.txt"
    file.write_text("# ours\nhttps://a.cn/\n\nhttps://b.cn/\nhttps://a.cn/\n", "utf-8")
    assert read_order({"urls": str(file)}).start_urls == ("https://a.cn/", "https://b.cn/")
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(OrderError, match="is not UTF-8"):
        read_order({"urls": str(file)})


def test_where_the_output_goes(tmp_path: Path) -> None:
    folder = read_order({**URL, "out": str(tmp_path)})
    assert folder.articles_path == tmp_path / "articles.jsonl"
    assert folder.rejects_path == tmp_path / "rejects.jsonl"
    assert folder.state_path == tmp_path / "state"
    file = read_order({**URL, "out": str(tmp_path / "day.jsonl")})
    assert file.articles_path == tmp_path / "day.jsonl"
    assert file.rejects_path == tmp_path / "day.rejects.jsonl"


@pytest.mark.parametrize(
    ("day", "wanted"),
    [
        ("2026-05-01", False),
        ("2026-05-02T08:00:00+08:00", True),
        ("2026-05-04", False),
        (None, True),
    ],
)
def test_the_days_that_are_wanted(day: str | None, wanted: bool) -> None:
    order = read_order({**URL, "since": "2026-05-02", "until": "2026-05-03"})
    assert order.wants(day) is wanted
