"""`scrapy schedule`: keeps a schedule of crawls, and says what is next and what was."""

import argparse
import json
import sqlite3
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.ending import Verdict
from crawler.manual import show_examples
from crawler.schedule.claim import claim_runner, is_runner_alive
from crawler.schedule.cron import crontab
from crawler.schedule.history import History, HistoryError, Run, RunState, brought
from crawler.schedule.once import run_once
from crawler.schedule.plan import Plan
from crawler.schedule.plan_file import DEFAULT_FILE, read_plan
from crawler.schedule.systemd import units, write_units
from crawler.schedule.table import PlanError
from crawler.schedule.timetable import from_timestamp

ACTIONS = ("run", "list", "next", "history", "export")
_EXAMPLES = """\
examples:
  scrapy schedule run                      keep schedule.toml until stopped
  scrapy schedule run --now hubei          run one job now, as cron does
  scrapy schedule list                     the jobs, with their last run and next start
  scrapy schedule next hubei --count 5
  scrapy schedule history --json
  scrapy schedule export --cron > crontab.txt
  scrapy schedule export --systemd --to ~/.config/systemd/user
docs/schedule.md says what a schedule holds.
"""


class Command(ScrapyCommand):
    """Runs, shows and exports a schedule."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return f"{'|'.join(ACTIONS)} [JOB] [options]"

    def short_desc(self) -> str:
        return "Crawl by the clock: run a schedule, show what is next and what was"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        show_examples(parser, _EXAMPLES)
        parser.add_argument("--file", metavar="FILE", type=Path, default=DEFAULT_FILE,
                           help="the schedule (default: schedule.toml)")  # fmt: skip
        parser.add_argument("--now", metavar="JOB", help="run: run one job now, to its end")
        parser.add_argument("--runs", metavar="N", type=int, help="run: stop after N runs")
        parser.add_argument("--count", metavar="N", type=int, help="next, history: so many lines")
        parser.add_argument("--json", action="store_true", help="list, next, history: print JSON")
        parser.add_argument("--cron", action="store_true", help="export: a crontab")
        parser.add_argument("--systemd", action="store_true", help="export: services and timers")
        parser.add_argument("--to", metavar="DIR", type=Path, help="export --systemd: write them")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        action, job = _read_arguments(args, opts)
        try:
            plan = read_plan(opts.file)
            if job is not None:
                plan.job(job)
            self.exitcode = _ACTIONS[action](plan, job, opts)
        except (PlanError, HistoryError) as error:
            print(f"scrapy schedule: {error}", file=sys.stderr)
            self.exitcode = Verdict.USAGE.exit_code
        except OSError as error:
            print(f"scrapy schedule: {error.filename}: {error.strerror}.", file=sys.stderr)
            self.exitcode = Verdict.USAGE.exit_code


def _read_arguments(args: list[str], opts: argparse.Namespace) -> tuple[str, str | None]:
    if not args or args[0] not in ACTIONS:
        raise UsageError(f"say what to do: scrapy schedule {'|'.join(ACTIONS)}", print_help=False)
    action, rest = args[0], args[1:]
    takes_job = action in ("next", "history")
    if len(rest) > takes_job:
        hint = "; to run one job now: --now JOB" if action == "run" else ""
        raise UsageError(f"schedule {action} does not take {rest[-1]!r}{hint}", print_help=False)
    if action == "export" and opts.cron == opts.systemd:
        raise UsageError("export takes one of --cron and --systemd", print_help=False)
    for name in ("count", "runs"):
        value = getattr(opts, name)
        if value is not None and value < 1:
            raise UsageError(f"--{name} must be 1 or more", print_help=False)
    return action, rest[0] if rest else None


# ---- run -------------------------------------------------------------------------------------


def _run(plan: Plan, job: str | None, opts: argparse.Namespace) -> int:
    history = History.open(plan.state)
    if opts.now:
        exit_code, said = run_once(plan, history, plan.job(opts.now))
        print(f"{opts.now}: {said}", flush=True)
        history.close()
        return exit_code if exit_code >= 0 else 128 - exit_code
    lock = claim_runner(plan.state)
    if lock is None:
        print(
            f"scrapy schedule: A scheduler runs for {plan.state} already; stop it first, or give "
            "this schedule another state.",
            file=sys.stderr,
        )
        return Verdict.STATE_IN_USE.exit_code
    from sqlalchemy.exc import SQLAlchemyError

    from crawler.schedule.runner import Runner  # APScheduler and SQLAlchemy take 0.3 s to import

    with lock:
        count = len(plan.jobs)
        jobs = "1 job" if count == 1 else f"{count} jobs"
        _say(plan, f"{jobs} of {plan.path.name}; stop with Ctrl-C")
        try:
            Runner(plan, history, lambda line: _say(plan, line), max_runs=opts.runs).run()
        except (sqlite3.Error, SQLAlchemyError) as error:
            raise HistoryError(f"{plan.state} cannot be written: {error.args[0]}.") from error
        _say(plan, "stopped; what is due meanwhile is found when it runs again")
    history.close()
    return 0


def _say(plan: Plan, line: str) -> None:
    print(f"{datetime.now(ZoneInfo(plan.zone)):%Y-%m-%d %H:%M:%S} {line}", flush=True)


# ---- list, next, history ---------------------------------------------------------------------


def _list(plan: Plan, job: str | None, opts: argparse.Namespace) -> int:
    history = History.open(plan.state)
    starts = _next_starts(plan)
    rows: list[dict[str, Any]] = []
    for each in plan.jobs:
        runs = history.last(1, each.name)
        rows.append({
            "job": each.name,
            "crawls": each.about,
            "next": starts[each.name].isoformat(timespec="seconds"),
            "last": _plain(plan, runs[0]) if runs else None,
        })  # fmt: skip
    history.close()
    if opts.json:
        print(json.dumps({"scheduler": _is_alive(plan), "jobs": rows}, ensure_ascii=False))
        return 0
    for row in rows:
        last = row["last"]
        was = f"last {last['due_at']} {last['verdict'] or last['state']}" if last else "never run"
        print(f"{row['job']}\t{row['crawls']}\tnext {row['next']}\t{was}")
    _warn_if_idle(plan)
    return 0


def _next(plan: Plan, job: str | None, opts: argparse.Namespace) -> int:
    now = datetime.now(UTC)
    count = opts.count or 10
    moments = []
    for each in plan.jobs:
        if job in (None, each.name):
            moment = _next_starts(plan)[each.name]
            for _ in range(count):
                moments.append((moment, each.name))
                moment = each.timetable.next_after(max(moment, now))
    moments = sorted(moments)[:count]
    if opts.json:
        print(json.dumps([{"at": m.isoformat(timespec="seconds"), "job": j} for m, j in moments]))
        return 0
    for moment, name in moments:
        overdue = "\toverdue" if moment < now else ""
        print(f"{moment.isoformat(timespec='seconds')}\t{name}{overdue}")
    _warn_if_idle(plan)
    return 0


def _history(plan: Plan, job: str | None, opts: argparse.Namespace) -> int:
    history = History.open(plan.state)
    runs = [_plain(plan, run) for run in reversed(history.last(opts.count or 20, job))]
    history.close()
    if opts.json:
        print(json.dumps(runs, ensure_ascii=False))
        return 0
    for run in runs:
        took = f"{run['took_s']} s" if run["took_s"] is not None else "-"
        articles = "-" if run["articles"] is None else brought(run["articles"])
        slots = f" ({run['slots']} starts)" if run["slots"] > 1 else ""
        print(
            f"{run['due_at']}\t{run['job']}\t{run['verdict'] or run['state']}{slots}\t{took}\t"
            f"{articles}\t{run['said'] or ''}"
        )
    if not runs:
        print("no run yet")
    _warn_if_idle(plan)
    return 0


def _next_starts(plan: Plan) -> dict[str, datetime]:
    """Return the next start of each job: what the store knows, else what the timetable says."""
    from crawler.schedule.timers import stored_starts

    zone = ZoneInfo(plan.zone)
    stored = stored_starts(plan.state)
    now = datetime.now(UTC)
    return {
        job.name: (stored.get(job.name) or job.timetable.next_after(now)).astimezone(zone)
        for job in plan.jobs
    }


def _plain(plan: Plan, run: Run) -> dict[str, Any]:
    def shown(moment: float | None) -> str | None:
        if moment is None:
            return None
        return from_timestamp(moment, plan.zone).isoformat(timespec="seconds")

    end = run.ended_at or (time.time() if run.state is RunState.RUNNING else None)
    took_s = round(end - run.started_at, 1) if end and run.started_at else None
    return {
        "run": run.id, "job": run.job, "due_at": shown(run.due_at), "attempt": run.attempt,
        "slots": run.slots, "state": str(run.state), "started_at": shown(run.started_at),
        "ended_at": shown(run.ended_at), "took_s": took_s, "verdict": run.verdict,
        "exit_code": run.exit_code, "articles": run.articles, "said": run.said,
    }  # fmt: skip


def _is_alive(plan: Plan) -> bool:
    return plan.state.is_dir() and is_runner_alive(plan.state)


def _warn_if_idle(plan: Plan) -> None:
    if not _is_alive(plan):
        print("no scheduler is running: start it with `scrapy schedule run`", file=sys.stderr)


# ---- export ----------------------------------------------------------------------------------


def _export(plan: Plan, job: str | None, opts: argparse.Namespace) -> int:
    if opts.cron:
        plan.state.mkdir(parents=True, exist_ok=True)  # cron's log is in it
        print(crontab(plan, _machine_zone(), datetime.now(UTC).year), end="")
        return 0
    files = units(plan)
    if opts.to is None:
        print("\n".join(f"# {name}\n{text}" for name, text in files.items()), end="")
        return 0
    write_units(files, opts.to)
    timers = " ".join(name for name in files if name.endswith(".timer"))
    print(f"{len(files)} files in {opts.to}; next: systemctl --user enable --now {timers}")
    return 0


def _machine_zone() -> ZoneInfo:
    from tzlocal import get_localzone

    return get_localzone()


_ACTIONS = {"run": _run, "list": _list, "next": _next, "history": _history, "export": _export}
