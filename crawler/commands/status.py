"""`scrapy status`: where every URL of a state folder stands."""

import argparse
import json
import sys

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.ending import Verdict
from crawler.ledger import Ledger, LedgerError
from crawler.ledger_counts import last_run, reason_counts, record_counts, state_counts
from crawler.state_folder import state_path


class Command(ScrapyCommand):
    """Reads a ledger, also while a crawl is writing it."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return "Show where every URL of a crawl stands"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--out", metavar="DIR", help="output folder of the crawl")
        parser.add_argument("--state", metavar="DIR", help="state folder of the crawl")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if args:
            raise UsageError("scrapy status takes no arguments", print_help=False)
        folder = state_path(opts.out, opts.state)
        try:
            ledger = Ledger.read(folder)
        except LedgerError as error:
            print(f"scrapy status: {error}", file=sys.stderr)
            self.exitcode = Verdict.USAGE.exit_code
            return
        run, verdict, started_at, ended_at = last_run(ledger, folder)
        status = {
            "run": run,
            "verdict": verdict,
            "started_at": started_at,
            "ended_at": ended_at,
            "states": state_counts(ledger),
            "reasons": reason_counts(ledger),
            "published": record_counts(ledger),
        }
        ledger.close()
        print(json.dumps(status, ensure_ascii=False) if opts.json else _sentences(status))


def _sentences(status: dict) -> str:
    states = ", ".join(f"{state} {n}" for state, n in sorted(status["states"].items())) or "none"
    lines = [
        f"run {status['run']}: {status['verdict']}, started {status['started_at']}"
        + (f", ended {status['ended_at']}" if status["ended_at"] else ""),
        f"  URLs: {states}",
        f"  records: {status['published']['articles']} articles, "
        f"{status['published']['rejects']} rejects",
    ]
    lines += [f"  {name}: {count}" for name, count in status["reasons"].items()]
    return "\n".join(lines)
