"""The record in the shapes that other programs read: newspaper4k, Zyte, GNE, schema.org, ninjs.

Pure mappings of one record, JSON in and JSON out: nothing is made up, so a field that the other
shape has and the record does not is absent, or empty where that shape always has it. A day without
a clock stays a day.
"""

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

Record = dict[str, Any]

NINJS = "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#"
_WRITERS = ("reporter", "correspondent", "author")
_COPYRIGHT = re.compile("©|版权|copyright|\\(c\\)", re.IGNORECASE)


def to_newspaper(record: Record) -> Record:
    """Return the fields of a newspaper4k article (`Article.to_json`)."""
    images = [image["url"] for image in record["images"]]
    parts = urlsplit(record["url"] or "")
    return {
        "url": record["url"] or "",
        "original_url": record["url"] or "",
        "source_url": f"{parts.scheme}://{parts.netloc}" if parts.netloc else "",
        "canonical_link": record["canonical_url"] or "",
        "title": record["title"] or "",
        "text": "\n\n".join(record["paragraphs"]),
        "authors": _names(record, _WRITERS),
        "publish_date": record["published_at"],
        "top_image": images[0] if images else "",
        "images": images,
        "movies": [],
        "keywords": [],
        "meta_keywords": [],
        "meta_lang": (record["language"] or "").partition("-")[0],
        "meta_site_name": record["site"]["name"] or "",
        "meta_description": "",
    }


def to_zyte(record: Record) -> Record:
    """Return a Zyte article (`zyte_common_items.Article`); absent fields are left out."""
    images = [{"url": image["url"]} for image in record["images"]]
    raw_names = {byline["name"]: byline["raw"] for byline in record["bylines"]}
    return _without_none({
        "url": record["url"],
        "canonicalUrl": record["canonical_url"],
        "headline": record["title"],
        "datePublished": record["published_at"],
        "datePublishedRaw": record["published_raw"],
        "authors": [
            _without_none({"name": name, "nameRaw": raw_names.get(name)})
            for name in _names(record, _WRITERS)
        ],
        "breadcrumbs": [{"name": record["section"]}] if record["section"] else None,
        "inLanguage": (record["language"] or "").partition("-")[0] or None,
        "mainImage": images[0] if images else None,
        "images": images or None,
        "articleBody": "\n\n".join(record["paragraphs"]),
        "metadata": _without_none({
            "dateDownloaded": record["fetched_at"],
            "probability": record["confidence"],
        }),
    })  # fmt: skip


def to_gne(record: Record) -> Record:
    """Return what GeneralNewsExtractor gives: title, author, publish_time, content, images, meta."""
    published = record["published_at"] or ""
    return {
        "title": record["title"] or "",
        "author": "、".join(_names(record, _WRITERS)),
        "publish_time": published[:19].replace("T", " "),
        "content": "\n".join(record["paragraphs"]),
        "images": [image["url"] for image in record["images"]],
        "meta": {},
    }


def to_schema_org(record: Record) -> Record:
    """Return a NewsArticle of schema.org as JSON-LD; absent properties are left out."""
    source, site = record["source"], record["site"]
    publisher = site["name"] or site["publisher"]
    return _without_none({
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "identifier": record["id"],
        "url": record["canonical_url"] or record["url"],
        "headline": record["title"],
        "alternativeHeadline": record["subtitle"] or record["kicker"],
        "datePublished": record["published_at"],
        "author": _people(record, _WRITERS),
        "editor": _people(record, ("editor", "reviewer")),
        "publisher": _without_none({
            "@type": "NewsMediaOrganization", "name": publisher,
            "parentOrganization": _organisation(site["publisher"]) if site["name"] else None,
        }) if publisher else None,
        "sourceOrganization": _organisation(source["name"]) if source else None,
        "isBasedOn": record["duplicate_of"],
        "articleSection": record["section"],
        "articleBody": record["text"],
        "inLanguage": record["language"],
        "image": [
            _without_none({
                "@type": "ImageObject", "url": image["url"],
                "caption": image["caption"], "creditText": image["credit"],
            })
            for image in record["images"]
        ] or None,
        "copyrightNotice": _notice(record),
    })  # fmt: skip


def to_ninjs(record: Record) -> Record:
    """Return a news object of IPTC ninjs 3.1; the copyright notice is kept beside the body."""
    source, site = record["source"], record["site"]
    published = record["published_at"] or ""
    headlines = [
        ("main", record["title"]),
        ("kicker", record["kicker"]),
        ("sub", record["subtitle"]),
    ]
    return _without_none({
        "uri": record["canonical_url"] or record["url"] or f"urn:qingwen:{record['id']}",
        "type": "text",
        "representationType": "full",
        "language": record["language"],
        "headlines": [
            {"role": role, "contentType": "text/plain", "value": value}
            for role, value in headlines
            if value
        ],
        "bodies": [{
            "role": "main", "contentType": "text/plain",
            "charCount": len(record["text"]), "value": record["text"],
        }],
        "by": "、".join(_names(record, _WRITERS)) or None,
        "infoSources": [{"name": source["name"]}] if source else None,
        "contentCreated": _moment(published),
        "versionCreated": record["fetched_at"],
        "copyrightHolder": site["publisher"],
        "copyrightNotice": _notice(record),
        "associations": [
            _picture(number, image) for number, image in enumerate(record["images"], 1)
        ] or None,
        "located": " ".join(filter(None, (site["province"], site["city"]))) or None,
        "altIds": [
            {"role": "id", "value": record["id"]},
            {"role": "sha256", "value": record["content_hash"]},
        ],
        "standard": {"name": "ninjs", "version": "3.1", "schema": NINJS},
    })  # fmt: skip


def _picture(number: int, image: Record) -> Record:
    """Return a picture of the article as a news object of its own."""
    caption = image["caption"]
    return _without_none(
        {
            "name": f"picture{number}",
            "uri": image["url"],
            "type": "picture",
            "descriptions": [{"value": caption}] if caption else None,
            "by": image["credit"],
            "renditions": [{"name": "main", "href": image["url"]}],
        }
    )


def _names(record: Record, roles: Iterable[str]) -> list[str]:
    return [byline["name"] for byline in record["bylines"] if byline["role"] in roles]


def _people(record: Record, roles: Iterable[str]) -> list[Record] | None:
    return [{"@type": "Person", "name": name} for name in _names(record, roles)] or None


def _organisation(name: str | None) -> Record | None:
    return {"@type": "Organization", "name": name} if name else None


def _notice(record: Record) -> str | None:
    lines = [line["text"] for line in record["notices"] if _COPYRIGHT.search(line["text"])]
    return "\n".join(lines) or None


def _moment(published: str) -> str | None:
    """Return a date with its clock as RFC 3339 has it; None for a day alone."""
    if "T" not in published:
        return None
    seconds = published.count(":") - (1 if "+" in published or published[16:].count("-") else 0)
    return published if seconds >= 2 else f"{published[:16]}:00{published[16:]}"


def _without_none(fields: Record) -> Record:
    return {name: value for name, value in fields.items() if value is not None}
