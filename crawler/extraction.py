"""What a worker does with a page: the article from the core, the links from discovery."""

from dataclasses import replace
from datetime import datetime

from crawler.discovery import Discovery, FoundLink, discover
from qingwen import Article, Rejection, SiteMemory, clean_page
from qingwen.fingerprint import content_hash


def extract(
    bodies: list[bytes],
    urls: list[str],
    charsets: list[str | None],
    fetched_at: datetime,
    template: str | None,
    memory: dict[str, object] | None,
    *,
    teaches: bool,
) -> dict[str, object]:
    """Return the fields of an Extraction for one article in one or more parts."""
    pages = list(zip(bodies, urls, charsets, strict=True))
    known = SiteMemory.from_dict(memory) if memory else SiteMemory()
    first, *later = [
        clean_page(
            body,
            url,
            http_charset=charset,
            fetched_at=fetched_at,
            memory=known if memory and not teaches else None,
        )
        for body, url, charset in pages
    ]
    body, url, charset = pages[-1]  # those of the parts before are known
    found = discover(body, url, http_charset=charset, fetched_at=fetched_at, template=template)
    if len(pages) > 1:  # a later part at /story/3/ reads like a list by its address
        body, url, charset = pages[0]
        kind = discover(body, url, http_charset=charset, fetched_at=fetched_at).kind
        found = replace(found, kind=kind)
    if isinstance(first, Rejection):
        return {
            "reason": str(first.reason),
            "detail": first.detail,
            "found": plain(found),
        }
    if teaches:
        body, url, charset = pages[0]
        clean_page(body, url, http_charset=charset, fetched_at=fetched_at, memory=known)
    articles = [result for result in later if isinstance(result, Article)]
    return {
        "record": joined(first, articles).to_dict(),
        "found": plain(found),
        "memory": known.to_dict() if teaches else None,
    }


def joined(first: Article, later: list[Article]) -> Article:
    """Return one article of several parts, in order; editor and notices often stand on the last."""
    if not later:
        return first
    paragraphs = list(first.paragraphs)
    images = list(first.images)
    for part in later:
        if part.paragraphs[:1] == tuple(paragraphs[:1]) and len(part.paragraphs) > len(paragraphs):
            # behind 余下全文 stands the whole, from its beginning
            paragraphs, images = list(part.paragraphs), list(part.images)
            continue
        known = {image.url for image in images}
        images += [
            replace(image, paragraph=image.paragraph + len(paragraphs))
            for image in part.images
            if image.url not in known
        ]
        paragraphs += part.paragraphs
    parts = (first, *later)
    bylines = {(byline.name, byline.role): byline for part in parts for byline in part.bylines}
    digest = content_hash(first.title, paragraphs)
    notices = {(notice.kind, notice.text): notice for part in parts for notice in part.notices}
    return replace(
        first,
        paragraphs=tuple(paragraphs),
        images=tuple(images),
        bylines=tuple(bylines.values()),
        notices=tuple(notices.values()),
        content_hash=digest,
    )


def plain(found: Discovery) -> dict[str, object]:
    """Return a Discovery as JSON can hold it."""
    return {
        "kind": found.kind,
        "articles": [_plain_link(link) for link in found.articles],
        "lists": [_plain_link(link) for link in found.lists],
        "parts": list(found.parts),
        "cut": found.cut,
        "moved_to": found.moved_to,
    }


def _plain_link(link: FoundLink) -> list[object]:
    return [
        link.url,
        link.title or None,
        link.date.isoformat() if link.date else None,
        link.via,
        link.priority,
        link.ahead,
        link.template,
    ]
