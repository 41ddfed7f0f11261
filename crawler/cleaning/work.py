"""One piece cleaned: the line it gives, or the line that says why there is none."""

import os
import resource
import signal
from pathlib import Path
from typing import Any, NamedTuple

from crawler.cleaning.memories import memory_for
from crawler.cleaning.pieces import Piece
from qingwen import Article, Rejection, SiteMemory, clean_page, clean_text
from qingwen.decode import MAX_BYTES
from qingwen.record import iso_time, record_of, to_json_line
from qingwen.script import simplify_clone

DEADLINE_S = 10
"""Processor time for one piece; the slowest page of 5 MB takes less than three seconds."""
MEMORY_MB = 900
"""A tree takes up to forty times the bytes of its page, and a page may have 5 MB."""


class Wish(NamedTuple):
    """What is wanted of every piece."""

    removed: bool = False
    """Add the cuts to the record."""
    label: bool = False
    """Give the line back as it came, with the record beside it."""
    simplify: bool = False
    """Turn clones in traditional script back into simplified."""
    deadline_s: float = DEADLINE_S
    """Processor time for one piece."""
    teaches: bool = False
    """Give no record, but what the page teaches about its site."""
    memories: str | None = None
    """File with the memories of sites that pages are read with; see `cleaning.memories`."""
    brands: str | None = None
    """File with the brands that an earlier run learnt; see `crawler.brands`."""


class Result(NamedTuple):
    """What became of one piece."""

    line: str | None
    reject: dict[str, object] | None
    """The line of the rejects; both are given where a line is labelled as none."""


def take_bounds() -> None:
    """Bound this process: a page may end it, not the work."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MB << 20, MEMORY_MB << 20))


def clean_pieces(pieces: list[Piece], wish: Wish) -> list[Result]:
    """Clean pieces one after the other; the process ends where one takes too much time."""
    results = []
    for piece in pieces:
        signal.setitimer(signal.ITIMER_PROF, wish.deadline_s)
        try:
            results.append(clean_piece(piece, wish))
        except MemoryError:
            os._exit(3)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
    return results


def clean_piece(piece: Piece, wish: Wish) -> Result:
    """Clean one piece; never raises for what it holds."""
    if piece.fault:
        return refused(piece, "failed", piece.fault, None, wish)
    if piece.path:
        try:
            with Path(piece.path).open("rb") as stream:
                piece = piece._replace(body=stream.read(MAX_BYTES + 1))
        except OSError as error:
            return refused(piece, "failed", "unreadable", error.strerror, wish)
    memory = SiteMemory() if wish.teaches else memory_for(piece.url, wish.memories, wish.brands)
    result = _clean(piece, memory)
    if isinstance(result, Rejection):
        return refused(piece, "rejected", str(result.reason), result.detail, wish)
    if wish.teaches and memory is not None:
        return Result(to_json_line(memory.to_dict()), None)
    if wish.simplify:
        result = simplify_clone(result)
    record = record_of(result, removed=wish.removed)
    if wish.label:
        record = {**(piece.line or {}), "qingwen": record}
    return Result(to_json_line(record), None)


def _clean(piece: Piece, memory: SiteMemory | None) -> Article | Rejection:
    if piece.is_text:
        text = _decoded(piece.body)
        return clean_text(text, piece.url, fetched_at=piece.fetched_at, memory=memory)
    return clean_page(
        piece.body,
        piece.url,
        http_charset=piece.charset,
        fetched_at=piece.fetched_at,
        memory=memory,
    )


def _decoded(body: bytes) -> str:
    """Return a text as text: UTF-8, else GB18030, the two that Chinese text is kept in."""
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("gb18030", "replace")


def refused(piece: Piece, state: str, reason: str, detail: str | None, wish: Wish) -> Result:
    """Return the result of a piece that gives no record."""
    reject: dict[str, object] = {
        "url": piece.url,
        "state": state,
        "reason": reason,
        "detail": detail,
        "attempts": 1,
        "fetched_at": iso_time(piece.fetched_at),
        "file": piece.name,
    }
    line: dict[str, Any] | None = None
    if wish.label and piece.line is not None:
        line = {**piece.line, "qingwen": {"state": state, "reason": reason, "detail": detail}}
    return Result(to_json_line(line) if line else None, reject)
