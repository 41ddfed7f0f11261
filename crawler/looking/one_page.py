"""One page of the web, fetched once by the guards of the crawl."""

from datetime import UTC, datetime
from typing import Any, ClassVar

import scrapy
from scrapy import Request
from scrapy.http import Response

from crawler.answer import Answer, answer_of, charset_of
from crawler.discovery import fetch_url
from crawler.failure import Refusal
from crawler.order import Order
from crawler.probe import ProbeSpider
from qingwen.page import Page

MAX_HOPS = 5


class OnePageSpider(scrapy.Spider):
    """Fetches the start page of its order; `page` is the result."""

    name = "one-page"
    custom_settings: ClassVar[dict[str, Any]] = ProbeSpider.custom_settings

    def __init__(self, order: Order) -> None:
        super().__init__()
        self.order = order
        self.starts = self.named = order.start_urls
        self.robots_texts: dict[str, str] = {}
        self.page: Page | None = None
        self.problem: str | None = None
        """Why there is no page."""

    async def start(self):  # type: ignore[no-untyped-def]  # an async generator that asks for itself
        url: str | None = fetch_url(self.starts[0]) or self.starts[0]
        for _ in range(MAX_HOPS):
            if url is None or self.page or self.problem:
                break
            url = await self._hop(url)
        if self.page is None and self.problem is None:
            self.problem = "it leads on and on"
        for nothing in ():
            yield nothing

    async def _hop(self, url: str) -> str | None:
        """Fetch one address; return the next one where it moved."""
        try:
            response = await self.crawler.engine.download_async(
                Request(url, meta={"handle_httpstatus_all": True})
            )
        except Refusal as refusal:
            self.problem = f"{refusal.reason}: {refusal.detail}"
            return None
        except Exception as error:  # the downloader raises whatever its handlers do
            self.problem = str(error) or type(error).__name__
            return None
        answer = answer_of(response, conditional=False)
        if answer is Answer.MOVED:
            location = (response.headers["Location"] or b"").decode("utf-8", "replace")
            target = fetch_url(location, url)
            if target:
                self.starts = (*self.starts, target)
            return target
        if answer is not Answer.PAGE:
            self.problem = f"it answers {response.status}"
            return None
        self.page = _page_of(response)
        return None


def _page_of(response: Response) -> Page:
    return Page(
        body=response.body,
        url=response.url,
        http_charset=charset_of(response),
        fetched_at=datetime.now(UTC),
    )
