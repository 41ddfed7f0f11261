"""Evidence: the latest page of each kind that a site sent, kept as the bytes that came.

When a site breaks, the page that shows it is there to be looked at. One page of a kind and run is
written, so that a site costs a handful of files, whatever it sends. They are compressed: what a
hostile site sent must neither run when a file is opened by mistake nor turn up in a search of the
folder.
"""

import gzip
import logging
import re
from pathlib import Path
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.page_state import Outcome, State
from crawler.spiders.news import NewsSpider

FOLDER = "pages"
START = "start"
ARTICLE = "article"
HIJACKED = "hijacked"
REFUSED = "refused"
REJECTED = "rejected-"
SUFFIX = ".html.gz"
logger = logging.getLogger(__name__)


class EvidenceKeeper:
    """Writes the first page of each kind that a host sends in a run."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._kept: set[Path] = set()
        crawler.signals.connect(self._settled, signal=signals.item_scraped)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "EvidenceKeeper":
        return cls(crawler)

    def _settled(self, item: object, response: Response | Failure | None) -> None:
        if not isinstance(item, Outcome) or not isinstance(response, Response):
            return
        if not response.body:
            return
        kind = kind_of(item)
        if kind is None:
            return
        assert isinstance(self._crawler.spider, NewsSpider)
        path = page_path(self._crawler.spider.folder.path, item.lease.url, kind)
        if path in self._kept:
            return
        self._kept.add(path)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(gzip.compress(response.body, 1))
        except OSError as error:
            logger.warning("%s: %s; the page is not kept", path, error.strerror)


def kind_of(outcome: Outcome) -> str | None:
    """Return what the page of an outcome is evidence of; None for nothing that is asked for."""
    if outcome.state is State.REJECTED:
        return f"{REJECTED}{outcome.reason}"
    if outcome.state in (State.FAILED, State.GONE):
        return REFUSED if outcome.lease.via == "start" else None
    if outcome.record is not None and not outcome.record.get("deleted"):
        integrity = outcome.record.get("integrity")
        hijacked = isinstance(integrity, dict) and integrity.get("status") == "hijacked"
        return HIJACKED if hijacked else ARTICLE
    if outcome.lease.via == "start" and outcome.reason != "unchanged":
        return START
    return None


def page_path(state: Path, url: str, kind: str) -> Path:
    """Return where the latest page of a kind is kept that came from the host of `url`."""
    netloc = re.sub(r"[^\w.-]", "_", urlsplit(url).netloc.lower())
    return state / FOLDER / netloc / f"{kind}{SUFFIX}"
