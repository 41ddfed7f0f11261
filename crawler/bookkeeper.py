"""The bookkeeper: starts a run, commits and publishes while it goes on, and says how it ended."""

import json
import logging
from collections.abc import Callable
from pathlib import Path
from time import monotonic

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.utils.misc import load_object
from twisted.internet.interfaces import IDelayedCall

from crawler.ending import Ending, broken_ending, ending_of
from crawler.ledger_connection import StorageError
from crawler.ledger_publication import Publication, RecordFile
from crawler.log_lines import bound_log_lines, refused
from crawler.rendering.renderer import Renderer
from crawler.workers import WorkerPool

KNOWN_BRANDS_NAME = "known-brands.json"
COMMIT_EVERY_S = 0.25
MAX_COMMIT_PAUSE_S = 5.0
REST_A_COMMIT = 20
"""A commit waits for the disk, and everything else for the commit: on a disk that takes long it comes
more rarely, so that a twentieth of the time goes there and no more."""
logger = logging.getLogger(__name__)


class Bookkeeper:
    """Owns what a run opens: its publications and its workers."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._publications: list[Publication] = []
        self._next: IDelayedCall | None = None
        self.ending: Ending | None = None
        self.interrupted = False
        """Set by the command when a signal asks the run to stop."""
        crawler.signals.connect(self._opened, signal=signals.spider_opened)
        crawler.signals.connect(self._closed, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Bookkeeper":
        return cls(crawler)

    def _opened(self) -> None:
        bound_log_lines()  # Scrapy has made its handlers anew for this crawl
        spider, settings = self._crawler.spider, self._crawler.settings
        brands = spider.order.brands
        brands_path = (spider.order.state_path / KNOWN_BRANDS_NAME).resolve() if brands else None
        spider.workers = WorkerPool(
            settings.getint("EXTRACT_WORKERS"),
            settings.getint("EXTRACT_DEADLINE_S"),
            settings.getint("EXTRACT_MEMORY_MB"),
            settings.getint("EXTRACT_RETIRE_MB"),
            brands_path,
        )
        spider.renderer = Renderer(spider)
        try:
            if brands_path:  # workers that start later are to read it too
                self._write_brands(brands_path)
            spider.ledger.start_run(spider.order.as_plain())
            spider.recall_starts()
            self._tick()
        except StorageError as error:
            self._stop(str(error))
        self._rest(0.0)

    def _write_brands(self, path: Path) -> None:
        spider = self._crawler.spider
        try:
            path.write_text(json.dumps(spider.order.brands.to_dict(), ensure_ascii=False), "utf-8")
        except OSError as error:
            raise spider.ledger.break_by(error, path) from error

    def _open_publications(self, file_class: Callable[[Path], RecordFile]) -> list[Publication]:
        spider = self._crawler.spider
        streams = {"articles": spider.order.articles_path, "rejects": spider.order.rejects_path}
        publications = []
        for stream, path in streams.items():
            try:
                file = file_class(path)
            except OSError as error:
                raise spider.ledger.break_by(error, path) from error
            publication = Publication(spider.ledger, stream, path, file)
            if publication.repaired:
                logger.warning(publication.repaired)
            publications.append(publication)
        return publications

    def _rest(self, took_s: float) -> None:
        from twisted.internet import reactor

        pause_s = min(max(COMMIT_EVERY_S, took_s * REST_A_COMMIT), MAX_COMMIT_PAUSE_S)
        self._next = reactor.callLater(pause_s, self._tick_and_rest)

    def _tick_and_rest(self) -> None:
        began_s = monotonic()
        self._tick()
        self._rest(monotonic() - began_s)

    def _tick(self) -> None:
        """Make what was done durable, and publish it."""
        ledger = self._crawler.spider.ledger
        if refused:
            ledger.break_by(refused[0], "log file")
        try:
            ledger.commit()
            if not self._publications and ledger.publishes():
                file_class = load_object(self._crawler.settings["RECORD_FILE"])
                self._publications = self._open_publications(file_class)
            for publication in self._publications:
                if publication.publish():
                    ledger.commit()
        except StorageError as error:
            self._stop(str(error))
            return
        except Exception as error:  # whatever it is: without ticks nothing would be kept any more
            logger.exception("Fault of the bookkeeper")
            self._stop(str(ledger.break_by(error, type(error).__name__)))
            return
        limit = self._crawler.spider.order.limit
        if limit is not None and self._crawler.stats.get_value("articles", 0) >= limit:
            self._stop("limit")

    def _stop(self, reason: str) -> None:
        """Give out no more requests; the engine then closes by itself."""
        scheduler = self._crawler.engine.scheduler
        if not scheduler.stopping:
            logger.info("Stopping: %s", reason)
            scheduler.stopping = True
            scheduler.wake()

    def interrupt(self) -> None:
        """Stop because somebody asked for it."""
        self.interrupted = True
        self._stop("interrupted")

    async def _closed(self) -> None:
        if self._next is not None and self._next.active():
            self._next.cancel()
        await self._crawler.spider.workers.close()
        await self._crawler.spider.renderer.close()
        self.end()

    def end(self) -> Ending:
        """Commit and publish what is left, write down how the run ended, and return that."""
        spider = self._crawler.spider
        self._tick()
        articles = self._crawler.stats.get_value("articles", 0)
        try:
            ending = ending_of(spider.ledger, spider.order, articles, interrupted=self.interrupted)
            if not spider.ledger.broken:
                spider.ledger.end_run(ending.verdict.label)
                self._tick()  # of several workers the last one publishes what is left
        except StorageError as error:
            ending = broken_ending(error)
        self.ending = ending
        return ending
