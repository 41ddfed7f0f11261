"""A page that holds no article, and why."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Reason(StrEnum):
    """Why a page is not an article. The list is closed: consumers may switch on it."""

    LIST = "list"
    """An index of articles: channel, search result, e-paper layout page."""
    GALLERY = "gallery"
    """Pictures with no more text than captions."""
    VIDEO_SHELL = "video-shell"
    """A player and a title."""
    SCRIPT_SHELL = "script-shell"
    """The text is fetched by a script; a browser would be needed."""
    SOFT_404 = "soft-404"
    """Says "not found" or "deleted" under status 200."""
    CHALLENGE = "challenge"
    """Login, captcha or browser check in front of the page."""
    DOORWAY = "doorway"
    """Spam that imitates a page: no genuine article is left."""
    NO_BODY = "no-body"
    """An HTML page, but nothing on it reads like an article."""
    UNDECODABLE = "undecodable"
    """No charset turns the bytes into text."""
    TRUNCATED = "truncated"
    """The transfer broke off inside the article."""
    TOO_LARGE = "too-large"
    """More bytes than an article page has."""
    NOT_HTML = "not-html"
    """PDF, image, archive, JSON or other data."""
    EXTRACT_TIMEOUT = "extract-timeout"
    """The worker was stopped at its deadline or memory cap."""
    PARSE_LIMIT = "parse-limit"
    """Nested deeper, or with longer nodes, than the parser reads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """Why there is no article, in a form `rejects.jsonl` can hold."""

    reason: Reason
    url: str | None = None
    detail: str | None = None
    """One sentence for a person: what was seen, where."""
    fetched_at: datetime | None = None
    evidence: tuple[str, ...] = ()
    """For a doorway: what gave it away."""
