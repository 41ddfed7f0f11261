"""`scrapy verify`: whether the published files and the ledger say the same, line by line."""

import argparse
import sys

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.ending import Verdict
from crawler.ledger import Ledger, LedgerError
from crawler.ledger_audit import audit
from crawler.state_folder import state_path


class Command(ScrapyCommand):
    """Compares; changes nothing."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return "Check the output of a crawl against its ledger"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--out", metavar="DIR", help="output folder of the crawl")
        parser.add_argument("--state", metavar="DIR", help="state folder of the crawl")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if args:
            raise UsageError("scrapy verify takes no arguments", print_help=False)
        try:
            ledger = Ledger.read(state_path(opts.out, opts.state))
        except LedgerError as error:
            print(f"scrapy verify: {error}", file=sys.stderr)
            self.exitcode = Verdict.USAGE.exit_code
            return
        checked, faults = audit(ledger)
        ledger.close()
        for fault in faults:
            print(fault)
        print(f"{checked} lines checked, {len(faults)} faults")
        self.exitcode = Verdict.FAILED.exit_code if faults else 0
