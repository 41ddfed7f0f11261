"""Health: what breaks is found and named by its first stage; what is odd for once alarms nobody."""

import json
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from crawler.health.checkup import Finished
from crawler.health.prometheus import exposition
from crawler.health.verdict import Finding, Stage, Status, Verdict
from crawler.health.webhook import MAX_CHARS, WebhookError, body_of, post
from tests.crawl.loopback import Site, article_page, command, crawl, list_page, served

BEGIN = datetime(2026, 3, 2, tzinfo=UTC)  # a Monday


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
    assert text.startswith("Qingwen 清闻: 1 site changed\n")
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
