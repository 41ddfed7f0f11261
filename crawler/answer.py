"""What the answer to a request means, before anybody looks into the page."""

from enum import Enum

from scrapy.http import Response

_MOVED = frozenset({301, 302, 303, 307, 308})
_GONE = frozenset({404, 410})
_BUSY = frozenset({429, 503})
_TEMPORARY = frozenset({408, 425, 500, 502, 504, 507, 508, 509, 520, 521, 522, 523, 524})


class Answer(Enum):
    """The kinds of answer that are treated alike."""

    PAGE = "page"
    UNCHANGED = "unchanged"
    MOVED = "moved"
    GONE = "gone"
    BUSY = "busy"
    TEMPORARY = "server-error"
    TRUNCATED = "truncated"
    REFUSED = "refused-by-status"


def answer_of(response: Response, *, conditional: bool) -> Answer:
    """Return what the status and headers of a response mean.

    `conditional` says whether the request asked for a page only where it had changed.
    """
    status = response.status
    if status in (200, 203):
        return Answer.TRUNCATED if _breaks_off(response) else Answer.PAGE
    if status == 206:  # a part of a page that nobody asked to cut
        return Answer.TRUNCATED
    if status == 304 and conditional:
        return Answer.UNCHANGED
    for statuses, answer in (
        (_GONE, Answer.GONE), (_BUSY, Answer.BUSY), (_TEMPORARY, Answer.TEMPORARY)
    ):  # fmt: skip
        if status in statuses:
            return answer
    if status in _MOVED and response.headers.get("Location"):
        return Answer.MOVED
    return Answer.REFUSED


def charset_of(response: Response) -> str | None:
    """Return the charset parameter of the Content-Type header, as it stands there."""
    content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
    for parameter in content_type.split(";")[1:]:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip("\"'") or None
    return None


def _breaks_off(response: Response) -> bool:
    """Whether a page that ended with its connection lacks its end.

    Without a length and without chunks nothing else tells the end of a page from a broken transfer.
    """
    if "partial" not in response.flags:
        return False
    return (
        b"<html" in response.body[:4096].lower() and b"</html" not in response.body[-4096:].lower()
    )
