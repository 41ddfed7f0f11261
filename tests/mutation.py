"""Damaged pages: the fixtures, broken in the ways that networks, editors and attackers break pages.

    python -m tests.mutation --pages 100000 --seed 7

cleans that many and checks every record against the schema. A page that raises, gives an unsound
record or takes longer than 5 s is kept as mutation-SEED-NUMBER.html; ten of them end the run.
"""

import argparse
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from jsonschema import Draft202012Validator

from qingwen import Rejection, clean_page, clean_text
from qingwen.record import MAX_RECORD_BYTES, to_json_line
from qingwen.schema import SCHEMA_FILE

FIXTURES = Path(__file__).parent / "fixtures"
SCHEMA = Draft202012Validator(json.loads(SCHEMA_FILE.read_text(encoding="utf-8")))
MAX_S = 5.0
MAX_FAULTS = 10
CHARSETS = (None, "utf-8", "gbk", "gb2312", "big5", "iso-8859-1", "utf-16", "unicode_escape", "")
URLS = (
    None,
    "https://news.example.cn/2024/03/05/1.html",
    "http://[::1",
    "http://xn--fiq.example/%e4%b8?a=\x00#\ud800",
)
TOKENS = [
    token.encode("utf-8", "surrogatepass")
    for token in (
        "\x00", "\ud800", "\u2028", "\u202e", "\ufeff", "<!--", "-->", "<![CDATA[", "</html>", "<",
        "<p", "<script>", "<div style='display:none'>", "<table><tr><td>", "</div>" * 50, "&#xD800;",
        "&#0;", "&nbsp;" * 100, "<meta charset=big5>", "<plaintext>", "<svg><style>", "<h1>", "{", "[",
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":[[[', "来源：", "责任编辑：",
        "2024年13月45日 25:61", "1小时前", "9999-12-31", "（记者 ）", "（" * 200, "ＩＣＰ备", "©" * 100,
        "某某体育k8", "<a href='http://[/'>", "<img src='data:x'>", "\t" * 1000, "　" * 1000,
    )
]  # fmt: skip

Mutation = Callable[[random.Random, bytes, list[bytes]], bytes]


def drop(rng: random.Random, body: bytes, _pages: list[bytes]) -> bytes:
    """Lose a stretch of bytes."""
    start = rng.randrange(len(body) + 1)
    return body[:start] + body[start + rng.randrange(1, 400) :]


def cut(rng: random.Random, body: bytes, _pages: list[bytes]) -> bytes:
    """Break off."""
    return body[: rng.randrange(len(body) + 1)]


def repeat(rng: random.Random, body: bytes, _pages: list[bytes]) -> bytes:
    """Say a stretch again and again."""
    start = rng.randrange(len(body) + 1)
    stretch = body[start : start + rng.randrange(1, 300)]
    return body[:start] + stretch * rng.choice((2, 10, 200)) + body[start:]


def flip(rng: random.Random, body: bytes, _pages: list[bytes]) -> bytes:
    """Change single bytes."""
    changed = bytearray(body)
    for _ in range(rng.randrange(1, 30)):
        if changed:
            changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def insert(rng: random.Random, body: bytes, _pages: list[bytes]) -> bytes:
    """Put something in that pages, or attackers, hold."""
    start = rng.randrange(len(body) + 1)
    return body[:start] + rng.choice(TOKENS) * rng.choice((1, 1, 1, 50)) + body[start:]


def splice(rng: random.Random, body: bytes, pages: list[bytes]) -> bytes:
    """Go on as another page."""
    other = rng.choice(pages)
    return body[: rng.randrange(len(body) + 1)] + other[rng.randrange(len(other)) :]


def recode(rng: random.Random, body: bytes, _pages: list[bytes]) -> bytes:
    """Arrive in another charset than declared."""
    text = body.decode(rng.choice(("utf-8", "gb18030")), "replace")
    return text.encode(rng.choice(("utf-8", "gb18030", "big5", "utf-16", "latin-1")), "replace")


MUTATIONS: tuple[Mutation, ...] = (drop, cut, repeat, flip, insert, insert, splice, recode)


def fixture_pages() -> list[bytes]:
    """Return the pages of the fixtures, by name."""
    return [path.read_bytes() for path in sorted(FIXTURES.rglob("page.html"))]


def mutated(rng: random.Random, pages: list[bytes]) -> bytes:
    """Return one of the pages after one to four mutations."""
    body = rng.choice(pages)
    for _ in range(rng.randint(1, 4)):
        body = rng.choice(MUTATIONS)(rng, body, pages)
    return body


def outcome(rng: random.Random, body: bytes) -> str:
    """Clean a page, or its text, and return what it was; raises AssertionError for what is unsound."""
    url, charset = rng.choice(URLS), rng.choice(CHARSETS)
    if rng.random() < 0.1:
        result = clean_text(body.decode("utf-8", "surrogateescape"), url)
    else:
        result = clean_page(body, url, http_charset=charset)
    if isinstance(result, Rejection):
        return result.reason
    record = result.to_dict(removed=True)
    faults = [
        f"{'.'.join(map(str, e.path))}: {e.message[:200]}" for e in SCHEMA.iter_errors(record)
    ]
    assert faults == []
    line = to_json_line(record)
    assert line.splitlines() == [line]
    assert len(line.encode("utf-8")) <= MAX_RECORD_BYTES
    return "article"


def main() -> int:
    """Run as many pages as asked for; return 1 where one was not answered soundly."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation")
    parser.add_argument("--pages", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    pages, seen, slowest_s, faults = fixture_pages(), Counter[str](), 0.0, 0
    for number in range(options.pages):
        rng = random.Random(f"{options.seed}/{number}")
        body = mutated(rng, pages)
        started = time.process_time()
        try:
            seen[outcome(rng, body)] += 1
        except Exception as error:  # whatever it is, it is what we look for
            fault = f"{type(error).__name__}: {error}"
        else:
            spent_s = time.process_time() - started
            slowest_s = max(slowest_s, spent_s)
            fault = f"{spent_s:.1f} s" if spent_s > MAX_S else ""
        if fault:
            kept = Path(f"mutation-{options.seed}-{number}.html")
            kept.write_bytes(body)
            print(f"{kept}: {fault}", file=sys.stderr, flush=True)
            faults += 1
            if faults == MAX_FAULTS:
                break
        if number % 5000 == 4999:
            print(f"{number + 1} pages, slowest {slowest_s:.2f} s, {dict(seen)}", flush=True)
    print(f"{seen.total()} pages of seed {options.seed} sound, {faults} not: {dict(seen)}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
