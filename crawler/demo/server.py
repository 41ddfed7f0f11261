"""The demo sites on loopback: one server a site, each on its own port, stopped with the block."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from crawler.demo.outlet import Outlet, load_outlets
from crawler.demo.site import Answer, answers_of

HOST = "127.0.0.1"
FIRST_PORT = 18601
"""The sites keep their ports, and so the articles their ids, as long as nobody else has them."""


@dataclass(slots=True)
class RunningSite:
    """A demo site that is being served."""

    outlet: Outlet
    server: ThreadingHTTPServer
    answers: dict[str, Answer] = field(default_factory=dict)
    requested: list[str] = field(default_factory=list)
    """Every path asked for, in order."""

    @property
    def address(self) -> str:
        """HOST:PORT."""
        return f"{HOST}:{self.server.server_address[1]}"

    @property
    def home(self) -> str:
        return f"http://{self.address}/"

    def answer(self, path: str) -> Answer:
        """Return the answer to a request path and remember that it was asked for."""
        self.requested.append(path)
        return self.answers.get(urlsplit(path).path) or Answer("查无此页".encode(), 404)


@contextmanager
def running_sites() -> Iterator[list[RunningSite]]:
    """Serve every outlet until the block is left, however it is left."""
    with ExitStack() as stack:
        sites = [
            RunningSite(outlet, stack.enter_context(_bound_server(FIRST_PORT + number)))
            for number, outlet in enumerate(load_outlets())
        ]
        for site in sites:
            friends = {other.outlet.name: other.home for other in sites if other is not site}
            site.answers = answers_of(site.outlet, friends)
            site.server.RequestHandlerClass = _handler_of(site)
            stack.enter_context(_serving(site.server))
        yield sites


def _bound_server(port: int) -> ThreadingHTTPServer:
    """Return a server on `port`, or on a free one where that is taken."""
    try:
        return ThreadingHTTPServer((HOST, port), BaseHTTPRequestHandler)
    except OSError:
        return ThreadingHTTPServer((HOST, 0), BaseHTTPRequestHandler)


@contextmanager
def _serving(server: ThreadingHTTPServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()


def _handler_of(site: RunningSite) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            answer = site.answer(self.path)
            unchanged = answer.status == 200 and self.headers["If-None-Match"] == answer.etag
            self.send_response(304 if unchanged else answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if answer.status == 200:
                self.send_header("ETag", answer.etag)
            self.send_header("Content-Length", "0" if unchanged else str(len(answer.body)))
            self.end_headers()
            if not unchanged:
                self.wfile.write(answer.body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing: the crawl's progress is what the user watches."""

    return Handler
