"""`scrapy reclean`: archived pages read with today's rules, and what that changes."""

import argparse
import json
import sys
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

from scrapy.exceptions import UsageError

from crawler.archive.reader import ArchiveError
from crawler.archive.reclean import Known, Recleaned, archives_in, reclean
from crawler.ending import Verdict
from crawler.ledger import Ledger
from crawler.ledger_command import LedgerCommand
from crawler.ledger_connection import LedgerError
from crawler.looking.gauge import Gauge
from qingwen.record import to_json_line

_SHOWN = 20


class Command(LedgerCommand):
    """Fetches nothing and changes nothing: it says what a crawl of today would have said."""

    arguments = "WARC|DIR ..."
    examples = """examples:
  scrapy reclean archive/
  scrapy reclean archive/ --diff changes.jsonl --to recleaned.jsonl
"""

    def short_desc(self) -> str:
        return "Clean archived pages with today's rules and report what changes"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--to", metavar="FILE", help="write the new records there")
        parser.add_argument("--diff", metavar="FILE", help="write every change there, a line each")

    def look(self, folder: Path, args: list[str], opts: argparse.Namespace) -> int:
        if not args:
            raise UsageError("give WARC files or folders of them", print_help=False)
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
        ledger = Ledger.read(folder)
        try:
            archives = archives_in([Path(name) for name in args])
            counts = _report(reclean(archives, _Records(ledger), _Refusals(ledger)), opts)
        except ArchiveError as error:
            raise LedgerError(str(error)) from error
        return Verdict.FAILED.exit_code if counts["lost"] else 0


class _Records:
    """The last record of an article and the memory it was read with, asked of the ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._ask = ledger.connection.execute

    def __call__(self, article_id: str) -> Known | None:
        for packed, memory, list_title in self._ask(
            "SELECT line, CASE WHEN with_memory THEN host.memory END, page.title FROM record "
            "JOIN page ON page.id = record.page LEFT JOIN host ON host.name = page.host "
            "WHERE stream = 'articles' AND record_id = ? ORDER BY seq DESC",
            (article_id,),
        ):
            record: dict[str, Any] = json.loads(zlib.decompress(packed))
            if not record.get("deleted"):
                return Known(record, json.loads(memory) if memory else None, list_title)
        return None


class _Refusals:
    """Why an address was rejected, asked of the ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._ask = ledger.connection.execute

    def __call__(self, url: str) -> str | None:
        row = self._ask(
            "SELECT reason FROM page WHERE url = ? AND state = 'rejected'", (url,)
        ).fetchone()
        return row[0] if row else None


def _report(results: Iterator[Recleaned], opts: argparse.Namespace) -> Counter[str]:
    """Write the files, print the summary; return how many there are of each verdict."""
    verdicts: Counter[str] = Counter()
    fields: Counter[str] = Counter()
    shown: list[str] = []
    with ExitStack() as stack:
        records, changes = (
            stack.enter_context(Path(name).open("w", encoding="utf-8")) if name else None
            for name in (opts.to, opts.diff)
        )
        gauge = stack.enter_context(Gauge("cleaned again"))
        for result in results:
            gauge.advance()
            verdicts[result.verdict] += 1
            _write(result, records, changes)
            if result.difference:
                fields.update(_changed(result))
            if result.verdict in ("changed", "lost", "gained") and len(shown) < _SHOWN:
                shown.append(_line(result))
    total = sum(verdicts.values())
    print(
        f"{total} pages: "
        + (", ".join(f"{n} {name}" for name, n in verdicts.most_common()) or "none")
    )
    for name, count in fields.most_common():
        print(f"  {name}: {count} changed")
    print("\n".join(shown), end="\n" if shown else "")
    return verdicts


def _write(result: Recleaned, records: IO[str] | None, changes: IO[str] | None) -> None:
    if records is not None and result.record is not None:
        records.write(to_json_line(result.record) + "\n")
    if changes is not None and result.verdict != "same":
        found = result.difference
        line = {
            "id": result.id,
            "url": result.url,
            "verdict": result.verdict,
            "reason": result.reason,
            "fields": {name: list(pair) for name, pair in found.fields.items()} if found else {},
            "cut": found.cut if found else [],
            "added": found.added if found else [],
        }
        changes.write(to_json_line(line) + "\n")


def _changed(result: Recleaned) -> list[str]:
    assert result.difference is not None
    body = ["paragraphs"] if result.difference.cut or result.difference.added else []
    return [*result.difference.fields, *body]


def _line(result: Recleaned) -> str:
    what = ", ".join(_changed(result)) if result.difference else result.reason
    said = f"{result.verdict}  {result.url}  {what}"
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in said)
