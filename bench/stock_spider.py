"""What a crawl is measured beside: a plain Scrapy spider that reads pages with trafilatura, in its process.

It keeps no ledger, guards nothing, and finds no spam; it shows what the machine gives.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import scrapy
import trafilatura
from scrapy.http import Response


class StockSpider(scrapy.Spider):
    """Follows the links of the front pages, one record an article."""

    name = "stock"

    def __init__(self, urls: str = "", **_: str) -> None:
        super().__init__()
        self.start_urls = Path(urls).read_text("utf-8").split()

    def parse(self, response: Response) -> Iterator[Any]:
        """Follow the articles of a list."""
        yield from response.follow_all(css="li a", callback=self.parse_article)

    def parse_article(self, response: Response) -> Iterator[dict[str, Any]]:
        """Read one article."""
        document = trafilatura.bare_extraction(response.text, url=response.url, with_metadata=True)
        if document is not None:
            yield {"url": response.url, "title": document.title, "text": document.text}
