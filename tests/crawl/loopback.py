"""A small news site on loopback, whose every answer a test decides, and a crawl of it."""

import json
import os
import signal
import ssl
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]

Answer = tuple[int, dict[str, str], bytes]


def article_page(number: int, extra: str = "") -> bytes:
    """Return an article page; no two numbers share a sentence."""
    paragraphs = "".join(
        f"<p>第{number}篇第{n}段：青岭镇第{number * 7 + n}户农家今年新栽了{number + n}亩茶苗，"
        f"合作社第{number}组把{n + 3}台制茶机搬进了车间。</p>"
        for n in range(1, 6)
    )
    return (
        f"<html><head><meta charset=utf-8><title>青岭镇第{number}批茶苗下地_青岭网</title></head><body>"
        f"<h1>青岭镇第{number}批茶苗下地</h1>"
        f"<div class=info>2026-05-{number % 28 + 1:02d} 09:30 来源：青岭日报 编辑：林小溪</div>"
        f"<div class=content>{paragraphs}{extra}</div></body></html>"
    ).encode()


def list_page(paths: list[str], more: str = "") -> bytes:
    """Return a list page of dated rows."""
    rows = "".join(
        f"<li><a href='{path}'>青岭镇新闻标题之{path}</a><span>2026-05-{n % 28 + 1:02d}</span></li>"
        for n, path in enumerate(paths, 1)
    )
    return (
        "<html><head><meta charset=utf-8><title>青岭网</title></head><body>"
        f"<ul class=list>{rows}</ul>{more}</body></html>"
    ).encode()


@dataclass
class Site:
    """The answers of a site, and what was asked of it; a posted body stands behind its path."""

    pages: dict[str, bytes | Callable[[dict[str, str]], Answer]] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    address: str = ""

    @property
    def home(self) -> str:
        return f"http://{self.address}/"

    def answer(self, path: str, headers: dict[str, str]) -> Answer:
        self.asked[path] += 1
        self.headers[path] = headers
        page = self.pages.get(path)
        if page is None:
            return 404, {}, b"<html><body>404</body></html>"
        return page(headers) if callable(page) else (200, {}, page)


@contextmanager
def served(site: Site, tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    """Serve a site on a free port of loopback."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.give(self.path)

        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["Content-Length"])).decode("ascii")
            self.give(f"{self.path} {sent}")

        def give(self, path: str) -> None:
            status, headers, body = site.answer(path, dict(self.headers))
            self.send_response(status)
            headers = {"Content-Type": "text/html", "Content-Length": str(len(body)), **headers}
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD" and status != 304:
                self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    site.address = f"127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class Crawl:
    """One finished run of the command."""

    code: int
    said: str
    complained: str
    folder: Path

    @property
    def articles(self) -> list[dict[str, Any]]:
        return lines_of(self.folder / "articles.jsonl")

    @property
    def rejects(self) -> dict[str, dict[str, Any]]:
        return {line["url"]: line for line in lines_of(self.folder / "rejects.jsonl")}

    @property
    def report(self) -> dict[str, Any]:
        return json.loads((self.folder / "state" / "report.json").read_text("utf-8"))


def crawl(
    site: Site,
    folder: Path,
    *arguments: str,
    allow: bool = True,
    wrapper: tuple[str, ...] = (),
    settings: tuple[str, ...] = (),
) -> Crawl:
    """Run `scrapy crawl news` on a site to its end."""
    process = start_crawl(site, folder, *arguments, allow=allow, wrapper=wrapper, settings=settings)
    said, complained = process.communicate(timeout=300)
    return Crawl(process.returncode, said, complained, folder)


def start_crawl(
    site: Site,
    folder: Path,
    *arguments: str,
    allow: bool = True,
    wrapper: tuple[str, ...] = (),
    settings: tuple[str, ...] = (),
) -> subprocess.Popen[str]:
    """Start `scrapy crawl news` on a site; `wrapper` is a command that runs the command."""
    given = [f"out={folder}", "delay_s=0", *arguments]
    if not any(argument.startswith("url") for argument in arguments):
        given.append(f"url={site.home}")
    if allow:
        given.append(f"allow_private={site.address}")
    options = [part for value in given for part in ("-a", value)]
    options += [part for value in settings for part in ("-s", value)]
    return subprocess.Popen(
        [*wrapper, *scrapy("crawl", "news", *options)],
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def scrapy(*arguments: str) -> list[str]:
    """Return the command line of a scrapy command."""
    return [sys.executable, "-m", "scrapy", *arguments]


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a scrapy command of the project to its end."""
    return subprocess.run(
        scrapy(*arguments),
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def environment() -> dict[str, str]:
    """Return the environment without proxies: they would see loopback."""
    return {
        name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")
    }


def kill(process: subprocess.Popen[str], number: int = signal.SIGKILL) -> None:
    """Send a signal to a crawl and its workers."""
    os.killpg(process.pid, number)


def lines_of(path: Path) -> list[dict[str, Any]]:
    """Return the records of a JSONL file; none where there is no file."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]
