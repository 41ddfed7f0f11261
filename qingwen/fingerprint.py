"""Identity of an article: its id, and the hash of what it says."""

import hashlib
from collections.abc import Iterable


def article_id(canonical_url: str | None, content_hash: str) -> str:
    """Return 24 hex digits: of the canonical URL, or of the content where there is no URL."""
    seed = canonical_url or content_hash
    return hashlib.sha256(seed.encode("utf-8", "replace")).hexdigest()[:24]


def content_hash(title: str, paragraphs: Iterable[str]) -> str:
    """Return the SHA-256 of title and paragraphs, blanks squeezed out, as 64 hex digits."""
    text = "\n".join("".join(part.split()) for part in (title, *paragraphs))
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
