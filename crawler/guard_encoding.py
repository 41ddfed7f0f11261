"""Content encodings undone under a cap, and held to their checksum.

A bomb costs what is inflated before the cap; a stream that ends early is a broken transfer.
"""

import zlib

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.failure import Refusal

ACCEPTED = "gzip, deflate"
MAX_LAYERS = 2
_GZIP_MAGIC = b"\x1f\x8b"
_PIECE_BYTES = 65_536


class EncodingGuard:
    """A downloader middleware in the place of Scrapy's HttpCompressionMiddleware."""

    def __init__(self, crawler: Crawler) -> None:
        self._max_bytes = crawler.settings.getint("DOWNLOAD_MAXSIZE")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "EncodingGuard":
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        request.headers.setdefault("Accept-Encoding", ACCEPTED)

    def process_response(self, request: Request, response: Response) -> Response:
        """Return the response with its encodings undone. Raises Refusal."""
        names = _encodings(response)
        if not names or not response.body:
            return response
        if len(names) > MAX_LAYERS:
            raise Refusal("encoding", f"{len(names)} content encodings")
        max_bytes = (
            request.meta.get("inflate_cut")
            or request.meta.get("download_maxsize")
            or self._max_bytes
        )
        body = response.body
        for name in reversed(names):
            body = inflated(body, name, max_bytes, cut="inflate_cut" in request.meta)
        headers = response.headers.copy()
        del headers["Content-Encoding"]
        return response.replace(body=body, headers=headers)


def inflated(body: bytes, encoding: str, max_bytes: int, *, cut: bool = False) -> bytes:
    """Return `body` with one encoding undone. Raises Refusal.

    `cut` takes what fits into `max_bytes` and asks for no end, as is right for robots.txt. A body
    that is no such stream at all is taken as it stands: servers label plain pages as gzip.
    """
    if encoding in ("gzip", "x-gzip"):
        if not body.startswith(_GZIP_MAGIC):
            return body
        window_bits = 31
    elif encoding == "deflate":
        if body.lstrip()[:1] == b"<":
            return body
        window_bits = 15 if body[0] & 0x0F == 8 and (body[0] << 8 | body[1]) % 31 == 0 else -15
    else:
        raise Refusal("encoding", f"content encoding {encoding[:40]!r} was not asked for")
    return _inflated_stream(body, window_bits, max_bytes, cut=cut)


def _inflated_stream(body: bytes, window_bits: int, max_bytes: int, *, cut: bool) -> bytes:
    stream = zlib.decompressobj(window_bits)
    pieces: list[bytes] = []
    size = 0
    rest = body
    try:
        while not stream.eof and rest:
            piece = stream.decompress(rest, _PIECE_BYTES)
            rest = stream.unconsumed_tail
            pieces.append(piece)
            size += len(piece)
            if size > max_bytes:
                if cut:
                    break
                raise Refusal("too-large", f"more than {max_bytes} bytes when inflated")
    except zlib.error as error:
        if not cut:
            raise Refusal("truncated", f"its compression is damaged: {error}") from error
    if not stream.eof and not cut:
        raise Refusal("truncated", "its compressed stream breaks off")
    return b"".join(pieces)[:max_bytes]


def _encodings(response: Response) -> list[str]:
    value = b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1")
    names = [name.strip().lower() for name in value.split(",")]
    return [name for name in names if name not in ("", "identity", "none", "utf-8")]
