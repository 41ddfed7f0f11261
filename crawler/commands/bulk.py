"""`scrapy bulk`: stored pages by the million, over processes, a Ray cluster or Slurm."""

import argparse
import os
import sys
from typing import Any, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.ending import Verdict

EXECUTORS = ("local", "ray", "slurm")
STATES = ("injected", "hijacked")
EPILOG = """examples:
  scrapy bulk crawl-data/ cleaned/ --workers 8
  scrapy bulk s3://bucket/warc/ s3://bucket/cleaned/ --executor ray --workers 64
  scrapy bulk corpus/ cleaned/ --field content --learn --drop hijacked
docs/bulk.md says what is written and how a job that was killed goes on.
"""


class Command(ScrapyCommand):
    """The core over folders of WARC, WET, Parquet and JSONL, on engines that exist."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, object]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "[options] FOLDER OUTPUT"

    def short_desc(self) -> str:
        return "Clean folders of WARC, WET, Parquet or JSONL, on one machine or many"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.formatter_class = argparse.RawDescriptionHelpFormatter
        parser.epilog = EPILOG
        parser.add_argument("--executor", choices=EXECUTORS, default="local")
        parser.add_argument("--workers", metavar="N", type=int, default=1,
                            help="tasks at the same time (1)")  # fmt: skip
        parser.add_argument("--tasks", metavar="N", type=int,
                            help="parts of the work (one for each file)")  # fmt: skip
        parser.add_argument("--learn", action="store_true",
                            help="read all pages twice: first learn what their sites look like")  # fmt: skip
        parser.add_argument("--drop", metavar="STATE,...", default="",
                            help="reject articles whose integrity is injected or hijacked")  # fmt: skip
        parser.add_argument("--removed", action="store_true", help="add every cut to the record")
        parser.add_argument("--text", action="store_true", help="fields of bytes are plain text")
        parser.add_argument("--field", metavar="NAME", help="field with page or text (text)")
        parser.add_argument("--url-field", metavar="NAME", default="url",
                            help="field with its address (url)")  # fmt: skip
        parser.add_argument("--partition", metavar="NAME", help="slurm: partition")
        parser.add_argument("--time", metavar="H:MM:SS", default="12:00:00",
                            help="slurm: limit of one task (12:00:00)")  # fmt: skip
        parser.add_argument("--slurm", metavar="KEY=VALUE", action="append", default=[],
                            help="slurm: another option of sbatch")  # fmt: skip

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        unwanted = tuple(state for state in opts.drop.split(",") if state)
        if len(args) != 2:
            raise UsageError("give a folder of pages and an output folder", print_help=False)
        if min(opts.workers, opts.tasks or 1) < 1:
            raise UsageError("--workers and --tasks are 1 or more", print_help=False)
        if unknown := set(unwanted) - set(STATES):
            raise UsageError(
                f"--drop knows {', '.join(STATES)}, not {min(unknown)}", print_help=False
            )
        if opts.executor == "slurm" and not opts.partition:
            raise UsageError("--executor slurm needs --partition", print_help=False)
        self.exitcode = _clean(args[0], args[1], unwanted, opts)


def _clean(source: str, out: str, unwanted: tuple[str, ...], opts: argparse.Namespace) -> int:
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    try:
        from crawler.bulk import work
    except ImportError as error:
        sys.stderr.write(
            f"scrapy bulk: {error.name} is not installed; pip install '.[bulk]' brings it.\n"
        )
        return Verdict.USAGE.exit_code
    order = work.BulkOrder(
        source=source, out=out, learns=opts.learn, unwanted=unwanted, removed=opts.removed,
        field=opts.field, url_field=opts.url_field, is_text=opts.text, tasks=opts.tasks,
    )  # fmt: skip
    try:
        stages = work.stages_of(order)
        if opts.executor == "slurm":
            work.submit_slurm(stages, out, opts.workers, _slurm_options(opts))
            return 0
        work.RUNS[opts.executor](stages, out, opts.workers)
    except work.BulkError as error:
        sys.stderr.write(f"scrapy bulk: {error}\n")
        return Verdict.USAGE.exit_code
    sys.stderr.write(work.summary_of(out) + "\n")
    return 0


def _slurm_options(opts: argparse.Namespace) -> dict[str, Any]:
    more = dict(option.partition("=")[::2] for option in opts.slurm)
    return {"partition": opts.partition, "time": opts.time, "sbatch_args": more}
