"""The steps of a datatrove pipeline: read pages, learn their sites, clean them, write records.

They go into any pipeline of datatrove beside its own steps: what stands in `Document.text` after
`CleanPages` is the clean text of the article, and its record is in `metadata["record"]`.
"""

import json
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from datatrove.data import Document
from datatrove.io import DataFolderLike, get_datafolder
from datatrove.pipeline.base import PipelineStep
from datatrove.pipeline.readers.base import BaseDiskReader

from crawler.bulk.containers import is_container, pieces_in
from crawler.bulk.outputs import FilesByInput
from crawler.bulk.tally import Tally
from crawler.cleaning.memories import host_of
from crawler.cleaning.pieces import Piece, Reading, piece_of_record
from crawler.cleaning.pool import results_of
from crawler.cleaning.work import Result, Wish
from qingwen import SiteMemory
from qingwen.record import to_json_line

LESSONS_A_HOST = 40
"""Pages of one host that are learnt from in one file: a memory is warm after twelve."""
CLEANERS = 1
"""Processes beside the one that reads: a page that takes too much ends that one alone."""

Documents = Iterator[Document]


class ReadPages(BaseDiskReader):
    """Pages of WARC, WET, Parquet and JSONL files, as bytes: the core finds their charset."""

    name = "Stored pages"

    def __init__(self, folder: DataFolderLike, reading: Reading | None = None, **options: Any):
        super().__init__(folder, **options)
        self.reading = reading or Reading()

    def read_files_shard(self, shard: list[str]) -> Documents:
        return super().read_files_shard([name for name in shard if is_container(name)])

    def read_file(self, filepath: str) -> Documents:
        """Yield the pages of a file; their bytes are in `metadata["piece"]`."""
        with self.data_folder.open(filepath, "rb") as stream:
            for piece in pieces_in(filepath, stream, self.reading):
                yield Document("", piece.name, metadata={"piece": piece, "input": filepath})


class CleanPages(PipelineStep):
    """The extractor and the hijack filter: yields a document for each article.

    Documents of other readers are taken too: their text is a page or the text of one, their
    address `metadata["url"]`.
    """

    name = "Qingwen"
    type = "🔎 - EXTRACTOR"

    def __init__(
        self,
        *,
        rejects: DataFolderLike | None = None,
        tallies: DataFolderLike | None = None,
        memories: DataFolderLike | None = None,
        unwanted: tuple[str, ...] = (),
        removed: bool = False,
    ) -> None:
        """`memories` is the folder that `MergeLessons` wrote to.

        `unwanted` names states of integrity (`injected`, `hijacked`) whose articles are rejected.
        """
        super().__init__()
        self._rejects = FilesByInput(rejects) if rejects is not None else None
        self._tallies = get_datafolder(tallies) if tallies is not None else None
        self._memories = get_datafolder(memories) if memories is not None else None
        self._unwanted = unwanted
        self._removed = removed

    def run(self, data: Documents, rank: int = 0, world_size: int = 1) -> Documents:
        with ExitStack() as stack:
            wish = Wish(removed=self._removed, memories=self._local_memories(stack))
            tally = Tally(self._tallies)
            if self._rejects is not None:
                stack.enter_context(self._rejects.whole())
            for document, result in _results(data, wish):
                record = self._judged(document, result, tally)
                if record is not None:
                    document.text, document.id = record["text"], record["id"]
                    document.metadata["record"] = record
                    yield document
            tally.close()

    def _judged(self, document: Document, result: Result, tally: Tally) -> dict[str, Any] | None:
        """Return the record of a page that is wanted; what is not goes to the rejects."""
        source = input_of(document)
        record: dict[str, Any] | None = json.loads(result.line) if result.line else None
        reject = result.reject
        if record is not None:
            tally.count_article(source, record)
            status = record["integrity"]["status"]
            self.stat_update(f"integrity/{status}")
            if status not in self._unwanted:
                return record
            reject = {
                "url": record["url"], "state": "skipped", "reason": status,
                "detail": ", ".join(record["integrity"]["brands"]) or None, "attempts": 1,
                "fetched_at": record["fetched_at"], "file": document.id,
            }  # fmt: skip
        assert reject is not None
        tally.count_reject(source, str(reject["reason"]))
        self.stat_update(f"rejected/{reject['reason']}")
        if self._rejects is not None:
            self._rejects.write(source, to_json_line(reject))
        return None

    def _local_memories(self, stack: ExitStack) -> str | None:
        """Return a path of the memories on this machine: SQLite reads no object store."""
        if self._memories is None:
            return None
        if self._memories.is_local():
            return str(Path(self._memories.path, MEMORIES_NAME))
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        path = f"{folder}/{MEMORIES_NAME}"
        self._memories.get(MEMORIES_NAME, path)
        return path


MEMORIES_NAME = "memories.sqlite3"


class LearnSites(PipelineStep):
    """The first of two passes: what the pages of a file teach about their sites."""

    name = "Lessons"
    type = "🧠 - LEARNER"

    def __init__(self, lessons: DataFolderLike) -> None:
        super().__init__()
        self._lessons = FilesByInput(lessons)

    def run(self, data: Documents, rank: int = 0, world_size: int = 1) -> Documents:
        with self._lessons.whole():
            self._learn(data)
        yield from ()

    def _learn(self, data: Documents) -> None:
        source: str | None = None
        sites: dict[str, SiteMemory] = {}
        for document, result in _results(_few_of_each_host(data), Wish(teaches=True)):
            if input_of(document) != source:
                self._write(source, sites)
                source, sites = input_of(document), {}
            if result.line is not None:
                host = host_of(piece_of(document).url)
                assert host is not None
                lesson = SiteMemory.from_dict(json.loads(result.line))
                sites.setdefault(host, SiteMemory()).absorb(lesson)
        self._write(source, sites)

    def _write(self, source: str | None, sites: dict[str, SiteMemory]) -> None:
        for host in sorted(sites):
            assert source is not None
            line = {"host": host, "memory": sites[host].to_dict()}
            self._lessons.write(source, json.dumps(line))


class WriteRecords(PipelineStep):
    """Our record, one JSON object a line, in one file for each input."""

    name = "Records"
    type = "💽 - WRITER"

    def __init__(self, folder: DataFolderLike) -> None:
        super().__init__()
        self._files = FilesByInput(folder)

    def run(self, data: Documents, rank: int = 0, world_size: int = 1) -> Documents:
        with self._files.whole():
            for document in data:
                self._files.write(input_of(document), to_json_line(document.metadata["record"]))
                self.stat_update("total")
                yield document


def piece_of(document: Document) -> Piece:
    """Return the page of a document, whoever read it."""
    if "piece" in document.metadata:
        return document.metadata["piece"]
    row = {**document.metadata, "text": document.text}
    return piece_of_record(document.id, row, Reading())


def input_of(document: Document) -> str:
    """Return the name of the file that a document comes from, inside its folder."""
    name = document.metadata.get("input") or document.metadata.get("file_path") or "documents"
    return str(name).rpartition("://")[2].lstrip("/")


def _results(data: Documents, wish: Wish) -> Iterator[tuple[Document, Result]]:
    """Yield documents with what became of their pages, in order; their bytes are let go."""
    waiting: dict[str, Document] = {}

    def pieces() -> Iterator[Piece]:
        for document in data:
            piece = piece_of(document)
            waiting[piece.name] = document
            yield piece

    for piece, result in results_of(pieces(), wish, CLEANERS):
        document = waiting.pop(piece.name)
        document.metadata.pop("piece", None)
        document.metadata.setdefault("url", piece.url)
        yield document, result


def _few_of_each_host(data: Documents) -> Documents:
    """Yield the pages that are worth a lesson: each file counts its hosts anew."""
    source: str | None = None
    counts: dict[str, int] = {}
    for document in data:
        if input_of(document) != source:
            source, counts = input_of(document), {}
        host = host_of(piece_of(document).url)
        if host is None or counts.get(host, 0) >= LESSONS_A_HOST:
            continue
        counts[host] = counts.get(host, 0) + 1
        yield document
