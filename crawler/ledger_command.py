"""The command of which all are that ask the ledger of a crawl: where it is, and what may fail."""

import argparse
import os
import sys
from pathlib import Path
from typing import ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.ending import Verdict
from crawler.ledger_connection import LedgerError
from crawler.manual import show_examples
from crawler.state_folder import StateInUseError, state_path


class LedgerCommand(ScrapyCommand):
    """Finds the state folder of a crawl; what goes wrong there is one sentence and an exit code."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, object]] = {"LOG_ENABLED": False}
    arguments: ClassVar[str] = ""
    """What may follow the name of the command, as its help says; "" for nothing."""
    examples: ClassVar[str] = ""

    def look(self, folder: Path, args: list[str], opts: argparse.Namespace) -> int:
        """Do what the command is for; return its exit code.

        Raises UsageError, LedgerError, StateInUseError, OSError.
        """
        raise NotImplementedError

    def syntax(self) -> str:
        return f"[options] {self.arguments}".rstrip()

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        show_examples(parser, self.examples)
        parser.add_argument("--out", metavar="DIR", help="output folder of the crawl")
        parser.add_argument("--state", metavar="DIR", help="state folder of the crawl")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        name = type(self).__module__.rpartition(".")[2]
        if args and not self.arguments:
            raise UsageError(f"scrapy {name} takes no arguments", print_help=False)
        try:
            self.exitcode = self.look(state_path(opts.out, opts.state), args, opts)
        except LedgerError as error:
            sys.stderr.write(f"scrapy {name}: {error}\n")
            self.exitcode = Verdict.USAGE.exit_code
        except StateInUseError as error:
            sys.stderr.write(f"scrapy {name}: {error}\n")
            self.exitcode = Verdict.STATE_IN_USE.exit_code
        except BrokenPipeError:  # `| head` has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except OSError as error:
            sys.stderr.write(f"scrapy {name}: {error.filename}: {error.strerror}\n")
            self.exitcode = Verdict.USAGE.exit_code
