"""The memories of many sites in one file: written once from what pages taught, then only read.

A memory is never changed by the pages that are read with it: each page gets a copy, so the result
does not depend on which pages came before, or in which process.
"""

import json
import sqlite3
import zlib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from qingwen import SiteMemory

FORMAT = 1
SITES_AT_HAND = 64
"""Pages of one site come in rows; a memory takes up to half a megabyte."""


def write_memories(path: Path, memories: Iterable[tuple[str, SiteMemory]]) -> int:
    """Write a new file of memories, by host; return how many."""
    path.unlink(missing_ok=True)
    count = 0
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE site (host TEXT PRIMARY KEY, memory BLOB) WITHOUT ROWID")
        for host, memory in memories:
            packed = zlib.compress(json.dumps(memory.to_dict()).encode("utf-8"), 6)
            connection.execute("INSERT INTO site VALUES (?, ?)", (host, packed))
            count += 1
        connection.execute(f"PRAGMA user_version = {FORMAT}")
    connection.close()
    return count


def memory_for(url: str | None, path: str | None) -> SiteMemory | None:
    """Return the memory to read a page with; None where there is no file, or nothing on its site."""
    host = host_of(url)
    if path is None or host is None:
        return None
    known = _known(path, host)
    return known.copy() if known is not None else None


def host_of(url: str | None) -> str | None:
    """Return the host of a URL; None where it has none."""
    try:
        return urlsplit(url or "").hostname
    except ValueError:
        return None


@lru_cache(maxsize=SITES_AT_HAND)
def _known(path: str, host: str) -> SiteMemory | None:
    row = _opened(path).execute("SELECT memory FROM site WHERE host = ?", (host,)).fetchone()
    return SiteMemory.from_dict(json.loads(zlib.decompress(row[0]))) if row else None


@lru_cache(maxsize=1)
def _opened(path: str) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
