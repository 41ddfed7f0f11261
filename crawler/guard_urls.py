"""The guard before every request: scheme, port and host belong to the crawl."""

from functools import lru_cache
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler

from crawler.discovery import in_scope
from crawler.failure import Refusal
from crawler.guard_address import Allowances, is_public

DEFAULT_PORTS = {"http": 80, "https": 443}


class UrlGuard:
    """A downloader middleware: also robots.txt, redirects and parts of articles pass it."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._allowances = Allowances(crawler.settings.getlist("ALLOW_PRIVATE"))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "UrlGuard":
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raise Refusal for a request that no order covers."""
        spider = self._crawler.spider
        parts = urlsplit(request.url)
        host = (parts.hostname or "").lower()
        if parts.scheme not in DEFAULT_PORTS:
            raise Refusal("scheme", f"{parts.scheme}: is not fetched")
        port = parts.port or DEFAULT_PORTS[parts.scheme]
        if (
            port not in DEFAULT_PORTS.values()
            and not self._allowances.covers(host, port)
            and (parts.scheme, host, port) not in _origins(spider.named)
        ):
            raise Refusal("port", f"port {port} of {host} was not asked for")
        if not in_scope(request.url, spider.starts):
            raise Refusal("off-site", f"{host} does not belong to the crawl")
        if _is_literal(host) and not is_public(host) and not self._allowances.covers(host, port):
            detail = f"{host} is not a public address (-a allow_private={host}:{port} allows it)"
            raise Refusal("not-public", detail)


@lru_cache(maxsize=4)
def _origins(urls: tuple[str, ...]) -> frozenset[tuple[str, str, int]]:
    return frozenset(map(_origin, urls))


def _origin(url: str) -> tuple[str, str, int]:
    parts = urlsplit(url)
    return parts.scheme, (parts.hostname or "").lower(), parts.port or DEFAULT_PORTS[parts.scheme]


def _is_literal(host: str) -> bool:
    """Whether a host is an address, in any spelling a resolver takes: 127.1, 0x7f.1, [::1]."""
    return ":" in host or host.rpartition(".")[2][:1].isdigit()
