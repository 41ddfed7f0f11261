"""A JSONL file that only ever grows by whole lines.

Who appends keeps the offset it got back; after a crash, `cut` at the last kept offset takes away
whatever was written after it, torn line or not.
"""

import os
from pathlib import Path


class JsonlFile:
    """One output file. Lines are durable when `append` returns."""

    def __init__(self, path: Path) -> None:
        """Open `path` for appending, made with its folder where there is none. Raises OSError."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)

    def size(self) -> int:
        """Return the bytes the file holds."""
        return os.fstat(self._file).st_size

    def cut(self, offset: int) -> None:
        """Drop everything from `offset` on."""
        os.ftruncate(self._file, offset)

    def ends_whole(self) -> bool:
        """Whether the last line is complete; true for an empty file."""
        size = self.size()
        return size == 0 or os.pread(self._file, 1, size - 1) == b"\n"

    def append(self, lines: list[bytes], offset: int) -> int:
        """Write lines, each without its newline, at `offset`; return the offset behind them.

        Raises OSError where the disk refuses; the file then ends at `offset`, whole.
        """
        data = memoryview(b"".join(line + b"\n" for line in lines))
        end = offset
        try:
            while data:
                written = os.pwrite(self._file, data, end)
                data, end = data[written:], end + written
            os.fsync(self._file)
        except OSError:
            os.ftruncate(self._file, offset)
            raise
        return end

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)
