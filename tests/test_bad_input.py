"""Input of any kind is answered by an article or a rejection, never by an exception."""

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from qingwen import Article, Rejection, clean_page, clean_text
from qingwen.record import to_json_line
from qingwen.rejection import Reason
from qingwen.schema import SCHEMA_FILE

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = Draft202012Validator(json.loads(SCHEMA_FILE.read_text(encoding="utf-8")))
MB = 1024 * 1024

PROSE = "沿河三个村的水渠在开春前全部疏通，灌溉面积恢复到一千二百亩，村民说今年的秧苗有了保证。"
ARTICLE = (
    "<html><head><title>水渠疏通了</title></head><body><h1>水渠疏通了</h1>"
    f"<p>{PROSE}</p><p>{PROSE[6:]}</p><p>{PROSE[9:]}</p>@</body></html>"
)


def page(middle: str) -> bytes:
    """Return an article page with `middle` under its text."""
    return ARTICLE.replace("@", middle).encode("utf-8", "surrogatepass")


def nested(tag: str, depth: int) -> bytes:
    return b"<html><body>" + f"<{tag}>".encode() * depth + PROSE.encode() + b"</body></html>"


BODIES = {
    "empty": b"",
    "blank": b" \r\n\t" * 1000,
    "one-byte": b"<",
    "binary": random.Random(1).randbytes(100_000),
    "binary-in-markup": b"<html><body>" + random.Random(2).randbytes(100_000),
    "pdf": b"%PDF-1.7\n" + random.Random(3).randbytes(5000),
    "png": b"\x89PNG\r\n\x1a\n" + bytes(5000),
    "gzip-left-packed": b"\x1f\x8b\x08\x00" + random.Random(4).randbytes(5000),
    "only-nuls": bytes(100_000),
    "nuls-between-letters": page("").replace(b"p", b"p\x00"),
    "nuls-in-text": page("<p>水\x00渠\x00</p>"),
    "five-megabytes-of-p": b"<p>" * (5 * MB // 3),
    "five-megabytes-of-text": b"<html><body><p>" + ("渠" * (5 * MB // 3)).encode(),
    "six-megabytes": b"<html>" + b"x" * (6 * MB),
    "deep-div": nested("div", 100_000),
    "deep-b": nested("b", 100_000),
    "deep-table": nested("table", 100_000),
    "deep-unclosed-quote": b'<div class="' * 50_000,
    "many-paragraphs": b"<html><body>" + f"<p>{PROSE[:9]}</p>".encode() * 100_000,
    "many-links": b"<html><body>" + "<a href='/1.html'>标题标题标题</a>".encode() * 50_000,
    "many-attributes": b"<html><body><p " + b"".join(b"a%d=1 " % i for i in range(50_000)) + b">x",
    "many-entities": b"<html><body><p>" + b"&#x6e20;" * 200_000,
    "entity-surrogates": page("<p>&#xD800;&#55357;&#x110000;&#0;&#x80;</p>"),
    "raw-surrogates": page("<p>\ud800\udfff</p>"),
    "utf8-cut-in-a-character": page("")[:-40] + "渠".encode()[:2],
    "declared-gb2312-is-utf8": b'<meta charset="gb2312">' + page(""),
    "declared-utf8-is-gb18030": ('<meta charset="utf-8">' + ARTICLE).encode("gb18030"),
    "declared-nonsense": b'<meta charset="\xff\xfe../../etc">' + page(""),
    "declared-python-codec": b'<meta charset="unicode_escape">' + page(""),
    "declared-idna": b'<meta charset="idna">' + page(""),
    "utf16": ARTICLE.encode("utf-16"),
    "utf7": b'<meta charset="utf-7">' + page(""),
    "bom-twice": b"\xef\xbb\xbf\xef\xbb\xbf" + page(""),
    "only-comment": b"<!-- " + page("") + b" -->",
    "comment-never-closed": b"<html><body><!-- " + page(""),
    "script-never-closed": b"<html><body><script>" + page(""),
    "cdata": b"<![CDATA[" + page("") + b"]]>",
    "billion-laughs": b'<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;&b;">]><p>&c;</p>' * 1000,
    "processing-instructions": b"<?php echo 1 ?>" * 10_000 + page(""),
    "frameset": b"<html><frameset><frame src=a></frameset></html>",
    "xml": b'<?xml version="1.0"?><rss><channel><item><title>x</title></item></channel></rss>',
    "svg-bomb": b"<svg>" * 10_000 + page(""),
    "json": b'{"title": "x", "content": ["y"]}',
    "json-never-closed-in-script": b"<script>window.__NUXT__={a:[" + b"[" * 50_000 + b"</script>" + page(""),
    "many-stories-in-a-script": ("<script>f({" + f'content: "{PROSE * 3}",' * 3000 + "})</script>").encode(),
    "ld-json-deep": b'<script type="application/ld+json">' + b"[" * 100_000 + b"</script>" + page(""),
    "date-out-of-range": page("<p>发布时间：9999-99-99 99:99 2024-02-30 0000-00-00</p>"),
    "zalgo": page("<p>渠" + "\u0301" * 100_000 + "</p>"),
    "bidi": page("<p>\u202e\u2066反过来\u2069\u202c</p>"),
    "line-separators": page("<p>一\u2028二\u2029三\x85四</p>"),
    "long-title": page("").replace("水渠疏通了</h1>".encode(), ("长" * 100_000 + "</h1>").encode()),
}  # fmt: skip

URLS = {
    "empty": "",
    "blank": " ",
    "no-scheme": "news.example.cn/1.html",
    "scheme-alone": "https://",
    "ipv6-broken": "http://[::1/1.html",
    "ipv6-zone": "http://[fe80::1%25eth0]/1.html",
    "port-out-of-range": "http://news.example.cn:99999/1.html",
    "port-no-number": "http://news.example.cn:port/1.html",
    "control": "http://news.example.cn/\x00\x1b[31m\n1.html",
    "surrogate": "http://news.example.cn/\ud800.html",
    "long": "http://news.example.cn/" + "a/" * 50_000,
    "javascript": "javascript:alert(1)",
    "data": "data:text/html,<p>x",
    "idn": "http://新闻.中国/1.html",
    "bad-percent": "http://news.example.cn/%zz%",
    "date-that-is-none": "http://news.example.cn/2024/13/45/t20249999_1.html",
}


def assert_sound(result: object) -> None:
    """A result is a rejection of the closed list, or an article whose record is valid."""
    assert isinstance(result, Article | Rejection)
    if isinstance(result, Rejection):
        assert result.reason in Reason
        return
    record = result.to_dict(removed=True)
    assert list(SCHEMA.iter_errors(record)) == []
    line = to_json_line(record)
    assert line.splitlines() == [line]
    assert len(line.encode("utf-8")) <= 1_000_000


@pytest.mark.parametrize("name", BODIES)
def test_any_bytes_are_answered(name: str) -> None:
    assert_sound(clean_page(BODIES[name], "https://news.example.cn/2024/03/05/1.html"))


@pytest.mark.parametrize("name", BODIES)
def test_any_text_is_answered(name: str) -> None:
    text = BODIES[name].decode("utf-8", "surrogateescape")
    assert_sound(clean_text(text, "https://news.example.cn/2024/03/05/1.html"))


@pytest.mark.parametrize("name", URLS)
def test_any_url_is_answered(name: str) -> None:
    assert_sound(clean_page(page("<p><img src='http://[/x.jpg'></p>"), URLS[name]))


@pytest.mark.parametrize(
    "charset", ["", " ", "none", "utf-8;", "gb2312\x00", "base64", "rot13", "渠"]
)
def test_any_charset_of_a_header_is_answered(charset: str) -> None:
    assert_sound(clean_page(page(""), http_charset=charset))


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("empty", Reason.NO_BODY),
        ("blank", Reason.NO_BODY),
        ("pdf", Reason.NOT_HTML),
        ("png", Reason.NOT_HTML),
        ("json", Reason.NOT_HTML),
        ("six-megabytes", Reason.TOO_LARGE),
    ],
)
def test_the_reason_names_the_cause(name: str, reason: Reason) -> None:
    result = clean_page(BODIES[name])
    assert isinstance(result, Rejection)
    assert result.reason is reason


@pytest.mark.parametrize(
    "name", ["nuls-in-text", "declared-gb2312-is-utf8", "declared-utf8-is-gb18030", "utf16", "zalgo",
             "entity-surrogates", "declared-python-codec", "declared-idna",
             "date-out-of-range", "json-never-closed-in-script", "ld-json-deep", "bom-twice"]
)  # fmt: skip
def test_a_fault_beside_the_article_does_not_cost_the_article(name: str) -> None:
    result = clean_page(BODIES[name])
    assert isinstance(result, Article), result
    assert PROSE in result.paragraphs


@pytest.mark.parametrize("name", ["binary", "pdf", "only-nuls", "deep-div", "raw-surrogates"])
def test_the_command_line_says_it_in_one_sentence(name: str) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "qingwen", "-"],
        cwd=ROOT,
        input=BODIES[name],
        capture_output=True,
        check=False,
    )
    assert run.returncode in {0, 1}
    assert run.stderr.count(b"\n") == run.returncode
    assert b"Traceback" not in run.stderr
