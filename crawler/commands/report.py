"""`scrapy report`: one HTML page on a crawl: sites, days, refusals, hijacks, failures, titles."""

import argparse
from pathlib import Path

from crawler.ledger import Ledger
from crawler.ledger_command import LedgerCommand
from crawler.ledger_connection import LedgerError
from crawler.looking.dashboard import dashboard
from crawler.looking.facts import facts_of
from crawler.timings import read_timings


class Command(LedgerCommand):
    """Reads a ledger, also while a crawl is writing it."""

    examples = """examples:
  scrapy report
  scrapy report --state output/state --run 3 --page report.html
"""

    def short_desc(self) -> str:
        return "Write a dashboard of a crawl as one HTML page"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--run", metavar="N", type=int, help="only what run N did")
        parser.add_argument(
            "--page", metavar="FILE", help="the page to write (report.html beside the state)"
        )

    def look(self, folder: Path, args: list[str], opts: argparse.Namespace) -> int:
        page = Path(opts.page) if opts.page else folder.parent / "report.html"
        ledger = Ledger.read(folder)
        facts = facts_of(ledger, opts.run)
        ledger.close()
        if opts.run is not None and opts.run not in {run["run"] for run in facts.runs}:
            raise LedgerError(f"There was no run {opts.run} in {folder}.")
        html = dashboard(facts, read_timings(folder), str(folder), opts.run)
        try:
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(html, encoding="utf-8")
        except OSError as error:
            raise LedgerError(f"{page} cannot be written: {error.strerror}.") from error
        sites = "1 site" if len(facts.sites) == 1 else f"{len(facts.sites)} sites"
        print(f"{facts.articles} articles of {sites}: {page}")
        return 0
