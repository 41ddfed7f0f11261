"""`scrapy retry --reason REASON`: makes rejected, failed or skipped URLs due in the next run."""

import argparse
from pathlib import Path

from scrapy.exceptions import UsageError

from crawler.ledger import Ledger
from crawler.ledger_command import LedgerCommand
from crawler.state_folder import StateFolder


class Command(LedgerCommand):
    """Gives URLs another chance, as after a new version of the extraction."""

    examples = """examples:
  scrapy retry --reason timeout             then: the crawl once more
  scrapy retry --reason script-shell --reason no-body --out output/hubei
"""

    def syntax(self) -> str:
        return "--reason REASON [options]"

    def short_desc(self) -> str:
        return "Make URLs that were given up due again"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--reason", action="append", default=[], help="as `scrapy status` says")

    def look(self, folder: Path, args: list[str], opts: argparse.Namespace) -> int:
        if not opts.reason:
            raise UsageError("give --reason REASON; scrapy status lists them", print_help=False)
        Ledger.read(folder).close()  # holding a folder would make a ledger where there is none
        held = StateFolder.hold(folder)
        count = held.ledger.retry(opts.reason)
        held.close()
        print(f"{count} URLs are due in the next run")
        return 0
