"""`scrapy inspect URL|FILE`: one HTML page that shows how a page was read, and why."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.ending import Verdict
from crawler.looking.inspect_page import Inspected, inspect_page
from crawler.looking.one_page import OnePageSpider
from crawler.manual import show_examples
from crawler.order import OrderError, read_order
from qingwen import Rejection
from qingwen.decode import MAX_BYTES
from qingwen.page import Page
from qingwen.trace import Trace

EPILOG = """examples:
  scrapy inspect page.html --url https://news.example.cn/1.html
  scrapy inspect https://news.example.cn/1.html --out why.html
"""
DEFAULT_OUT = Path("output/inspect.html")


class Command(ScrapyCommand):
    """Reads one page by the very core of the crawl, and shows its work."""

    requires_project = True
    default_settings: ClassVar[dict[str, object]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "[options] URL|FILE"

    def short_desc(self) -> str:
        return "Show on one HTML page how a page was read: text, cuts, evidence, votes"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        show_examples(parser, EPILOG)
        parser.add_argument("--url", help="where the FILE was fetched")
        parser.add_argument("--text", action="store_true", help="FILE is plain text, not HTML")
        parser.add_argument("--out", metavar="FILE", help=f"the page to write ({DEFAULT_OUT})")
        parser.add_argument(
            "--allow-private", metavar="HOST:PORT", help="may be fetched though not public"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            raise UsageError("give one URL or one FILE", print_help=False)
        try:
            page = self._fetched(args[0], opts) if _is_url(args[0]) else _read(args[0], opts.url)
            out = Path(opts.out) if opts.out else DEFAULT_OUT
            inspected = inspect(args[0], page, is_text=opts.text)
            out.parent.mkdir(parents=True, exist_ok=True)
            out.write_text(inspect_page(inspected), encoding="utf-8")
        except (OrderError, OSError) as error:
            said = getattr(error, "strerror", None)
            sys.stderr.write(f"scrapy inspect: {args[0]}: {said or error}\n")
            self.exitcode = Verdict.USAGE.exit_code
            return
        result = inspected.result
        is_refused = isinstance(result, Rejection)
        verdict = f"no article ({result.reason})" if is_refused else result.integrity.status
        print(f"{verdict}: {out}")
        self.exitcode = Verdict.FAILED.exit_code if is_refused else 0

    def _fetched(self, url: str, opts: argparse.Namespace) -> Page:
        """Fetch one page by the guards of the crawl. Raises OrderError."""
        arguments = {"url": url}
        if opts.allow_private:
            arguments["allow_private"] = opts.allow_private
        order = read_order(arguments)
        assert self.crawler_process is not None
        assert self.settings is not None
        self.settings.set("ALLOW_PRIVATE", list(order.allow_private), priority="cmdline")
        crawler = self.crawler_process.create_crawler(OnePageSpider)
        self.crawler_process.crawl(crawler, order=order)
        self.crawler_process.start()
        assert isinstance(crawler.spider, OnePageSpider)
        if crawler.spider.page is None:
            raise OrderError(crawler.spider.problem or "it could not be fetched")
        return crawler.spider.page


def inspect(name: str, page: Page, *, is_text: bool = False) -> Inspected:
    """Read one page and keep what the steps found."""
    from qingwen.extract import extract_page, extract_text

    trace = Trace()
    if is_text:
        text = page.body.decode("utf-8", "replace")
        return Inspected(name, extract_text(page, text, None, trace), trace)
    return Inspected(name, extract_page(page, None, trace), trace)


def _is_url(name: str) -> bool:
    return name.startswith(("http://", "https://"))


def _read(name: str, url: str | None) -> Page:
    """Return a saved page; its age is the moment relative dates count from. Raises OSError."""
    path = Path(name)
    with path.open("rb") as stream:
        body = stream.read(MAX_BYTES + 1)
    saved_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return Page(body=body, url=url, fetched_at=saved_at)
