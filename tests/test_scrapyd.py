"""scrapyd takes our crawls as docs/scrapyd.md shows it."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.crawl.loopback import (
    ROOT,
    Answer,
    Site,
    article_page,
    environment,
    lines_of,
    list_page,
    served,
)

PATIENCE_S = 90.0
PATHS = [f"/2026/05/{n:02d}/a{n}.html" for n in range(1, 6)]


@pytest.fixture
def site() -> Iterator[Site]:
    pages = {path: article_page(n) for n, path in enumerate(PATHS, 1)}
    with served(Site({"/": list_page(PATHS), **pages})) as running:
        yield running


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """Return the address of a scrapyd that was set up as the document says."""
    text = (ROOT / "docs/scrapyd.md").read_text("utf-8")
    (conf,) = re.findall(r"```ini\n(.*?)```", text, re.DOTALL)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (tmp_path / "scrapy.cfg").write_text(
        conf.replace("6800", str(port)).replace("[settings]", "poll_interval = 0.2\n\n[settings]")
    )
    process = subprocess.Popen(
        [sys.executable, "-c", "from scrapyd.__main__ import main; main()"],
        cwd=tmp_path,
        env={**environment(), "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def ask(url: str, /, **fields: str) -> dict[str, Any]:
    """Call scrapyd, again until it listens."""
    data = urllib.parse.urlencode(fields).encode() if fields else None
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def answer() -> dict[str, Any] | None:
        try:
            with opener.open(url, data, timeout=10) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            raise AssertionError(error.read().decode()) from error
        except OSError:
            return None

    return until(answer)


def until(condition: Callable[[], Any]) -> Any:
    deadline = time.monotonic() + PATIENCE_S
    while not (found := condition()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return found


def order(address: str, site: Site, out: Path) -> str:
    answer = ask(
        f"{address}/schedule.json",
        project="qingwen",
        spider="news",
        url=site.home,
        out=str(out),
        allow_private=site.address,
        delay_s="0",
    )
    assert answer["status"] == "ok", answer
    return answer["jobid"]


def report_of(out: Path) -> dict[str, Any]:
    path = out / "state" / "report.json"
    return until(lambda: path.exists() and json.loads(path.read_text("utf-8")))


def test_an_order_is_crawled(address: str, site: Site, tmp_path: Path) -> None:
    spiders = ask(f"{address}/listspiders.json?project=qingwen")
    assert spiders.get("spiders") == ["news"], spiders
    job = order(address, site, tmp_path / "out")
    assert report_of(tmp_path / "out")["verdict"] == "complete"
    assert len(lines_of(tmp_path / "out/articles.jsonl")) == 5

    def finished() -> list[str]:
        jobs = ask(f"{address}/listjobs.json?project=qingwen")["finished"]
        return [each["id"] for each in jobs]

    until(lambda: job in finished())
    assert (tmp_path / f"logs/qingwen/news/{job}.log").exists()


def test_a_cancelled_order_ends_cleanly_and_goes_on(
    address: str, site: Site, tmp_path: Path
) -> None:
    shut = {"open": False}
    page = site.pages[PATHS[2]]

    def answer(headers: dict[str, str]) -> Answer:
        return (200, {}, page) if shut["open"] else (503, {"Retry-After": "1"}, b"")

    site.pages[PATHS[2]] = answer
    job = order(address, site, tmp_path / "out")
    until(lambda: site.asked[PATHS[2]])
    ask(f"{address}/cancel.json", project="qingwen", job=job)
    assert report_of(tmp_path / "out")["verdict"] == "interrupted"
    shut["open"] = True
    order(address, site, tmp_path / "out")
    until(lambda: report_of(tmp_path / "out")["verdict"] == "complete")
    records = lines_of(tmp_path / "out/articles.jsonl")
    assert sorted(record["url"].rpartition("/")[2] for record in records) == [
        f"a{n}.html" for n in range(1, 6)
    ]
