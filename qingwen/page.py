"""A page as it was fetched, and as it was parsed: what every step of the core starts from."""

from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from qingwen.article import Encoding


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The bytes of one page and what the transport said about them."""

    body: bytes
    """The response body, content encodings undone, charset untouched."""

    url: str | None = None
    """Where it was fetched, after redirects. None for a page that came from elsewhere."""

    http_charset: str | None = None
    """The charset parameter of the Content-Type header. A claim, not a fact: the bytes decide."""

    fetched_at: datetime | None = None
    """When it was fetched, timezone-aware. The only clock of the core: relative dates count from it."""

    list_title: str | None = None
    """What a list page of the site printed as the headline of this page; may be cut with dots."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedPage:
    """A page decoded and parsed once, for all who want to look at it; nobody changes the tree."""

    page: Page
    markup: str
    encoding: Encoding
    root: etree._Element
