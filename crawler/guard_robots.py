"""robots.txt, as RFC 9309 has it: what cannot be read now forbids everything for now.

Scrapy's middleware takes a robots.txt that fails for one that allows all.
"""

import asyncio
from dataclasses import dataclass
from time import monotonic
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from crawler.discovery import fetch_url
from crawler.failure import Refusal, failure_reason
from crawler.pace import Pace
from crawler.retries import retry_after_s

DEADLINE_S = 30
MAX_BYTES = 512 * 1024
"""RFC 9309 asks for 500 KiB at least; the rest is ignored."""
MAX_REDIRECTS = 5
ATTEMPTS = 3
KEEP_S = 86_400
MAX_CRAWL_DELAY_S = 120.0
"""A host that asks for longer pauses is left out: a run would bring a handful of pages."""
_UNREACHABLE = "robots-unreachable"


@dataclass(frozen=True, slots=True)
class _Rules:
    """What the robots.txt of one origin says."""

    parsed: Protego | None
    """None allows all."""
    refusal: Refusal | None
    """Set where nothing may be fetched in this run."""
    read_at: float


class RobotsGuard:
    """A downloader middleware that lets through what robots.txt allows."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._agent: str = crawler.settings["ROBOTSTXT_USER_AGENT"]
        self._rules: dict[str, asyncio.Task[_Rules]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "RobotsGuard":
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raise Refusal for what robots.txt forbids, or where it cannot be read."""
        if request.meta.get("is_robots"):
            return
        rules = await self._rules_of(request.url)
        if rules.refusal is not None:
            raise rules.refusal
        if rules.parsed is not None and not rules.parsed.can_fetch(request.url, self._agent):
            raise Refusal("robots", "robots.txt forbids it")

    async def _rules_of(self, url: str) -> _Rules:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        task = self._rules.get(origin)
        if task is not None and task.done() and monotonic() - task.result().read_at > KEEP_S:
            task = None
        if task is None:
            task = self._rules[origin] = asyncio.ensure_future(self._read(origin))
        return await asyncio.shield(task)

    async def _read(self, origin: str) -> _Rules:
        host = urlsplit(origin).hostname or ""
        try:
            body = await self._fetch(f"{origin}/robots.txt")
        except Refusal as refusal:
            if refusal.later:
                self._crawler.engine.scheduler.close_host(host, refusal.reason)
            return _Rules(None, refusal, monotonic())
        if body is None:
            return _Rules(None, None, monotonic())
        text = body.decode("utf-8-sig", errors="replace")
        self._crawler.spider.robots_texts[origin] = text
        parsed = Protego.parse(text)
        delay_s = parsed.crawl_delay(self._agent)
        if delay_s and delay_s > MAX_CRAWL_DELAY_S:
            refusal = Refusal("crawl-delay", f"{host} asks for {delay_s:g} s between requests")
            return _Rules(None, refusal, monotonic())
        if delay_s:
            self._crawler.get_extension(Pace).ask(host, delay_s)
        return _Rules(parsed, None, monotonic())

    async def _fetch(self, url: str) -> bytes | None:
        """Return the start of a robots.txt; None where there is none. Raises Refusal."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                response = await self._follow(url)
            except Refusal as refusal:
                if refusal.reason not in ("truncated", "encoding"):
                    raise
                why = refusal.detail
            except Exception as error:  # the downloader raises whatever its handlers do
                why = failure_reason(error)
                if why in ("timeout", "dns"):
                    break
            else:
                if response.status < 400:
                    return response.body[:MAX_BYTES]
                if response.status < 500 and response.status != 429:
                    return None
                why = f"status {response.status}"
                asked_s = retry_after_s(response.headers.get("Retry-After")) or 0.0
                if asked_s > self._crawler.settings.getfloat("PATIENCE_S"):
                    break
                await asyncio.sleep(max(asked_s, float(attempt)) if attempt < ATTEMPTS else 0)
        raise Refusal(_UNREACHABLE, f"robots.txt cannot be read now: {why}", later=True)

    async def _follow(self, url: str) -> Response:
        for _ in range(MAX_REDIRECTS + 1):
            response = await self._crawler.engine.download_async(
                Request(
                    url,
                    callback=NO_CALLBACK,
                    meta={
                        "is_robots": True,
                        "handle_httpstatus_all": True,
                        "download_timeout": DEADLINE_S,
                        "download_maxsize": 0,
                        "body_cut": MAX_BYTES,
                        "inflate_cut": MAX_BYTES,
                    },
                )
            )
            location = (response.headers.get("Location") or b"").decode("latin-1")
            target = fetch_url(location, url)
            if not 300 <= response.status < 400 or target is None:
                return response
            url = target
        raise Refusal(_UNREACHABLE, "robots.txt redirects without end", later=True)
