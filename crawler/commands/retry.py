"""`scrapy retry --reason REASON`: makes rejected, failed or skipped URLs due in the next run."""

import argparse
import sys

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.ending import Verdict
from crawler.ledger import LedgerError, StorageError
from crawler.state_folder import StateFolder, StateInUseError, state_path


class Command(ScrapyCommand):
    """Gives URLs another chance, as after a new version of the extraction."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "--reason REASON [options]"

    def short_desc(self) -> str:
        return "Make URLs that were given up due again"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--reason", action="append", default=[], help="as `scrapy status` says")
        parser.add_argument("--out", metavar="DIR", help="output folder of the crawl")
        parser.add_argument("--state", metavar="DIR", help="state folder of the crawl")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if args or not opts.reason:
            raise UsageError("give --reason REASON; scrapy status lists them", print_help=False)
        path = state_path(opts.out, opts.state)
        try:
            if not path.is_dir():
                raise LedgerError(f"There is no state folder {path}.")
            folder = StateFolder.hold(path)
            count = folder.ledger.retry(opts.reason)
            folder.close()
        except (LedgerError, StorageError) as error:
            print(f"scrapy retry: {error}", file=sys.stderr)
            self.exitcode = Verdict.USAGE.exit_code
            return
        except StateInUseError as error:
            print(f"scrapy retry: {error}", file=sys.stderr)
            self.exitcode = Verdict.STATE_IN_USE.exit_code
            return
        print(f"{count} URLs are due in the next run")
