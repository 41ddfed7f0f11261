"""`scrapy clean`: pages, texts and lines that are there already, cleaned into JSONL."""

import argparse
import json
import os
import sys
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import IO, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.brands import BrandsError, BrandTable, read_brands
from crawler.cleaning.pieces import STDIN, InputError, Reading, pieces_of
from crawler.cleaning.pool import results_of
from crawler.cleaning.work import Wish
from crawler.ending import Verdict
from crawler.looking.gauge import Gauge
from crawler.manual import show_examples
from qingwen.record import to_json_line
from qingwen.script import ConverterMissing, check_converter

EPILOG = """examples:
  scrapy clean page.html --url https://news.example.cn/1.html
  scrapy clean saved/ --jobs 2 --out articles.jsonl --rejects rejects.jsonl
  scrapy clean crawl.warc.gz | jq .title
  scrapy clean corpus.jsonl --field content --label > labelled.jsonl
"""


class Command(ScrapyCommand):
    """The core as a filter, over as many processes as are wanted."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, object]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "[options] FILE|DIR|WARC|JSONL|- ..."

    def short_desc(self) -> str:
        return "Clean pages, texts, WARC files or lines of JSON you have already"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        show_examples(parser, EPILOG)
        parser.add_argument("--url", help="where the page was fetched; for one page only")
        parser.add_argument("--text", action="store_true", help="the files are plain text")
        parser.add_argument(
            "--field", metavar="NAME", help="field of a line of JSON with page or text (text)"
        )
        parser.add_argument(
            "--url-field", metavar="NAME", default="url", help="field with its address (url)"
        )
        parser.add_argument("--out", metavar="FILE", help="write records there, not to stdout")
        parser.add_argument("--rejects", metavar="FILE", help="write what gave no record there")
        parser.add_argument(
            "--brands", metavar="FILE", help="write what was learnt about brands of spam there"
        )
        parser.add_argument(
            "--known-brands", metavar="FILE",
            help="look for the brands of an earlier run: its --brands FILE, or a report.json",
        )  # fmt: skip
        parser.add_argument(
            "--simplify",
            action="store_true",
            help="turn clones that a kit put into traditional script back into simplified",
        )
        parser.add_argument("--removed", action="store_true", help="add every cut to the record")
        parser.add_argument(
            "--label",
            action="store_true",
            help="keep lines of JSON as they are and add the record as the field qingwen",
        )
        parser.add_argument("--jobs", metavar="N", type=int, default=1, help="processes (1)")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if not args:
            raise UsageError("give files, folders or - for standard input", print_help=False)
        if opts.jobs < 1:
            raise UsageError("--jobs is a number of processes, 1 or more", print_help=False)
        if opts.url and (len(args) > 1 or Path(args[0]).is_dir()):
            raise UsageError("--url names the address of one page", print_help=False)
        for stream in (sys.stdout, sys.stderr):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
        try:
            self.exitcode = _clean(args, opts)
        except InputError as error:
            sys.stderr.write(f"scrapy clean: {error}\n")
            self.exitcode = Verdict.USAGE.exit_code
        except BrokenPipeError:  # the reader, such as head, had enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            self.exitcode = 0


def _clean(args: list[str], opts: argparse.Namespace) -> int:
    reading = Reading(opts.url, opts.text, opts.field, opts.url_field)
    if opts.simplify:
        try:
            check_converter()
        except ConverterMissing as error:
            raise InputError(str(error)) from error
    if opts.known_brands:
        try:
            read_brands(opts.known_brands)
        except BrandsError as error:
            raise InputError(str(error)) from error
    wish = Wish(
        removed=opts.removed,
        label=opts.label,
        simplify=opts.simplify,
        brands=opts.known_brands,
    )
    table = BrandTable()
    counts: Counter[str] = Counter()
    with ExitStack() as stack:
        records = _opened(opts.out, stack) or sys.stdout
        rejects = _opened(opts.rejects, stack)
        # Written at the end: it may be the file whose brands are looked for.
        brands = _opened(opts.brands, stack, "a")
        gauge = stack.enter_context(Gauge("cleaned"))
        for _, result in results_of(pieces_of(args, reading), wish, opts.jobs):
            if result.line is not None:
                records.write(result.line + "\n")
                if brands is not None:
                    table.add_line(result.line)
            if result.reject is None:
                counts["articles"] += 1
            else:
                counts[str(result.reject["reason"])] += 1
                _report(result.reject, rejects)
            gauge.advance()
        records.flush()
        if brands is not None:
            if brands.seekable():
                brands.truncate(0)
            json.dump(table.rows(), brands, ensure_ascii=False, indent=1)
            brands.write("\n")
    given = counts.pop("articles", 0)
    refused = sum(counts.values())
    why = f": {', '.join(f'{name} {n}' for name, n in counts.most_common())}" if refused else ""
    if given + refused != 1 or args == [STDIN]:
        sys.stderr.write(f"{given} articles, {refused} without one{why}\n")
    return Verdict.FAILED.exit_code if refused else 0


def _opened(name: str | None, stack: ExitStack, mode: str = "w") -> IO[str] | None:
    if name is None:
        return None
    try:
        return stack.enter_context(Path(name).open(mode, encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{name} cannot be written: {error.strerror}.") from error


def _report(reject: dict[str, object], rejects: IO[str] | None) -> None:
    if rejects is not None:
        rejects.write(to_json_line(reject) + "\n")
        return
    said = ": ".join(str(reject[part]) for part in ("file", "reason", "detail") if reject[part])
    said = "".join(char if char.isprintable() else ascii(char)[1:-1] for char in said)
    sys.stderr.write(f"scrapy clean: no article in {said}\n")
