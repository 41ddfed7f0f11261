"""The memories of many sites in one file: written once from what pages taught, then only read.

A memory is never changed by the pages that are read with it: each page gets a copy, so the result
does not depend on which pages came before, or in which process.
"""

import json
import sqlite3
import zlib
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from crawler.brands import read_brands
from qingwen import SiteMemory
from qingwen.brands import KnownBrands

SITES_AT_HAND = 64
"""Pages of one site come in rows; a memory takes up to half a megabyte."""


def write_memories(
    path: Path,
    memories: Iterable[tuple[str, SiteMemory]],
    brands: Callable[[], KnownBrands] = lambda: KnownBrands({}),
) -> int:
    """Write a new file of memories, by host; return how many.

    `brands` is asked when all memories have been taken.
    """
    path.unlink(missing_ok=True)
    count = 0
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE site (host TEXT PRIMARY KEY, memory BLOB) WITHOUT ROWID")
        for host, memory in memories:
            packed = zlib.compress(json.dumps(memory.to_dict()).encode("utf-8"), 6)
            connection.execute("INSERT INTO site VALUES (?, ?)", (host, packed))
            count += 1
        connection.execute("CREATE TABLE brands (known TEXT)")
        connection.execute("INSERT INTO brands VALUES (?)", (json.dumps(brands().to_dict()),))
    connection.close()
    return count


def memory_for(
    url: str | None, path: str | None, brands_path: str | None = None
) -> SiteMemory | None:
    """Return the memory to read a page with; None where nothing is known of its site or of brands.

    `path` is a file of memories, `brands_path` what an earlier run learnt about brands.
    """
    host = host_of(url)
    known = _known(path, host) if path is not None and host is not None else None
    brands = read_brands(brands_path) if brands_path else _brands(path) if path else None
    if known is None and not brands:
        return None
    memory = known.copy() if known is not None else SiteMemory()
    memory.known = brands or None
    return memory


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
def _brands(path: str) -> KnownBrands:
    (row,) = _opened(path).execute("SELECT known FROM brands").fetchall()
    return KnownBrands.from_dict(json.loads(row[0]))


@lru_cache(maxsize=1)
def _opened(path: str) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
