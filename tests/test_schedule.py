"""The schedule: starts at the right moments, each accounted for, whatever is killed meanwhile."""

import itertools
import json
import os
import re
import shutil
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from datetime import time as clock
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from apscheduler.triggers.cron import CronTrigger

from crawler.schedule.cron import crontab
from crawler.schedule.history import History, Run, RunState
from crawler.schedule.plan import Plan
from crawler.schedule.plan_file import HEALTH_KEYS, JOB_KEYS, TOP_KEYS, read_plan
from crawler.schedule.table import PlanError
from crawler.schedule.timers import move_start
from crawler.schedule.timetable import Timetable
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

SHANGHAI = ZoneInfo("Asia/Shanghai")
PATIENCE_S = 90.0


def moments(timetable: Timetable, after: str, count: int) -> list[str]:
    moment = datetime.fromisoformat(after)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(timetable.zone))
    found = []
    for _ in range(count):
        moment = timetable.next_after(moment)
        found.append(moment.isoformat())
    return found


# ---- the timetable ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("timetable", "after", "wanted"),
    [
        ({"every_s": 1800}, "2026-03-05T10:10", ["05T10:30", "05T11:00", "05T11:30"]),
        ({"every_s": 1800}, "2026-03-05T10:30", ["05T11:00"]),
        ({"every_s": 21600}, "2026-03-05T13:00", ["05T18:00", "06T00:00"]),
        ({"at": (clock(6), clock(18, 30))}, "2026-03-05T07:00", ["05T18:30", "06T06:00"]),
        (
            {"every_s": 3600, "window": (clock(23), clock(2))},
            "2026-03-05T22:10",
            ["05T23:00", "06T00:00", "06T01:00", "06T23:00"],
        ),
        ({"at": (clock(6),), "days": (0, 4)}, "2026-03-05T07:00", ["06T06:00", "09T06:00"]),
        ({"every_s": 7200, "window": (clock(9), clock(12))}, "2026-03-05T00:00", ["05T10:00"]),
    ],
)
def test_starts_lie_where_the_schedule_says(
    timetable: dict[str, Any], after: str, wanted: list[str]
) -> None:
    found = moments(Timetable(zone="Asia/Shanghai", **timetable), after, len(wanted))
    assert found == [f"2026-03-{moment}:00+08:00" for moment in wanted]


def test_what_does_not_divide_a_day_still_comes_every_so_often() -> None:
    timetable = Timetable(zone="Asia/Shanghai", every_s=7 * 60)
    found = [datetime.fromisoformat(m) for m in moments(timetable, "2026-03-05T23:50", 400)]
    assert {b - a for a, b in itertools.pairwise(found)} == {timedelta(minutes=7)}


@pytest.mark.parametrize(
    ("day", "starts"),
    [("2026-03-29", 23), ("2026-10-25", 25), ("2026-07-01", 24)],
)
def test_a_day_on_which_the_clock_is_changed_has_its_hours(day: str, starts: int) -> None:
    zone = ZoneInfo("Europe/Berlin")
    timetable = Timetable(zone=zone.key, every_s=3600)
    moment = datetime.fromisoformat(f"{day}T00:00").replace(tzinfo=zone) - timedelta(seconds=1)
    found = []
    while True:
        moment = timetable.next_after(moment)
        if moment.date().isoformat() != day:
            break
        found.append(moment.timestamp())
    assert len(found) == starts
    assert {b - a for a, b in itertools.pairwise(found)} == {3600.0}


def test_jitter_delays_within_its_bounds_and_is_the_same_in_every_process() -> None:
    timetable = Timetable(zone="Asia/Shanghai", every_s=1800, jitter_s=300, seed="hubei")
    found = moments(timetable, "2026-03-05T00:00", 200)
    delays = [datetime.fromisoformat(m).timestamp() % 1800 for m in found]
    assert max(delays) <= 300
    assert len(set(delays)) > 50
    assert len(set(found)) == 200
    assert moments(timetable, "2026-03-05T00:00", 200) == found
    # Asked from in between, not from the start before: the same moments.
    middle = datetime.fromisoformat(found[100]) - timedelta(minutes=3)
    assert timetable.next_after(middle).isoformat() in found
    other = Timetable(zone="Asia/Shanghai", every_s=1800, jitter_s=300, seed="hunan")
    assert moments(other, "2026-03-05T00:00", 200) != found


def test_jitter_never_leads_out_of_the_window() -> None:
    timetable = Timetable(
        zone="Asia/Shanghai", every_s=1800, jitter_s=1700, window=(clock(23), clock(5)), seed="x"
    )
    found = moments(timetable, "2026-03-05T00:00", 300)
    assert all(timetable.allows(datetime.fromisoformat(moment)) for moment in found)


# ---- the plan --------------------------------------------------------------------------------

GOOD = 'name = "xw"\nurls = ["https://news.example.cn/"]\nevery = "30 min"\n'


def written(folder: Path, text: str) -> Path:
    path = folder / "schedule.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ["there is no job"]),
        ("[job\n", ["is not TOML", "line 1"]),
        ("jobs = 1\n", ["jobs", "time_zone"]),
        (f'time_zone = "Mars"\n[[job]]\n{GOOD}', ["time_zone", "Mars"]),
        (f"[[job]]\n{GOOD}evry = 1\n", ["job 1 (xw)", "evry"]),
        ('[[job]]\nurls = ["https://a.example/"]\nevery = "1 h"\n', ["job 1", "name"]),
        (f"[[job]]\n{GOOD}[[job]]\n{GOOD}", ["two jobs", "xw"]),
        ('[[job]]\nname = "a/b"\nevery = "1 h"\n', ["job 1 (a/b)", "name"]),
        ('[[job]]\nname = "a"\nevery = "1 h"\n', ["job 1 (a)", "sites, provinces or urls"]),
        (f"[[job]]\n{GOOD}at = '06:00'\n", ["job 1 (xw)", "every", "at"]),
        (f"[[job]]\n{GOOD}".replace("30 min", "soon"), ["job 1 (xw)", "every", "soon"]),
        (f"[[job]]\n{GOOD}".replace("30 min", "9 d"), ["job 1 (xw)", "every"]),
        (f"[[job]]\n{GOOD}jitter = '30 min'\n", ["job 1 (xw)", "jitter"]),
        (f"[[job]]\n{GOOD}window = '7-8'\n", ["job 1 (xw)", "window", "06:00"]),
        (f"[[job]]\n{GOOD}window = '10:05-10:20'\n", ["job 1 (xw)", "window"]),
        (f"[[job]]\n{GOOD}days = ['Montag']\n", ["job 1 (xw)", "days", "Montag"]),
        (f"[[job]]\n{GOOD}missed = 'all'\n", ["job 1 (xw)", "missed", "once, skip"]),
        (f"[[job]]\n{GOOD}limit = 0\n", ["job 1 (xw)", "limit"]),
        (f"[[job]]\n{GOOD}limit = true\n", ["job 1 (xw)", "limit"]),
        (f"[[job]]\n{GOOD}since = 'lately'\n", ["job 1 (xw)", "since", "lately"]),
        (f"[[job]]\n{GOOD}delay_s = -1\n", ["job 1 (xw)", "delay_s"]),
        (f"[[job]]\n{GOOD}allow_private = 'x'\n", ["job 1 (xw)", "allow_private"]),
        (f"[[job]]\n{GOOD}provinces = ['Atlantis']\n", ["job 1 (xw)", "province", "Atlantis"]),
        (f"[[job]]\n{GOOD}sites = ['没有这个网']\n", ["job 1 (xw)", "没有这个网"]),
        ("[[job]]\n" + GOOD.replace("https:", "ftp:"), ["job 1 (xw)", "urls"]),
        (
            f"[[job]]\n{GOOD}out = 'o'\n[[job]]\n{GOOD.replace('xw', 'b')}out = 'o'\nstate = 's'\n",
            ["job b", "out", "xw"],
        ),
        (f"[health]\nform = 'fax'\n[[job]]\n{GOOD}", ["health", "form", "fax"]),
    ],
)
def test_a_fault_is_one_sentence_with_file_job_and_key(
    tmp_path: Path, text: str, words: list[str]
) -> None:
    path = written(tmp_path, text)
    with pytest.raises(PlanError) as caught:
        read_plan(path)
    said = str(caught.value)
    assert "\n" not in said
    assert [word for word in (str(path), *words) if word not in said] == []


def test_a_job_may_name_a_province_of_the_catalogue(tmp_path: Path) -> None:
    plan = read_plan(
        written(
            tmp_path, '[[job]]\nname = "hb"\nprovinces = ["湖北"]\nevery = "1 h"\nsince = "3 d"\n'
        )
    )
    (job,) = plan.jobs
    assert len(job.sites) > 10
    arguments = job.crawl_arguments(datetime(2026, 3, 5).date())
    assert arguments["sites"].split(",") == list(job.sites)
    assert arguments["since"] == "2026-03-02"
    assert arguments["out"] == str(tmp_path / "output" / "hb")


def test_every_province_of_the_catalogue_can_be_scheduled(tmp_path: Path) -> None:
    from crawler.catalogue import load_catalogue

    provinces = sorted({site.province for site in load_catalogue() if site.province})
    jobs = "".join(
        f'[[job]]\nname = "p{n}"\nprovinces = ["{province}"]\nevery = "1 h"\n'
        for n, province in enumerate(provinces)
    )
    assert len(read_plan(written(tmp_path, jobs)).jobs) == len(provinces)


def test_every_key_is_documented() -> None:
    page = (ROOT / "docs/schedule.md").read_text(encoding="utf-8")
    keys = {*TOP_KEYS, *JOB_KEYS, *HEALTH_KEYS} - {"job"}
    assert sorted(key for key in keys if f"`{key}`" not in page) == []


# ---- real processes --------------------------------------------------------------------------


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


# ---- what a person sees ----------------------------------------------------------------------


def schedule(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        scrapy("schedule", *map(str, arguments)),
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )


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


# ---- export ----------------------------------------------------------------------------------

NIGHT = (
    f"[[job]]\n{GOOD}"
    '[[job]]\nname = "night"\nurls = ["https://b.example/"]\nevery = "45 min"\n'
    'window = "22:30-06:15"\ndays = ["mon", "sun"]\n'
    '[[job]]\nname = "daily"\nurls = ["https://c.example/"]\nat = ["06:05", "18:00"]\n'
)


def slots(plan: Plan, name: str, begin: datetime) -> list[datetime]:
    """Return the starts of a job in the eight days from `begin` on."""
    timetable = plan.job(name).timetable
    found, moment = [], begin - timedelta(seconds=1)
    while (moment := timetable.next_after(moment)) < begin + timedelta(days=8):
        found.append(moment.astimezone(UTC))
    return found


@pytest.mark.parametrize("machine", ["Asia/Shanghai", "UTC", "Asia/Kolkata"])
def test_a_crontab_starts_every_job_when_the_schedule_would(tmp_path: Path, machine: str) -> None:
    plan = read_plan(written(tmp_path, NIGHT))
    begin = datetime(2026, 3, 5, tzinfo=SHANGHAI)
    lines = [
        line for line in crontab(plan, ZoneInfo(machine), 2026).splitlines() if line[:1] not in "#"
    ]
    for job in plan.jobs:
        found = []
        for line in lines:
            if f"--now {job.name} " not in line:
                continue
            # The library counts the days of the week from Monday, cron from Sunday.
            *fields, days = line.split()[:5]
            days = days if days == "*" else ",".join(str((int(d) - 1) % 7) for d in days.split(","))
            trigger = CronTrigger.from_crontab(" ".join([*fields, days]), timezone=machine)
            moment = begin - timedelta(seconds=1)
            while moment := trigger.get_next_fire_time(None, moment + timedelta(seconds=1)):
                if moment >= begin + timedelta(days=8):
                    break
                found.append(moment.astimezone(UTC))
        assert sorted(found) == slots(plan, job.name, begin)


def test_a_crontab_is_refused_where_the_zones_drift_apart(tmp_path: Path) -> None:
    plan = read_plan(written(tmp_path, NIGHT))
    with pytest.raises(PlanError, match="--systemd"):
        crontab(plan, ZoneInfo("Europe/Berlin"), 2026)


def test_what_a_calendar_cannot_say_is_said(tmp_path: Path) -> None:
    path = written(tmp_path, f"[[job]]\n{GOOD}".replace("30 min", "7 min"))
    for form in ("--cron", "--systemd"):
        run = schedule("export", form, "--file", path)
        assert run.returncode == 2
        assert "job xw" in run.stderr
        assert run.stderr.count("\n") == 1


def test_systemd_units_are_written_and_start_when_the_schedule_would(tmp_path: Path) -> None:
    path = written(tmp_path, NIGHT)
    run = schedule("export", "--systemd", "--file", path, "--to", tmp_path / "units")
    assert run.returncode == 0, run.stderr
    assert {file.name for file in (tmp_path / "units").iterdir()} == {
        f"qingwen-{job}.{kind}" for job in ("xw", "night", "daily") for kind in ("service", "timer")
    }
    timer = (tmp_path / "units/qingwen-night.timer").read_text("utf-8")
    plan = read_plan(path)
    begin = datetime(2026, 3, 5, tzinfo=SHANGHAI)
    found = [
        moment
        for line in timer.splitlines()
        if line.startswith("OnCalendar=")
        for moment in calendar_moments(line.removeprefix("OnCalendar="), begin)
    ]
    assert sorted(found) == slots(plan, "night", begin)
    service = (tmp_path / "units/qingwen-night.service").read_text("utf-8")
    assert f'"--file" "{path}" "--now" "night"' in service


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
def test_systemd_itself_takes_the_units(tmp_path: Path) -> None:
    path = written(tmp_path, NIGHT)
    schedule("export", "--systemd", "--file", path, "--to", tmp_path / "units")
    for timer in sorted((tmp_path / "units").glob("*.timer")):
        for line in re.findall(r"^OnCalendar=(.*)$", timer.read_text("utf-8"), re.MULTILINE):
            command = ["systemd-analyze", "calendar", line]
            run = subprocess.run(command, capture_output=True, text=True, check=False)
            assert run.returncode == 0, run.stderr


def calendar_moments(line: str, begin: datetime) -> list[datetime]:
    """Return the moments of a systemd calendar line in eight days, as systemd.time(7) has it."""
    *days, _, hours_minutes, zone = line.split()
    assert zone == begin.tzinfo.key  # type: ignore[union-attr]
    hours, minutes, seconds = hours_minutes.split(":")
    assert seconds == "00"
    names = "Mon Tue Wed Thu Fri Sat Sun".split()
    wanted = {names.index(day) for day in days[0].split(",")} if days else set(range(7))
    return [
        moment.astimezone(UTC)
        for day in range(8)
        for hour in numbers_of(hours, 24)
        for minute in numbers_of(minutes, 60)
        if (moment := begin + timedelta(days=day, hours=hour, minutes=minute)).weekday() in wanted
    ]


def numbers_of(text: str, whole: int) -> list[int]:
    if text == "*":
        return list(range(whole))
    found: list[int] = []
    for part in text.split(","):
        first, slash, step = part.partition("/")
        low, dots, high = first.partition("..")
        if slash:
            found += range(int(low), whole, int(step))
        else:
            found += range(int(low), int(high if dots else low) + 1)
    return found
