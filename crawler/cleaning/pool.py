"""Several processes that clean pieces, and give the results in the order of the pieces.

A piece that ends its process (processor time, memory, a fault in a C library) is found by doing
again, one by one, what was under way; it alone is lost, with a reason.
"""

import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from crawler.cleaning.pieces import Piece
from crawler.cleaning.work import Result, Wish, clean_pieces, refused, take_bounds

CHUNK_PIECES = 16
CHUNK_BYTES = 2_000_000
CHUNKS_A_JOB = 3
"""Under way for each process: enough that none waits, few enough that memory stays small."""


def results_of(pieces: Iterable[Piece], wish: Wish, jobs: int) -> Iterator[tuple[Piece, Result]]:
    """Yield every piece with its result, in order; the same whatever `jobs` is."""
    window: deque[tuple[list[Piece], Future[list[Result]]]] = deque()
    pool = _pool(jobs)
    try:
        for chunk in _chunks(pieces):
            try:
                window.append((chunk, pool.submit(clean_pieces, chunk, wish)))
            except BrokenProcessPool:
                pool.shutdown(wait=False, cancel_futures=True)
                pool = _pool(jobs)
                window.append((chunk, pool.submit(clean_pieces, chunk, wish)))
            if len(window) >= jobs * CHUNKS_A_JOB:
                yield from _first(window, wish)
        while window:
            yield from _first(window, wish)
    finally:
        pool.shutdown(cancel_futures=True)


def _pool(jobs: int) -> ProcessPoolExecutor:
    # A fresh process for the workers to be copied from: this one may have threads and big files.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["crawler.cleaning.work", "crawler.warmed"])
    return ProcessPoolExecutor(jobs, mp_context=context, initializer=take_bounds)


def _chunks(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    chunk: list[Piece] = []
    size = 0
    for piece in pieces:
        chunk.append(piece)
        size += len(piece.body)
        if len(chunk) >= CHUNK_PIECES or size >= CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _first(
    window: deque[tuple[list[Piece], Future[list[Result]]]], wish: Wish
) -> Iterator[tuple[Piece, Result]]:
    chunk, future = window.popleft()
    try:
        results = future.result()
    except BrokenProcessPool:
        results = [_alone(piece, wish) for piece in chunk]
    yield from zip(chunk, results, strict=True)


def _alone(piece: Piece, wish: Wish) -> Result:
    with _pool(1) as pool:
        try:
            return pool.submit(clean_pieces, [piece], wish).result()[0]
        except BrokenProcessPool:
            return refused(
                piece, "rejected", "extract-timeout", "it took too much time or memory", wish
            )
