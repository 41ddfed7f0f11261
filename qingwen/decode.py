"""Bytes to text. Header and meta make claims; the bytes decide."""

import codecs
import re
from dataclasses import dataclass

from qingwen.article import Encoding
from qingwen.page import Page
from qingwen.rejection import Reason, Rejection

MAX_BYTES = 5 * 1024 * 1024
"""No news page we know of comes near it; traps and bombs do."""

MAX_TAGS = 120_000
"""Tags, closing ones included. The largest of 273 saved pages has 15,754; a page of 300,000
paragraphs would take longer than its deadline."""

_TAG_BYTES = 3
"""The shortest tag, <p>: a page of fewer bytes need not be counted."""

MAX_DAMAGE = 0.02
"""Share of a page's non-ASCII characters that may be U+FFFD. A page cut inside a character, or with
one foreign include, stays below; a page in another charset is far above."""

SAMPLE = 40_000
"""Bytes or characters looked at to tell charsets apart; the rest follows the same charset."""

FIRST_CHARS = 1000
"""Non-ASCII characters that settle the charset where they read like Chinese; else more are read."""

MOST_CHARS = 4000

PLAIN_CHINESE = 0.25
"""Likeness above which a reading needs no rival: measured 0.3 to 0.5 on Chinese pages read
rightly, below 0.1 on the same pages read in a wrong charset."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Any label of the GB family means its superset: gb2312 pages hold 镕 and 喆 (people.com.cn tenants).
_CODEC_OF_LABEL = {
    **dict.fromkeys(("utf-8", "utf8", "utf_8", "unicode"), "utf-8"),
    **dict.fromkeys(("gb2312", "gbk", "gb18030", "gb_2312-80", "x-gbk", "cp936", "hz"), "gb18030"),
    **dict.fromkeys(("big5", "big5-hkscs", "cp950", "x-x-big5"), "big5hkscs"),
    **dict.fromkeys(("utf-16", "utf-16le", "utf-16be"), "utf-16"),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis"), "cp932"),
    **dict.fromkeys(("euc-jp",), "euc_jp"),
    **dict.fromkeys(("euc-kr", "ks_c_5601-1987"), "cp949"),
    **dict.fromkeys(("windows-1251", "koi8-r", "windows-1256", "windows-1254"), None),
    **dict.fromkeys(("iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii"), "cp1252"),
    **dict.fromkeys(("windows-1252", "iso-8859-15"), "cp1252"),
}
# A three-byte UTF-8 character read byte by byte as Latin-1.
_TWICE = re.compile("[\u00e3-\u00e9][\u0080-\u00bf]{2}")
_TWICE_FIRST = "ãäåæçèé"
MIN_TWICE = 8

_NAMES = {"big5hkscs": "big5", "cp1252": "windows-1252", "cp932": "shift_jis", "cp949": "euc-kr"}
_META = re.compile(
    rb"""<meta[^<>]{0,200}?charset\s{0,9}=[\s"']{0,9}([\w.:-]{2,20})""", re.IGNORECASE
)
_MAGIC = re.compile(
    rb"%PDF-|\x89PNG|GIF8|\xff\xd8\xff|PK\x03\x04|\x1f\x8b|Rar!|MZ\x90|\x7fELF|RIFF|\xd0\xcf\x11\xe0|"
    rb"7z\xbc\xaf|ID3|OggS|\x00\x00\x00.ftyp|wOFF"
)
_MARKUP = re.compile(rb"<\s*(?:[a-z!?/])", re.IGNORECASE)
_UTF16_MARKUP = ((b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be"))
_NON_ASCII = re.compile(r"[^\x00-\x7f]+")
# The characters that make up about a third of running Chinese, in both scripts: a wrong codec
# turns them into rare ones, so their share tells which reading is language.
_COMMON = re.compile(
    "[的一是不了在人有我他中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可里后小么"
    "心多天而能好都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长"
    "這個來國們為說時會過學對後麼開經頭長從兩無樣現點實關問機應進業員電報導處區產務縣辦"
    "市新区政府工县党委部部门建设记者发展月日，。、：；“”]"
)
# Kana and private use hanzi are what Big5 and UTF-8 bytes turn into when read as GB18030.
_IMPROBABLE = re.compile("[\u3040-\u30ff\ue000-\uf8ff\u0370-\u04ff\u2500-\u257f\ufffd]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A page as text."""

    text: str
    encoding: Encoding


def decode_page(page: Page) -> Decoded | Rejection:
    """Decode the body of `page`, or say why it is no text.

    UTF-8 is tried strictly first, whatever is declared: no Chinese page in another charset passes
    as UTF-8, while short UTF-8 texts do pass as GB18030. Ties between the other charsets go
    to the reading with more common characters.
    """
    if refusal := _refuse(page):
        return refusal
    claims = _claims(page)
    text, used = _decode(page.body, [c for label in claims if (c := _codec(label))])
    if repaired := _undone_twice(text):
        return Decoded(
            repaired, Encoding(used="utf-8", declared=claims[0] if claims else None, conflict=True)
        )
    if (damaged := text.count("\ufffd")) > 3:
        found = sum(map(len, _NON_ASCII.findall(text)))
        if damaged > found * MAX_DAMAGE:
            return _reject(page, Reason.UNDECODABLE, f"{damaged} of {found} characters are no text")
    # ASCII pages agree with every claim.
    conflict = not text.isascii() and any(_codec(label) not in (used, None) for label in claims)
    encoding = Encoding(
        used=_NAMES.get(used, used), declared=claims[0] if claims else None, conflict=conflict
    )
    return Decoded(text.removeprefix("\ufeff"), encoding)


def _refuse(page: Page) -> Rejection | None:
    body = page.body
    if len(body) > MAX_BYTES:
        return _reject(page, Reason.TOO_LARGE, f"{len(body)} bytes")
    if not body or body.isspace():
        return _reject(page, Reason.NO_BODY, "the response is empty")
    if len(body) > MAX_TAGS * _TAG_BYTES and (tags := body.count(b"<")) > MAX_TAGS:
        return _reject(page, Reason.PARSE_LIMIT, f"{tags} tags")
    head = body[:1024].lstrip()
    if _MAGIC.match(head):
        return _reject(page, Reason.NOT_HTML, "the bytes are a binary file")
    if (
        not _MARKUP.search(body)
        and not body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        and not any(mark in head for mark, _ in _UTF16_MARKUP)
    ):
        return _reject(page, Reason.NOT_HTML, "there is no markup in it")
    return None


def _reject(page: Page, reason: Reason, detail: str) -> Rejection:
    return Rejection(reason=reason, url=page.url, detail=detail, fetched_at=page.fetched_at)


def _claims(page: Page) -> list[str]:
    """The labels that header and meta give, in that order, lower-cased."""
    claims = [page.http_charset.strip(" \"'").lower()] if page.http_charset else []
    if meta := _META.search(page.body[:8192]):
        claims.append(meta[1].decode("ascii", "replace").lower())
    return claims


def _codec(label: str) -> str | None:
    """The codec of a label; None for a label we do not know (never a Python-only codec)."""
    if label in _CODEC_OF_LABEL:
        return _CODEC_OF_LABEL[label] or label
    return None


def _decode(body: bytes, declared: list[str]) -> tuple[str, str]:
    for mark, codec in _BOMS:
        if body.startswith(mark):
            return body.decode(codec, "replace"), codec
    if text := _strict(body, "utf-8"):
        return text, "utf-8"
    head = body[:200].lstrip()
    for mark, codec in _UTF16_MARKUP:
        if head.startswith(mark):
            return body.decode(codec, "replace"), "utf-16"
    codecs_to_try = [c for c in dict.fromkeys([*declared, "gb18030", "big5hkscs"]) if c != "cp1252"]
    readings = []
    for codec in codecs_to_try:
        if text := _strict(body, codec):
            if _is_chinese(text):
                return text, codec
            readings.append((text, codec))
    if _is_western(body):
        return body.decode("cp1252", "replace"), "cp1252"
    if not readings:
        readings = [(body.decode(c, "replace"), c) for c in ["utf-8", *codecs_to_try]]
    return max(readings, key=lambda reading: _likeness(reading[0]))


def _undone_twice(text: str) -> str | None:
    """UTF-8 that a CMS read as Latin-1 and encoded again, undone; None for any other text."""
    sample = text[:SAMPLE]
    if not any(map(sample.__contains__, _TWICE_FIRST)) or len(_TWICE.findall(sample)) < MIN_TWICE:
        return None
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return None


def _strict(body: bytes, codec: str) -> str | None:
    try:
        return body.decode(codec)
    except UnicodeDecodeError:
        return None


def _is_western(body: bytes) -> bool:
    """Whether high bytes stand alone between ASCII letters, as in café; in GB text they pair up."""
    sample = body[:SAMPLE]
    high = len(re.findall(rb"[\x80-\xff]", sample))
    lone = len(re.findall(rb"(?<![\x80-\xff])[\x80-\xff](?=[\x00-\x3f]|[a-z]{2})", sample))
    return high > 0 and lone / high > 0.6


def _is_chinese(text: str) -> bool:
    """Whether the first characters that are not ASCII read like Chinese, or all of the sample."""
    return (
        _likeness(text, FIRST_CHARS) > PLAIN_CHINESE or _likeness(text, MOST_CHARS) > PLAIN_CHINESE
    )


def _likeness(text: str, most: int = MOST_CHARS) -> float:
    """How much `text` reads like Chinese: common characters less improbable ones, per character."""
    sample = _non_ascii(text[:SAMPLE], most) or _non_ascii(text, len(text))
    common, improbable = len(_COMMON.findall(sample)), len(_IMPROBABLE.findall(sample))
    return (common - 3 * improbable) / max(1, len(sample))


def _non_ascii(text: str, most: int) -> str:
    """The first `most` characters of `text` that are not ASCII."""
    runs: list[str] = []
    chars = 0
    for found in _NON_ASCII.finditer(text):
        runs.append(run := found[0])
        chars += len(run)
        if chars >= most:
            break
    return "".join(runs)[:most]
