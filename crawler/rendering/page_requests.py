"""What a page asks for while its scripts build it: fetched by the crawl, by its guards and pace."""

from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from scrapy import Request
from scrapy.http import Response

from crawler.answer import charset_of
from crawler.discovery import fetch_url
from crawler.failure import Refusal
from crawler.rendering.listings import Fetched

if TYPE_CHECKING:
    from crawler.spiders.news import NewsSpider

MAX_REQUESTS = 40
"""A front page of a county app asks for 10 to 20: libraries, and a list for each channel."""
MAX_BYTES = 15_000_000
"""Of all that one page asks for."""
MAX_HOPS = 3
MAX_LISTING_BYTES = 1_000_000
MAX_KEPT_BYTES = 30_000_000
RESPONSE_BYTES = 2_000
"""Kept with every body: address, headers and the objects around them."""
_WANTED = frozenset({"script", "xhr", "fetch"})
"""Pictures, fonts, styles and films change no text."""
_DROPPED_HEADERS = frozenset({
    "content-length", "content-encoding", "transfer-encoding", "connection", "set-cookie",
    "content-security-policy", "strict-transport-security", "alt-svc", "link", "refresh",
})  # fmt: skip


class Scripts:
    """Scripts that pages of a site share: fetched once a run."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Response] = OrderedDict()
        self._bytes = 0

    def get(self, url: str) -> Response | None:
        """Return the script at `url` where it was fetched before."""
        return self._kept.get(url)

    def keep(self, url: str, response: Response) -> None:
        """Keep a script; the oldest ones leave when room is short."""
        if response.status != 200 or url in self._kept:
            return
        self._kept[url] = response
        self._bytes += len(response.body) + RESPONSE_BYTES
        while self._bytes > MAX_KEPT_BYTES:
            _, oldest = self._kept.popitem(last=False)
            self._bytes -= len(oldest.body) + RESPONSE_BYTES


class PageRequests:
    """Answers the requests of one page that is being built."""

    def __init__(self, spider: "NewsSpider", scripts: Scripts, url: str, document: bytes) -> None:
        self._spider = spider
        self._scripts = scripts
        self._url = url
        self._document: bytes | None = document
        self._bytes = 0
        self.answers: list[Fetched] = []
        """What scripts fetched as data."""
        self.count = 0
        self.pending = 0
        """Requests that are not answered yet."""

    async def answer(self, route: Any) -> None:
        """Answer one request of the browser: from the crawl, or not at all."""
        self.pending += 1
        try:
            await self._answer(route)
        finally:
            self.pending -= 1

    async def _answer(self, route: Any) -> None:
        request = route.request
        if request.is_navigation_request():
            # The page itself, once: it has been fetched. A script that sends its reader elsewhere
            # is not followed, nor is a frame: with no content the page stays where it is.
            document, self._document = self._document, None
            if document is None or request.url.partition("#")[0] != self._url:
                await route.fulfill(status=204)
            else:
                await route.fulfill(body=document, content_type="text/html; charset=utf-8")
            return
        if request.resource_type not in _WANTED or request.method != "GET":
            await route.abort()
            return
        try:
            response = await self._fetched(request.url, request.resource_type)
        except Refusal:
            await route.abort()
            return
        await route.fulfill(status=response.status, headers=_headers(response), body=response.body)

    async def _fetched(self, url: str, kind: str) -> Response:
        """Return the answer to one request. Raises Refusal."""
        if kind == "script" and (kept := self._scripts.get(url)):
            return kept
        address = url
        for _ in range(MAX_HOPS + 1):
            response = await self._download(address)
            location = (response.headers.get("Location") or b"").decode("latin-1")
            if not (300 <= response.status < 400 and location):
                self._keep(kind, url, response)
                return response
            address = fetch_url(location, address) or ""
        raise Refusal("redirect-loop", url)

    def _keep(self, kind: str, url: str, response: Response) -> None:
        if kind == "script":
            self._scripts.keep(url, response)
        elif response.status == 200 and len(response.body) <= MAX_LISTING_BYTES:
            self.answers.append(Fetched(url, response.body.decode("utf-8", "replace")))

    async def _download(self, url: str) -> Response:
        if self.count >= MAX_REQUESTS or self._bytes > MAX_BYTES or not url:
            raise Refusal("crowded", "the page asks for too much")
        self.count += 1
        request = Request(url, meta={"handle_httpstatus_all": True})
        try:
            response = await self._spider.crawler.engine.download_async(request)
        except Refusal:
            raise
        except Exception as error:  # the downloader raises whatever its handlers do
            raise Refusal("unanswered", f"{url}: {error}") from error
        self._bytes += len(response.body)
        return response


def _headers(response: Response) -> dict[str, str]:
    headers = {
        name.decode("latin-1").lower(): b", ".join(values).decode("latin-1")
        for name, values in response.headers.items()
    }
    kept = {name: value for name, value in headers.items() if name not in _DROPPED_HEADERS}
    if charset_of(response) is None and "content-type" in kept:
        kept["content-type"] += "; charset=utf-8"
    return kept
