"""The demo sites crawled by two workers: `python -m crawler.cluster.demo [--out DIR]`.

Starts a Redis of its own on loopback, serves the demo sites, writes a schedule for them, starts two
workers, hands the sites out, waits until all of them are done, and stops everything again.
"""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from crawler.cluster.own_server import ServerError, own_redis
from crawler.demo.serve import schedule_of
from crawler.demo.server import running_sites

ROOT = Path(__file__).resolve().parents[2]
WORKERS = ("north", "south")
PATIENCE_S = 300.0


def main(arguments: list[str] | None = None) -> int:
    """Run the demo; return 0 where every site was read to its end."""
    parser = argparse.ArgumentParser(prog="python -m crawler.cluster.demo")
    parser.add_argument("--out", metavar="DIR", type=Path, default=Path("output/cluster"))
    out = parser.parse_args(arguments).out.resolve()
    program = shutil.which("redis-server")
    if program is None:
        sys.stderr.write("The demo needs Redis: apt-get install redis-server\n")
        return 2
    from crawler.cluster.site_jobs import read_site_plan

    out.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        sites = stack.enter_context(running_sites())
        schedule = out / "schedule.toml"
        schedule.write_text(schedule_of(sites), encoding="utf-8")
        try:
            broker = stack.enter_context(own_redis(program))
        except ServerError as error:
            sys.stderr.write(f"{error}\n")
            return 1
        for name in WORKERS:
            stack.enter_context(_worker(name, schedule, broker, out))
        begun = time.time()
        if _scrapy("send", schedule, broker).wait():
            sys.stderr.write("The sites could not be handed to Redis; see the line above.\n")
            return 1
        jobs = read_site_plan(schedule).jobs
        is_done = _await({job.state: job.about for job in jobs}, begun)
    for job in jobs:
        articles = job.out / "articles.jsonl"
        count = len(articles.read_bytes().splitlines()) if articles.exists() else 0
        print(f"{job.about}\t{count} articles\t{articles}")
    return 0 if is_done else 1


@contextmanager
def _worker(name: str, schedule: Path, broker: str, out: Path) -> Iterator[None]:
    with (out / f"worker-{name}.log").open("wb") as log:
        process = _scrapy("worker", schedule, broker, "--workers", "1", "--name", name, log=log)
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def _scrapy(
    action: str, schedule: Path, broker: str, *more: str, log: object = None
) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "scrapy", "cluster", action, *more]
    return subprocess.Popen(
        [*command, "--file", str(schedule), "--broker", broker],
        cwd=ROOT,
        stdout=log,  # type: ignore[arg-type]
        stderr=log,  # type: ignore[arg-type]
        start_new_session=True,
    )


def _await(states: dict[Path, str], begun: float) -> bool:
    """Wait until every site has the report of a run that began after us; say when it has."""
    deadline = time.monotonic() + PATIENCE_S
    waiting = dict(states)
    while waiting and time.monotonic() < deadline:
        time.sleep(0.2)
        for state in [state for state in waiting if _ended_since(state, begun)]:
            report = json.loads((state / "report.json").read_text("utf-8"))
            print(f"{waiting.pop(state)}: {report['verdict']}. {report['sentence']}", flush=True)
    return not waiting


def _ended_since(state: Path, begun: float) -> bool:
    try:
        return (state / "report.json").stat().st_mtime >= begun
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(main())
