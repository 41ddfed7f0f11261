"""Digital newspapers: the articles of a layout page, its sister pages, the other issues."""

import re
from collections import Counter
from datetime import date, timedelta
from urllib.parse import urlsplit

from crawler.discovery.anchors import Anchor
from crawler.discovery.avoid import is_followed, is_newspaper_filler
from crawler.discovery.days import day_of_url, find_day
from crawler.discovery.found import FoundLink
from crawler.discovery.markup import Markup
from crawler.discovery.prose import ARTICLE_CHARS, Element, prose_chars
from crawler.discovery.shapes import is_sure_list, url_kind
from crawler.discovery.structure import HEADLINE_CHARS
from crawler.discovery.traps import url_pattern
from qingwen.address import identity, same_site

GUESSED_DAYS = 7
"""Papers skip Sundays and, at the new year, a week: further back there is no issue."""

MAX_ISSUES = 400
MAX_CALENDAR_CHARS = 100_000

_QUOTED_DAY = re.compile(r"""["'](20\d\d-?\d\d-?\d\d)["']""")
_DATE_IN_URL = re.compile(
    r"(?<!\d)(?P<y>20\d\d)(?P<a>[-/]?)(?P<m>1[0-2]|0[1-9])(?P<b>[-/]?)(?P<d>3[01]|[12]\d|0[1-9])(?!\d)"
)
_NUMBER_ONLY = re.compile(r"^\W*(?:第?\s*[A-Z]?\d{1,3}\s*版?)?\W*$")
_NUMBERED = re.compile(r"第\s*[A-Z]{0,2}\d{1,3}\s*版|^[A-Z]{0,2}\d{1,3}\s*版$")
_NUMBERS = re.compile(r"(?<![A-Za-z])[A-Za-z]{0,2}\d+")
_ISSUE = re.compile(r"^\W*(?:[上下前后][一]?[期日天]|往期|最新一期)\W*$")
_SISTER = re.compile(r"第?\s*[A-Z]{0,2}\d{1,3}\s*版|^[A-Z]{0,2}\d{1,2}\s*[:：]|[上下]一?版")


def is_layout_page(markup: Markup, root: Element, url: str) -> bool:
    """Whether the page shows a newspaper page: by its address, or by what stands on it.

    That is a picture with areas and sister pages, or pages by number (第02版) and headlines beside
    it. Pages of articles may repeat all that; they hold prose.
    """
    if url_kind(url) == "epaper":
        return True
    if len(_sisters(markup, url)) >= 2 and prose_chars(root) < ARTICLE_CHARS:
        return True
    short = [anchor for anchor in markup.anchors if len(anchor.text) < 30]
    areas = {anchor.url for anchor in markup.anchors if anchor.is_area}
    if areas:
        named = {a.url for a in markup.anchors if len(a.title) >= HEADLINE_CHARS} & areas
        sisters = sum(bool(_SISTER.search(anchor.text)) for anchor in short)
        layouts = sum(url_kind(anchor.url) == "epaper" for anchor in markup.anchors)
        is_story_map = len(named) >= 2 and bool(_numbered_sisters(markup, url))
        is_layout = max(sisters, layouts) >= 2 or is_story_map
    else:
        folder = _folder(url)
        near = [anchor for anchor in markup.anchors if _folder(anchor.url) == folder]
        numbered = {a.url for a in near if len(a.text) < 30 and _NUMBERED.search(a.text)}
        headlines = {a.url for a in near if len(a.title) >= HEADLINE_CHARS} - numbered
        is_layout = len(numbered) >= 2 and len(headlines) >= 2
    return is_layout and prose_chars(root) < ARTICLE_CHARS


def _sisters(markup: Markup, url: str) -> set[str]:
    """Return the pages of the same issue: named by number (A02版), at addresses like this one's."""
    day = day_of_url(url)
    if day is None:
        return set()
    make = _NUMBERS.sub("#", url)
    return {
        anchor.url
        for anchor in markup.anchors
        if len(anchor.text) < 30
        and _SISTER.search(anchor.text)
        and day_of_url(anchor.url) == day
        and _NUMBERS.sub("#", anchor.url) == make
    }


def _numbered_sisters(markup: Markup, url: str) -> set[str]:
    """Return the pages of the same issue that are named by a bare number, as those of a pager are."""
    day, folder = day_of_url(url), _folder(url)
    numbered = {
        anchor.url
        for anchor in markup.anchors
        if anchor.text.isdecimal()
        and _folder(anchor.url) == folder
        and day_of_url(anchor.url) == day
    }
    makes = {_NUMBERS.sub("#", address) for address in numbered}
    return numbered if day is not None and len(makes) == 1 else set()


def read_layout(markup: Markup, url: str) -> tuple[list[FoundLink], list[FoundLink]]:
    """Return (articles, lists) of a layout page.

    An area of the page picture has no text; the list beside it names the same address. What is
    named 广告 or 报头 there is no article.
    """
    own = identity(url)
    day = day_of_url(url)
    titles = _titles(markup.anchors)
    builds = _builds(titles)
    sisters = _numbered_sisters(markup, url)
    articles: dict[str, FoundLink] = {}
    lists: dict[str, FoundLink] = {}
    for anchor in markup.anchors:
        key = identity(anchor.url)
        if key == own or key in articles:
            continue
        title = titles.get(key, "")
        kind = "epaper" if anchor.url in sisters else _kind(anchor, title, url, builds)
        if kind == "article" and not is_newspaper_filler(title):
            articles[key] = FoundLink(anchor.url, title, day_of_url(anchor.url) or day, "layout")
        elif kind == "epaper":
            lists.setdefault(key, _layout_link(anchor.url, title, url))
    for address, text in markup.options:
        if identity(address) != own and same_site(address, url) and url_kind(address) == "epaper":
            lists.setdefault(identity(address), _layout_link(address, text, url))
    if markup.frames:
        for frame in markup.frames:
            if same_site(frame, url) and is_followed(frame):
                lists.setdefault(identity(frame), FoundLink(frame, via="frame", priority=12))
    for link in _calendar_issues(markup, url):
        lists.setdefault(identity(link.url), link)
    if not any(link.via == "issue" for link in lists.values()) and articles:
        lists.update(_guessed_issues(url, list(lists.values())))
    lists.pop(own, None)
    return list(articles.values()), list(lists.values())


def _titles(anchors: list[Anchor]) -> dict[str, str]:
    titles: dict[str, str] = {}
    for anchor in anchors:
        key = identity(anchor.url)
        title = anchor.title if not _NUMBER_ONLY.match(anchor.title) else ""
        if len(title) > len(titles.get(key, "")):
            titles[key] = title
    return titles


def _builds(titles: dict[str, str]) -> set[str]:
    """Return the builds of addresses, by their keys, that three links or more titled like stories have."""
    counts = Counter(
        url_pattern(f"//{key}")
        for key, title in titles.items()
        if len(title) >= HEADLINE_CHARS and not _SISTER.search(title)
    )
    return {build for build, count in counts.items() if count > 2 and "#" in build}


def _kind(anchor: Anchor, title: str, url: str, builds: set[str]) -> str:
    kind = url_kind(anchor.url)
    if _ISSUE.match(anchor.text) or (
        _SISTER.search(title or anchor.text) and len(title) < 30 and not anchor.is_area
    ):
        return "epaper"
    if kind in ("article", "epaper"):
        return kind if is_followed(anchor.url, is_issue=True) else "other"
    # an unknown family: what the page picture points at, and what is titled like a story
    is_story = anchor.is_area or len(title) >= 6
    day = day_of_url(url)
    is_near = (
        _folder(anchor.url) == _folder(url)
        or (day and day_of_url(anchor.url) == day)
        or url_pattern(f"//{identity(anchor.url)}") in builds
    )
    if is_sure_list(anchor.url) or not is_near or not is_followed(anchor.url, is_issue=True):
        return "other"
    return "article" if is_story else "other"


def _folder(url: str) -> str:
    return urlsplit(url).path.rpartition("/")[0]


def _layout_link(address: str, title: str, url: str) -> FoundLink:
    day, own = day_of_url(address), day_of_url(url)
    via = "layout" if day == own else "issue"
    return FoundLink(address, title, day, via, 15 if via == "layout" else 10)  # type: ignore[arg-type]


def _calendar_issues(markup: Markup, url: str) -> list[FoundLink]:
    """The issues whose days a script or a select of the page names."""
    if not _DATE_IN_URL.search(url):
        return []
    texts = [script for script in markup.scripts if len(script) < MAX_CALENDAR_CHARS]
    days = {
        day for text in texts for quoted in _QUOTED_DAY.findall(text) if (day := find_day(quoted))
    }
    days |= {day for text in markup.option_texts if (day := find_day(text))}
    own = day_of_url(url)
    return [
        FoundLink(_on_day(url, day), "", day, "issue", 10)
        for day in sorted(days, reverse=True)[:MAX_ISSUES]
        if day != own
    ]


def _on_day(url: str, day: date) -> str:
    found = _DATE_IN_URL.search(url)
    assert found is not None
    stamp = f"{day:%Y}{found['a']}{day:%m}{found['b']}{day:%d}"
    return url.replace(found[0], stamp)


def _guessed_issues(url: str, sisters: list[FoundLink]) -> dict[str, FoundLink]:
    """The front pages of the days before, where the page links no other issue (its calendar is a script)."""
    found = _DATE_IN_URL.search(url)
    if not found:
        return {}
    layouts = [link.url for link in sisters if link.via == "layout"]
    if any(address < url for address in layouts):
        return {}  # an inner page: the front page guesses
    day = date(int(found["y"]), int(found["m"]), int(found["d"]))
    guesses = {}
    for back in range(1, GUESSED_DAYS + 1):
        earlier = day - timedelta(days=back)
        address = _on_day(url, earlier)
        guesses[identity(address)] = FoundLink(address, "", earlier, "issue-guess", -back)
    return guesses
