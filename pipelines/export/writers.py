"""Which format is written how, and where to: one file, one folder, or standard output."""

import re
import sys
from collections import OrderedDict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO, Any

from pipelines.export.hub import write_hub
from pipelines.export.latest import latest
from pipelines.export.lines import SHAPES, write_csv, write_jsonl, write_shape
from pipelines.export.parquet import write_parquet
from pipelines.export.rss import write_rss
from pipelines.export.sqlite import write_sqlite

Record = dict[str, Any]
Texts = Callable[[Iterable[Record], IO[str]], int]

_LINES: dict[str, Texts] = {
    "jsonl": write_jsonl,
    **{
        shape: lambda records, stream, shape=shape: write_shape(shape, records, stream)
        for shape in SHAPES
    },
}
_TEXTS: dict[str, Texts] = {**_LINES, "csv": write_csv, "rss": write_rss}
_FILES: dict[str, Callable[[Iterable[Record], Path], int]] = {
    "parquet": write_parquet,
    "sqlite": write_sqlite,
    "hf": write_hub,
}
FORMATS = (*_TEXTS, *_FILES)
_IN_PLACE = frozenset({"sqlite", "hf"})
_MAX_OPEN = 64
_UNSAFE = re.compile(r"[^\w.-]+")


def write_records(
    open_records: Callable[[], Iterable[Record]],
    form: str,
    target: Path | None,
    *,
    split: str | None = None,
    every_revision: bool = False,
    append: bool = False,
) -> int:
    """Write the records that `open_records` gives, each time anew; return how many were written.

    `target` None is standard output; `split` ("day" or "site") makes it a folder with a file each;
    `append` adds to files that are there. Raises ValueError with one sentence, and OSError.
    """
    _check(form, target, split)
    stream_of_all = every_revision or (append and form in (*_LINES, "sqlite"))
    records = open_records() if stream_of_all else latest(open_records)
    if form in SHAPES or form in ("csv", "rss", "parquet", "hf"):  # these know no deletions
        records = (record for record in records if not record.get("deleted"))
    if split is not None and target is not None:
        return _write_split(records, _LINES[form], target, split, append=append)
    if target is None:
        return _TEXTS[form](records, sys.stdout)
    target.parent.mkdir(parents=True, exist_ok=True)
    if form in _IN_PLACE:
        return _FILES[form](records, target)
    if append and form in _LINES:
        with target.open("a", encoding="utf-8") as stream:
            return _LINES[form](records, stream)
    if append and target.exists():
        raise ValueError(
            f"{target} is there, and nothing can be added to {form}: name another file for what "
            "is new, or export all of it without a cursor."
        )
    return _write_whole(records, form, target)


def _check(form: str, target: Path | None, split: str | None) -> None:
    if form not in FORMATS:
        raise ValueError(f"There is no format {form!r}; there are {', '.join(FORMATS)}.")
    if split is not None and split not in ("day", "site"):
        raise ValueError("Files can be split by day or by site.")
    if split is not None and form not in _LINES:
        raise ValueError(f"Only {', '.join(_LINES)} can be split into files.")
    if target is None and (form in _FILES or split is not None):
        raise ValueError(f"Say where to write {form}: --to PATH.")


def _write_whole(records: Iterable[Record], form: str, target: Path) -> int:
    """Write a file that is there whole or not at all."""
    unfinished = target.with_name(target.name + ".part")
    if form in _FILES:
        count = _FILES[form](records, unfinished)
    else:
        with unfinished.open("w", encoding="utf-8", newline="") as stream:
            count = _TEXTS[form](records, stream)
    unfinished.replace(target)
    return count


def _write_split(
    records: Iterable[Record], write: Texts, folder: Path, split: str, *, append: bool
) -> int:
    """Write one file for each day or site; a few are open at a time."""
    folder.mkdir(parents=True, exist_ok=True)
    streams: OrderedDict[str, IO[str]] = OrderedDict()
    begun: set[str] = set()
    count = 0
    try:
        for record in records:
            name = _file_name(record, split)
            if name not in streams:
                if len(streams) >= _MAX_OPEN:
                    streams.popitem(last=False)[1].close()
                mode = "a" if append or name in begun else "w"
                streams[name] = (folder / name).open(mode, encoding="utf-8")
                begun.add(name)
            streams.move_to_end(name)
            count += write([record], streams[name])
    finally:
        for stream in streams.values():
            stream.close()
    return count


def _file_name(record: Record, split: str) -> str:
    if split == "day":
        key = (record.get("published_at") or "undated")[:10]
    else:
        key = (record.get("site") or {}).get("domain") or "unknown"
    return f"{_UNSAFE.sub('_', key).strip('.') or 'unknown'}.jsonl"
