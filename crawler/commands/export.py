"""`scrapy export`: the articles of a crawl in the form that another tool reads."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.utils.misc import load_object

from crawler.ending import Verdict
from crawler.ledger import Ledger
from crawler.ledger_connection import LedgerError
from crawler.manual import show_examples
from crawler.state_folder import state_path
from crawler.stream import BEGINNING, CursorError, FileStream, LedgerStream, Stream

EPILOG = """examples:
  scrapy export --format parquet --to articles.parquet
  scrapy export output/articles.jsonl --format csv --to articles.csv
  scrapy export --format jsonl --split day --to daily/
  scrapy export --format jsonl --cursor my.cursor >> mine.jsonl
"""


class Command(ScrapyCommand):
    """Reads a ledger or a file of records; a cursor file remembers how far."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, object]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "[options] [ARTICLES.jsonl]"

    def short_desc(self) -> str:
        return "Write articles as Parquet, CSV, SQLite, schema.org, ninjs, RSS, ..."

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        show_examples(parser, EPILOG)
        parser.add_argument(
            "--format",
            default="jsonl",
            help="jsonl (default), csv, parquet, sqlite, hf, rss, schema.org, ninjs, newspaper, "
            "zyte, gne",
        )
        parser.add_argument("--to", metavar="PATH", help="file or folder to write, not stdout")
        parser.add_argument("--out", metavar="DIR", help="output folder of the crawl")
        parser.add_argument("--state", metavar="DIR", help="state folder of the crawl")
        parser.add_argument("--since", metavar="CURSOR", help="only what came behind this place")
        parser.add_argument(
            "--cursor", metavar="FILE", help="go on from the place in FILE, and write the new one"
        )
        parser.add_argument("--split", metavar="day|site", help="one file for each, in a folder")
        parser.add_argument(
            "--originals", action="store_true", help="leave out copies of other outlets' stories"
        )
        parser.add_argument(
            "--all-revisions", action="store_true", help="every record, not the last of an article"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) > 1:
            raise UsageError("give one file of records, or none for the ledger", print_help=False)
        if opts.since and opts.cursor:
            raise UsageError("give --since or --cursor, not both", print_help=False)
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
        try:
            since = opts.since or _kept(opts.cursor)
            stream = _stream(args, opts, since or BEGINNING)
            count = self._write(stream, opts, append=since is not None)
            sys.stdout.flush()
            if opts.cursor:
                _keep(opts.cursor, stream.end)
        except (LedgerError, CursorError, ValueError) as error:
            sys.stderr.write(f"scrapy export: {error}\n")
            self.exitcode = Verdict.USAGE.exit_code
        except OSError as error:
            sys.stderr.write(f"scrapy export: {error.filename}: {error.strerror}\n")
            self.exitcode = Verdict.NO_SPACE.exit_code
        else:
            sys.stderr.write(f"{count} records; the next begin at {stream.end}\n")

    def _write(self, stream: Stream, opts: argparse.Namespace, *, append: bool) -> int:
        assert self.settings is not None
        write = load_object(self.settings["EXPORT"])

        def open_records() -> Iterator[dict[str, Any]]:
            for record in stream.records():
                if not (opts.originals and record.get("duplicate_of")):
                    yield record

        count: int = write(
            open_records, opts.format, Path(opts.to) if opts.to else None,
            split=opts.split, every_revision=opts.all_revisions, append=append,
        )  # fmt: skip
        return count


def _stream(args: list[str], opts: argparse.Namespace, since: str) -> Stream:
    if args:
        return FileStream(Path(args[0]), since)
    return LedgerStream(Ledger.read(state_path(opts.out, opts.state)), since)


def _kept(name: str | None) -> str | None:
    """Return the cursor that a file keeps; None where there is no file yet."""
    if name is None or not Path(name).exists():
        return None
    return Path(name).read_text(encoding="ascii").strip() or None


def _keep(name: str, cursor: str) -> None:
    """Write the cursor as one whole file."""
    unfinished = Path(name + ".part")
    unfinished.write_text(cursor + "\n", encoding="ascii")
    unfinished.replace(name)
