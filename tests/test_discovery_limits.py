"""Pages made to hurt: discovery stays bounded and never raises."""

import gzip
import random
from pathlib import Path

import pytest

from crawler.discovery import TrapMeter, discover, url_pattern
from crawler.discovery.feeds import MAX_INFLATED_BYTES, inflate

HOME = "http://www.yunxinews.cn/"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x00" * 100,
        b"\xff\xfe\x00",
        b"%PDF-1.4 x",
        b"\x1f\x8b broken",
        b"{",
        b'{"a": [}',
        b"[" * 100_000,
        b"<urlset",
        b"<?xml version='1.0'?><rss><channel><item><link>",
        b"<html><base href='http://[broken'><a href='http://[x'>y</a></html>",
        b"<html><meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
        b"<a href='/x'>" * 20_000,
        b'<a href="' + b"<a href='" * 50_000,
        b"<script>createPageHTML(99999999999999999999, -1, 'x', 'html')</script>",
        b"<datastore><recordset><record><![CDATA[<li><a href=",
    ],
    ids=range(16),
)
def test_bad_bytes_lead_nowhere(body: bytes) -> None:
    page = discover(body, HOME)
    assert page.articles == ()


def test_a_page_of_20000_links_gives_a_thousand() -> None:
    links = "".join(
        f'<li><a href="/yw/2025-03-09/{i}.html">云溪河治理工程第{i}段完工</a></li>'
        for i in range(20_000)
    )
    page = discover(f"<html><body><ul>{links}</ul></body></html>".encode(), HOME)
    assert len(page.articles) == 1000


def test_entities_of_a_feed_are_not_expanded() -> None:
    bomb = (
        '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">'
        '<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><item><title>&b;&x;</title>'
        f"<link>{HOME}yw/2025-03-09/1.html</link></item></channel></rss>"
    )
    page = discover(bomb.encode(), HOME + "rss.xml")
    assert all("root:" not in link.title and "aaaa" not in link.title for link in page.articles)


def test_a_gzip_bomb_is_inflated_to_its_limit_only() -> None:
    bomb = gzip.compress(b"<urlset>" + b" " * (MAX_INFLATED_BYTES + 1_000_000), 9)
    assert len(inflate(bomb)) == MAX_INFLATED_BYTES


def test_same_page_same_result() -> None:
    page = b"<ul>" + b"".join(
        f'<li><a href="/yw/{i}.html">{"云溪" * 6}{i}</a> 2025-03-0{i}</li>'.encode()
        for i in range(1, 9)
    )
    assert discover(page, HOME) == discover(page, HOME)


def test_a_family_that_brings_nothing_is_closed() -> None:
    meter = TrapMeter(max_fruitless=3)
    calendar = [
        f"http://www.yunxinews.cn/kalender/{year}-{month}"
        for year in (2031, 2032)
        for month in range(9)
    ]
    asked = []
    for url in calendar:
        if meter.is_open(url):
            asked.append(url)
            meter.record(url, fruitful=False)
    assert len(asked) == 3
    assert meter.is_open("http://www.yunxinews.cn/yw/index_1.shtml")


def test_a_family_that_has_brought_much_survives_a_run_of_dead_links() -> None:
    meter = TrapMeter(max_fruitless=3)
    for number in range(20):
        meter.record(f"http://www.yunxinews.cn/yw/{number}.html", fruitful=True)
    for number in range(15):
        meter.record(f"http://www.yunxinews.cn/yw/{number}.html", fruitful=False)
    assert meter.is_open("http://www.yunxinews.cn/yw/99.html")


def test_session_ids_and_depth_do_not_make_new_families() -> None:
    assert url_pattern("http://m.a.cn/x/8f3ac91d0b/1.html") == url_pattern(
        "http://www.a.cn/x/77b1c0aa9e/2.html"
    )
    assert url_pattern("http://a.cn/a/a/b/a/b/a/") == url_pattern("http://a.cn/a/a/b/a/b/a/b/a/")


def test_a_character_that_is_none_does_not_end_a_feed() -> None:
    feed = (
        "<rss><channel><item><title>云溪&#xD800;河步道开放</title>"
        f"<link>{HOME}yw/2025-03-09/1.html</link></item></channel></rss>"
    )
    page = discover(feed.encode(), HOME + "rss.xml")
    assert [link.title for link in page.articles] == ["云溪河步道开放"]


def test_nested_items_of_a_feed_cost_no_more_than_their_number() -> None:
    feed = b"<rss><channel>" + b"<item><title>x</title>" * 20_000
    assert discover(feed, HOME + "rss.xml").articles == ()


@pytest.mark.parametrize("seed", range(40))
def test_damaged_pages_are_read_or_left(seed: int) -> None:
    folder = Path(__file__).parent / "fixtures" / "lists"
    pages = sorted(path for path in folder.glob("*/*") if path.suffix != ".toml")
    chance = random.Random(seed)
    body = bytearray(chance.choice(pages).read_bytes())
    for _ in range(8):
        at = chance.randrange(len(body) + 1)
        cut = body[at : at + chance.randint(1, 200)]
        body[at : at + chance.randint(0, 80)] = cut * chance.choice((0, 1, 3)) + b"&#xD800;<'\"{["
    assert discover(bytes(body), HOME).canonical_url == HOME


ROWS = "".join(
    f"<li><a href='/yw/2025/0309/{n}.html'>云溪河治理工程第{n}段完工</a> 2025-03-09</li>"
    for n in range(100, 108)
)
LINK = "<a onclick='f{}(2)'>下一页</a>"


@pytest.mark.parametrize(
    "tail",
    [
        "<script>var totalPage=9;" + "x='-'+a;" * 16_000 + "</script>",
        "<form><input name=pageNo value=1></form>"
        + "".join(map(LINK.format, range(4000)))
        + f"<script>{'function a(x){b(x)};' * 10_000}</script>",
        "<script>id=1;id=2;" + "".join(f"v{n}=1;" for n in range(5000)) + "</script><script>"
        + "".join(f"function(id){{$.get('/api/{n}')}}" for n in range(5000)) + "</script>",
    ],
    ids=["texts", "forms", "calls"],
)  # fmt: skip
def test_what_took_minutes_or_a_gigabyte_is_read_in_passing(tail: str) -> None:
    page = f"<html><body><ul>{ROWS}</ul>{tail}</body></html>".encode()
    assert len(discover(page, HOME + "yw/index.html").articles) == 8
