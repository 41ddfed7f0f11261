"""What is put together when all tasks are through: the memories of sites, and the report."""

import gzip
import json
import sqlite3
import tempfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from datatrove.data import Document
from datatrove.io import DataFolderLike, get_datafolder
from datatrove.pipeline.base import PipelineStep

from crawler.bulk.outputs import write_json
from crawler.bulk.steps import MEMORIES_NAME
from crawler.bulk.tally import FileTally
from crawler.cleaning.memories import write_memories
from qingwen import SiteMemory
from qingwen.hijack.corpus import Corpus
from qingwen.memory import MIN_PAGES

REPORT_NAME = "report.json"
ENOUGH_PAGES = 200
"""A site that has taught so much learns nothing from further files."""


class MergeLessons(PipelineStep):
    """One memory for each site, from the lessons of all files in the order of their names, and the
    brands that one site taught for all others."""

    name = "Memories"
    type = "🧠 - LEARNER"

    def __init__(self, lessons: DataFolderLike, memories: DataFolderLike) -> None:
        super().__init__()
        self._lessons = get_datafolder(lessons)
        self._memories = get_datafolder(memories)

    def run(self, data: Any = None, rank: int = 0, world_size: int = 1) -> Iterator[Document]:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, MEMORIES_NAME)
            corpus = Corpus()
            lessons = _sorted_lessons(self._all(), Path(folder, "lessons.sqlite3"))
            known = _memories_of(lessons, corpus)
            self.stat_update("sites", value=write_memories(path, known, corpus.brands))
            self._memories.fs.makedirs(self._memories.path, exist_ok=True)
            self._memories.put(str(path), MEMORIES_NAME)
        yield from ()

    def _all(self) -> Iterator[tuple[str, bytes, int]]:
        for name in sorted(self._lessons.list_files()):
            with self._lessons.open(name, "rb") as raw, gzip.open(raw) as lines:
                for line in lines:
                    lesson = json.loads(line)
                    yield lesson["host"], line, lesson["memory"]["pages"]


def _sorted_lessons(lessons: Iterable[tuple[str, bytes, int]], path: Path) -> Iterator[bytes]:
    """Yield lessons by host, those of one host in the order given; sorted on disk, not in memory."""
    pages: Counter[str] = Counter()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE lesson (host TEXT, line BLOB)")
    for host, line, count in lessons:
        if pages[host] < ENOUGH_PAGES:
            pages[host] += count
            connection.execute("INSERT INTO lesson VALUES (?, ?)", (host, zlib.compress(line, 1)))
    connection.execute("CREATE INDEX by_host ON lesson (host)")
    for (line,) in connection.execute("SELECT line FROM lesson ORDER BY host, rowid"):
        yield zlib.decompress(line)
    connection.close()


def _memories_of(lines: Iterable[bytes], corpus: Corpus) -> Iterator[tuple[str, SiteMemory]]:
    """Yield the memories that are of use; each site has its say in the corpus."""
    lessons = map(json.loads, lines)
    for host, group in groupby(lessons, key=lambda lesson: lesson["host"]):
        memory = SiteMemory()
        for lesson in group:
            memory.absorb(SiteMemory.from_dict(lesson["memory"]))
        corpus.add(host, memory)
        if memory.pages >= MIN_PAGES:  # it concludes nothing from fewer
            yield host, memory


class MergeTallies(PipelineStep):
    """One report from the tallies of all files."""

    name = "Report"
    type = "📊 - STATS"

    def __init__(self, tallies: DataFolderLike, output: DataFolderLike) -> None:
        super().__init__()
        self._tallies = get_datafolder(tallies)
        self._output = get_datafolder(output)

    def run(self, data: Any = None, rank: int = 0, world_size: int = 1) -> Iterator[Document]:
        total = FileTally()
        for name in sorted(self._tallies.list_files()):
            with self._tallies.open(name, "rt", encoding="utf-8") as file:
                total.add(json.load(file))
        write_json(self._output, REPORT_NAME, total.report())
        yield from ()
