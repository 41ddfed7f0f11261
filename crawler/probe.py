"""The probe: a short look at one site, by the same guards and workers as a crawl.

It reads robots.txt, the front page, a few lists and a few articles, and keeps nothing.
"""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, ClassVar
from urllib.parse import urljoin, urlsplit

import scrapy
from protego import Protego
from scrapy import Request
from scrapy.core.scheduler import Scheduler
from scrapy.http import Response

from crawler.answer import Answer, answer_of, charset_of
from crawler.discovery import fetch_url, identity, robots_sitemaps
from crawler.discovery.cms import cms_of
from crawler.failure import Refusal, failure_reason
from crawler.order import Order
from crawler.workers import Extraction, PageBytes, WorkerPool
from qingwen.decode import Decoded, decode_page
from qingwen.page import Page

MAX_LISTS = 4
MAX_ARTICLES = 8
MAX_HOPS = 5
DEADLINE_S = 50.0
AGENT = "Qingwen"


@dataclass(slots=True)
class Look:
    """One page as the probe saw it."""

    url: str
    extraction: Extraction
    text: str
    used: str | None = None
    declared: str | None = None

    @property
    def found(self) -> dict[str, Any]:
        return self.extraction.found


@dataclass(slots=True)
class Findings:
    """What the probe of one site has found so far."""

    url: str
    home: Look | None = None
    problem: str | None = None
    """Why the front page could not be had."""
    lists: list[Look] = field(default_factory=list)
    articles: list[Look] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    """(URL, why) of pages that could not be had."""
    robots: str | None = None
    """The text of robots.txt; None where there is none."""
    forbidden: tuple[str, ...] = ()
    """The paths it forbids us."""
    crawl_delay_s: float | None = None
    sitemaps: tuple[str, ...] = ()
    cms: tuple[str, str] | None = None

    @property
    def records(self) -> list[dict[str, Any]]:
        """The articles that were read."""
        return [look.extraction.record for look in self.articles if look.extraction.record]

    @property
    def verdict(self) -> Counter[str]:
        """How many articles are clean, injected, hijacked; doorways among the rejected."""
        counts = Counter(record["integrity"]["status"] for record in self.records)
        counts["doorway"] = sum(look.extraction.reason == "doorway" for look in self.articles)
        return +counts

    @property
    def brands(self) -> list[str]:
        """The injected names, most frequent first."""
        named = Counter(b for record in self.records for b in record["integrity"]["brands"])
        return [brand for brand, _ in named.most_common()]


class ProbeScheduler(Scheduler):
    """Scrapy's own; a host that the robots guard closes has no queue here."""

    def close_host(self, host: str, reason: str) -> None:
        """Do nothing: the probe is told of every request that is refused."""


class ProbeSpider(scrapy.Spider):
    """Looks at one site; `findings` is the result."""

    name = "probe"
    custom_settings: ClassVar[dict[str, Any]] = {  # type: ignore[misc]
        "SCHEDULER": "crawler.probe.ProbeScheduler",
        "ITEM_PIPELINES": {},
        "EXTENSIONS": {
            "crawler.guard_transfer.TransferGuard": 0,
            "crawler.pace.Pace": 0,
            "scrapy.extensions.feedexport.FeedExporter": None,
            "scrapy.extensions.logstats.LogStats": None,
            "scrapy.extensions.memusage.MemoryUsage": None,
        },
    }

    def __init__(self, order: Order) -> None:
        super().__init__()
        self.order = order
        self.starts = self.named = order.start_urls
        self.robots_texts: dict[str, str] = {}
        self.findings = Findings(fetch_url(order.start_urls[0]) or order.start_urls[0])
        self._left_at = time.monotonic() + DEADLINE_S

    async def start(self) -> AsyncIterator[Request]:
        """Look around; it asks for its pages itself and has no request for the scheduler."""
        settings = self.crawler.settings
        self._workers = WorkerPool(
            1,
            settings.getint("EXTRACT_DEADLINE_S"),
            settings.getint("EXTRACT_MEMORY_MB"),
            settings.getint("EXTRACT_RETIRE_MB"),
        )
        try:
            await self._look_around()
        finally:
            await self._workers.close()
        no_requests: tuple[Request, ...] = ()
        for request in no_requests:
            yield request

    async def _look_around(self) -> None:
        findings = self.findings
        try:
            findings.home = await self._look(findings.url)
        except Refusal as refusal:
            findings.problem = f"{refusal.reason}: {refusal.detail}"
            return
        finally:
            self._read_robots()
        home = findings.home
        seen = {identity(home.url)}
        lists = [link[0] for link in home.found.get("lists", ())]
        findings.lists = await self._looks([*lists, *findings.sitemaps], MAX_LISTS, seen)
        if not any(look.found.get("articles") for look in (home, *findings.lists)):
            # the newest sitemap often stands last
            deeper = [link[0] for look in findings.lists for link in look.found.get("lists", ())]
            findings.lists += await self._looks(deeper[::-1], MAX_LISTS, seen)
        links = [
            link[0]
            for look in (*findings.lists, home)
            for link in look.found.get("articles", ())[:3]
        ]
        links += [link[0] for link in home.found.get("articles", ())]
        findings.articles = await self._looks(links, MAX_ARTICLES, seen)
        looks = [home, *findings.lists, *findings.articles]
        addresses = [link[0] for look in looks for link in look.found.get("articles", ())]
        findings.cms = cms_of(
            [look.text for look in looks], [*(look.url for look in looks), *addresses]
        )

    def _read_robots(self) -> None:
        home = self.findings.home.url if self.findings.home else self.findings.url
        parts = urlsplit(home)
        text = self.robots_texts.get(f"{parts.scheme}://{parts.netloc}")
        self.findings.robots = text
        if text is not None:
            parsed = Protego.parse(text)
            delay = parsed.crawl_delay(AGENT)
            self.findings.crawl_delay_s = float(delay) if delay else None
            self.findings.forbidden = tuple(_forbidden(text, parsed, home))
            self.findings.sitemaps = tuple(link.url for link in robots_sitemaps(text, home))

    async def _looks(self, urls: list[str], count: int, seen: set[str]) -> list[Look]:
        looks: list[Look] = []
        for url in urls:
            if len(looks) >= count or time.monotonic() > self._left_at:
                break
            if (key := identity(url)) in seen:
                continue
            seen.add(key)
            try:
                looks.append(await self._look(url))
            except Refusal as refusal:
                self.findings.refused.append((url, f"{refusal.reason}: {refusal.detail}"))
        return looks

    async def _look(self, url: str) -> Look:
        """Return one page, redirects and stubs followed. Raises Refusal."""
        for _ in range(MAX_HOPS):
            response = await self._fetch(url)
            if answer_of(response, conditional=False) is Answer.MOVED:
                location = (response.headers["Location"] or b"").decode("utf-8", "replace")
                target = fetch_url(location, url)
            elif answer_of(response, conditional=False) is Answer.PAGE:
                look = await self._read(response)
                target = look.found.get("moved_to")
                if not target:
                    return look
            else:
                raise Refusal("status", f"it answers {response.status}")
            if target is None:
                break
            if url == self.findings.url:
                self.starts = (*self.starts, target)
            url = target
        raise Refusal("redirect-limit", f"more than {MAX_HOPS} redirects")

    async def _fetch(self, url: str) -> Response:
        try:
            async with asyncio.timeout(max(1.0, self._left_at - time.monotonic())):
                request = Request(url, meta={"handle_httpstatus_all": True})
                return await self.crawler.engine.download_async(request)
        except Refusal:
            raise
        except Exception as error:  # the downloader raises whatever its handlers do
            raise Refusal(failure_reason(error), str(error) or type(error).__name__) from error

    async def _read(self, response: Response) -> Look:
        charset = charset_of(response)
        page = PageBytes(url=response.url, body=response.body, http_charset=charset)
        extraction = await self._workers.extract([page], datetime.now(UTC))
        decoded = decode_page(Page(body=response.body, url=response.url, http_charset=charset))
        if not isinstance(decoded, Decoded):
            return Look(response.url, extraction, "")
        encoding = decoded.encoding
        return Look(response.url, extraction, decoded.text, encoding.used, encoding.declared)


def _forbidden(text: str, parsed: Protego, home: str) -> list[str]:
    """The paths of a robots.txt that are forbidden to us, not to others named in it."""
    paths = []
    for line in text.splitlines():
        field, _, path = line.partition("#")[0].partition(":")
        if field.strip().lower() == "disallow" and (path := path.strip()):
            sample = urljoin(home, path.replace("*", "").rstrip("$"))
            if path not in paths and not parsed.can_fetch(sample, AGENT):
                paths.append(path)
    return paths
