"""`scrapy report`: one HTML page on a crawl: sites, days, refusals, hijacks, failures, titles."""

import argparse
import sys
from pathlib import Path
from typing import ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.ending import Verdict
from crawler.ledger import Ledger, LedgerError
from crawler.looking.dashboard import dashboard
from crawler.looking.facts import facts_of
from crawler.state_folder import state_path
from crawler.timings import read_timings

EPILOG = """examples:
  scrapy report
  scrapy report --state output/state --run 3 --page report.html
"""


class Command(ScrapyCommand):
    """Reads a ledger, also while a crawl is writing it."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, object]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return "Write a dashboard of a crawl as one HTML page"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.formatter_class = argparse.RawDescriptionHelpFormatter
        parser.epilog = EPILOG
        parser.add_argument("--out", metavar="DIR", help="output folder of the crawl")
        parser.add_argument("--state", metavar="DIR", help="state folder of the crawl")
        parser.add_argument("--run", metavar="N", type=int, help="only what run N did")
        parser.add_argument(
            "--page", metavar="FILE", help="the page to write (report.html beside the state)"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if args:
            raise UsageError("scrapy report takes no arguments", print_help=False)
        folder = state_path(opts.out, opts.state)
        page = Path(opts.page) if opts.page else folder.parent / "report.html"
        try:
            ledger = Ledger.read(folder)
            facts = facts_of(ledger, opts.run)
            ledger.close()
            if opts.run is not None and opts.run not in {run["run"] for run in facts.runs}:
                raise LedgerError(f"There was no run {opts.run} in {folder}.")
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(
                dashboard(facts, read_timings(folder), str(folder), opts.run), encoding="utf-8"
            )
        except LedgerError as error:
            sys.stderr.write(f"scrapy report: {error}\n")
            self.exitcode = Verdict.USAGE.exit_code
            return
        except OSError as error:
            sys.stderr.write(f"scrapy report: {page} cannot be written: {error.strerror}.\n")
            self.exitcode = Verdict.USAGE.exit_code
            return
        print(f"{facts.articles} articles of {len(facts.sites)} sites: {page}")
