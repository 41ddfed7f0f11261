"""A WARC file that grows by whole gzip members: each capture is readable when `write` returns."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.archive.reader import TIE_TYPE

MAX_FILE_BYTES = 1_000_000_000
"""The next capture after so many bytes begins a new file, as the WARC standard recommends."""


class ArchiveWriter:
    """The archive of one run: new files in a folder, none ever written to again."""

    def __init__(self, folder: Path, started_at: datetime) -> None:
        """Raises OSError where the folder cannot be written."""
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._stem = f"qingwen-{started_at:%Y%m%d%H%M%S}"
        self._number = 0
        self._open()

    def _open(self) -> None:
        while True:  # two runs may begin in one second
            path = self._folder / f"{self._stem}-{self._number:05}.warc.gz"
            self._number += 1
            try:
                self._file = path.open("xb")
                break
            except FileExistsError:
                continue
        self.path = path
        self._writer = WARCWriter(self._file, gzip=True, warc_version="1.1")
        info = {"software": "Qingwen", "format": "WARC File Format 1.1"}
        self._writer.write_record(self._writer.create_warcinfo_record(path.name, info))
        self._file.flush()

    def write(
        self,
        url: str,
        status: str,
        headers: list[tuple[str, str]],
        body: bytes,
        fetched_at: datetime,
    ) -> str:
        """Write one answer; return its record id. Raises OSError.

        `body` is what the core reads: codings of content and transfer are undone, and the headers
        that named them carry the prefix X-Archive-Orig-.
        """
        if self._file.tell() >= MAX_FILE_BYTES:
            self._file.close()
            self._open()
        http = StatusAndHeaders(status, _honest(headers, len(body)), protocol="HTTP/1.1")
        record = self._writer.create_warc_record(
            url,
            "response",
            payload=BytesIO(body),
            length=len(body),
            http_headers=http,
            warc_headers_dict={"WARC-Date": _stamp(fetched_at)},
        )
        self._writer.write_record(record)
        self._file.flush()
        return str(record.rec_headers.get_header("WARC-Record-ID"))

    def tie(self, article_id: str, url: str, captures: Iterable[str], at: datetime) -> None:
        """Write which captures an article was read from. Raises OSError."""
        named = list(captures)
        tie = json.dumps({"id": article_id, "url": url, "captures": named}).encode("ascii")
        record = self._writer.create_warc_record(
            url,
            "metadata",
            payload=BytesIO(tie),
            length=len(tie),
            warc_content_type=TIE_TYPE,
            warc_headers_dict={"WARC-Date": _stamp(at), "WARC-Refers-To": named[0]},
        )
        self._writer.write_record(record)
        self._file.flush()

    def close(self) -> None:
        """Close the file."""
        self._file.close()


_CODINGS = frozenset({"content-encoding", "transfer-encoding", "content-length"})


def _honest(headers: list[tuple[str, str]], body_bytes: int) -> list[tuple[str, str]]:
    """Return headers that are true of the body as it is kept."""
    kept = [
        (f"X-Archive-Orig-{name}" if name.lower() in _CODINGS else name, value)
        for name, value in headers
    ]
    return [*kept, ("Content-Length", str(body_bytes))]


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
