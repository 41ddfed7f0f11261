"""How fast a crawl is with all its guards on: a news site on loopback, crawled as a user would.

python -m bench.throughput
python -m bench.throughput --pages 3000 --workers 2
python -m bench.throughput --sites 600 --pages 3000
python -m bench.throughput --stock

The pages have 60 KB and 320 links in their menus, as portals have. Trust the processor seconds: they
are the same on a busy machine. Pages a second are what this machine gave while it was measured.
"""

import argparse
import asyncio
import json
import multiprocessing
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PORT = 18701
MENU_LINKS = 320
PAGE_BYTES = 60_000
SAMPLE_S = 0.25


def main(arguments: list[str]) -> int:
    """Crawl, print the figures; return 1 where articles are missing."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.throughput", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--pages", type=int, default=1000, help="articles of all sites together")
    parser.add_argument("--sites", type=int, default=1, help="hosts, crawled by one process")
    parser.add_argument("--workers", type=int, default=2, help="processes that read pages")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", dest="settings")
    parser.add_argument(
        "--stock", action="store_true", help="crawl with plain Scrapy and trafilatura instead"
    )
    parser.add_argument("--profile", metavar="FILE", help="profile the reactor, for pstats")
    options = parser.parse_args(arguments)
    hosts = [f"127.{1 + n // 200}.1.{1 + n % 200}" for n in range(options.sites)]
    served = [
        (host, number) for number in range(options.pages) for host in [hosts[number % len(hosts)]]
    ]
    ready = multiprocessing.Event()
    site = multiprocessing.Process(target=_serve, args=(hosts, served, ready), daemon=True)
    site.start()
    ready.wait(60)
    try:
        with tempfile.TemporaryDirectory() as folder:
            figures = _crawl(hosts, options, Path(folder))
    finally:
        site.kill()
    print("\n".join(f"{name:18} {value}" for name, value in figures.items()))
    return 0 if figures["articles"] == options.pages else 1


def _crawl(hosts: list[str], options: argparse.Namespace, folder: Path) -> dict[str, object]:
    urls = folder / "urls.txt"
    urls.write_text("".join(f"http://{host}:{PORT}/\n" for host in hosts), "utf-8")
    allowed = ",".join(f"{host}:{PORT}" for host in hosts)
    if options.stock:
        spider = ["runspider", "bench/stock_spider.py", "-o", f"{folder}/articles.jsonl"]
        orders, settings = [f"urls={urls}"], ["LOG_LEVEL=WARNING", *options.settings]
    else:
        spider = ["crawl", "news"]
        orders = [f"urls={urls}", f"out={folder}", "delay_s=0", f"allow_private={allowed}"]
        settings = [f"EXTRACT_WORKERS={options.workers}", *options.settings]
    command = [
        sys.executable, "-m", "scrapy", *spider,
        *(part for order in orders for part in ("-a", order)),
        *(part for setting in settings for part in ("-s", setting)),
    ]  # fmt: skip
    meter = folder / "meter.json"
    environment = {
        **{k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")},
        "SCRAPY_SETTINGS_MODULE": f"bench.{'stock' if options.stock else 'throughput'}_settings",
        "REACTOR_METER": str(meter),
        "REACTOR_PROFILE": str(Path(options.profile).resolve()) if options.profile else "",
    }
    crawl = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    peak_mb, before = 0, resource.getrusage(resource.RUSAGE_CHILDREN)
    while crawl.poll() is None:
        peak_mb = max(peak_mb, _tree_mb(crawl.pid))
        time.sleep(SAMPLE_S)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert crawl.stdout is not None
    print(crawl.stdout.read().strip() + "\n")
    found = json.loads(meter.read_text("utf-8"))
    articles = sum(1 for _ in (folder / "articles.jsonl").open("rb"))
    a_thousand = max(articles, 1) / 1000
    return {
        "articles": articles,
        "pages/s": round(articles / found["wall_s"], 1),
        "CPU s to start": round(found["start_cpu_s"], 1),
        "CPU s/1000 pages": round((cpu_s - found["start_cpu_s"]) / a_thousand, 1),
        "  crawler": round(found["reactor_cpu_s"] / a_thousand, 1),
        "  workers": round((cpu_s - found["start_cpu_s"] - found["reactor_cpu_s"]) / a_thousand, 1),
        "reactor late p99": f"{found['late_p99_ms']:.0f} ms, {found['late_cpu_p99_ms']:.0f} ms of it its own work",
        "reactor late max": f"{found['late_max_ms']:.0f} ms, {found['late_cpu_max_ms']:.0f} ms of it its own work",
        "peak memory": f"{peak_mb} MB of all processes",
    }  # fmt: skip


# ---- the site ------------------------------------------------------------------------------------


def _serve(hosts: list[str], served: list[tuple[str, int]], ready: object) -> None:
    asyncio.run(_serving(hosts, served, ready))


async def _serving(hosts: list[str], served: list[tuple[str, int]], ready: object) -> None:
    answers = {(host, f"/2026/05/{n % 28 + 1:02d}/b{n}.html"): _article(n) for host, n in served}
    paths: dict[str, list[str]] = {host: [] for host in hosts}
    for host, path in answers:
        paths[host].append(path)
    for host in hosts:
        answers[host, "/"] = _list(paths[host])
    loop = asyncio.get_running_loop()
    servers = [
        await loop.create_server(lambda host=host: _Server(host, answers), host, PORT)  # type: ignore[misc]
        for host in hosts
    ]
    ready.set()  # type: ignore[attr-defined]
    await asyncio.gather(*(server.serve_forever() for server in servers))


class _Server(asyncio.Protocol):
    """Answers GET, keeps the connection; as little work as can be, for it runs beside the crawl."""

    def __init__(self, host: str, answers: dict[tuple[str, str], bytes]) -> None:
        self._host, self._answers, self._asked = host, answers, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._asked += data
        if not self._asked.endswith(b"\r\n\r\n"):
            return
        path = self._asked.split(b" ", 2)[1].decode("ascii", "replace")
        self._asked = b""
        body = self._answers.get((self._host, path))
        status = b"200 OK" if body else b"404 Not Found"
        body = body or b"<html>404</html>"
        head = (
            b"HTTP/1.1 %s\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n"
        )
        self._transport.write(head % (status, len(body)) + body)  # type: ignore[attr-defined]


def _list(paths: list[str]) -> bytes:
    rows = "".join(f"<li><a href='{p}'>青岭镇的一条新闻标题之{p[-9:]}</a></li>" for p in paths)
    return _page("青岭网", f"<ul class=list>{rows}</ul>", pad=0)


def _article(number: int) -> bytes:
    paragraphs = "".join(
        f"<p>第{number}篇第{n}段：青岭镇第{number * 7 + n}户农家今年新栽了{number + n}亩茶苗，合作社"
        f"第{number}组把{n + 3}台制茶机搬进了车间，村民说今年的收成比去年多了{number * n % 37}成。</p>"
        for n in range(1, 9)
    )
    title = f"青岭镇第{number}批茶苗下地"
    info = f"2026-05-{number % 28 + 1:02d} 09:30 来源：青岭日报 编辑：林小溪"
    body = f"<h1>{title}</h1><div class=info>{info}</div><div class=content>{paragraphs}</div>"
    return _page(f"{title}_青岭网", body, pad=PAGE_BYTES)


def _page(title: str, body: str, *, pad: int) -> bytes:
    menu = "".join(
        f"<li class=n{n}><a href='/pd{n % 40}/' title='频道{n}'>本地频道导航{n}</a><span>·</span></li>"
        for n in range(MENU_LINKS if pad else 0)
    )
    text = (
        f"<!DOCTYPE html><html><head><meta charset=utf-8><title>{title}</title></head><body>"
        f"<ul class=menu>{menu}</ul>{body}</body></html>"
    )
    script = "function tab(n){return [1,2,3].map(function(x){return x*n})};\n"
    room = max(0, pad - len(text.encode())) // len(script)
    return text.replace("</body>", f"<script>{script * room}</script></body>").encode()


def _tree_mb(pid: int) -> int:
    """Return the resident memory of a process and all that it has started."""
    parents: dict[int, list[int]] = {}
    pages: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text("ascii", "replace").rpartition(")")[2].split()
        except OSError:
            continue
        child = int(stat.parent.name)
        parents.setdefault(int(fields[1]), []).append(child)
        pages[child] = int(fields[21])
    total, todo = 0, [pid]
    while todo:
        process = todo.pop()
        total += pages.get(process, 0)
        todo += parents.get(process, [])
    return total * os.sysconf("SC_PAGE_SIZE") >> 20


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
