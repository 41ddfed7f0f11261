"""Where a crawl does not go: accounts, forums, video, files, calendars, facets, path traps."""

import re
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

from crawler.discovery.actions import is_clicked_to_act
from qingwen.recall import recalled

_RULES = tomllib.loads((Path(__file__).parent / "avoid.toml").read_text("utf-8"))
_AREAS = frozenset(_RULES["areas"])
_ASSETS = frozenset(_RULES["assets"])
_ASSET_EXCEPTIONS = tuple(_RULES["asset_exceptions"])
_CALENDARS = frozenset(_RULES["calendars"])
_FACETS = frozenset(_RULES["facets"])
_QUERIES = frozenset(_RULES["queries"])
_EXTENSIONS = frozenset(_RULES["extensions"])
_TEXTS = frozenset(text.lower() for text in _RULES["texts"])
_NEWSPAPER_TEXTS = frozenset(_RULES["newspaper_texts"])

MAX_SEGMENTS = 14
"""Enorth's deep lists have 9; a path trap grows by one a request."""
MAX_PARAMETERS = 6

_MONTH, _DAY = r"(?:1[0-2]|0?[1-9])", r"(?:3[01]|[12]\d|0?[1-9])"
# With an extension eight digits may be an id.
_DATE_ONLY = re.compile(
    rf"/(?:19|20|21)\d\d(?P<sep>[-/_.]){_MONTH}(?:(?P=sep){_DAY})?/?(?:\.\w{{2,5}})?$"
    r"|/(?:19|20)\d\d(?:1[0-2]|0[1-9])(?:3[01]|[12]\d|0[1-9])/?$"
)
_ISSUE_DAY = re.compile(r"(?<=[?&])(?:date|day|riqi)=20\d\d-?[01]\d-?[0-3]\d(?=&|$)", re.IGNORECASE)
_DECORATION = re.compile(r"[\s\[\]【】()（）<>《》«»|·•>›»:：.。…/]+")


@recalled
def why_not(url: str) -> str | None:
    """Return why `url` is not followed, None where nothing is said against it.

    >>> why_not("http://www.hanjiangwang.cn/bbs/thread-8-1-1.html")
    'area'
    >>> why_not("http://www.hanjiangwang.cn/jrxw/2031-07.html")
    'day-page'
    """
    parts = urlsplit(url)
    host, path = (parts.hostname or "").lower(), parts.path.lower()
    segments = [s for s in path.split("/") if s]
    folders = segments if path.endswith("/") else segments[:-1]
    last = segments[-1] if segments else ""
    stem, dot, extension = last.rpartition(".")
    if dot and extension in _EXTENSIONS and not last.endswith(".xml.gz"):
        return "file"
    if host.split(".")[0] in _AREAS or not _AREAS.isdisjoint(segments) or stem in _AREAS:
        return "area"
    if not _ASSETS.isdisjoint(folders) and not path.lstrip("/").startswith(_ASSET_EXCEPTIONS):
        return "assets"
    if not _CALENDARS.isdisjoint(segments) or stem in _CALENDARS:
        return "calendar"
    if _DATE_ONLY.search(path):
        return "day-page"
    if not _FACETS.isdisjoint(folders):
        return "facet"
    if len(segments) > MAX_SEGMENTS or _repeats(segments):
        return "path-trap"
    return "action" if is_clicked_to_act(url) else _query_reason(parts.query.lower())


def is_followed(url: str, *, is_issue: bool = False) -> bool:
    """Whether `url` may be followed; `is_issue`: it is one of a newspaper, which may be a bare day."""
    reason = why_not(url)
    if is_issue and reason == "query":
        reason = why_not(_ISSUE_DAY.sub("", url))
    return reason is None or (is_issue and reason == "day-page")


def is_furniture(text: str) -> bool:
    """Whether a link with this text leads to the furniture of a site: login, about us, forum."""
    return len(text) < 20 and _DECORATION.sub("", text).lower() in _TEXTS


def is_newspaper_filler(text: str) -> bool:
    """Whether a title on a newspaper page is an advertisement or a masthead."""
    return _DECORATION.sub("", text) in _NEWSPAPER_TEXTS


def _query_reason(query: str) -> str | None:
    if not query:
        return None
    parameters = [p for p in query.split("&") if p]
    names = [p.partition("=")[0] for p in parameters]
    if not _QUERIES.isdisjoint(names) or not _QUERIES.isdisjoint(parameters):
        return "query"
    if len(names) > MAX_PARAMETERS or len(set(names)) < len(names):
        return "facet"
    return None


def _repeats(segments: list[str]) -> bool:
    """Whether a word of the path comes three times: /a/b/a/b/a/ grows for ever.

    Numbers may: Enorth's deep lists hold 000/000.
    """
    words = [s for s in segments if not s.isdigit()]
    return any(words.count(word) > 2 for word in set(words))
