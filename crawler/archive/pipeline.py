"""Archiving while crawling: every answer is kept before its outcome is settled.

A run that is killed has in its archive every page that its ledger calls done; what it has beyond
that is fetched again and is there twice, which harms nobody.
"""

from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response

from crawler.archive.writer import ArchiveWriter
from crawler.page_state import Outcome


class ArchivePipeline:
    """Writes answers as WARC, and ties them to the article that was read from them."""

    def __init__(self, crawler: Crawler, folder: Path) -> None:
        self._crawler = crawler
        self._folder = folder
        self._writer: ArchiveWriter | None = None
        self._captures: dict[str, str] = {}
        """Record id of the last answer of each URL that is under way, in order of arrival."""
        crawler.signals.connect(self._answered, signal=signals.response_received)
        crawler.signals.connect(self._closed, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "ArchivePipeline":
        folder = crawler.settings.get("WARC")
        if not folder:
            raise NotConfigured
        return cls(crawler, Path(folder))

    def _answered(self, response: Response, request: Request) -> None:
        if response.status == HTTPStatus.NOT_MODIFIED:  # the page is in an earlier archive
            return
        now = datetime.now(UTC)
        try:
            if self._writer is None:
                self._writer = ArchiveWriter(self._folder, now)
            lease = request.meta.get("lease")
            self._captures[lease.url if lease else request.url] = self._writer.write(
                response.url, _status_line(response.status), _headers(response), response.body, now
            )
        except OSError as error:
            self._refused(error)

    def process_item(self, item: Outcome) -> Outcome:
        """Tie the record of an outcome to its answers."""
        urls = {item.lease.url, *(url for _, url in item.parts)}
        captures = [self._captures.pop(url) for url in list(self._captures) if url in urls]
        record = item.record
        if record is None or record.get("deleted") or not captures or self._writer is None:
            return item
        try:
            self._writer.tie(str(record["id"]), str(record["url"]), captures, datetime.now(UTC))
        except OSError as error:
            self._refused(error)
        return item

    def _refused(self, error: OSError) -> None:
        """Stop the run as a full disk stops it: nothing is settled that is not archived."""
        self._crawler.spider.ledger.break_by(error, self._folder)

    def _closed(self) -> None:
        if self._writer is not None:
            self._writer.close()


def _status_line(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"{status} Unknown"


def _headers(response: Response) -> list[tuple[str, str]]:
    return [
        (_one_line(name), _one_line(value))
        for name, values in response.headers.items()
        for value in values
    ]


def _one_line(value: Any) -> str:
    text = value.decode("latin-1") if isinstance(value, bytes) else str(value)
    return " ".join(text.split())
