"""Qingwen: bytes or text of a Chinese news page in, its clean article out.

The door of the core. Nothing here raises for bad input: a page without an article is a Rejection.
"""

from datetime import datetime

from qingwen.article import Article
from qingwen.memory import SiteMemory
from qingwen.page import Page
from qingwen.rejection import Reason, Rejection

__all__ = ["Article", "Reason", "Rejection", "SiteMemory", "clean_page", "clean_text"]


def clean_page(
    body: bytes,
    url: str | None = None,
    *,
    http_charset: str | None = None,
    fetched_at: datetime | None = None,
    memory: SiteMemory | None = None,
    list_title: str | None = None,
) -> Article | Rejection:
    """Return the article of a fetched page, or why there is none; never raises for bad input.

    `http_charset` is the charset of the Content-Type header, `fetched_at` the moment relative
    dates (昨天) count from. `memory` is read, and taught by this page. `list_title`, text or title of
    the link to it on a list page, is one voice in the vote for its title.
    """
    from qingwen.extract import extract_page  # its rules take longer to compile than a page to read

    page = Page(
        body=body,
        url=url,
        http_charset=http_charset,
        fetched_at=fetched_at,
        list_title=list_title,
    )
    return extract_page(page, memory)


def clean_text(
    text: str,
    url: str | None = None,
    *,
    fetched_at: datetime | None = None,
    memory: SiteMemory | None = None,
) -> Article | Rejection:
    """Return the article of a page already turned into text, one block a line: the same steps."""
    from qingwen.extract import extract_text

    return extract_text(Page(body=b"", url=url, fetched_at=fetched_at), text, memory)
