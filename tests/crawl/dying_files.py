"""Files that end the process with their first write: kill -9 where its moment matters most."""

import os
import signal

from pipelines.jsonl import JsonlFile


class DiesBeforeAWrite(JsonlFile):
    """The results are in the ledger, not in the file."""

    def append(self, lines: list[bytes], offset: int) -> int:
        os.kill(os.getpid(), signal.SIGKILL)
        return super().append(lines, offset)


class DiesWithinAWrite(JsonlFile):
    """The file ends with half a line."""

    def append(self, lines: list[bytes], offset: int) -> int:
        with self.path.open("r+b") as file:
            file.seek(offset)
            file.write(b"\n".join(lines)[:-9])
        os.kill(os.getpid(), signal.SIGKILL)
        return super().append(lines, offset)


class DiesBehindAWrite(JsonlFile):
    """The lines are in the file, and the ledger does not know."""

    def append(self, lines: list[bytes], offset: int) -> int:
        super().append(lines, offset)
        os.kill(os.getpid(), signal.SIGKILL)
        return offset
