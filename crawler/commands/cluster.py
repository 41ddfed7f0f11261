"""`scrapy cluster`: a schedule kept by many machines, one site a job, through Celery."""

import argparse
import os
import sys
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.ending import Verdict
from crawler.schedule.plan_file import DEFAULT_FILE
from crawler.schedule.table import PlanError

ACTIONS = ("worker", "beat", "send", "list")
EPILOG = """examples:
  scrapy cluster worker --broker redis://10.0.0.5/0 --workers 8    on every machine
  scrapy cluster beat --broker redis://10.0.0.5/0                  on one of them
  scrapy cluster send hubei                                        all sites of a job, now
docs/scale.md says what the machines share and what happens when one is lost.
"""


class Command(ScrapyCommand):
    """Starts workers and beat of Celery, and hands out jobs."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return f"{'|'.join(ACTIONS)} [JOB ...] [options]"

    def short_desc(self) -> str:
        return "Crawl the sites of a schedule on many machines"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.formatter_class = argparse.RawDescriptionHelpFormatter
        parser.epilog = EPILOG
        parser.add_argument("--file", metavar="FILE", type=Path,
                            help="the schedule (default: $QINGWEN_SCHEDULE or schedule.toml)")  # fmt: skip
        parser.add_argument("--broker", metavar="URL",
                            help="Redis or RabbitMQ (default: $QINGWEN_BROKER or redis://127.0.0.1)")  # fmt: skip
        parser.add_argument("--workers", metavar="N", type=int, default=2,
                            help="worker: sites at the same time (2)")  # fmt: skip
        parser.add_argument(
            "--name", metavar="NAME", help="worker: its name, where two share a host"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if not args or args[0] not in ACTIONS:
            raise UsageError(
                f"say what to do: scrapy cluster {'|'.join(ACTIONS)}", print_help=False
            )
        action, jobs = args[0], args[1:]
        if jobs and action != "send":
            raise UsageError(f"cluster {action} does not take {jobs[0]!r}", print_help=False)
        if opts.workers < 1:
            raise UsageError("--workers is 1 or more", print_help=False)
        if opts.broker:
            os.environ["QINGWEN_BROKER"] = opts.broker
        file = opts.file or Path(os.environ.get("QINGWEN_SCHEDULE", DEFAULT_FILE))
        os.environ["QINGWEN_SCHEDULE"] = str(file.absolute())
        try:
            self.exitcode = _ACTIONS[action](jobs, opts)
        except ImportError as error:
            sys.stderr.write(
                f"scrapy cluster: {error.name} is not installed; pip install '.[cluster]' brings it.\n"
            )
            self.exitcode = Verdict.USAGE.exit_code
        except PlanError as error:
            sys.stderr.write(f"scrapy cluster: {error}\n")
            self.exitcode = Verdict.USAGE.exit_code


def _worker(jobs: list[str], opts: argparse.Namespace) -> int:
    from crawler.cluster.app import app

    name = [f"--hostname={opts.name}@%h"] if opts.name else []
    app.worker_main(["worker", f"--concurrency={opts.workers}", "--loglevel=INFO", *name])
    return 0


def _beat(jobs: list[str], opts: argparse.Namespace) -> int:
    from crawler.cluster.app import app, schedule_file
    from crawler.cluster.site_jobs import read_site_plan

    read_site_plan(schedule_file()).state.mkdir(parents=True, exist_ok=True)
    app.start(["beat", "--loglevel=INFO"])
    return 0


def _send(jobs: list[str], opts: argparse.Namespace) -> int:
    """Hand out the sites of jobs, or of all jobs, to be crawled now."""
    from kombu.exceptions import OperationalError

    from crawler.cluster.app import app, crawl_site, schedule_file
    from crawler.cluster.site_jobs import read_site_plan

    plan = read_site_plan(schedule_file())
    known = {job.name.partition("@")[0] for job in plan.jobs}
    if unknown := sorted(set(jobs) - known - {job.name for job in plan.jobs}):
        raise PlanError(f"{plan.path}: there is no job {unknown[0]!r}.")
    wanted = [
        job.name
        for job in plan.jobs
        if not jobs or job.name in jobs or job.name.partition("@")[0] in jobs
    ]
    try:
        for name in wanted:
            crawl_site.apply_async((name,), retry=False)
    except OperationalError as error:
        broker = app.connection_for_write().as_uri()  # with ** for a password
        sys.stderr.write(f"scrapy cluster: {broker} cannot be reached: {error}.\n")
        return Verdict.FAILED.exit_code
    print(f"{len(wanted)} sites handed out")
    return 0


def _list(jobs: list[str], opts: argparse.Namespace) -> int:
    from crawler.cluster.app import schedule_file
    from crawler.cluster.site_jobs import read_site_plan

    for job in read_site_plan(schedule_file()).jobs:
        print(f"{job.name}\t{job.out}")
    return 0


_ACTIONS = {"worker": _worker, "beat": _beat, "send": _send, "list": _list}
