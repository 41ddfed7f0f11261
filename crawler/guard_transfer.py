"""The guard during a transfer: headers, speed and the bytes of all transfers are bounded."""

from time import monotonic
from typing import Any

from scrapy import Request, signals
from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
)
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError, DownloadFailedError, StopDownload
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.interfaces import IAddress
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS, HTTP11ClientProtocol

from crawler.failure import Refusal
from crawler.guard_resolver import REFUSED
from crawler.pace import Pace

MAX_HEADER_BYTES = 65_536
MIN_BYTES_A_SECOND = 200
"""Slower than any modem: a page that comes like this holds a place for nothing."""
SLOW_AFTER_S = 20.0
MAX_BYTES_IN_FLIGHT = 100_000_000
"""Of all transfers together. The one that goes over it is tried again later."""


class HeadersTooLargeError(Exception):
    """The head of an answer is larger than any server's."""


class GuardedHandler(HTTP11DownloadHandler):
    """Scrapy's handler, with a bound on headers, and with the reason why an address was refused."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._crawler = crawler
        self._pool._factory = _GuardedFactory

    async def download_request(self, request: Request) -> Response:
        """Download one response. Raises Refusal, and what Scrapy's handler raises."""
        try:
            return await self._download(request)
        finally:
            if pace := self._crawler.get_extension(Pace):
                pace.ended(request)

    async def _download(self, request: Request) -> Response:
        try:
            return await super().download_request(request)
        except CannotResolveHostError as error:
            host = (urlparse_cached(request).hostname or "").lower()
            if refused := REFUSED.get(host):
                port = urlparse_cached(request).port or 80
                raise Refusal(
                    "not-public",
                    f"{host} is {', '.join(sorted(refused))}, not a public address "
                    f"(-a allow_private={host}:{port} allows it)",
                ) from error
            raise
        except DownloadFailedError as error:
            reasons = getattr(error.__cause__, "reasons", ())
            if any(reason.check(HeadersTooLargeError) for reason in reasons):
                raise Refusal("headers-too-large", f"more than {MAX_HEADER_BYTES} bytes") from error
            raise


class _GuardedProtocol(_LenientHTTP11ClientProtocol):
    """Counts what comes before the body: header lines, and 1xx answers without end."""

    _header_bytes = 0

    def request(self, request: Any) -> Any:
        self._header_bytes = 0
        return super().request(request)

    def dataReceived(self, data: bytes) -> None:
        super().dataReceived(data)
        parser = self._parser
        if parser is None or parser.state not in (STATUS, HEADER):
            return
        self._header_bytes += len(data)
        if self._header_bytes > MAX_HEADER_BYTES:
            self._giveUp(Failure(HeadersTooLargeError()))
            self.transport.abortConnection()


class _GuardedFactory(_LenientHTTP11ClientFactory):
    noisy = False

    def buildProtocol(self, addr: IAddress | None) -> HTTP11ClientProtocol:
        return _GuardedProtocol(self._quiescentCallback)


class TransferGuard:
    """Ends transfers that are too slow, or that do not fit beside the others."""

    def __init__(self, crawler: Crawler) -> None:
        self._began: dict[Request, float] = {}
        self._bytes: dict[Request, int] = {}
        self._in_flight = 0
        crawler.signals.connect(self._received, signal=signals.bytes_received)
        crawler.signals.connect(self._left, signal=signals.request_left_downloader)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "TransferGuard":
        return cls(crawler)

    def _received(self, data: bytes, request: Request) -> None:
        began = self._began.setdefault(request, monotonic())
        received = self._bytes.get(request, 0) + len(data)
        self._bytes[request] = received
        self._in_flight += len(data)
        if received > request.meta.get("body_cut", received):
            raise StopDownload(fail=False)
        passed_s = monotonic() - began
        if passed_s > SLOW_AFTER_S and received < passed_s * MIN_BYTES_A_SECOND:
            request.meta["stopped"] = "timeout"
            raise StopDownload(fail=True)
        if self._in_flight > MAX_BYTES_IN_FLIGHT:
            request.meta["stopped"] = "crowded"
            raise StopDownload(fail=True)

    def _left(self, request: Request) -> None:
        self._in_flight -= self._bytes.pop(request, 0)
        self._began.pop(request, None)
