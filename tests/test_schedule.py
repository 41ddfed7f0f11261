"""The scheduler: each start accounted for, whatever is killed meanwhile."""

import itertools
import json
import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from crawler.schedule.history import History, Run, RunState
from crawler.schedule.plan_file import read_plan
from crawler.schedule.timers import move_start
from tests.crawl.loopback import (
    ROOT,
    Answer,
    Site,
    article_page,
    environment,
    lines_of,
    list_page,
    scrapy,
    served,
)
from tests.test_schedule_file import GOOD, schedule, written

SHANGHAI = ZoneInfo("Asia/Shanghai")
PATIENCE_S = 900.0
"""Only a program that hangs takes so long, whatever else the machine does."""


class Scheduler:
    """A running `scrapy schedule run`."""

    def __init__(self, path: Path, *options: str) -> None:
        self.process = subprocess.Popen(
            scrapy("schedule", "run", "--file", str(path), *options),
            cwd=ROOT,
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def stop(self, number: int = signal.SIGTERM) -> str:
        """Send a signal; return what was said."""
        self.process.send_signal(number)
        return self.said()

    def said(self) -> str:
        """Wait for the end; return what was said."""
        return self.process.communicate(timeout=PATIENCE_S)[0]


@pytest.fixture
def start() -> Iterator[Callable[..., Scheduler]]:
    started: list[Scheduler] = []

    def starter(path: Path, *options: str) -> Scheduler:
        started.append(Scheduler(path, *options))
        return started[-1]

    yield starter
    for scheduler in started:
        if scheduler.process.poll() is None:
            scheduler.process.terminate()
            scheduler.process.communicate(timeout=PATIENCE_S)


@pytest.fixture
def site() -> Iterator[Site]:
    paths = [f"/2026/05/{n:02d}/a{n}.html" for n in range(1, 6)]
    pages = {path: article_page(n) for n, path in enumerate(paths, 1)}
    with served(Site({"/": list_page(paths), **pages})) as running:
        yield running


def plan_of(folder: Path, site: Site, more: str = "", every: str = "1 s") -> Path:
    return written(
        folder,
        f'[[job]]\nname = "xw"\nurls = ["{site.home}"]\nevery = "{every}"\ndelay_s = 0\n'
        f'allow_private = ["{site.address}"]\n{more}',
    )


def runs_of(path: Path) -> list[Run]:
    history = History.open(read_plan(path).state)
    try:
        return history.last(1000)[::-1]
    finally:
        history.close()


def until(condition: Callable[[], Any]) -> Any:
    """Wait until a condition holds; return what it gave."""
    deadline = time.monotonic() + PATIENCE_S
    while not (found := condition()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return found


def hold_at(site: Site, path: str) -> dict[str, bool]:
    """Let a page answer 503, so that its crawl has to wait for it, until `gate["open"]`."""
    gate = {"open": False}
    page = site.pages[path]
    assert isinstance(page, bytes)

    def answer(headers: dict[str, str]) -> Answer:
        if gate["open"]:
            return 200, {}, page
        return 503, {"Retry-After": "1"}, b""

    site.pages[path] = answer
    return gate


def kill_crawl(path: Path) -> None:
    """Kill the crawl of the first job; its workers are left to find out."""
    os.kill(int((read_plan(path).jobs[0].state / "lock").read_text("ascii")), signal.SIGKILL)


def assert_nothing_lost_or_doubled(path: Path) -> None:
    records = lines_of(read_plan(path).jobs[0].out / "articles.jsonl")
    assert Counter(record["url"].rpartition("/")[2] for record in records) == {
        f"a{n}.html": 1 for n in range(1, 6)
    }


def assert_every_start_is_accounted_for(path: Path) -> None:
    """No two rows stand for the same start, and between the first and the last none is missing."""
    runs = [run for run in runs_of(path) if run.attempt == 1]
    starts = sorted(run.due_at for run in runs)
    assert len(set(starts)) == len(starts)
    assert sum(run.slots for run in runs) == starts[-1] - starts[0] + runs[0].slots


def test_a_schedule_runs_by_the_clock(
    site: Site, tmp_path: Path, start: Callable[..., Scheduler]
) -> None:
    path = plan_of(tmp_path, site)
    scheduler = start(path, "--runs", "3")
    said = scheduler.said()
    assert scheduler.process.returncode == 0, said
    assert_nothing_lost_or_doubled(path)
    assert_every_start_is_accounted_for(path)
    ended = [run for run in runs_of(path) if run.state is RunState.ENDED]
    assert [run.verdict for run in ended][:3] == ["complete"] * 3
    assert [run.articles for run in ended][:3] == [5, 0, 0]
    assert site.asked["/"] >= 3


def test_kill_minus_9_of_the_scheduler_loses_no_run_and_starts_none_twice(
    site: Site, tmp_path: Path, start: Callable[..., Scheduler]
) -> None:
    gate = hold_at(site, "/2026/05/03/a3.html")
    path = plan_of(tmp_path, site, "max_run = '1 h'\n")
    first = start(path)
    until(lambda: site.asked["/2026/05/03/a3.html"])
    first.stop(signal.SIGKILL)
    before = runs_of(path)
    (going,) = [run for run in before if run.state is RunState.RUNNING]

    second = start(path, "--runs", "1")
    until(lambda: len(runs_of(path)) > len(before))
    assert len([run for run in runs_of(path) if run.state is RunState.RUNNING]) == 1
    gate["open"] = True
    said = second.said()
    assert "goes on" in said
    run = next(run for run in runs_of(path) if run.id == going.id)
    assert (run.state, run.verdict, run.articles) == (RunState.ENDED, "complete", 5), said
    assert_nothing_lost_or_doubled(path)
    assert_every_start_is_accounted_for(path)
    assert all(site.asked[f"/2026/05/{n:02d}/a{n}.html"] == 1 for n in (1, 2, 4, 5))


def test_kill_minus_9_of_a_run_harms_no_other_and_it_is_taken_up_again(
    site: Site, tmp_path: Path, start: Callable[..., Scheduler]
) -> None:
    gate = hold_at(site, "/2026/05/03/a3.html")
    path = plan_of(tmp_path, site)
    scheduler = start(path, "--runs", "2")
    until(lambda: site.asked["/2026/05/03/a3.html"])
    kill_crawl(path)
    gate["open"] = True
    said = scheduler.said()
    killed, again = [run for run in runs_of(path) if run.state is RunState.ENDED]
    assert (killed.verdict, killed.exit_code) == ("killed", -9), said
    assert (again.verdict, again.due_at, again.attempt) == ("complete", killed.due_at, 2)
    assert_nothing_lost_or_doubled(path)
    assert_every_start_is_accounted_for(path)


def test_both_killed_at_once_the_run_is_taken_up_again(
    site: Site, tmp_path: Path, start: Callable[..., Scheduler]
) -> None:
    gate = hold_at(site, "/2026/05/03/a3.html")
    path = plan_of(tmp_path, site)
    scheduler = start(path)
    until(lambda: site.asked["/2026/05/03/a3.html"])
    scheduler.stop(signal.SIGKILL)
    kill_crawl(path)
    gate["open"] = True
    start(path, "--runs", "2").said()
    ended = [run for run in runs_of(path) if run.state is RunState.ENDED]
    assert [(run.verdict, run.attempt) for run in ended] == [("killed", 1), ("complete", 2)]
    assert_nothing_lost_or_doubled(path)
    assert_every_start_is_accounted_for(path)


def test_sigterm_ends_the_runs_cleanly(
    site: Site, tmp_path: Path, start: Callable[..., Scheduler]
) -> None:
    gate = hold_at(site, "/2026/05/03/a3.html")
    path = plan_of(tmp_path, site)
    scheduler = start(path)
    until(lambda: site.asked["/2026/05/03/a3.html"])
    said = scheduler.stop()
    assert scheduler.process.returncode == 0, said
    (run,) = [run for run in runs_of(path) if run.state is not RunState.MISSED]
    assert (run.verdict, run.exit_code) == ("interrupted", 11)
    gate["open"] = True
    start(path, "--runs", "1").said()
    assert_nothing_lost_or_doubled(path)


def starts_until_now(first: datetime, minutes: int) -> int:
    """The moved start itself, and those on the clock's own marks behind it: 5 or 6 in two hours."""
    step = minutes * 60
    return 1 + int(time.time() // step - first.timestamp() // step)


@pytest.mark.parametrize("policy", ["once", "skip"])
def test_starts_that_were_missed_are_made_up_for_or_written_down(
    site: Site, tmp_path: Path, start: Callable[..., Scheduler], policy: str
) -> None:
    """The scheduler was off for two hours, as its timers say."""
    path = plan_of(tmp_path, site, f"missed = '{policy}'\n", every="30 min")
    plan = read_plan(path)
    plan.state.mkdir(parents=True)
    first = datetime.now(UTC) - timedelta(hours=2, minutes=5)
    move_start(plan, "xw", first)
    at_least = starts_until_now(first, minutes=30)
    scheduler = start(path, *(["--runs", "1"] if policy == "once" else []))
    if policy == "once":
        said = scheduler.said()
        (run,) = runs_of(path)
        assert run.state is RunState.ENDED, said
        assert at_least <= run.slots <= starts_until_now(first, minutes=30)
        assert_nothing_lost_or_doubled(path)
        return
    (run,) = until(lambda: runs_of(path))
    assert (run.state, run.verdict) == (RunState.MISSED, "missed")
    assert at_least <= run.slots <= starts_until_now(first, minutes=30)
    assert "No scheduler ran" in str(run.said)
    scheduler.stop()
    assert site.asked["/"] == 0


def test_jobs_with_the_same_site_wait_for_each_other_and_others_do_not(
    site: Site, tmp_path: Path, start: Callable[..., Scheduler]
) -> None:
    with served(Site(dict(site.pages))) as other:
        path = written(
            tmp_path,
            "".join(
                f'[[job]]\nname = "{name}"\nurls = ["{at.home}"]\nevery = "30 min"\ndelay_s = 0\n'
                f'allow_private = ["{at.address}"]\n'
                for name, at in (("a", site), ("b", site), ("c", other))
            ),
        )
        plan = read_plan(path)
        assert plan.sharers == {"a": ("b",), "b": ("a",), "c": ()}
        plan.state.mkdir(parents=True)
        for name in "abc":
            move_start(plan, name, datetime.now(UTC) - timedelta(seconds=1))
        said = start(path, "--runs", "3").said()
    by_job = {run.job: run for run in runs_of(path)}
    assert {run.verdict for run in by_job.values()} == {"complete"}, said
    first, second = sorted((by_job["a"], by_job["b"]), key=lambda run: run.started_at or 0)
    assert (first.ended_at or 0) <= (second.started_at or 0)
    assert (by_job["c"].started_at or 0) < (first.ended_at or 0)


def test_a_run_that_takes_too_long_is_stopped_and_goes_on_next_time(
    site: Site, tmp_path: Path, start: Callable[..., Scheduler]
) -> None:
    gate = hold_at(site, "/2026/05/03/a3.html")
    path = plan_of(tmp_path, site, "max_run = '4 s'\n")
    scheduler = start(path)
    run = until(lambda: next((r for r in runs_of(path) if r.state is RunState.ENDED), None))
    assert run.verdict == "interrupted"
    assert "time was up" in str(run.said)
    scheduler.stop()
    gate["open"] = True
    plan_of(tmp_path, site)
    start(path, "--runs", "1").said()
    assert_nothing_lost_or_doubled(path)


def test_a_second_scheduler_for_the_same_folder_is_refused(
    site: Site, tmp_path: Path, start: Callable[..., Scheduler]
) -> None:
    gate = hold_at(site, "/2026/05/03/a3.html")
    path = plan_of(tmp_path, site)
    start(path)
    until(lambda: site.asked["/2026/05/03/a3.html"])
    second = start(path)
    said = second.said()
    assert second.process.returncode == 14
    assert said.startswith("scrapy schedule: ")
    assert said.count("\n") == 1
    # Neither is a run now, while one goes on: that is written down.
    now = start(path, "--now", "xw")
    assert "still went on" in now.said()
    assert now.process.returncode == 14
    gate["open"] = True


def test_a_job_that_was_taken_out_is_forgotten_and_a_new_time_is_kept(
    site: Site, tmp_path: Path, start: Callable[..., Scheduler]
) -> None:
    from crawler.schedule.timers import stored_starts

    path = plan_of(tmp_path, site, every="30 min")
    plan = read_plan(path)
    plan.state.mkdir(parents=True)
    move_start(plan, "xw", datetime.now(UTC) + timedelta(minutes=29))
    path.write_text(path.read_text("utf-8").replace('"xw"', '"yw"').replace("30 min", "6 h"))
    scheduler = start(path)
    starts = until(lambda: (s := stored_starts(plan.state)) and "yw" in s and s)
    assert set(starts) == {"yw"}
    scheduler.stop()
    path.write_text(path.read_text("utf-8").replace("6 h", "12 h"))
    scheduler = start(path)
    wanted = read_plan(path).jobs[0].timetable.next_after(datetime.now(UTC))
    until(lambda: stored_starts(plan.state).get("yw") == wanted)
    scheduler.stop()


def test_list_next_and_history_show_a_run(site: Site, tmp_path: Path) -> None:
    path = plan_of(tmp_path, site, every="30 min")
    ran = schedule("run", "--file", path, "--now", "xw")
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout == "xw: complete, 5 articles. Everything that was found was fetched.\n"
    (run,) = json.loads(schedule("history", "--file", path, "--json").stdout)
    assert (run["job"], run["verdict"], run["articles"]) == ("xw", "complete", 5)
    assert "complete\t" in schedule("history", "xw", "--file", path).stdout
    listed = schedule("list", "--file", path)
    assert "xw\t" in listed.stdout
    assert "no scheduler is running" in listed.stderr
    coming = json.loads(schedule("next", "--file", path, "--count", "3", "--json").stdout)
    gaps = [datetime.fromisoformat(row["at"]) for row in coming]
    assert [b - a for a, b in itertools.pairwise(gaps)] == [timedelta(minutes=30)] * 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["list", "--file", "nowhere.toml"], ["nowhere.toml", "docs/schedule.md"]),
        (["run", "--now", "yw"], ["yw", "xw"]),
        (["next", "yw"], ["yw", "xw"]),
    ],
)
def test_a_mistake_is_answered_with_one_sentence(
    tmp_path: Path, arguments: list[str], words: list[str]
) -> None:
    path = written(tmp_path, f"[[job]]\n{GOOD}")
    given = arguments if "--file" in arguments else [*arguments, "--file", str(path)]
    run = schedule(*given)
    assert run.returncode == 2
    assert run.stdout == ""
    assert run.stderr.startswith("scrapy schedule: ")
    assert run.stderr.count("\n") == 1
    assert [word for word in words if word not in run.stderr] == []


def test_the_help_shows_examples() -> None:
    shown = schedule("--help").stdout
    assert "examples:" in shown
    assert "scrapy schedule export --cron" in shown
