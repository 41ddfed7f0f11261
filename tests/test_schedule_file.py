"""The schedule as a file: its faults are one sentence, cron and systemd start what it says."""

import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from apscheduler.triggers.cron import CronTrigger

from crawler.schedule.cron import crontab
from crawler.schedule.plan import Plan
from crawler.schedule.plan_file import HEALTH_KEYS, JOB_KEYS, TOP_KEYS, read_plan
from crawler.schedule.systemd import units
from crawler.schedule.table import PlanError
from tests.crawl.loopback import ROOT, environment, scrapy

SHANGHAI = ZoneInfo("Asia/Shanghai")
GOOD = 'name = "xw"\nurls = ["https://news.example.cn/"]\nevery = "30 min"\n'


def written(folder: Path, text: str) -> Path:
    path = folder / "schedule.toml"
    path.write_text(text, encoding="utf-8")
    return path


def schedule(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        scrapy("schedule", *map(str, arguments)),
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=900.0,
        check=False,
    )


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


def test_the_schedule_that_is_shown_can_be_read(tmp_path: Path) -> None:
    page = (ROOT / "docs/schedule.md").read_text(encoding="utf-8")
    shown = re.findall(r"^```toml\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    plan = read_plan(written(tmp_path, "\n".join(shown)))
    assert [job.name for job in plan.jobs] == ["hubei", "papers", "archive"]
    assert plan.health is not None
    arguments = plan.job("archive").crawl_arguments(datetime(2026, 3, 5).date())
    assert arguments["contact"] == "you@example.cn"


def test_every_key_is_documented() -> None:
    page = (ROOT / "docs/schedule.md").read_text(encoding="utf-8")
    keys = {*TOP_KEYS, *JOB_KEYS, *HEALTH_KEYS} - {"job"}
    assert sorted(key for key in keys if f"`{key}`" not in page) == []


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
    run = schedule("export", "--cron", "--file", path)
    assert (run.returncode, run.stderr.count("\n")) == (2, 1)
    assert "job xw" in run.stderr
    with pytest.raises(PlanError, match="job xw"):
        units(read_plan(path))


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
    files = units(read_plan(written(tmp_path, NIGHT)))
    for timer in sorted(name for name in files if name.endswith(".timer")):
        for line in re.findall(r"^OnCalendar=(.*)$", files[timer], re.MULTILINE):
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
