"""Archived pages cleaned again, each beside the record that it gave before.

Two passes over the archives: the first learns which captures are the last ones of each article, the
second cleans these and nothing else, so memory holds no page longer than its article needs.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from crawler.archive.difference import Difference, completed, difference
from crawler.archive.reader import ArchiveError, Capture, Tie, read_archive
from qingwen import Article, Rejection, SiteMemory, clean_page, clean_text
from qingwen.record import record_of

Record = dict[str, Any]
_HOPELESS = frozenset({"extract-timeout", "too-large"})


class Known(NamedTuple):
    """What the ledger has on an article."""

    record: Record
    memory: dict[str, object] | None
    """What was known of its site when it was read; None where it was read without."""
    list_title: str | None = None
    """What its list printed as its headline."""


class Recleaned(NamedTuple):
    """One article or rejected page, then and now."""

    id: str | None
    url: str
    verdict: str
    """same, changed; lost: it gives no article any more; gained: it gives one now; unknown: the
    records have no such article."""
    record: Record | None
    """As today's rules give it; None where they give none."""
    difference: Difference | None = None
    reason: str | None = None
    """Why there is no article now, or was none then."""


def archives_in(paths: list[Path]) -> list[Path]:
    """Return the WARC files among paths and in folders, in order. Raises ArchiveError."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(inner for inner in path.rglob("*.warc*") if inner.is_file())
        elif path.is_file():
            found.append(path)
        else:
            raise ArchiveError(f"There is no archive {path}.")
    if not found:
        raise ArchiveError(f"There is no WARC file in {', '.join(map(str, paths))}.")
    return found


def reclean(
    archives: list[Path],
    known: Callable[[str], Known | None],
    rejected: Callable[[str], str | None],
) -> Iterator[Recleaned]:
    """Yield every tied article, and every rejected page that gives an article now.

    `known` returns what there is on an id, `rejected` the reason of an address that was rejected.
    Raises ArchiveError.
    """
    ties, needed = _ties(archives)
    waiting: dict[str, Capture] = {}
    for capture in _captures(archives):
        article_id = needed.get(capture.record_id)
        if article_id is None:
            yield from _of_rejected(capture, rejected)
            continue
        waiting[capture.record_id] = capture
        names = ties[article_id].captures
        if all(name in waiting for name in names):
            parts = [waiting.pop(name) for name in names]
            yield _of_article(ties[article_id], parts, known(article_id))


def _ties(archives: list[Path]) -> tuple[dict[str, Tie], dict[str, str]]:
    """Return the last tie of each article, and the article of each capture that it names."""
    ties = {found.article_id: found for found in _all(archives) if isinstance(found, Tie)}
    return ties, {name: tie.article_id for tie in ties.values() for name in tie.captures}


def _captures(archives: list[Path]) -> Iterator[Capture]:
    return (found for found in _all(archives) if isinstance(found, Capture))


def _all(archives: list[Path]) -> Iterator[Capture | Tie]:
    for path in archives:
        with path.open("rb") as stream:
            yield from read_archive(stream)


def _of_article(tie: Tie, parts: list[Capture], known: Known | None) -> Recleaned:
    # With the memory that it was read with: else the page would read differently for no new rule.
    memory = SiteMemory.from_dict(known.memory) if known and known.memory else None
    results = [_clean(part, memory, known.list_title if known else None) for part in parts]
    first = results[0]
    if isinstance(first, Rejection):
        return Recleaned(tie.article_id, tie.url, "lost", None, reason=str(first.reason))
    later = [result for result in results[1:] if isinstance(result, Article)]
    from crawler.extraction import joined

    new = record_of(joined(first, later))
    if known is None:
        return Recleaned(tie.article_id, tie.url, "unknown", new | {"id": tie.article_id})
    new = completed(new, known.record)
    found = difference(known.record, new)
    return Recleaned(tie.article_id, tie.url, "changed" if found else "same", new, found)


def _of_rejected(capture: Capture, rejected: Callable[[str], str | None]) -> Iterator[Recleaned]:
    reason = rejected(capture.url)
    if reason is None or reason in _HOPELESS:
        return
    result = _clean(capture)
    if isinstance(result, Article):
        record = record_of(result)
        yield Recleaned(str(record["id"]), capture.url, "gained", record, reason=reason)


def _clean(
    capture: Capture, memory: SiteMemory | None = None, list_title: str | None = None
) -> Article | Rejection:
    url = capture.url or None
    if capture.is_text:
        text = capture.body.decode("utf-8", "replace")
        return clean_text(text, url, fetched_at=capture.fetched_at, memory=memory)
    return clean_page(
        capture.body,
        url,
        http_charset=capture.charset,
        fetched_at=capture.fetched_at,
        memory=memory,
        list_title=list_title,
    )
