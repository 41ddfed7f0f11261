"""Output files that are there whole or not at all, on any file system of fsspec."""

import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from datatrove.io import DataFolder, DataFolderLike, get_datafolder


class WholeFile:
    """A file of gzipped lines that gets its name when it is complete.

    On a disk it is written beside its place and renamed; an object of S3 or GCS appears when it is
    closed. The same lines give the same bytes: no name and no time is kept in it.
    """

    def __init__(self, folder: DataFolder, name: str) -> None:
        self._folder = folder
        self._name = name
        self._written = f"{name}.part" if folder.is_local() else name
        self._raw = folder.open(self._written, "wb")
        self._packed = gzip.GzipFile("", "wb", 6, self._raw, mtime=0)

    def write(self, line: str) -> None:
        """Add one line."""
        self._packed.write(line.encode("utf-8") + b"\n")

    def complete(self) -> None:
        """Close the file and give it its name."""
        self._packed.close()
        self._raw.close()
        if self._written != self._name:
            self._folder.mv(self._written, self._name)

    def abandon(self) -> None:
        """Leave the file unfinished: its place stays as it was."""
        discard = getattr(self._raw, "discard", None)
        if self._written == self._name and discard is not None:
            with suppress(OSError):
                discard()
        elif self._written != self._name:
            self._packed.close()
            self._raw.close()


class FilesByInput:
    """One output file for each input file, of the same name and order of lines.

    So the output does not depend on how the inputs are spread over tasks.
    """

    def __init__(self, folder: DataFolderLike, suffix: str = ".jsonl.gz") -> None:
        self._folder = get_datafolder(folder)
        self._suffix = suffix
        self._input: str | None = None
        self._file: WholeFile | None = None

    @contextmanager
    def whole(self) -> Iterator[None]:
        """Complete the last file at the end; leave it unfinished where something went wrong."""
        try:
            yield
        except BaseException:
            self.abandon()
            raise
        self.close()

    def write(self, input_name: str, line: str) -> None:
        """Add a line to the output of an input; inputs come one after the other."""
        if input_name != self._input:
            self.close()
            self._file = WholeFile(self._folder, input_name + self._suffix)
            self._input = input_name
        assert self._file is not None
        self._file.write(line)

    def close(self) -> None:
        """Complete the file that is open."""
        if self._file is not None:
            self._file.complete()
        self._file = self._input = None

    def abandon(self) -> None:
        """Leave the file that is open unfinished."""
        if self._file is not None:
            self._file.abandon()
        self._file = self._input = None


def write_json(folder: DataFolder, name: str, value: Any) -> None:
    """Write one JSON file, whole or not at all."""
    write_text(folder, name, json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def write_text(folder: DataFolder, name: str, text: str) -> None:
    """Write one small file of text, whole or not at all."""
    written = f"{name}.part" if folder.is_local() else name
    with folder.open(written, "wt", encoding="utf-8") as file:
        file.write(text)
    if written != name:
        folder.mv(written, name)
