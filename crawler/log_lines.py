"""Log lines that stay lines: bounded, without control characters, and not one for every page."""

import logging
import re
import sys
from typing import Any

from scrapy.logformatter import LogFormatter, LogFormatterResult

MAX_LINE_CHARS = 4000
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


class BoundedFormatter(logging.Formatter):
    """Wraps the formatter of a handler: no line is long, none holds what a terminal would obey."""

    def __init__(self, inner: logging.Formatter) -> None:
        super().__init__()
        self._inner = inner

    def format(self, record: logging.LogRecord) -> str:
        lines = self._inner.format(record).split("\n")
        return "\n".join(_CONTROLS.sub("?", line[:MAX_LINE_CHARS]) for line in lines)


refused: list[OSError] = []
"""What the disk said to a log line that it did not take."""


def _keep_refusal(handler: logging.Handler) -> None:
    """Keep the error of a log file that cannot be written, in the place of a traceback a line."""
    inform = handler.handleError

    def keep(record: logging.LogRecord) -> None:
        error = sys.exc_info()[1]
        if isinstance(error, OSError):
            refused.append(error)
        else:
            inform(record)

    handler.handleError = keep  # type: ignore[method-assign]


def bound_log_lines() -> None:
    """Wrap the formatters of all handlers of the root logger, and watch for a full disk."""
    for handler in logging.getLogger().handlers:
        inner = handler.formatter or logging.Formatter()
        if not isinstance(inner, BoundedFormatter):
            handler.setFormatter(BoundedFormatter(inner))
            _keep_refusal(handler)


class QuietFormatter(LogFormatter):
    """Scrapy's messages without the bodies of items: an outcome is in the ledger."""

    def scraped(self, *_: Any) -> LogFormatterResult | None:  # type: ignore[override]
        return None

    def item_error(self, item: Any, *rest: Any) -> LogFormatterResult:
        return {"level": logging.ERROR, "msg": "Fault at %(url)s", "args": {"url": item.lease.url}}
