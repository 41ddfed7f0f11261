"""Sitemaps, feeds and other XML lists."""

import gzip
import io
import re
import zlib
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import NamedTuple
from urllib.parse import parse_qsl, urljoin, urlsplit

from lxml import etree

from crawler.discovery.found import FoundLink
from crawler.discovery.records import record_of
from crawler.discovery.shapes import url_kind
from qingwen.address import fetch_url, identity

MAX_ENTRIES = 50_000
"""What the sitemap protocol allows in one file."""
MAX_INFLATED_BYTES = 50 * 1024 * 1024
"""The same."""

_ROOT = re.compile(
    rb"<(?:\w+:)?(urlset|sitemapindex|rss|feed|rdf|channel|period_list)\b", re.IGNORECASE
)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_SITEMAP = re.compile(
    rb"\s*(?:<\?[^>]*>\s*|<!--.*?-->\s*|<!DOCTYPE[^>]*>\s*)*<(?:\w+:)?(urlset|sitemapindex)\b",
    re.IGNORECASE | re.DOTALL,
)
# lxml cannot give the text of a node that holds one.
_SURROGATE = re.compile(r"&#(?:x0{0,9}d[89a-f][0-9a-f]{2}|0{0,9}5[5-7]\d{3});", re.IGNORECASE)
_HTML = re.compile(rb"<html|<!doctype", re.IGNORECASE)
_CHINA = timezone(timedelta(hours=8))


class XmlList(NamedTuple):
    """What an XML document lists."""

    kind: str
    """sitemap or feed."""
    articles: list[FoundLink]
    lists: list[FoundLink]
    cut: int = 0
    """Entries beyond MAX_ENTRIES."""


def inflate(body: bytes) -> bytes:
    """Undo gzip, at most MAX_INFLATED_BYTES; a broken tail keeps what came before it."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    chunks, size = [], 0
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(body)) as stream:
            while size < MAX_INFLATED_BYTES and (chunk := stream.read(1 << 20)):
                chunks.append(chunk)
                size += len(chunk)
    except (OSError, EOFError, zlib.error):
        pass
    return b"".join(chunks)[:MAX_INFLATED_BYTES]


def looks_like_xml_list(body: bytes) -> bool:
    """Whether the document is XML: a sitemap, a feed, or a list of its own making."""
    head = body[:2000]
    if _ROOT.search(head):
        return True
    return head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<?xml") and not _HTML.search(head)


def read_xml(text: str, url: str) -> XmlList | None:
    """Return what a sitemap or feed lists; None where `text` is neither.

    A sitemap index that names itself under another number, as traps do, is not followed.
    """
    text = _DECLARATION.sub("", _SURROGATE.sub("", text.lstrip("\ufeff")), count=1)
    data = text.encode("utf-8", "replace")
    if opening := _SITEMAP.match(data):
        return _sitemap(data, url, is_index=opening[1].lower() == b"sitemapindex")
    root = etree.fromstring(data, _parser()) if data.strip() else None
    if root is None:
        return None
    name = _local(root)
    if name in ("rss", "feed", "rdf", "channel"):
        return _feed(root, url)
    return _rows(root, url)


def read_text_sitemap(text: str, url: str) -> XmlList | None:
    """Return what a sitemap of bare lines lists; None where a line is no address."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines or not all(re.match(r"https?://\S+$", line) for line in lines[:MAX_ENTRIES]):
        return None
    links = [
        FoundLink(a, via="sitemap") for line in lines[:MAX_ENTRIES] if (a := fetch_url(line, url))
    ]
    return XmlList(
        "sitemap",
        [link for link in links if url_kind(link.url) in ("article", "other")],
        [link._replace(priority=5) for link in links if url_kind(link.url) in ("list", "epaper")],
        max(0, len(lines) - MAX_ENTRIES),
    )


def _parser() -> etree.XMLParser[etree._Element]:
    return etree.XMLParser(
        encoding="utf-8",
        recover=True,
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
    )


def _sitemap(data: bytes, url: str, *, is_index: bool) -> XmlList:
    """Read entry by entry: a tree of fifty thousand takes more memory than a worker has."""
    articles: list[FoundLink] = []
    lists: list[FoundLink] = []
    cut = 0
    for fields in _entries(data, "sitemap" if is_index else "url"):
        address = fetch_url(fields.get("loc", ""), url)
        if not address:
            continue
        if len(articles) + len(lists) >= MAX_ENTRIES:
            cut += 1
            continue
        modified = _moment(fields.get("lastmod", ""))
        if is_index:
            if not _is_itself(address, url):
                lists.append(FoundLink(address, "", _day(modified), "sitemap", 12))
            continue
        day = _day(_moment(fields.get("publication_date", "")) or modified)
        link = FoundLink(address, fields.get("title", ""), day, "sitemap", modified=modified)
        if url_kind(address) in ("article", "other"):
            articles.append(link)
        else:
            lists.append(link._replace(date=None, priority=5))
    return XmlList("sitemap", articles, lists, cut)


def _is_itself(address: str, index: str) -> bool:
    """Whether an index lists its own address, with another value in its query: ?s=abd behind ?s=abc.

    sitemap.xml?m=2024-01 behind sitemap.xml is a part of it, as are 1.xml to 3.xml behind 0.xml.
    """
    one, two = urlsplit(identity(address)), urlsplit(identity(index))
    if (one.netloc, one.path) != (two.netloc, two.path):
        return False
    names, others = ({name for name, _ in parse_qsl(part.query, True)} for part in (one, two))
    is_part_of_index = "index" in two.query.lower() and "index" not in one.query.lower()
    return names == others and not is_part_of_index  # ?type=part behind ?type=index


def _entries(data: bytes, name: str) -> Iterator[dict[str, str]]:
    """Yield the fields of each entry of a sitemap; where its XML breaks, those before."""
    parser = etree.iterparse(
        io.BytesIO(data), tag=(name, "{*}" + name), recover=True,
        resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True,
    )  # fmt: skip
    try:
        for _, entry in parser:
            yield _fields(entry)
            entry.clear()
            parent = entry.getparent()
            while parent is not None and entry.getprevious() is not None:
                del parent[0]
    except etree.XMLSyntaxError:
        return


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _feed(root: etree._Element, url: str) -> XmlList:
    articles: list[FoundLink] = []
    lists: list[FoundLink] = []
    for entry in root.iter():
        if _local(entry) not in ("item", "entry"):
            continue
        fields = _fields(entry)
        base = entry.base or url  # xml:base, which an Atom feed may set
        address = fetch_url(
            fields.get("link") or fields.get("guid") or fields.get("id", ""), urljoin(url, base)
        )
        if not address:
            continue
        published = _moment(
            fields.get("pubdate") or fields.get("published") or fields.get("date") or ""
        )
        changed = _moment(fields.get("updated", ""))
        day = published or changed
        link = FoundLink(
            address, fields.get("title", ""), day.date() if day else None, "feed", modified=changed
        )
        if re.search(r"\.xml$|/rss/?$|/feed/?$|\brss\b.*\.(?:php|asp)", address, re.IGNORECASE):
            lists.append(link._replace(date=None, priority=12))  # a feed of feeds
        elif url_kind(address) in ("list", "epaper"):
            lists.append(link._replace(date=None, priority=5))
        else:
            articles.append(link)
        if len(articles) >= MAX_ENTRIES:
            break
    return XmlList("feed", articles, lists)


def _rows(root: etree._Element, url: str) -> XmlList | None:
    """Rows of a home-made XML list: elements that hold an address and a headline."""
    found: list[FoundLink] = []
    for entry in root.iter():
        if len(found) >= MAX_ENTRIES or _local(entry) in ("html", "body"):
            break
        leaves: dict[str, object] = {**entry.attrib} if isinstance(entry.tag, str) else {}
        leaves |= {_local(child): child.text for child in entry if len(child) == 0 and child.text}
        if len(leaves) > 1 and (record := record_of(leaves, url)):
            found.append(FoundLink(record.url, record.title, record.day, "feed"))
    stories = [link for link in found if url_kind(link.url) in ("article", "other")]
    return XmlList("feed", stories, []) if stories else None


def _fields(entry: etree._Element) -> dict[str, str]:
    """Text by local name of the entry's children and theirs, the first of a name; Atom's link is its href."""
    fields: dict[str, str] = {}
    for node in (node for child in entry for node in (child, *child)):
        name = _local(node)
        if not name:
            continue
        if name == "link" and node.get("href") and node.get("rel", "alternate") == "alternate":
            fields.setdefault("link", node.get("href") or "")
        elif text := " ".join((node.text or "").split()):
            fields.setdefault(name, text)
    return fields


def _local(node: etree._Element) -> str:
    return node.tag.rpartition("}")[2].lower() if isinstance(node.tag, str) else ""


def _moment(text: str) -> datetime | None:
    """Read an RFC 822 or ISO date; without a zone it is taken as Chinese time."""
    text = text.strip()
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text.replace("/", "-"))
    except ValueError:
        try:
            moment = parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError):
            return None
    return moment if moment.tzinfo else moment.replace(tzinfo=_CHINA)
