"""What a host is spared: more requests than its budget, any outside its hours, any at once."""

import threading
import time
from itertools import pairwise
from pathlib import Path

from tests.crawl.loopback import Answer, Site, article_page, crawl, list_page


def test_a_host_gets_no_more_requests_than_its_budget_of_the_day(
    site: Site, tmp_path: Path
) -> None:
    run = crawl(site, tmp_path, "requests_a_day=4")
    assert run.code == 10
    assert "budget" in run.said
    assert sum(site.asked.values()) <= 5
    again = crawl(site, tmp_path, "requests_a_day=4")
    assert sum(site.asked.values()) <= 6
    assert again.code == 10


def test_outside_the_window_nothing_is_fetched(site: Site, tmp_path: Path) -> None:
    run = crawl(site, tmp_path, "window=00:00-00:00")
    assert run.code == 10
    assert "window" in run.said
    assert not site.asked


def test_one_request_at_a_time_and_a_pause_after_each(site: Site, tmp_path: Path) -> None:
    lock, together, spans = threading.Lock(), [], []

    def watched(number: int):  # type: ignore[no-untyped-def]
        def answer(_: dict[str, str]) -> Answer:
            began = time.monotonic()
            together.append(not lock.acquire(blocking=False))
            time.sleep(0.1)  # a pause that was counted from the start would end too early
            if not together[-1]:
                lock.release()
            spans.append((began, time.monotonic()))
            return 200, {}, article_page(number)

        return answer

    site.pages["/robots.txt"] = b"User-agent: *\nCrawl-delay: 0.4\n"
    for number in range(1, 6):
        site.pages[f"/2026/05/{number:02d}/a{number}.html"] = watched(number)
    assert len(crawl(site, tmp_path).articles) == 5
    assert not any(together)
    assert min(late[0] - early[1] for early, late in pairwise(spans)) >= 0.4


def test_the_user_agent_says_who_asks_and_no_cookie_is_kept(site: Site, tmp_path: Path) -> None:
    paths = [f"/2026/05/{n:02d}/a{n}.html" for n in range(1, 6)]
    site.pages["/"] = lambda _: (200, {"Set-Cookie": "id=1"}, list_page(paths))
    crawl(site, tmp_path, "contact=news@qinglingwang.cn")
    asked = site.headers[paths[0]]
    assert asked["User-Agent"] == "Qingwen/0.1 (+news@qinglingwang.cn)"
    assert "Cookie" not in asked


def test_no_port_listens_during_a_crawl(site: Site, tmp_path: Path) -> None:
    from tests.crawl.loopback import start_crawl

    listening: list[set[str]] = []

    def look(_: dict[str, str]) -> Answer:
        listening.append(sockets(process.pid))
        return 200, {}, article_page(1)

    site.pages["/2026/05/01/a1.html"] = look
    process = start_crawl(site, tmp_path)
    process.communicate(timeout=60)
    assert listening == [set()]


def sockets(pid: int) -> set[str]:
    """Return the listening TCP sockets of a process."""
    own = set()
    for descriptor in Path(f"/proc/{pid}/fd").iterdir():
        try:
            own.add(str(descriptor.readlink()))
        except OSError:
            continue
    found = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{pid}/net/{table}").read_text("ascii").splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and f"socket:[{fields[9]}]" in own:
                found.add(fields[1])
    return found


def test_a_bad_argument_is_one_sentence_before_the_first_request(
    site: Site, tmp_path: Path
) -> None:
    run = crawl(site, tmp_path / "out", "since=2026-13-01")
    assert run.code == 2
    assert run.complained.count("\n") == 1
    assert "Traceback" not in run.complained
    assert not site.asked
    assert not (tmp_path / "out").exists()
