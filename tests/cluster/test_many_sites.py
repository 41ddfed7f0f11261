"""`scrapy cluster`: one job a site, on workers that may be killed, with a real broker."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.cluster import needs

needs("celery", "cluster")

from crawler.cluster.beat import beat_schedule
from crawler.cluster.site_jobs import read_site_plan, site_plan
from crawler.ledger import Ledger
from crawler.ledger_audit import audit
from crawler.schedule.plan_file import read_plan
from tests.cluster.conftest import free_port
from tests.crawl.loopback import ROOT, Site, article_page, environment, lines_of, list_page, served

SITES = 3
ARTICLES = 8
PATIENCE_S = 240.0
REDELIVERY_S = 3


@pytest.fixture
def sites() -> Iterator[list[Site]]:
    with ExitStack() as stack:
        yield [stack.enter_context(served(_site(number))) for number in range(SITES)]


def _site(number: int) -> Site:
    first = number * 100 + 1
    paths = [f"/2026/05/{n:02d}/a{first + n}.html" for n in range(ARTICLES)]
    pages = {path: article_page(first + n) for n, path in enumerate(paths)}
    return Site({"/": list_page(paths), **pages})


def write_schedule(folder: Path, sites: list[Site], more: str = "") -> Path:
    path = folder / "schedule.toml"
    homes = ", ".join(f'"{site.home}"' for site in sites)
    addresses = ", ".join(f'"{site.address}"' for site in sites)
    path.write_text(
        f'out = "out"\n[[job]]\nname = "all"\nurls = [{homes}]\nevery = "1 h"\ndelay_s = 0.5\n'
        f"allow_private = [{addresses}]\n{more}",
        encoding="utf-8",
    )
    return path


def start(action: str, path: Path, broker: str, *arguments: str) -> subprocess.Popen[bytes]:
    with (path.parent / f"{action}{''.join(arguments)}.log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "scrapy", "cluster", action, "--file", str(path),
             "--broker", broker, *arguments],
            cwd=ROOT,
            env={**environment(), "QINGWEN_REDELIVERY_S": str(REDELIVERY_S)},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )  # fmt: skip


def kill_machine(process: subprocess.Popen[bytes]) -> None:
    """End a worker and all that it started, at once and without a word: the plug is pulled."""
    for pid in [process.pid, *_descendants(process.pid)]:
        os.kill(pid, signal.SIGSTOP)
    for pid in [process.pid, *_descendants(process.pid)]:
        os.kill(pid, signal.SIGKILL)
    process.wait()


def _descendants(pid: int) -> list[int]:
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text("ascii", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(stat.parent.name)] = int(fields[1])
    found = [pid]
    for ancestor in found:
        found += [child for child, parent in parents.items() if parent == ancestor]
    return found[1:]


def wait_for(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.1)


def report_of(folder: Path) -> dict[str, Any]:
    try:
        return json.loads((folder / "state" / "report.json").read_text("utf-8"))
    except OSError:
        return {"verdict": None}


def test_a_worker_that_is_killed_loses_nothing_and_doubles_nothing(
    sites: list[Site], redis: str, tmp_path: Path
) -> None:
    path = write_schedule(tmp_path, sites)
    folders = {
        site.address: tmp_path / "out/all" / site.address.replace(":", "_") for site in sites
    }
    workers = [start("worker", path, redis, "--workers", "1", "--name", n) for n in ("a", "b")]
    try:
        assert start("send", path, redis).wait(PATIENCE_S) == 0

        def half_read() -> list[Site]:
            return [site for site in sites if 2 < sum(site.asked.values()) < ARTICLES]

        wait_for(lambda: bool(half_read()), "a site that is half read")
        busy = {
            worker.pid: [
                (Path("/proc") / str(pid) / "cmdline").read_bytes()
                for pid in _descendants(worker.pid)
            ]
            for worker in workers
        }
        at_work = next(w for w in workers if any(b"crawl\0news" in c for c in busy[w.pid]))
        kill_machine(at_work)
        wait_for(
            lambda: all(report_of(folder)["verdict"] == "complete" for folder in folders.values()),
            "the other worker to finish all sites",
        )
    finally:
        for worker in workers:
            if worker.poll() is None:
                kill_machine(worker)
    for site in sites:
        articles = lines_of(folders[site.address] / "articles.jsonl")
        assert len(articles) == ARTICLES
        assert len({article["id"] for article in articles}) == ARTICLES
        ledger = Ledger.read(folders[site.address] / "state")
        assert audit(ledger)[1] == []
        ledger.close()


def test_a_host_belongs_to_one_job_and_jobs_that_share_it_wait(tmp_path: Path) -> None:
    path = tmp_path / "schedule.toml"
    path.write_text(
        '[[job]]\nname = "a"\nevery = "30 min"\njitter = "10 min"\n'
        'urls = ["https://news.one.cn/", "https://www.two.cn/a/", "https://two.cn/b/"]\n'
        '[[job]]\nname = "b"\nat = ["06:00"]\nurls = ["https://www.two.cn/"]\nmissed = "skip"\n',
        encoding="utf-8",
    )
    plan = site_plan(read_plan(path))
    assert [job.name for job in plan.jobs] == ["a@news.one.cn", "a@two.cn", "b@two.cn"]
    assert plan.job("a@two.cn").urls == ("https://www.two.cn/a/", "https://two.cn/b/")
    assert plan.sharers == {
        "a@news.one.cn": (), "a@two.cn": ("b@two.cn",), "b@two.cn": ("a@two.cn",),
    }  # fmt: skip
    folders = [job.out for job in plan.jobs] + [job.state for job in plan.jobs]
    assert len(set(folders)) == 6


def test_sites_of_the_catalogue_are_taken_apart(tmp_path: Path) -> None:
    path = tmp_path / "schedule.toml"
    path.write_text('[[job]]\nname = "h"\nevery = "1 h"\nprovinces = ["湖北"]\n', encoding="utf-8")
    whole, plan = read_plan(path), read_site_plan(path)
    assert Counter(site for job in plan.jobs for site in job.sites) == Counter(whole.jobs[0].sites)
    assert len(plan.jobs) > 10
    hosts = [host for job in plan.jobs for host in job.hosts]
    assert len(hosts) == len(set(hosts))


def test_a_broker_that_is_not_there_is_named_without_its_password(tmp_path: Path) -> None:
    path = tmp_path / "schedule.toml"
    path.write_text('[[job]]\nname = "a"\nevery = "1 h"\nurls = ["https://a.cn/"]\n', "utf-8")
    broker = f"redis://me:secret@127.0.0.1:{free_port()}/0"
    process = start("send", path, broker)
    assert process.wait(PATIENCE_S) == 1
    said = (tmp_path / "send.log").read_text("utf-8")
    assert "redis://me:**@127.0.0.1" in said
    assert "cannot be reached" in said
    assert "secret" not in said


def test_beat_keeps_the_timetable_of_the_schedule(tmp_path: Path) -> None:
    path = tmp_path / "schedule.toml"
    path.write_text(
        '[[job]]\nname = "often"\nevery = "30 min"\njitter = "10 min"\nurls = ["https://a.cn/"]\n'
        '[[job]]\nname = "skip"\nat = ["06:00"]\nmissed = "skip"\nurls = ["https://b.cn/"]\n'
        '[[job]]\nname = "once"\nat = ["06:00"]\nurls = ["https://c.cn/"]\n',
        encoding="utf-8",
    )
    plan = read_site_plan(path)
    schedule = {name: entry["schedule"] for name, entry in beat_schedule(plan).items()}
    begin = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
    sent, last = [], begin
    often = schedule["often@a.cn"]
    now = begin
    often.nowfun = lambda: now
    while len(sent) < 5:
        due, wait_s = often.is_due(last)
        if due:
            sent.append(now)
            last = now
        now += timedelta(seconds=wait_s)
    expected = [begin]
    while len(expected) < 6:
        expected.append(plan.jobs[0].timetable.next_after(expected[-1]).astimezone(UTC))
    assert [moment.replace(microsecond=0) for moment in sent] == expected[1:]
    # Nothing ran for two days: one makes up for it, the other waits for its hour.
    late = begin + timedelta(days=2)
    for name, due in (("skip@b.cn", False), ("once@c.cn", True)):
        schedule[name].nowfun = lambda: late
        assert schedule[name].is_due(begin).is_due is due
        assert 0 < schedule[name].is_due(begin).next <= 86_400


def test_a_start_waits_for_a_worker_until_the_next_day_of_its_timetable(tmp_path: Path) -> None:
    path = tmp_path / "schedule.toml"
    path.write_text(
        '[[job]]\nname = "a"\nat = ["06:00"]\ndays = ["mon"]\nurls = ["https://a.cn/"]\n'
        '[[job]]\nname = "b"\nat = ["06:00"]\ndays = ["mon", "thu"]\nurls = ["https://b.cn/"]\n',
        encoding="utf-8",
    )
    entries = beat_schedule(read_site_plan(path)).values()
    assert [entry["options"]["expires"] / 86_400 for entry in entries] == [7, 4]
