"""`scrapy health`: whether every site still gives what it used to give."""

import argparse
import fcntl
import json
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.catalogue import Catalogue, CatalogueError, load_catalogue
from crawler.ending import Verdict
from crawler.health.checkup import Finished, check_up
from crawler.health.memory import Memory, write_whole
from crawler.health.prometheus import exposition
from crawler.health.webhook import WebhookError, body_of, line_of, post
from crawler.ledger import FILE_NAME as LEDGER_NAME
from crawler.ledger_connection import LedgerError
from crawler.manual import show_examples
from crawler.schedule.plan import WEBHOOK_FORMS, HealthWatch, Plan
from crawler.schedule.plan_file import read_plan
from crawler.schedule.table import PlanError
from crawler.state_folder import state_path

ILL = 1
_EXAMPLES = """\
examples:
  scrapy health                              the sites of output/state
  scrapy health --file schedule.toml --json  those of every job of a schedule
  scrapy health --webhook https://oapi.dingtalk.com/robot/send?access_token=... --form dingtalk
  scrapy health --prometheus /var/lib/node_exporter/qingwen.prom
  scrapy health --accept 孝感网               what it gives now is right: learn anew
exit code: 0 all sites well or too young to tell, 1 a site is broken or hijacked, 2 usage.
"""


class Command(ScrapyCommand):
    """Compares every site with itself, says which stage failed, tells what is new."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return "Tell which sites broke, at which stage, and which were hijacked"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        show_examples(parser, _EXAMPLES)
        parser.add_argument("--out", metavar="DIR", help="output folder of the crawl")
        parser.add_argument("--state", metavar="DIR", help="state folder of the crawl")
        parser.add_argument("--file", metavar="FILE", type=Path, help="the jobs of a schedule")
        parser.add_argument("--json", action="store_true", help="print JSON")
        parser.add_argument("--webhook", metavar="URL", help="post what is new")
        parser.add_argument("--form", choices=WEBHOOK_FORMS, default="generic",
                           help="the chat that the webhook is of")  # fmt: skip
        parser.add_argument("--prometheus", metavar="FILE", type=Path, help="write figures")
        parser.add_argument("--tell", action="store_true",
                           help="with --file: webhook and figures as its [health] says")  # fmt: skip
        parser.add_argument("--accept", metavar="SITE", help="learn its baseline anew from now on")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if args:
            raise UsageError("scrapy health takes no arguments, only options", print_help=False)
        if opts.tell and opts.file is None:
            raise UsageError("--tell needs --file", print_help=False)
        try:
            self.exitcode = _look(opts)
        except (PlanError, LedgerError, CatalogueError) as error:
            print(f"scrapy health: {error}", file=sys.stderr)
            self.exitcode = Verdict.USAGE.exit_code
        except OSError as error:
            print(f"scrapy health: {error.filename}: {error.strerror}.", file=sys.stderr)
            self.exitcode = Verdict.USAGE.exit_code


def _look(opts: argparse.Namespace) -> int:
    plan = read_plan(opts.file) if opts.file else None
    states = _states(plan, opts)
    watch = _watch(plan, opts)
    own = plan.jobs[0].catalogue if plan else None
    catalogue = load_catalogue((own,) if own else None)
    with _one_at_a_time(plan.state if plan else next(iter(states))):
        memories = {state: Memory(state) for state in states}
        if opts.accept:
            _accept(opts.accept, memories, catalogue)
        looked = [
            (finished, memories[state])
            for state, job in states.items()
            for finished in check_up(state, catalogue, memories[state], job)
        ]
        untold = _tell(watch, looked)
        for memory in memories.values():
            memory.write()
        sites = [finished for finished, _ in looked]
        if watch.prometheus:
            write_whole(watch.prometheus, exposition(sites, datetime.now(UTC)))
    if opts.json:
        print(json.dumps({"sites": [f.as_plain() for f in sites]}, ensure_ascii=False))
    else:
        print("\n".join(_lines(sites)))
    if untold is not None:
        print(f"scrapy health: {untold}", file=sys.stderr)
    return ILL if any(finished.is_ill for finished in sites) else 0


def _states(plan: Plan | None, opts: argparse.Namespace) -> dict[Path, str | None]:
    """Return the state folders to look at, with the name of their job."""
    if plan is None:
        path = state_path(opts.out, opts.state)
        if not path.is_dir():
            raise LedgerError(f"There is no crawl in {path}; give --out, --state or --file.")
        return {path: None}
    states: dict[Path, str | None] = {
        job.state: job.name for job in plan.jobs if (job.state / LEDGER_NAME).is_file()
    }
    if not states:
        raise LedgerError(f"No job of {plan.path} has run yet; start: scrapy schedule run.")
    return states


def _watch(plan: Plan | None, opts: argparse.Namespace) -> HealthWatch:
    if opts.tell and plan and plan.health:
        return plan.health
    return HealthWatch(webhook=opts.webhook, form=opts.form, prometheus=opts.prometheus)


def _accept(site: str, memories: dict[Path, Memory], catalogue: Catalogue) -> None:
    """Let the baseline of a site begin with its last run."""
    for state, memory in memories.items():
        for finished in check_up(state, catalogue, Memory(state)):
            if finished.verdict.site == site:
                memory.accept(site, finished.verdict.run)
                return
    raise LedgerError(f"There is no site {site!r} here; `scrapy health` lists them.")


def _tell(watch: HealthWatch, looked: list[tuple[Finished, Memory]]) -> str | None:
    """Post what the webhook does not know yet; return why that failed, if it did."""
    if watch.webhook is None:
        return None
    news = [
        (finished, memory.of(finished.verdict.site))
        for finished, memory in looked
        if _is_worth_telling(finished, memory.of(finished.verdict.site).told)
    ]
    if not news:
        return None
    try:
        post(watch.webhook, body_of([finished for finished, _ in news], watch.form))
    except WebhookError as error:
        return str(error)  # it is told with the next check-up
    for finished, known in news:
        known.told = finished.kind
    return None


def _is_worth_telling(finished: Finished, told: str | None) -> bool:
    """Whether a chat should hear of it: what is ill, and what was said to be ill and is no more."""
    was_ill = told is not None and told.split("/")[0] in ("broken", "hijacked")
    return told != finished.kind and (finished.is_ill or was_ill)


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    """Let two check-ups of the same folder follow each other."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "health.lock").open("a+b") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _lines(sites: list[Finished]) -> Iterator[str]:
    for finished in sorted(sites, key=lambda f: not f.is_ill):
        job = f"{finished.job}\t" if finished.job else ""
        news = "NEW " if finished.news else ""
        yield f"{job}{news}{line_of(finished)}"
        if finished.is_ill:
            since = f"  since run {finished.since_run}"
            yield f"{since}; its page: {finished.page}" if finished.page else since
    counts = Counter(str(finished.verdict.status) for finished in sites)
    yield ("1 site: " if len(sites) == 1 else f"{len(sites)} sites: ") + (
        ", ".join(f"{n} {s}" for s, n in counts.items()) or "none"
    )
