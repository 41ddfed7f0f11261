"""The extractors compared: ours, and others where they are installed.

Others get the page as text that our own decoder made, so that only extraction is compared; and the
language, where they ask for one.
"""

import importlib.util
import logging
import warnings
from collections.abc import Callable
from typing import NamedTuple

from bench.gold import AUTHOR_ROLES, EDITOR_ROLES, GoldPage
from qingwen import Article, clean_page
from qingwen.decode import decode_page
from qingwen.page import Page
from qingwen.rejection import Rejection


class Extracted(NamedTuple):
    """What an extractor found; a field that it does not know is None."""

    text: str = ""
    title: str | None = None
    date: str | None = None
    source: str | None = None
    author: str | None = None
    editor: str | None = None


Extractor = Callable[[GoldPage], Extracted]


def qingwen(page: GoldPage) -> Extracted:
    """Run this project's core."""
    result = clean_page(
        page.read(), page.url, http_charset=page.charset, fetched_at=page.fetched_at
    )
    return extracted(result)


def extracted(result: Article | Rejection) -> Extracted:
    """Return what is compared of a result of the core."""
    if not isinstance(result, Article):
        return Extracted()
    return Extracted(
        text=result.text,
        title=result.title,
        date=result.published_at,
        source=result.source.name if result.source else None,
        author=" ".join(b.name for b in result.bylines if b.role in AUTHOR_ROLES),
        editor=" ".join(b.name for b in result.bylines if b.role in EDITOR_ROLES),
    )


def trafilatura(page: GoldPage) -> Extracted:
    """Run trafilatura with metadata, comments off."""
    from trafilatura import bare_extraction

    text = page_text(page)
    found = bare_extraction(text, url=page.url, with_metadata=True, include_comments=False)
    if found is None:
        return Extracted()
    return Extracted(found.text or "", found.title, found.date, found.sitename, found.author)


def newspaper4k(page: GoldPage) -> Extracted:
    """Run newspaper4k, told that the page is Chinese."""
    from newspaper import Article as NewspaperArticle

    article = NewspaperArticle(page.url or "https://news.example.cn/", language="zh")
    article.download(input_html=page_text(page))
    article.parse()
    date = article.publish_date.isoformat() if article.publish_date else None
    return Extracted(article.text, article.title, date, None, " ".join(article.authors))


def readability(page: GoldPage) -> Extracted:
    """Run readability-lxml; its summary is HTML, read here by block."""
    from lxml import html
    from readability import Document

    document = Document(page_text(page))
    summary = html.fromstring(document.summary())
    for block in summary.iter("p", "div", "br", "tr", "li", "h2", "h3"):
        block.tail = f"\n{block.tail or ''}"
    return Extracted(summary.text_content(), document.short_title())


def page_text(page: GoldPage) -> str:
    """Return the page as text, "" where no charset reads it."""
    decoded = decode_page(Page(body=page.read(), http_charset=page.charset))
    return "" if isinstance(decoded, Rejection) else decoded.text


def installed_peers() -> dict[str, Extractor]:
    """Return the other extractors that can be imported here, by name."""
    peers = {
        "trafilatura": ("trafilatura", trafilatura),
        "newspaper4k": ("newspaper", newspaper4k),
        "readability": ("readability", readability),
    }
    logging.disable(logging.ERROR)  # they report every page that they cannot read
    warnings.simplefilter("ignore")
    return {
        name: or_nothing(extractor)
        for name, (module, extractor) in peers.items()
        if importlib.util.find_spec(module)
    }


def or_nothing(extractor: Extractor) -> Extractor:
    """Return the extractor with a crash counted as an empty page: others' bugs are a result."""

    def run(page: GoldPage) -> Extracted:
        try:
            return extractor(page)
        except Exception:
            return Extracted()

    return run
