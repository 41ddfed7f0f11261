"""`scrapy crawl news -a url=...`: reads the order, holds the state, runs, says how it ended."""

import argparse
import errno
import sys
from pathlib import Path

from scrapy.commands.crawl import Command as CrawlCommand
from scrapy.crawler import Crawler
from scrapy.exceptions import UsageError

from crawler.bookkeeper import Bookkeeper
from crawler.ending import Ending, Verdict
from crawler.floors import outdated
from crawler.ledger_connection import LedgerError
from crawler.log_lines import bound_log_lines
from crawler.manual import show_examples
from crawler.order import OrderError, read_order
from crawler.progress import Progress
from crawler.report import report_of, summary_of, write_report
from crawler.spiders.news import NewsSpider
from crawler.state_folder import StateFolder, StateInUseError
from crawler.stopping import Stopping

LOG_NAME = "crawl.log"
_ARGUMENTS = """\
examples:
  scrapy crawl news -a url=https://news.example.cn/ -a limit=20
  scrapy crawl news -a site=孝感网 -a since=2024-03-01 -a contact=you@example.cn
  scrapy crawl news -a urls=sites.txt -a out=output/mine -a window=22:00-06:00

arguments, each as -a NAME=VALUE:
  url=URL  urls=FILE  site=NAME  sites=A,B     where to start: one of these
  since=DAY  until=DAY  limit=N                which articles, and how many
  out=DIR  state=DIR  warc=DIR                 where records, ledger, archive go
  delay_s=N  requests_a_day=N  window=H-H      how much a host is asked, and when
  contact=MAIL|URL                             who you are, for the User-Agent
  catalogue=FILE  allow_private=HOST:PORT      a catalogue of yours; a test server
  ledger=URL  render=yes|no                    a shared ledger; pages that need a browser
  brands=FILE                                  brands of spam an earlier run learnt
docs/crawl.md says what each means, and what the exit codes are.
"""


class Command(CrawlCommand):
    """Scrapy's crawl command, with a checked order and an exit code that tells the truth."""

    def short_desc(self) -> str:
        return "Crawl regional news sites into clean article JSONL"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        show_examples(parser, _ARGUMENTS)

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        if args != [NewsSpider.name]:
            raise UsageError(
                f"There is one spider: scrapy crawl {NewsSpider.name} -a url=https://...",
                print_help=False,
            )
        if problem := outdated():
            _leave(Ending(Verdict.USAGE, problem))
        try:
            self._order = read_order(opts.spargs)
            self._folder = StateFolder.hold(self._order.state_path, self._order.ledger_url)
        except OrderError as error:
            _leave(Ending(Verdict.USAGE, str(error)))
        except LedgerError as error:
            _leave(Ending(Verdict.NO_SPACE if error.disk_refused else Verdict.USAGE, str(error)))
        except StateInUseError as error:
            _leave(Ending(Verdict.STATE_IN_USE, str(error)))
        assert self.settings is not None
        if self._order.warc_path is not None:
            self.settings.set("WARC", str(self._order.warc_path), priority="cmdline")
        self.settings.set("ALLOW_PRIVATE", list(self._order.allow_private), priority="cmdline")
        if self._order.contact:
            agent = f"{self.settings['ROBOTSTXT_USER_AGENT']}/0.1 (+{self._order.contact})"
            self.settings.set("USER_AGENT", agent, priority="cmdline")
        if self.settings.get("LOG_FILE") is None and self.settings.getbool("LOG_ENABLED"):
            self.settings.set("LOG_FILE", str(self._folder.path / LOG_NAME), priority="cmdline")

        self._try_log(self.settings.get("LOG_FILE"))

    def _try_log(self, name: str | None) -> None:
        """Leave where the log cannot be written: no later message could say so."""
        if name is None:
            return
        try:
            with Path(name).open("ab") as log:
                log.write(b"\n")
        except OSError as error:
            full = error.errno in (errno.ENOSPC, errno.EDQUOT)
            verdict = Verdict.NO_SPACE if full else Verdict.USAGE
            _leave(Ending(verdict, f"log file {name}: {error.strerror}."))

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.crawler_process is not None
        bound_log_lines()
        crawler = self.crawler_process.create_crawler(NewsSpider.name)
        self.crawler_process.crawl(crawler, order=self._order, folder=self._folder)
        stopping = Stopping(crawler, self._finish)
        stopping.install()
        self.crawler_process.start(install_signal_handlers=False)
        self.exitcode = self._finish(crawler)

    def _finish(self, crawler: Crawler) -> int:
        """Write report and summary; return the exit code."""
        progress = crawler.get_extension(Progress)
        if progress is not None:
            progress.close()
        bookkeeper = crawler.get_extension(Bookkeeper)
        ending = bookkeeper.ending if bookkeeper is not None else None
        if ending is None:
            print(
                f"failed: the crawl could not start; see {self.settings['LOG_FILE']}",
                file=sys.stderr,
            )
            return Verdict.FAILED.exit_code
        try:
            report = report_of(
                self._folder.ledger,
                self._order,
                ending,
                crawler.stats.get_stats(),
                crawler.spider.cut,
            )
        except LedgerError:  # it is what ended the run
            print(f"{ending.verdict.label}: {ending.sentence}", flush=True)
            return ending.verdict.exit_code
        try:
            write_report(report, self._folder.path)
        except OSError as error:
            ending = Ending(Verdict.NO_SPACE, f"{self._folder.path}: {error.strerror}.")
            report |= {"verdict": ending.verdict.label, "sentence": ending.sentence}
        print(summary_of(report), flush=True)
        self._folder.close()
        return ending.verdict.exit_code


def _leave(ending: Ending) -> None:
    print(f"scrapy crawl: {ending.sentence}", file=sys.stderr)
    sys.exit(ending.verdict.exit_code)
