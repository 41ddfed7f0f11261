"""What a worker does with a page: the article from the core, the links from discovery."""

from collections.abc import Sequence
from dataclasses import replace

from crawler.discovery import Discovery, FoundLink, discover
from crawler.discovery.documents import read_document
from crawler.discovery.feeds import inflate
from crawler.discovery.records import json_text, tells_one_story
from qingwen import Article, Rejection, SiteMemory
from qingwen.brands import KnownBrands
from qingwen.extract import extract_parsed, parse_page
from qingwen.fingerprint import content_hash
from qingwen.page import Page, ParsedPage
from qingwen.rejection import Reason


def extract(
    pages: list[Page],
    template: str | None,
    memory: dict[str, object] | None,
    *,
    teaches: bool,
    brands: KnownBrands | None = None,
    scripts: Sequence[str] = (),
) -> dict[str, object]:
    """Return the fields of an Extraction for one article in one or more parts.

    `scripts` are the texts of script files that the links of the page are read with.
    """
    first_page = pages[0]
    known = SiteMemory.from_dict(memory) if memory else SiteMemory()
    known.known = brands
    used = known if memory else SiteMemory(known=brands) if brands else None
    if document := read_document(
        inflate(first_page.body), first_page.url or "", first_page.http_charset, template
    ):
        if story := story_page(first_page, document):
            cleaned = _cleaned(parse_page(story), used)
            if isinstance(cleaned, Article):
                return {"record": cleaned.to_dict(), "found": plain(document), "memory": None}
        # a sitemap of fifty thousand addresses is no page to look for a story in
        return {"reason": str(Reason.NOT_HTML), "detail": None, "found": plain(document)}
    parsed = [parse_page(_without_form(page)) for page in pages]
    first, *later = [_cleaned(page, used) for page in parsed]
    # Of the parts before the last what they lead to is known.
    found = _discovered(pages[-1], parsed[-1], template, scripts)
    if len(parsed) > 1:  # a later part at /story/3/ reads like a list by its address
        found = replace(found, kind=_discovered(pages[0], parsed[0], None).kind)
    if isinstance(first, Rejection):
        return {
            "reason": str(first.reason),
            "detail": first.detail,
            "found": plain(found),
        }
    if teaches:
        _cleaned(parsed[0], known)
    articles = [result for result in later if isinstance(result, Article)]
    return {
        "record": joined(first, articles).to_dict(),
        "found": plain(found),
        "memory": known.to_dict() if teaches else None,
    }


def _without_form(page: Page) -> Page:
    """The page of a POST is known by its address with the form behind #; the core has the address."""
    return replace(page, url=page.url and page.url.partition("#")[0])


def _cleaned(parsed: ParsedPage | Rejection, memory: SiteMemory | None) -> Article | Rejection:
    return parsed if isinstance(parsed, Rejection) else extract_parsed(parsed, memory)


def story_page(page: Page, document: Discovery) -> Page | None:
    """Return the answer of an app that holds one story as a page with that data; None for any other."""
    text = json_text(page.body) if document.kind == "list" and len(document.articles) < 2 else None
    if text is None or not tells_one_story(text):
        return None
    script = text.replace("</", "<\\/")
    body = f"<html><body><script type='application/json'>{script}</script></body></html>"
    return replace(page, body=body.encode(), http_charset="utf-8")


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


def _discovered(
    page: Page, parsed: ParsedPage | Rejection, template: str | None, scripts: Sequence[str] = ()
) -> Discovery:
    return discover(
        page.body,
        page.url or "",
        http_charset=page.http_charset,
        fetched_at=page.fetched_at,
        template=template,
        parsed=parsed,
        files=scripts,
    )


def plain(found: Discovery) -> dict[str, object]:
    """Return a Discovery as JSON can hold it."""
    return {
        "kind": found.kind,
        "articles": [_plain_link(link) for link in found.articles],
        "lists": [_plain_link(link) for link in found.lists],
        "parts": list(found.parts),
        "form": found.form,
        "files": list(found.files),
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
