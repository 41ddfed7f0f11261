"""What an exception of the downloader means."""

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from twisted.internet.error import ConnectionLost, ConnectionRefusedError, DNSLookupError
from twisted.internet.error import TimeoutError as ConnectTimeoutError

_REASONS: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], str], ...] = (
    ((DownloadTimeoutError, ConnectTimeoutError, TimeoutError), "timeout"),
    ((CannotResolveHostError, DNSLookupError), "dns"),
    ((DownloadConnectionRefusedError, ConnectionRefusedError), "refused"),
    (ResponseDataLossError, "truncated"),
    (DownloadCancelledError, "too-large"),
    (UnsupportedURLSchemeError, "scheme"),
    ((DownloadFailedError, ConnectionLost), "reset"),
)


_TLS_MODULES = ("OpenSSL", "service_identity")


class Refusal(Exception):
    """A request that we do not make, or an answer that we do not take: `reason` is its slug."""

    def __init__(self, reason: str, detail: str, *, later: bool = False) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail
        self.later = later
        """Whether the next run should try again."""


def failure_reason(error: BaseException) -> str:
    """Return the slug of a downloader's exception; the name of its class where it is a new one."""
    inner = getattr(error.__cause__, "reasons", ())
    if any(reason.type.__module__.startswith(_TLS_MODULES) for reason in inner):
        return "tls"
    for kinds, reason in _REASONS:
        if isinstance(error, kinds):
            return reason
    return type(error).__name__
