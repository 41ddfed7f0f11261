"""`scrapy verify`: whether the published files and the ledger say the same, line by line."""

import argparse
from pathlib import Path

from crawler.ending import Verdict
from crawler.ledger import Ledger
from crawler.ledger_audit import audit
from crawler.ledger_command import LedgerCommand


class Command(LedgerCommand):
    """Compares; changes nothing."""

    examples = """examples:
  scrapy verify
  scrapy verify --out output/hubei
"""

    def short_desc(self) -> str:
        return "Check the output of a crawl against its ledger"

    def look(self, folder: Path, args: list[str], opts: argparse.Namespace) -> int:
        ledger = Ledger.read(folder)
        checked, faults = audit(ledger)
        ledger.close()
        for fault in faults:
            print(fault)
        print(f"{checked} lines checked, {len(faults)} faults")
        return Verdict.FAILED.exit_code if faults else 0
