"""The command line: pages in, records out.

    python -m qingwen page.html --url https://news.example.cn/1.html
    curl -s URL | python -m qingwen - --url URL | jq .title

Exit code 0: every page gave a record. 1: a page held no article; stderr says which and why.
2: a wrong option or an unreadable file, said in one sentence.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from qingwen import Article, Rejection, clean_page, clean_text
from qingwen.explain import explanation_of, refusal_of
from qingwen.record import record_of, to_json_line
from qingwen.script import ConverterMissing, check_converter, simplify_clone

# More than any page that the core accepts: a device or pipe without end is not read for ever.
MAX_INPUT_BYTES = 64 * 1024 * 1024


class UsageError(Exception):
    """What the user asked for cannot be done; the message is one sentence for stderr."""


class OneLineParser(argparse.ArgumentParser):
    """A parser whose errors are one sentence, without the usage in front."""

    def error(self, message: str) -> NoReturn:
        """Raise instead of printing the usage and leaving."""
        raise UsageError(f"{message} (see --help)")


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = OneLineParser(
        prog="qingwen",
        description="Print the clean article of saved pages as JSONL, one record a line.",
        epilog="example: python -m qingwen page.html --url https://news.example.cn/1.html",
        allow_abbrev=False,
    )
    parser.add_argument("files", nargs="+", metavar="FILE", help="a saved page; - reads stdin")
    parser.add_argument("--url", help="where the page was fetched; for one FILE only")
    parser.add_argument("--text", action="store_true", help="FILE is plain text, not HTML")
    parser.add_argument(
        "--simplify", action="store_true", help="turn clones in traditional script back"
    )
    parser.add_argument("--removed", action="store_true", help="add every cut to the record")
    parser.add_argument("--explain", action="store_true", help="print for a person, not JSONL")
    return parser


def main(arguments: Sequence[str]) -> int:
    """Print what each file gives; return the exit code."""
    options = build_parser().parse_args(arguments)
    if options.url and len(options.files) > 1:
        raise UsageError("--url names the address of one page, but several files were given")
    exit_code = 0
    if options.simplify:
        try:
            check_converter()
        except ConverterMissing as error:
            raise UsageError(str(error)) from error
    for name in options.files:
        result = clean_file(name, url=options.url, is_text=options.text)
        if options.simplify and isinstance(result, Article):
            result = simplify_clone(result)
        if isinstance(result, Rejection):
            reason = ": ".join(filter(None, [name, result.reason, result.detail]))
            sys.stderr.write(f"qingwen: no article in {printable(reason)}\n")
            sys.stdout.write(refusal_of(result) if options.explain else "")
            exit_code = 1
        elif options.explain:
            sys.stdout.write(explanation_of(record_of(result, removed=True)))
        else:
            sys.stdout.write(to_json_line(record_of(result, removed=options.removed)) + "\n")
    return exit_code


def clean_file(name: str, *, url: str | None, is_text: bool) -> Article | Rejection:
    """Clean one saved page; raises UsageError where it cannot be read."""
    body = read_bytes(name)
    return clean_text(decode_text(body), url) if is_text else clean_page(body, url)


def decode_text(body: bytes) -> str:
    """Return a text file as text: UTF-8, else GB18030, the two that Chinese text is kept in."""
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("gb18030", "replace")


def read_bytes(name: str) -> bytes:
    """Return what a file or stdin holds; raises UsageError where it cannot be read."""
    try:
        if name == "-":
            return sys.stdin.buffer.read(MAX_INPUT_BYTES)
        with Path(name).open("rb") as stream:
            return stream.read(MAX_INPUT_BYTES)
    except OSError as error:
        raise UsageError(f"cannot read {name}: {error.strerror}") from error
    except ValueError as error:  # a NUL in the name
        raise UsageError(f"cannot read {name}: {error}") from error


def printable(text: str) -> str:
    """Return one line without characters that would steer a terminal."""
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)


def run() -> NoReturn:
    """Run as a program: in UTF-8 whatever the locale, without a traceback for what users do."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    try:
        exit_code = main(sys.argv[1:])
        sys.stdout.flush()
    except UsageError as error:
        sys.stderr.write(f"qingwen: {printable(str(error))}\n")
        exit_code = 2
    except BrokenPipeError:  # the reader, such as head, had enough
        sys.stdout = None  # nothing is left to flush at exit
        exit_code = 0
    except KeyboardInterrupt:
        exit_code = 130
    sys.exit(exit_code)


if __name__ == "__main__":
    run()
