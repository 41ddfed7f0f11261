"""Servers of one's own on loopback, for a demo and for tests: they end with the block that has them."""

import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

PATIENCE_S = 60.0


class ServerError(Exception):
    """A server that does not come up; the message is one sentence."""


@contextmanager
def own_redis(program: str) -> Iterator[str]:
    """Run `redis-server` in a folder that vanishes; yield its broker URL. Raises ServerError."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        command = [program, "--bind", "127.0.0.1", "--port", str(port), "--dir", folder]
        with own_server([*command, "--save", ""], port):
            yield f"redis://127.0.0.1:{port}/0"


@contextmanager
def own_server(command: list[str], port: int, **options: Any) -> Iterator[None]:
    """Run a server that answers on a port of loopback. Raises ServerError."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, **options)
    try:
        _await_port(port, process)
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE_S)


def free_port() -> int:
    """Return a port of loopback that nobody has."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _await_port(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise ServerError(f"No server came up on port {port}.")
