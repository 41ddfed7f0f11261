"""`scrapy status`: where every URL of a state folder stands."""

import argparse
import json
from pathlib import Path

from crawler.ledger import Ledger
from crawler.ledger_command import LedgerCommand
from crawler.ledger_counts import last_run, reason_counts, record_counts, state_counts


class Command(LedgerCommand):
    """Reads a ledger, also while a crawl is writing it."""

    examples = """examples:
  scrapy status
  scrapy status --out output/hubei          a job of a schedule
  scrapy status --json | jq .states
"""

    def short_desc(self) -> str:
        return "Show where every URL of a crawl stands"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="print JSON")

    def look(self, folder: Path, args: list[str], opts: argparse.Namespace) -> int:
        ledger = Ledger.read(folder)
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
        return 0


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
