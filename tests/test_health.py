"""Health: what breaks is found and named by its first stage; what is odd for once alarms nobody."""

import json
import math
import random
import shutil
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from crawler.health.checkup import Finished
from crawler.health.judge import judge
from crawler.health.measure import FIELDS, Measure, SiteHistory, StartPage
from crawler.health.prometheus import exposition
from crawler.health.verdict import Finding, Stage, Status, Verdict
from crawler.health.webhook import MAX_CHARS, WebhookError, body_of, post
from tests.crawl.loopback import Site, article_page, command, crawl, list_page, served

BEGIN = datetime(2026, 3, 2, tzinfo=UTC)  # a Monday
HOME = "https://news.example.cn/"


def measure(run: int, articles: int, *, every_h: float = 24.0, **more: Any) -> Measure:
    """Return a run that brought so many articles of the usual kind."""
    found = Measure(run, BEGIN + timedelta(hours=every_h * run), articles=articles)
    found.sighted = articles
    found.read = min(articles, 40)
    found.filled = Counter(dict.fromkeys(("published_at", "source", "bylines"), found.read))
    found.chars = [600 + 37 * (n % 9) for n in range(found.read)]
    for name, value in more.items():
        setattr(found, name, value)
    return found


def history(measures: list[Measure], *starts: StartPage) -> SiteHistory:
    return SiteHistory(
        "青岭网", measures, list(starts) or [StartPage(HOME, "done", "list", None, 1)]
    )


def usual(runs: int = 10, articles: int = 12, **more: Any) -> list[Measure]:
    return [measure(run, articles, **more) for run in range(1, runs + 1)]


# ---- the verdict -----------------------------------------------------------------------------


def test_a_site_that_gives_what_it_gave_is_well() -> None:
    verdict = judge(history(usual()))
    assert (verdict.status, verdict.stage) == (Status.WELL, None)
    assert verdict.figures["articles_a_run"] == 12.0


@pytest.mark.parametrize("measures", [usual(1), usual(3), usual(12, articles=1)])
def test_a_baseline_says_when_it_is_too_young(measures: list[Measure]) -> None:
    verdict = judge(history(measures))
    assert verdict.status is Status.YOUNG
    assert f"{len(measures)} runs with" in verdict.said


def broken(**more: Any) -> list[Measure]:
    return [*usual(), measure(11, 12, **more)]


@pytest.mark.parametrize(
    ("measures", "starts", "stage", "words"),
    [
        (usual(), [StartPage(HOME, "skipped", "robots", "Disallow: /", 10)], "robots", ["robots"]),
        (usual(), [StartPage(HOME, "failed", "dns", None, 9)], "fetch", ["dns", "2 runs"]),
        (usual(), [StartPage(HOME, "failed", "http-403", None, 9)], "fetch", ["http-403"]),
        (usual(), [StartPage(HOME, "rejected", "challenge", None, 9)], "fetch", ["challenge"]),
        (usual(), [StartPage(HOME, "rejected", "script-shell", None, 9)], "discovery", ["script"]),
        (
            [*usual(), measure(11, 0, failed=Counter({"http-503": 11}))],
            [],
            "fetch",
            ["11 of 11", "http-503", "before 0 of 120"],
        ),
        (
            [*usual(), measure(11, 1, rejected=Counter({"no-body": 10, "soft-404": 1}))],
            [],
            "extraction",
            ["11 of 12", "no-body 10", "before 0 of 120"],
        ),
        (
            broken(filled=Counter({"published_at": 1, "source": 12, "bylines": 12})),
            [],
            "fields",
            ["11 of 12", "published_at"],
        ),
        (broken(chars=[40] * 12), [], "extraction", ["far too short", "40 chars"]),
        (broken(hijacked=11, brands=Counter({"云鼎{}7": 9})), [], "spam", ["11 of 12", "云鼎{}7"]),
        (
            [*usual(), measure(11, 0, doorways=12)],
            [],
            "spam",
            ["12 of 12 pages are hijacked"],
        ),
    ],
)
def test_the_first_stage_that_failed_is_named(
    measures: list[Measure], starts: list[StartPage], stage: str, words: list[str]
) -> None:
    verdict = judge(history(measures, *starts))
    assert verdict.stage == stage
    assert verdict.status is (Status.HIJACKED if stage == "spam" else Status.BROKEN)
    assert [word for word in words if word not in verdict.said] == []


def test_of_several_the_first_on_the_way_of_a_page_is_named() -> None:
    verdict = judge(
        history(broken(hijacked=12, filled=Counter(), rejected=Counter({"no-body": 40})))
    )
    assert verdict.stage is Stage.EXTRACTION
    assert {f.stage for f in verdict.findings} == {Stage.EXTRACTION, Stage.FIELDS, Stage.SPAM}


def quiet(runs: int, *, before: int = 10, every_h: float = 24.0) -> list[Measure]:
    """Return a site that had news with every run, then none for some."""
    measures = [measure(run, 12, every_h=every_h) for run in range(1, before + 1)]
    return measures + [measure(before + n, 0, every_h=every_h) for n in range(1, runs + 1)]


def test_lists_that_lead_nowhere_for_too_long_are_a_failure_of_discovery() -> None:
    verdict = judge(history(quiet(4)))
    assert verdict.stage is Stage.DISCOVERY
    assert "4.0 days" in verdict.said


@pytest.mark.parametrize(
    "measures",
    [
        quiet(2),  # two days, as on a weekend
        quiet(6, before=60, every_h=1.0),  # a night, of a site known for three days
        quiet(60, before=60, every_h=1.0),  # its first weekend
    ],
)
def test_a_night_and_a_weekend_are_no_failure(measures: list[Measure]) -> None:
    assert judge(history(measures)).stage is None


def test_channels_that_are_lost_show_in_the_number_of_links() -> None:
    measures = [*usual(14, articles=40), measure(15, 3), measure(16, 4)]
    verdict = judge(history(measures))
    assert verdict.stage is Stage.DISCOVERY
    assert "40 a day were usual" in verdict.said
    assert judge(history(measures[:-1])).stage is None, "one odd day"


def odd(**more: Any) -> list[Measure]:
    """Return a small site, an article a run, whose last run is odd."""
    return [*usual(40, articles=1), measure(41, 1, **more)]


@pytest.mark.parametrize(
    "measures",
    [
        odd(filled=Counter()),
        odd(chars=[12]),
        odd(hijacked=1),
        [*usual(40, articles=1), measure(41, 0, rejected=Counter({"no-body": 2}))],
        [*usual(40, articles=1), measure(41, 0, failed=Counter({"timeout": 3}))],
    ],
)
def test_one_odd_run_of_a_small_site_alarms_nobody(measures: list[Measure]) -> None:
    assert judge(history(measures)).stage is None


def test_a_start_page_that_fails_once_alarms_nobody() -> None:
    start = StartPage(HOME, "failed", "timeout", None, 10)
    assert judge(history(usual(), start)).stage is None


def test_one_start_page_of_several_that_is_gone_alarms_nobody() -> None:
    """The Sunday issue of a newspaper."""
    gone = StartPage(HOME + "0308/", "gone", "gone", "status 404", 3)
    assert judge(history(usual(), gone, StartPage(HOME, "done", "list", None, 1))).stage is None


def test_a_small_site_that_stays_odd_is_found_when_there_are_enough_pages() -> None:
    measures = usual(40, articles=1)
    for run in range(41, 60):
        measures.append(measure(run, 1, hijacked=1, filled=Counter()))
        if judge(history(measures)).stage is not None:
            break
    assert 44 <= run <= 50
    assert judge(history(measures)).stage is Stage.FIELDS


def test_what_a_broken_site_gives_does_not_become_the_rule() -> None:
    measures = usual()
    for run in range(11, 60):
        measures.append(measure(run, 1, rejected=Counter({"no-body": 11})))
    assert judge(history(measures), learn_until=11).stage is Stage.EXTRACTION
    assert judge(history([*measures, measure(60, 12)]), learn_until=11).status is Status.WELL
    # ... unless a person says that it is the rule from now on.
    assert judge(history(measures), learn_from=11).stage is None


def test_a_site_that_was_hijacked_from_the_start_is_named() -> None:
    verdict = judge(history([measure(1, 5, hijacked=5, brands=Counter({"澜星体育": 5}))]))
    assert verdict.status is Status.HIJACKED
    assert "澜星体育" in verdict.said


def poisson(rng: random.Random, mean: float) -> int:
    count, product, limit = 0, rng.random(), math.exp(-mean)
    while product > limit:
        count += 1
        product *= rng.random()
    return count


def living(rng: random.Random, a_day: float, runs: int, every_h: float) -> Iterator[Measure]:
    """Yield the runs of an invented site: nights, weekends, and pages that fail now and then."""
    shares = {name: rng.choice((0.0, 0.1, 0.5, 0.9, 1.0)) for name in FIELDS}
    bad = {kind: rng.choice((0.0, 0.02, 0.15)) for kind in ("failed", "rejected", "hijacked")}
    for run in range(1, runs + 1):
        at = BEGIN + timedelta(hours=every_h * run)
        pace = (1.6 if 7 <= at.hour < 22 else 0.05) * (0.4 if at.weekday() > 4 else 1.0)
        links = poisson(rng, a_day * every_h / 24 * pace)
        failed = sum(rng.random() < bad["failed"] for _ in range(links))
        rejected = sum(rng.random() < bad["rejected"] for _ in range(links - failed))
        found = measure(run, links - failed - rejected, every_h=every_h)
        found.sighted = links
        found.failed, found.rejected = Counter(timeout=failed), Counter({"no-body": rejected})
        found.filled = Counter(
            {name: sum(rng.random() < share for _ in range(found.read))
             for name, share in shares.items()}
        )  # fmt: skip
        found.chars = [int(rng.lognormvariate(6.4, 0.6)) for _ in range(found.read)]
        found.hijacked = sum(rng.random() < bad["hijacked"] for _ in range(found.read))
        yield found


def test_sites_that_only_live_alarm_nobody() -> None:
    """120 invented sites of 1 to 300 articles a day, looked at through three weeks."""
    rng = random.Random(20260302)
    alarms, looks = [], 0
    for number in range(120):
        a_day, every_h = rng.choice((1, 5, 20, 80, 300)), rng.choice((2.0, 6.0, 24.0))
        measures = list(living(rng, a_day, int(21 * 24 / every_h), every_h))
        for run in range(1, len(measures), max(1, len(measures) // 25)):
            looks += 1
            verdict = judge(history(measures[:run]))
            if verdict.findings:
                alarms.append((number, a_day, every_h, run, verdict.said))
    assert looks > 2500
    assert alarms == []


# ---- real crawls -----------------------------------------------------------------------------


class Region:
    """A site on loopback that grows, and the crawls of it."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.paths: list[str] = []

    def grow(self, count: int, page: Any = article_page) -> None:
        """Add so many articles; `page` gives the bytes of one by its number."""
        for _ in range(count):
            number = len(self.paths) + 1
            path = f"/2026/05/{number % 28 + 1:02d}/a{number}.html"
            self.paths.append(path)
            self.site.pages[path] = page(number)
        self.site.pages["/"] = list_page(self.paths[::-1][:60])

    def restore(self, pages: dict[str, Any], paths: list[str]) -> None:
        self.site.pages, self.paths = dict(pages), list(paths)


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Region, Path]]:
    """A site after four good runs, and the output folder of its crawls."""
    folder = tmp_path_factory.mktemp("known")
    with served(Site()) as site:
        region = Region(site)
        for _ in range(4):
            region.grow(8)
            assert crawl(site, folder).code == 0
        yield region, folder


@pytest.fixture
def region(known: tuple[Region, Path], tmp_path: Path) -> Iterator[tuple[Region, Path]]:
    """The known site with a state folder of its own."""
    region, folder = known
    pages, paths = dict(region.site.pages), list(region.paths)
    shutil.copytree(folder / "state", tmp_path / "state")
    yield region, tmp_path
    region.restore(pages, paths)


def health(folder: Path, *options: str) -> tuple[int, dict[str, Any]]:
    """Return the exit code of `scrapy health` and what it says of the one site."""
    run = command("health", "--out", str(folder), "--json", *options)
    assert run.stdout, run.stderr
    (site,) = json.loads(run.stdout)["sites"]
    return run.returncode, site


def shell(number: int) -> bytes:
    """Return a page that a script fills."""
    return (
        f"<html><head><meta charset=utf-8><title>第{number}条_青岭网</title></head><body>"
        "<div id=app></div><script src=/static/app.js></script></body></html>"
    ).encode()


def undated(number: int) -> bytes:
    """Return an article whose line of date, source and editor is gone."""
    page = article_page(number).decode()
    before, _, after = page.partition("<div class=info>")
    return (before + after.partition("</div>")[2]).encode()


def overwritten(number: int) -> bytes:
    """Return an article as a kit leaves it: its brand in title, navigation and copyright line."""
    page = article_page(number).decode()
    links = "".join(
        f"<a href='https://p{n}.bet{n}x.example/'>澜星体育{word}</a>"
        for n, word in enumerate(["登录入口", "app下载", "官网", "注册", "投注平台", "真人娱乐"])
    )
    return (
        page.replace("_青岭网</title>", "-澜星体育</title>")
        .replace("<body>", f"<body><div style='display:none'>{links}</div>"
                 "<div class=nav><a href=/>澜星体育首页</a><a href=/about>关于澜星体育</a></div>")
        .replace("</body>", "<div class=foot>澜星体育 copyright © 2008-2026 青岭日报社 "
                 "all rights reserved</div></body>")
    ).encode()  # fmt: skip


def test_a_known_site_is_well(region: tuple[Region, Path]) -> None:
    where, folder = region
    where.grow(8)
    assert crawl(where.site, folder).code == 0
    code, site = health(folder)
    assert (code, site["status"], site["stage"]) == (0, "well", None), site
    assert site["figures"]["articles_last_run"] == 8
    assert site["figures"]["filled_source"] == 1.0


@pytest.mark.parametrize(
    ("page", "status", "stage", "word"),
    [
        (shell, "broken", "extraction", "script-shell"),
        (undated, "broken", "fields", "source"),
        (overwritten, "hijacked", "spam", "澜星体育"),
    ],
)
def test_a_break_is_named_with_the_page_that_shows_it(
    region: tuple[Region, Path], page: Any, status: str, stage: str, word: str
) -> None:
    where, folder = region
    where.grow(10, page)
    crawl(where.site, folder)
    code, site = health(folder)
    assert (code, site["status"], site["stage"]) == (1, status, stage), site
    assert word in site["said"]
    assert site["news"]
    saved = Path(site["page"])
    assert saved.parent == folder / "state" / "health"
    assert saved.read_bytes() in where.site.pages.values()
    # Looked at again it is no news, and the page of that day is still there.
    where.grow(2, page)
    crawl(where.site, folder)
    code, again = health(folder)
    assert (again["status"], again["news"], again["page"]) == (status, False, site["page"])
    assert again["since_run"] == site["since_run"]


def test_a_site_that_recovers_is_well_again(region: tuple[Region, Path]) -> None:
    where, folder = region
    where.grow(10, shell)
    crawl(where.site, folder)
    assert health(folder)[1]["status"] == "broken"
    where.grow(10)
    crawl(where.site, folder)
    code, site = health(folder)
    assert (code, site["status"], site["news"]) == (0, "well", True), site


def test_a_robots_txt_that_shuts_us_out_is_named_at_once(region: tuple[Region, Path]) -> None:
    where, folder = region
    where.site.pages["/robots.txt"] = b"User-agent: *\nDisallow: /\n"
    crawl(where.site, folder)
    code, site = health(folder)
    assert (code, site["status"], site["stage"]) == (1, "broken", "robots"), site


def test_a_home_page_that_fails_is_named_the_second_time(region: tuple[Region, Path]) -> None:
    where, folder = region
    where.site.pages["/"] = lambda headers: (403, {}, b"<html><body>Forbidden</body></html>")
    crawl(where.site, folder)
    assert health(folder)[0] == 0
    crawl(where.site, folder)
    code, site = health(folder)
    assert (code, site["stage"]) == (1, "fetch"), site
    assert "http-403" in site["said"]
    assert "2 runs" in site["said"]
    assert b"Forbidden" in Path(site["page"]).read_bytes()


def test_a_site_that_has_always_been_hijacked_may_be_accepted() -> None:
    measures = usual(6, hijacked=12)
    assert judge(history(measures)).status is Status.HIJACKED
    assert judge(history(measures), learn_from=2).status is Status.WELL


def test_what_a_person_accepts_is_the_rule_from_then_on(region: tuple[Region, Path]) -> None:
    where, folder = region
    where.grow(10, undated)
    crawl(where.site, folder)
    assert health(folder)[0] == 1
    code, site = health(folder, "--accept", where.site.address)
    assert (code, site["status"]) == (0, "young")
    wrong = command("health", "--out", str(folder), "--accept", "没有这个网")
    assert wrong.returncode == 2
    assert wrong.stderr.count("\n") == 1


# ---- webhooks, figures, words ----------------------------------------------------------------


class Chat:
    """A chat on loopback: what it was told, and what it answers."""

    def __init__(self) -> None:
        self.told: list[dict[str, Any]] = []
        self.answer = (200, b'{"errcode": 0}')
        self.pause_s = 0.0
        self.url = ""


@contextmanager
def chatting() -> Iterator[Chat]:
    chat = Chat()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            chat.told.append(json.loads(body))
            status, answer = chat.answer
            released.wait(chat.pause_s)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: Any) -> None:
            pass

    released = threading.Event()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    chat.url = f"http://127.0.0.1:{server.server_port}/send?key=k"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield chat
    finally:
        released.set()
        server.shutdown()
        thread.join()
        server.server_close()


def ill(site: str = "青岭网", said: str = "11 of 12 pages gave no article.") -> Finished:
    verdict = Verdict(
        site=site,
        status=Status.BROKEN,
        stage=Stage.EXTRACTION,
        said=said,
        findings=(Finding(Stage.EXTRACTION, said),),
        run=11,
        since_run=11,
        figures={
            "articles_last_run": 1,
            "filled_source": 0.5,
            "last_article_at": BEGIN.isoformat(),
        },
    )
    return Finished(verdict=verdict, since_run=11, news=True, page=None, job='hu"bei')


@pytest.mark.parametrize(
    ("form", "text_of"),
    [
        ("generic", lambda body: body["text"]),
        ("dingtalk", lambda body: body["msgtype"] == "text" and body["text"]["content"]),
        ("wecom", lambda body: body["msgtype"] == "text" and body["text"]["content"]),
        ("feishu", lambda body: body["msg_type"] == "text" and body["content"]["text"]),
    ],
)
def test_each_chat_is_told_in_its_own_form(form: str, text_of: Any) -> None:
    with chatting() as chat:
        post(chat.url, body_of([ill()], form))
    (body,) = chat.told
    text = text_of(body)
    assert text.startswith("Qingwen 清闻: 1 sites changed\n")
    assert "青岭网: broken at extraction. 11 of 12 pages gave no article." in text


def test_a_message_stays_within_what_a_chat_takes() -> None:
    text = str(body_of([ill(f"第{n}网", "很长" * 40) for n in range(600)], "generic")["text"])
    assert len(text.encode()) < MAX_CHARS + 100
    assert "more: scrapy health" in text


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        ((500, b""), "500"),
        ((200, b'{"errcode": 310000, "errmsg": "keywords not in content"}'), "keywords"),
        ((200, b'{"code": 19001, "msg": "param invalid"}'), "param invalid"),
    ],
)
def test_a_chat_that_refuses_is_quoted(answer: tuple[int, bytes], word: str) -> None:
    with chatting() as chat:
        chat.answer = answer
        with pytest.raises(WebhookError, match=word):
            post(chat.url, body_of([ill()], "dingtalk"))


def test_a_chat_that_does_not_answer_holds_nobody_up() -> None:
    with chatting() as chat:
        chat.pause_s = 60.0
        begun = time.monotonic()
        with pytest.raises(WebhookError, match=r"within 0\.3 s|timed out"):
            post(chat.url, body_of([ill()], "generic"), timeout_s=0.3)
        assert time.monotonic() - begun < 10


def test_a_chat_is_told_once_and_again_when_it_is_over(region: tuple[Region, Path]) -> None:
    where, folder = region
    with chatting() as chat:
        tell = ("--webhook", chat.url, "--form", "feishu")
        health(folder, *tell)
        assert chat.told == [], "a site that is well is no news"
        where.grow(10, shell)
        crawl(where.site, folder)
        chat.answer = (500, b"")
        code, site = health(folder, *tell)
        assert (code, site["status"]) == (1, "broken")
        chat.answer = (200, b'{"code": 0}')
        health(folder, *tell)
        assert len(chat.told) == 2, "what did not arrive is told again"
        health(folder, *tell)
        assert len(chat.told) == 2
        where.grow(10)
        crawl(where.site, folder)
        health(folder, *tell)
        assert "well" in chat.told[2]["content"]["text"]


def test_a_schedule_tells_a_chat_after_its_runs(tmp_path: Path) -> None:
    with served(Site()) as site, chatting() as chat:
        Region(site).grow(8, overwritten)
        path = tmp_path / "schedule.toml"
        path.write_text(
            f'[health]\nwebhook = "{chat.url}"\nform = "wecom"\nprometheus = "q.prom"\n'
            f'[[job]]\nname = "xw"\nurls = ["{site.home}"]\nevery = "1 s"\ndelay_s = 0\n'
            f'allow_private = ["{site.address}"]\n',
            encoding="utf-8",
        )
        run = command("schedule", "run", "--file", str(path), "--runs", "1")
        assert run.returncode == 0, run.stderr
        deadline = time.monotonic() + 60
        while not (tmp_path / "q.prom").exists():
            assert time.monotonic() < deadline
            time.sleep(0.05)
    (body,) = chat.told
    assert f"{site.address}: hijacked" in body["text"]["content"]
    assert 'job="xw"' in (tmp_path / "q.prom").read_text("utf-8")


def test_figures_for_prometheus_can_be_read(region: tuple[Region, Path]) -> None:
    _, folder = region
    figures = folder / "qingwen.prom"
    health(folder, "--prometheus", str(figures))
    text = figures.read_text("utf-8")
    assert 'status="well"} 1' in text
    assert "qingwen_site_articles_last_run{" in text
    assert list(folder.glob("*.new")) == []


def test_figures_escape_what_names_may_hold() -> None:
    lines = exposition([ill('"青\\岭\n网')], BEGIN).splitlines()
    assert any(r'job="hu\"bei",site="\"青\\岭\n网"' in line for line in lines)
    names = {line.split()[2] for line in lines if line.startswith("# TYPE")}
    used = {line.split("{")[0].split()[0] for line in lines if not line.startswith("#")}
    assert used <= names


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--out", "nowhere"], ["nowhere", "--out"]),
        (["--file", "nowhere.toml"], ["nowhere.toml"]),
    ],
)
def test_a_mistake_is_answered_with_one_sentence(options: list[str], words: list[str]) -> None:
    run = command("health", *options)
    assert run.returncode == 2
    assert run.stdout == ""
    assert run.stderr.startswith("scrapy health: ")
    assert run.stderr.count("\n") == 1
    assert [word for word in words if word not in run.stderr] == []


def test_the_help_shows_examples() -> None:
    assert "examples:" in command("health", "--help").stdout
