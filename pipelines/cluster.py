"""Clusters: one story on several sites is one cluster, and each copy names the original.

MinHash over pieces of five characters (rensa). The signatures are kept by the ledger together with
the records, so a crawl that is killed knows exactly the stories it has published.
"""

import re
from array import array
from collections.abc import Iterable
from operator import eq
from typing import Any, Protocol
from zlib import crc32

from rensa import RMinHash
from scrapy.crawler import Crawler
from scrapy.utils.misc import load_object

PIECE_CHARS = 5
PERMUTATIONS = 128
SEED = 20
BAND_ROWS = 4
"""32 bands of 4: stories that share half of their pieces meet with 87 %, two thirds with 99.9 %."""
MIN_LIKENESS = 0.5
"""Share of pieces in common. Copies that lost a paragraph or gained a dateline stay above 0.6;
different stories of one template and place stay below 0.25."""
MIN_CHARS = 60
"""Shorter texts share their pieces by chance."""

_NOT_TEXT = re.compile(r"[\W_]+")


class Story(Protocol):
    """A story seen before: what it is called, and how it compares."""

    story: dict[str, str | None]
    signature: bytes


class ClusterPipeline:
    """Gives every record its cluster, and the original it copies."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._likeness = load_object(crawler.settings["LIKENESS"])

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "ClusterPipeline":
        return cls(crawler)

    def process_item(self, item: Any) -> Any:
        """Set `cluster` and `duplicate_of` of the record of an outcome."""
        record = item.record
        if record is None or record.get("deleted"):
            return item
        record["cluster"] = record["id"]
        values = signature_of(record["text"])
        if values is None:
            return item
        bands = bands_of(values)
        seen = self._crawler.spider.ledger.stories_like(bands, item.lease.page)
        like = [
            story for story in seen if likeness(values, array("I", story.signature)) >= MIN_LIKENESS
        ]
        if like:
            record["cluster"] = like[0].story["cluster"]
        record["duplicate_of"] = original_of(record, like)
        story = {
            "cluster": record["cluster"],
            "url": record["canonical_url"],
            "published_at": record["published_at"],
        }
        item.likeness = self._likeness(story=story, signature=values.tobytes(), bands=bands)
        return item


def signature_of(text: str) -> array | None:
    """Return the MinHash of a text; None for one that is too short to compare."""
    plain = _NOT_TEXT.sub("", text.lower())
    if len(plain) < MIN_CHARS:
        return None
    pieces = {plain[i : i + PIECE_CHARS] for i in range(len(plain) - PIECE_CHARS + 1)}
    minhash = RMinHash(num_perm=PERMUTATIONS, seed=SEED)
    minhash.update(sorted(pieces))
    return array("I", minhash.digest())


def bands_of(signature: array) -> tuple[int, ...]:
    """Return the hashes under which a signature is looked up."""
    return tuple(
        start << 32 | crc32(signature[start : start + BAND_ROWS].tobytes())
        for start in range(0, PERMUTATIONS, BAND_ROWS)
    )


def likeness(one: array, other: array) -> float:
    """Return the estimated share of pieces that two texts have in common, 0.0 to 1.0."""
    return sum(map(eq, one, other)) / len(one)


def original_of(record: dict[str, Any], like: Iterable[Story]) -> str | None:
    """Return the canonical URL of the original; None where the record is it.

    The original is the earliest by `published_at`, then the smallest URL. A story without a date
    is nobody's original.
    """
    own = _rank(record["published_at"], record["canonical_url"])
    others = [_rank(story.story["published_at"], story.story["url"]) for story in like]
    if not others or own <= min(others):
        return None
    return min(others)[2]


def _rank(published_at: str | None, url: str | None) -> tuple[bool, str, str]:
    return published_at is None, published_at or "", url or ""
