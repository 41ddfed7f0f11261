"""The one spider: any regional news site, from its lists to its articles.

Every request it makes comes from the ledger as a lease, and ends in exactly one Outcome.
"""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from typing import Any

import scrapy
from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.answer import Answer, answer_of, charset_of
from crawler.discovery import fetch_url, identity, in_scope, read_post, request_key, url_kind
from crawler.failure import Refusal, failure_reason
from crawler.following import (
    guessed_lists,
    host_of,
    is_home,
    links_to_follow,
    moved_sighting,
    start_sighting,
)
from crawler.ledger_counts import start_states
from crawler.memories import Memories
from crawler.order import Order, read_order
from crawler.page_scripts import PageScripts, read_with_files
from crawler.page_state import Lease, Outcome, State
from crawler.parts import read_parts
from crawler.posted import Forms
from crawler.rendering.browser import next_step, why_not
from crawler.rendering.listings import Fetched, listings
from crawler.rendering.renderer import Renderer
from crawler.retries import again_or_over, over, retry_after_s
from crawler.state_folder import StateFolder
from crawler.trap import Traps
from crawler.workers import Extraction, PageBytes, WorkerPool

MAX_HOPS = 10
_OF_THE_PAGE = frozenset({"truncated", "too-large", "encoding", "headers-too-large"})
_GUESSED = frozenset({"guess", "issue-guess"})
_MENUS = frozenset({"nav", "crumb", "probe", "frame"})
_SITEMAPS = frozenset({"sitemap", "guess"})
MAX_SITEMAP_BYTES = 20_000_000
"""Fifty thousand addresses, the most a sitemap may hold, take 5 to 10 MB."""
SITEMAP_PATIENCE = 6
"""They take ten seconds of a slow processor; an article takes a hundredth of one."""
_LISTS = frozenset({"list", "epaper", "sitemap", "feed"})


class NewsSpider(scrapy.Spider):
    """Crawls what its order says."""

    name = "news"

    def __init__(
        self, order: Order | None = None, folder: StateFolder | None = None, **arguments: str
    ) -> None:
        super().__init__()
        self.order = order or read_order(arguments)
        self.folder = folder or StateFolder.hold(self.order.state_path, self.order.ledger_url)
        self.ledger = self.folder.ledger
        self.ledger.shares_hosts = self.order.delay_s == 0
        self.named = self.order.start_urls
        """What was asked for, in this run or an earlier one on the same state folder."""
        self.starts = self.named
        """The same, and where it has moved to: the scope of the crawl."""
        self.traps = Traps()
        self.memories = Memories(self.ledger)
        self.forms = Forms()
        self.scripts = PageScripts()
        self.robots_texts: dict[str, str] = {}
        """The robots.txt of each origin that has one: they name sitemaps."""
        self.regions: dict[str, dict[str, str]] = {}
        self.workers: WorkerPool
        """Set by the bookkeeper when the spider opens."""
        self.renderer: Renderer
        """The same."""
        self.rendered: dict[str, bool] = {}
        self.row_sets: set[int] = set()
        self.cut: dict[str, int] = {}
        """Lists with more links than are read, and how many were left out: for the report."""

    def recall_starts(self) -> None:
        """Take in the start pages of earlier runs: what they left behind is still wanted."""
        known = start_states(self.ledger)
        self.named = (*self.named, *(start.url for start in known if not start.hops))
        self.starts = (*self.named, *(start.url for start in known))

    async def start(self) -> AsyncIterator[Request]:
        for url in self.order.start_urls:
            sighting = start_sighting(fetch_url(url) or url)
            yield Request(sighting.url, meta={"sighting": sighting})

    def request_of(self, lease: Lease) -> Request:
        """Return the request for a lease: it asks for the page only where it has changed."""
        headers = {}
        if lease.last_modified:
            # Alone, since a server that gets both heeds the ETag. On many of these sites that is a
            # hash of the page with its hit counters and weather, and never the same twice.
            headers["If-Modified-Since"] = lease.last_modified
        elif lease.etag:
            headers["If-None-Match"] = lease.etag
        meta: dict[str, Any] = {"lease": lease, "handle_httpstatus_all": True}
        if lease.via in _SITEMAPS:
            meta["download_maxsize"] = MAX_SITEMAP_BYTES
        answered: dict[str, Any] = {
            "callback": self.parse_answer, "errback": self.parse_failure, "meta": meta
        }  # fmt: skip
        posted = self.forms.request_of(lease, **answered)
        return posted or Request(lease.url, headers=headers, **answered)

    async def parse_answer(self, response: Response) -> AsyncIterator[Request | Outcome]:
        """Yield the links of a page, then its outcome."""
        lease: Lease = response.meta["lease"]
        conditional = bool(lease.etag or lease.last_modified)
        answer = answer_of(response, conditional=conditional)
        if answer is Answer.PAGE:
            async for result in self.parse_page(response, lease):
                yield result
        elif answer is Answer.MOVED:
            location = (response.headers["Location"] or b"").decode("utf-8", "replace")
            for moved in self.parse_move(lease, fetch_url(location, response.url)):
                yield moved
        else:
            yield self.outcome_without_page(response, lease, answer)

    async def parse_page(
        self, response: Response, lease: Lease
    ) -> AsyncIterator[Request | Outcome]:
        """Yield the links of a page that arrived whole, then its outcome."""
        fetched_at = datetime.now(UTC)
        is_posted = response.request.method == "POST"
        url = lease.url if is_posted else response.url
        page = PageBytes(url=url, body=response.body, http_charset=charset_of(response))
        lesson = self.memories.lesson_for(lease)
        extraction = await self.workers.extract(
            [page], fetched_at, template=lease.template, lesson=lesson,
            patience=SITEMAP_PATIENCE if lease.via in _SITEMAPS else 1,
        )  # fmt: skip
        built = not is_posted and self.is_to_build(page, extraction)
        is_to_read = extraction.record is None and not built
        files = extraction.found.get("files", ()) if is_to_read else ()
        if texts := await self.scripts.texts_of(self, files):
            extraction = await read_with_files(
                self.workers, extraction, page, fetched_at, texts, lease.template, lesson
            )
        self.forms.see(url, extraction.found.get("form"))
        if fetched := self.forms.sent_for(lease, response.request):
            yield fetched
            return
        if built:
            try:
                page, answers = await self.renderer.built(page)
            except Refusal as refusal:
                yield again_or_over(lease, refusal.reason, refusal.detail)
                return
            extraction = await self.workers.extract(
                [page], fetched_at, template=lease.template, lesson=lesson
            )
            if extraction.record is None:
                add_listings(extraction.found, answers)
        self.memories.learn(lease.host, extraction.memory)
        if extraction.found.get("moved_to") and extraction.record is None:
            for moved in self.parse_move(lease, extraction.found["moved_to"]):
                yield moved
            return
        parts: tuple[str, ...] = ()
        if extraction.record is not None and extraction.found["parts"]:
            try:
                extraction, parts = await read_parts(self, page, extraction, fetched_at, lesson)
            except Refusal as refusal:
                yield again_or_over(lease, refusal.reason, refusal.detail)
                return
        outcome = self.outcome_of(extraction, lease)
        outcome.with_memory = lesson.memory is not None
        outcome.parts = tuple((identity(url), url) for url in parts)
        outcome.fetched_at = fetched_at.isoformat(timespec="seconds")
        if not built and not is_posted:  # the shell stays the same while its story changes
            outcome.etag = _header(response, "ETag")
            outcome.last_modified = _header(response, "Last-Modified")
        for request in self.requests_of(extraction.found, lease, outcome):
            yield request
        yield outcome

    def is_to_build(self, page: PageBytes, extraction: Extraction) -> bool:
        """Whether a page is worth its scripts: it is a shell, or a list of a site of shells."""
        if extraction.record is not None or extraction.mishap is not None:
            return False
        is_html = page.body.lstrip()[:1] == b"<" and b"<script" in page.body.lower()
        if not is_html or extraction.found.get("kind") in ("sitemap", "feed"):
            return False
        return self.is_rendered(page.url) and why_not() is None

    def is_rendered(self, url: str) -> bool:
        """Whether the pages of the host of `url` are asked to be rendered."""
        host = host_of(url)
        if host not in self.rendered:
            self.rendered[host] = self.order.renders(url)
        return self.rendered[host]

    def requests_of(
        self, found: dict[str, Any], lease: Lease, outcome: Outcome
    ) -> Iterator[Request]:
        """Yield the links of a page; an article found on a list leads to its channel and neighbours."""
        is_unwanted = outcome.reason == "out-of-dates"
        if (outcome.record is not None or is_unwanted) and lease.via != "start":
            found = beside(found, neighbours=not is_unwanted)
        if found.get("cut"):
            self.cut[lease.url] = found["cut"]
            self.logger.warning("%d links of %s were left out", found["cut"], lease.url)
        follow = links_to_follow(found, lease, self.order, self.ledger, self.starts, self.row_sets)
        outcome.new_articles = follow.new_articles
        for sighting in follow.unwanted:
            self.ledger.skip(sighting, "out-of-dates", f"{sighting.date} is not asked for")
        guesses = guessed_lists(lease, self.robots_texts) if lease.via == "start" else []
        for sighting in follow.sightings + guesses:
            yield Request(sighting.url, meta={"sighting": sighting})

    def outcome_of(self, extraction: Extraction, lease: Lease) -> Outcome:
        """Return what a page that was read amounts to."""
        kind = extraction.found.get("kind")
        if extraction.mishap is not None:
            if extraction.mishap == "fault":
                self.logger.error("Fault at %s: %s", lease.url, extraction.detail)
                self.crawler.stats.inc_value("faults")
                return over(lease, "fault", (extraction.detail or "").strip().rpartition("\n")[2])
            if extraction.mishap == "crash":
                return over(lease, "worker-crash", extraction.detail)
            return Outcome(
                lease=lease,
                state=State.REJECTED,
                reason="extract-timeout",
                detail=extraction.detail,
            )
        # A row of a list promised an article, and the core has read one: that outweighs the links.
        promised = (
            lease.kind == "article" and kind in ("list", "epaper") and extraction.record is not None
        )
        if extraction.reason == "script-shell" and not leads_on(extraction.found):
            return self.shell_outcome(extraction, lease)
        if (kind in _LISTS and not promised) or is_home(lease.url) or read_post(lease.url):
            return self.list_outcome(lease)
        if extraction.record is not None:
            return self.story_outcome(extraction.record, lease)
        if extraction.reason == "soft-404" and lease.record_id:
            return self.gone(lease, extraction.detail or "the page says that it is gone")
        if extraction.reason == "list":
            return self.list_outcome(lease)
        return Outcome(
            lease=lease, state=State.REJECTED, reason=extraction.reason, detail=extraction.detail
        )

    def story_outcome(self, record: dict[str, Any], lease: Lease) -> Outcome:
        """Return the outcome of a page that has text: a story of the asked days, or what it is instead."""
        if is_page_of_site(lease, record):
            detail = "a menu leads to it, and it names no day, source or writer"
            return Outcome(lease=lease, state=State.REJECTED, reason="no-body", detail=detail)
        day = record["published_at"] or lease.date
        if not self.order.wants(day):
            detail = f"{day} is not asked for"
            return Outcome(lease=lease, state=State.SKIPPED, reason="out-of-dates", detail=detail)
        region = self.region_of(lease.url)
        return Outcome(lease=lease, state=State.DONE, record=record, region=region)

    def shell_outcome(self, extraction: Extraction, lease: Lease) -> Outcome:
        """Return the outcome of a page that is empty without its scripts, and what to do about it.

        The front page of a site is done with: its sitemap may lead on all the same.
        """
        said = extraction.detail or "built by scripts"
        return Outcome(
            lease=lease,
            state=State.DONE if is_home(lease.url) else State.REJECTED,
            reason="script-shell",
            detail=f"{said}; {next_step(self.is_rendered(lease.url))}",
        )

    def list_outcome(self, lease: Lease) -> Outcome:
        """Return the outcome of a list: its links are all there is to it."""
        if lease.kind == "article":
            detail = "linked as an article, it is a list"
            return Outcome(lease=lease, state=State.REJECTED, reason="list", detail=detail)
        return Outcome(lease=lease, state=State.DONE, reason="list")

    def outcome_without_page(self, response: Response, lease: Lease, answer: Answer) -> Outcome:
        """Return what an answer amounts to that brought no page to read."""
        status = f"status {response.status}"
        if answer is Answer.UNCHANGED:
            return Outcome(
                lease=lease, state=State.DONE, reason="unchanged", etag=lease.etag,
                last_modified=lease.last_modified, fetched_at=lease.fetched_at,
            )  # fmt: skip
        if answer is Answer.GONE:
            return self.gone(lease, status)
        if answer is Answer.BUSY:
            asked = response.headers.get("Retry-After")
            pause_s = retry_after_s(asked)
            if pause_s is not None and pause_s <= self.settings.getfloat("PATIENCE_S"):
                self.hold_host(lease.host, pause_s)
            reason = "busy-and-confused" if asked and pause_s is None else "busy"
            return again_or_over(lease, reason, status, asked_pause_s=pause_s)
        if answer is Answer.TEMPORARY:
            return again_or_over(lease, "server-error", status)
        if answer is Answer.TRUNCATED:
            return again_or_over(lease, "truncated", status)
        return over(lease, f"http-{response.status}", status)

    @staticmethod
    def _with_body(lease: Lease, target: str) -> str:
        """The address a request is moved to; what was posted is posted there."""
        post = read_post(lease.url)
        return post._replace(url=target).address if post else target

    def parse_move(self, lease: Lease, target: str | None) -> Iterator[Request | Outcome]:
        """Yield the page that a page sends its readers to, in its place."""
        if target is None:
            yield over(lease, "bad-redirect", "its target is no web address")
        elif lease.hops >= MAX_HOPS:
            yield over(lease, "redirect-limit", f"more than {MAX_HOPS} redirects")
        elif lease.via != "start" and not in_scope(target, self.starts):
            yield Outcome(lease=lease, state=State.SKIPPED, reason="off-site", detail=target)
        elif request_key(target := self._with_body(lease, target)) == lease.key:
            if target == lease.url:
                yield over(lease, "redirect-loop", "it leads to itself")
            else:
                self.ledger.readdress(lease, target)
                yield Outcome(lease=lease, state=State.PENDING, reason="moved", due_in_s=0.0)
        else:
            if lease.via == "start":
                self.starts = (*self.starts, target)
            sighting = moved_sighting(lease, target)
            yield Request(target, meta={"sighting": sighting})
            yield Outcome(lease=lease, state=State.SKIPPED, reason="moved", detail=target)

    def gone(self, lease: Lease, detail: str) -> Outcome:
        """Return the outcome of a page that is not there; a short record where it once was."""
        from qingwen.record import deletion_of

        if lease.via in _GUESSED:
            return Outcome(lease=lease, state=State.SKIPPED, reason="not-there", detail=detail)
        now = datetime.now(UTC)
        record = deletion_of(lease.record_id, lease.url, now) if lease.record_id else None
        return Outcome(
            lease=lease, state=State.GONE, reason="gone", detail=detail, record=record,
            fetched_at=now.isoformat(timespec="seconds"),
        )  # fmt: skip

    def hold_host(self, host: str, pause_s: float) -> None:
        """Leave a host alone that says it is busy."""
        self.ledger.hold(host, datetime.now(UTC).timestamp() + pause_s)

    def region_of(self, url: str) -> dict[str, str]:
        """Return what the catalogue knows of the site of a URL."""
        host = host_of(url)
        if host not in self.regions:  # the catalogue is long, the hosts of a crawl are few
            self.regions[host] = self._region(url)
        return self.regions[host]

    def _region(self, url: str) -> dict[str, str]:
        site = self.order.catalogue.of_url(url)
        if site is None:
            return {}
        known = {
            "name": site.name,
            "publisher": site.publisher,
            "province": site.province,
            "city": site.city,
        }
        return {field: value for field, value in known.items() if value}

    def parse_failure(self, failure: Failure) -> Iterator[Outcome]:
        """Yield the outcome of a request that got no answer."""
        lease: Lease = failure.request.meta["lease"]
        error = failure.value
        if isinstance(error, Refusal):
            if error.later:
                yield Outcome(
                    lease=lease, state=State.PENDING, reason=error.reason, detail=error.detail
                )
            elif error.reason in _OF_THE_PAGE:
                yield again_or_over(lease, error.reason, error.detail)
            else:
                yield Outcome(
                    lease=lease, state=State.SKIPPED, reason=error.reason, detail=error.detail
                )
            return
        if stopped := failure.request.meta.get("stopped"):
            yield again_or_over(lease, stopped, "the transfer was too slow or did not fit in")
            return
        detail = f"{type(error).__name__}: {error}"[:300]
        yield again_or_over(lease, failure_reason(error), detail)


def beside(found: dict[str, Any], *, neighbours: bool) -> dict[str, Any]:
    """Return what an article leads to by itself: the channels above it, the stories next to it.

    Those next to a story of other days than the asked ones are of other days as well, and so on to
    the end of the archive.
    """
    stories = found.get("articles", ()) if neighbours else ()
    return {
        "articles": [link for link in stories if link[3] == "neighbour"],
        "lists": [link for link in found.get("lists", ()) if link[3] == "crumb"],
    }


def is_page_of_site(lease: Lease, record: dict[str, Any]) -> bool:
    """Whether a page is one of a site's own (duties of the office, how to ask for information): text
    that a menu leads to, or an address like a channel's, and that nothing says to be a story."""
    if record["published_at"] or record["source"] or record["bylines"] or lease.date:
        return False
    return lease.via in _MENUS or (lease.via == "structure" and url_kind(lease.url) == "list")


def add_listings(found: dict[str, Any], answers: list[Fetched]) -> None:
    """Add the data behind a page that scripts built to its lists: it has the later rows."""
    articles = [link[0] for link in found.get("articles", ())]
    for listing in listings(answers, articles):
        found["lists"].append([listing.url, None, None, "endpoint", 10, 0, listing.template])


def leads_on(found: dict[str, Any]) -> bool:
    """Whether a page has links, of any kind."""
    return bool(found.get("articles") or found.get("lists"))


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1")[:500] if value else None
