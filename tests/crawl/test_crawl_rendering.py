"""Pages that scripts build: read in Chromium where that is asked for, by the guards of the crawl."""

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.rendering.browser import program
from tests.crawl.loopback import Answer, Site, article_page, crawl, served

SHELL = (
    "<!DOCTYPE html><html><head><meta charset=utf-8><title>青岭融媒</title></head>"
    "<body><div id=app></div><script src=/js/app.js></script>{}</body></html>"
)
APP = """
const app = document.getElementById('app');
async function build() {
  const id = location.pathname.split('/').pop().split('.')[0];
  if (location.pathname === '/') {
    const list = await (await fetch('/api/list.json?page=1')).json();
    app.innerHTML = '<ul>' + list.data.map(row =>
      `<li><a href="/detail/${row.id}.html">${row.title}</a><span>${row.day}</span></li>`).join('')
      + '</ul>';
  } else {
    const story = await (await fetch('/api/story/' + id + '.json')).json();
    app.innerHTML = story.html;
  }
}
build();
"""


@pytest.fixture(autouse=True)
def _chromium() -> None:
    if program() is None:
        reason = "needs Chromium: apt-get install chromium"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)


@pytest.fixture
def app() -> Iterator[Site]:
    """A county app: every page is the same shell, lists and stories come as JSON.

    The second page of its list comes when a reader scrolls.
    """
    numbers = range(100101, 100105)
    rows = [
        {"id": n, "title": f"青岭镇第{n}批茶苗下地", "day": f"2026-05-{n % 100:02d}"}
        for n in numbers
    ]
    pages: dict[str, object] = {
        "/": SHELL.format("").encode(),
        "/js/app.js": lambda _: (200, {"Content-Type": "text/javascript"}, APP.encode()),
        "/api/list.json?page=1": as_json({"data": rows[:3], "pages": 2}),
        "/api/list.json?page=2": as_json({"data": rows[3:], "pages": 2}),
    }
    for number in numbers:
        pages[f"/detail/{number}.html"] = SHELL.format("").encode()
        story = article_page(number).decode().partition("<body>")[2].partition("</body>")[0]
        pages[f"/api/story/{number}.json"] = as_json({"html": story})
    with served(Site(pages)) as running:  # type: ignore[arg-type]
        yield running


def as_json(value: object):  # type: ignore[no-untyped-def]
    return lambda _: (200, {"Content-Type": "application/json"}, json.dumps(value).encode())


def test_a_site_of_shells_is_read(app: Site, tmp_path: Path) -> None:
    run = crawl(app, tmp_path, "render=yes")
    assert (run.code, len(run.articles)) == (0, 4), run.said
    story = next(a for a in run.articles if a["url"].endswith("/detail/100102.html"))
    assert story["title"] == "青岭镇第100102批茶苗下地"
    assert story["published_at"][:10] == "2026-05-03"
    assert story["source"]["name"] == "青岭日报"
    assert len(story["paragraphs"]) == 5
    assert app.asked["/js/app.js"] == 1  # of the whole run
    again = crawl(app, tmp_path, "render=yes")
    assert (again.code, len(again.articles)) == (0, 4)


def test_without_being_asked_a_shell_says_what_to_do(app: Site, tmp_path: Path) -> None:
    run = crawl(app, tmp_path / "home")
    assert run.code == 1
    assert "-a render=yes" in run.said
    run = crawl(app, tmp_path / "story", f"url={app.home}detail/100101.html")
    (reject,) = run.rejects.values()
    assert (reject["state"], reject["reason"]) == ("rejected", "script-shell")
    assert "-a render=yes" in reject["detail"]


def test_a_page_that_is_built_obeys_the_guards(app: Site, tmp_path: Path) -> None:
    with served(Site({"/": b"x", "/spy.js": b"x", "/robots.txt": b""})) as canary:
        escapes = f"""<script>
          const away = '{canary.home}';
          fetch(away + 'fetch').catch(() => 0);
          navigator.sendBeacon(away + 'beacon', 'x');
          new Image().src = away + 'image';
          new WebSocket(away.replace('http', 'ws') + 'socket');
          new EventSource(away + 'events');
          const frame = document.createElement('iframe'); frame.src = away + 'frame';
          document.documentElement.append(frame);
          for (const rel of ['preconnect', 'prefetch', 'preload', 'stylesheet', 'prerender']) {{
            const link = document.createElement('link'); link.rel = rel; link.href = away + rel;
            if (rel === 'preload') link.as = 'script';
            document.head.append(link);
          }}
          fetch('/api/moved').catch(() => 0); fetch('/private/x.json').catch(() => 0);
          fetch('/api/posted', {{method: 'POST'}}).catch(() => 0);
          window.open(away + 'popup'); new Worker(away + 'spy.js');
        </script><script>setTimeout(() => {{ location = '{canary.home}moved'; }}, 50)</script>"""
        app.pages["/detail/100101.html"] = SHELL.format(escapes).encode()
        app.pages["/api/moved"] = lambda _: (302, {"Location": canary.home + "redirected"}, b"")
        app.pages["/robots.txt"] = b"User-agent: *\nDisallow: /private/\n"
        run = crawl(app, tmp_path, "render=yes")
        assert not canary.asked
    assert len(run.articles) == 4, run.said
    assert app.asked["/api/moved"] == 1
    assert app.asked["/private/x.json"] == app.asked["/api/posted"] == 0


def test_a_script_that_never_ends_and_a_page_without_end_are_left(
    app: Site, tmp_path: Path
) -> None:
    app.pages["/detail/100103.html"] = SHELL.format("<script>for (;;) {}</script>").encode()
    endless = f"url={app.home}detail/100103.html"
    run = crawl(app, tmp_path / "endless", "render=yes", endless, settings=("RENDER_DEADLINE_S=2",))
    assert [line["reason"] for line in run.rejects.values()] == ["render-timeout"]
    growing = "<script>document.write('<p>' + 'x'.repeat(6e6) + '</p>')</script>"
    app.pages["/detail/100104.html"] = SHELL.format(growing).encode()
    run = crawl(app, tmp_path / "growing", "render=yes", f"url={app.home}detail/100104.html")
    assert [line["reason"] for line in run.rejects.values()] == ["too-large"]


def test_one_request_at_a_time_also_from_a_browser(app: Site, tmp_path: Path) -> None:
    together: list[int] = []
    answer, now = app.answer, [0]

    def watched(path: str, headers: dict[str, str]) -> Answer:
        now[0] += 1
        together.append(now[0])
        try:
            return answer(path, headers)
        finally:
            now[0] -= 1

    app.answer = watched  # type: ignore[method-assign]
    catalogue = tmp_path / "mine.toml"
    catalogue.write_text(
        "[[site]]\nname = '青岭融媒'\ndomain = '127.0.0.1'\nrender = true\ndelay_s = 0\n"
        f"start_urls = ['{app.home}']\n",
        "utf-8",
    )
    run = crawl(app, tmp_path, f"catalogue={catalogue}", "limit=2")
    assert len(run.articles) == 2
    assert max(together) == 1
    assert app.headers["/api/list.json?page=1"]["User-Agent"].startswith("Qingwen/")


def test_what_is_missing_is_said_before_the_first_request(
    app: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = Path(shutil.which("env") or "").parent  # a PATH without a browser
    empty = tmp_path / "bin"
    empty.mkdir()
    (empty / "env").symlink_to(python / "env")
    monkeypatch.setenv("PATH", str(empty))
    run = crawl(app, tmp_path / "out", "render=yes")
    assert run.code == 2
    assert "apt-get install chromium" in run.complained
    assert not app.asked
