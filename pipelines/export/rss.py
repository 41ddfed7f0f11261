"""The newest articles as an RSS 2.0 feed."""

import heapq
import re
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from typing import IO, Any
from urllib.parse import urljoin
from xml.etree import ElementTree as Xml

CHINA = timezone(timedelta(hours=8))
MAX_ITEMS = 100
_DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML file may hold, not even by number; a page may: `&#1;`."""
_CONTENT = "http://purl.org/rss/1.0/modules/content/"


def write_rss(records: Iterable[dict[str, Any]], stream: IO[str]) -> int:
    """Write the newest articles, newest first; return how many."""
    numbered = (
        (record["published_at"] or "", number, record) for number, record in enumerate(records)
    )
    newest = [record for _, _, record in heapq.nlargest(MAX_ITEMS, numbered)]
    Xml.register_namespace("dc", _DUBLIN_CORE)
    Xml.register_namespace("content", _CONTENT)
    feed = Xml.Element("rss", version="2.0")
    channel = Xml.SubElement(feed, "channel")
    sites = sorted({record["site"]["name"] for record in newest if record["site"]["name"]})
    _add(channel, "title", "、".join(sites[:5]) or "Qingwen")
    _add(channel, "link", _home(newest[0]["url"]) if newest else "urn:qingwen")
    _add(channel, "description", "Clean articles of " + ("、".join(sites[:20]) or "no site"))
    _add(channel, "generator", "Qingwen")
    for record in newest:
        _add_item(channel, record)
    stream.write('<?xml version="1.0" encoding="utf-8"?>\n')
    stream.write(Xml.tostring(feed, encoding="unicode") + "\n")
    return len(newest)


def _add_item(channel: Xml.Element, record: dict[str, Any]) -> None:
    item = Xml.SubElement(channel, "item")
    _add(item, "title", record["title"])
    _add(item, "link", record["url"])
    guid = Xml.SubElement(item, "guid", isPermaLink="false")
    guid.text = record["id"]
    _add(item, "pubDate", _rfc822(record["published_at"]))
    _add(item, "category", record["section"])
    _add(item, f"{{{_DUBLIN_CORE}}}source", record["source"]["name"] if record["source"] else None)
    for byline in record["bylines"]:
        if byline["role"] in ("reporter", "correspondent", "author"):
            _add(item, f"{{{_DUBLIN_CORE}}}creator", byline["name"])
    _add(item, "description", record["paragraphs"][0] if record["paragraphs"] else None)
    body = "".join(f"<p>{_escaped(line)}</p>" for line in record["paragraphs"])
    _add(item, f"{{{_CONTENT}}}encoded", body)


def _home(url: str | None) -> str:
    """Return the front page of the site of an address: the link of a channel names a site."""
    return urljoin(url, "/") if url else "urn:qingwen"


def _add(parent: Xml.Element, name: str, text: str | None) -> None:
    if text:
        Xml.SubElement(parent, name).text = _NOT_XML.sub("", text)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _rfc822(published: str | None) -> str | None:
    """Return the moment of publication; a day alone counts from its midnight, as RSS has no days."""
    if not published:
        return None
    moment = datetime.fromisoformat(published)
    return format_datetime(moment if moment.tzinfo else moment.replace(tzinfo=CHINA))
