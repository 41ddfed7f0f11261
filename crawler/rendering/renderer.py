"""A page as its scripts build it: the document that was fetched, run in Chromium."""

import asyncio
from typing import TYPE_CHECKING, Any

from crawler.failure import Refusal
from crawler.rendering.browser import CLOSE_S, START_S, Browser
from crawler.rendering.listings import Fetched
from crawler.rendering.page_requests import PageRequests, Scripts
from crawler.workers import PageBytes
from qingwen.decode import Decoded, decode_page
from qingwen.page import Page

if TYPE_CHECKING:
    from crawler.spiders.news import NewsSpider

AT_ONCE = 2
"""Pages that are built at the same time; one takes a processor and 200 MB."""
QUIET_S = 0.5
LOOK_EVERY_S = 0.1
_LENGTH = "document.documentElement ? document.documentElement.outerHTML.length : 0"


class Renderer:
    """Builds pages, by the guards and at the pace of the crawl."""

    def __init__(self, spider: "NewsSpider") -> None:
        self._spider = spider
        self._browser = Browser(str(spider.settings["USER_AGENT"]))
        self._scripts = Scripts()
        self._places = asyncio.Semaphore(AT_ONCE)
        self._deadline_s = spider.settings.getfloat("RENDER_DEADLINE_S")
        self._patience_s = START_S + 2 * CLOSE_S + self._deadline_s
        """A Chromium that is hung is closed and another one started, while this page waits."""
        self._max_bytes = spider.settings.getint("DOWNLOAD_MAXSIZE")

    async def built(self, page: PageBytes) -> tuple[PageBytes, list[Fetched]]:
        """Return the page as its scripts leave it, and what they fetched. Raises Refusal."""
        decoded = decode_page(Page(body=page.body, url=page.url, http_charset=page.http_charset))
        if not isinstance(decoded, Decoded):
            raise Refusal("undecodable", "its script cannot be run")
        requests = PageRequests(
            self._spider, self._scripts, page.url, decoded.text.encode("utf-8", "replace")
        )
        async with self._places:
            html = await self._html(page.url, requests)
        body = html.encode("utf-8", "replace")
        return PageBytes(url=page.url, body=body, http_charset="utf-8"), requests.answers

    async def _html(self, url: str, requests: PageRequests) -> str:
        from playwright.async_api import Error

        context: Any = None
        try:
            context = await self._context(requests)
            async with asyncio.timeout(self._deadline_s):
                tab = await context.new_page()
                tab.on("dialog", lambda dialog: dialog.dismiss())
                await tab.goto(url, wait_until="commit")
                await _until_quiet(tab, requests)
                if await tab.evaluate(_LENGTH) > self._max_bytes:
                    raise Refusal("too-large", f"its scripts make more than {self._max_bytes}")
                return str(await tab.content())
        except TimeoutError as error:
            await self._browser.close()  # a script that never ends holds its tab for ever
            detail = f"its scripts were not done in {self._deadline_s:g} s"
            raise Refusal("render-timeout", detail) from error
        except Error as error:
            raise Refusal("render-failed", str(error).partition("\n")[0][:200]) from error
        finally:
            if context is not None:
                await self._close(context)

    async def _context(self, requests: PageRequests) -> Any:
        """Return an empty profile; the clock of the page starts after it. Raises Refusal."""
        try:
            async with asyncio.timeout(self._patience_s):
                return await self._browser.context(requests.answer)
        except TimeoutError as error:
            await self._browser.close()
            detail = f"Chromium did not answer in {self._patience_s:g} s"
            raise Refusal("render-failed", detail) from error

    async def _close(self, context: Any) -> None:
        from playwright.async_api import Error

        try:
            async with asyncio.timeout(QUIET_S * 10):
                await context.close()
        except (TimeoutError, Error):
            await self._browser.close()

    async def close(self) -> None:
        """End the browser."""
        await self._browser.close()


async def _until_quiet(tab: Any, requests: PageRequests) -> None:
    """Wait until nothing is asked for any more and the page no longer grows."""
    size, since = -1, 0.0
    while since < QUIET_S:
        await asyncio.sleep(LOOK_EVERY_S)
        now = (requests.count, await tab.evaluate(_LENGTH))
        still = now == size and not requests.pending
        since, size = (since + LOOK_EVERY_S if still else 0.0), now
