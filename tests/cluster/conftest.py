"""Real servers for the engines past one machine: on loopback, each with a data folder of its own."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.cluster.own_server import PATIENCE_S, free_port, own_redis, own_server

POSTGRES_FOLDERS = "/usr/lib/postgresql/*/bin"


def missing(reason: str) -> None:
    """Say what a test would need: a failure where nothing may be passed over."""
    pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    """Address of an S3 server on loopback."""
    port = free_port()
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with own_server(command, port, stderr=subprocess.DEVNULL):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="session")
def redis() -> Iterator[str]:
    """URL of a Redis broker on loopback."""
    program = shutil.which("redis-server")
    if program is None:
        missing("needs Redis: apt-get install redis-server")
    assert program is not None
    with own_redis(program) as url:
        yield url


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """URL of a PostgreSQL server on loopback; its tables go with the session."""
    folders = sorted(Path("/").glob(f"{POSTGRES_FOLDERS[1:]}/postgres"))
    if not folders:
        missing("needs PostgreSQL: apt-get install postgresql")
    programs = folders[-1].parent
    port, folder = free_port(), tmp_path_factory.mktemp("postgres")
    as_user: list[str] = []
    if os.geteuid() == 0:  # it refuses to run as root
        as_user = ["runuser", "-u", "postgres", "--"]
        for path in (folder, *list(folder.parents)[:3]):
            if str(path) != "/tmp":
                path.chmod(0o755)
        shutil.chown(folder, "postgres")
    data = folder / "data"
    subprocess.run(
        [*as_user, str(programs / "initdb"), "-D", str(data), "-U", "qingwen", "-A", "trust",
         "-N", "--no-instructions", "-E", "UTF8", "--locale=C.UTF-8"],
        check=True, capture_output=True, cwd="/",
    )  # fmt: skip
    command = [
        *as_user, str(programs / "postgres"), "-D", str(data), "-p", str(port), "-h", "127.0.0.1",
        "-k", "", "-c", "fsync=off",
    ]  # fmt: skip
    with own_server(command, port, stderr=subprocess.DEVNULL, cwd="/"):
        url = f"postgresql://qingwen@127.0.0.1:{port}/postgres"
        _await_database(url)
        yield url


def _await_database(url: str) -> None:
    import psycopg

    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            assert time.monotonic() < deadline, "the database does not come up"
            time.sleep(0.05)
        else:
            return
