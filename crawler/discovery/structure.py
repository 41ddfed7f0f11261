"""What the links of a page are where their addresses do not say: by how their rows are built."""

import re
from collections import Counter, defaultdict
from urllib.parse import urlsplit, urlunsplit

from crawler.discovery.anchors import Anchor
from crawler.discovery.avoid import is_followed, is_furniture
from crawler.discovery.days import day_of_url
from crawler.discovery.found import FoundLink
from crawler.discovery.markup import Markup
from crawler.discovery.shapes import UrlKind, is_sure_list, url_kind
from crawler.discovery.traps import url_family, url_pattern
from qingwen.address import identity, twin_host

MIN_ROWS = 3
HEADLINE_CHARS = 8
"""Headlines have 12 to 30 characters, channel names 2 to 6."""
CHANNEL_CHARS = 8
FEW_LINKS = 5
MAX_PROBES = 20

_MORE = re.compile(r"^\W*(?:更多|查看更多|more|MORE|\+|>>|»)\W*$|^更多")
# A menu of two entries whose addresses say nothing: /taxonomy/term/5, /c/yw.
_CHANNEL = re.compile(
    r"[\u4e00-\u9fff]{0,4}(?:要闻|新闻|资讯|动态|快讯|快报|时政|政务|民生|社会|经济|财经|文化|教育|法治|体育"
    r"|旅游|健康|农业|三农|乡镇|县区|区县|部门|本地|国内|国际|头条|专题|评论|通知公告)"
)
_TODAY = re.compile(
    r"(?:今日|电子|数字|最新|本期|当期|当日)[^，。]{0,4}(?:报|刊|期|版)|[日晚晨早时]报$|^第\d+期"
)
_SITE_MAP = re.compile(r"(?:网站|站点)(?:地图|导航)")
_SEPARATOR = re.compile(r"^\s*(?:[>›»→＞/]|->|-&gt;)")


def classify(
    markup: Markup, url: str, *, skip: frozenset[str]
) -> tuple[list[FoundLink], list[FoundLink]]:
    """Return (articles, lists) among the links of the page; `skip`: identities of pager links."""
    candidates = _candidates(markup, url, skip)
    story_builds, channel_builds = _builds(candidates)
    story_patterns = _story_patterns(candidates, story_builds)
    articles: dict[str, FoundLink] = {}
    lists: dict[str, FoundLink] = {}
    for anchor, kind in candidates:
        key = identity(anchor.url)
        if kind == "article":
            _keep_best(articles, key, _article(anchor, "row" if anchor.dated else "shape"))
        elif kind == "epaper":
            day = day_of_url(anchor.url)
            lists.setdefault(key, FoundLink(anchor.url, anchor.title, day, "issue", 12))
        elif _is_story(anchor, kind, story_builds, story_patterns) or _is_lone_row(anchor, kind):
            _keep_best(articles, key, _article(anchor, "row" if anchor.dated else "structure"))
        elif (
            kind == "list"
            or anchor.build in channel_builds
            or _MORE.match(anchor.text)
            or _CHANNEL.fullmatch(anchor.text)
        ):
            lists.setdefault(key, FoundLink(anchor.url, anchor.title, via="nav", priority=10))
    return list(articles.values()), [link for key, link in lists.items() if key not in articles]


def beside_article(markup: Markup, url: str) -> tuple[list[FoundLink], list[FoundLink]]:
    """Return (articles, lists) worth following from an article page.

    Its menus and side bars are those of the front page. What only an article tells: its channel
    (breadcrumb, or a folder above its own), and neighbours in the same CMS.
    """
    family, path = url_family(url), urlsplit(url).path
    near: dict[str, FoundLink] = {}
    lists: dict[str, FoundLink] = {}
    for anchor in markup.anchors:
        kind = url_kind(anchor.url)
        if kind == "article":
            if url_family(anchor.url) == family and is_followed(anchor.url):
                _keep_best(near, identity(anchor.url), _article(anchor, "shape"))
        elif (
            (_is_above(anchor, kind, path) or _is_crumb(anchor))
            and not is_furniture(anchor.text)
            and is_followed(anchor.url, is_issue=kind == "epaper")
        ):
            link = FoundLink(anchor.url, anchor.title, via="crumb", priority=10)
            lists.setdefault(identity(anchor.url), link)
    return list(near.values()), list(lists.values())


def _is_above(anchor: Anchor, kind: UrlKind, path: str) -> bool:
    """Whether a link leads to a folder above; the folder of a day holds articles, or a newspaper."""
    folder = urlsplit(anchor.url).path.rpartition("/")[0] + "/"
    if kind == "other" or len(folder) < 2 or not path.startswith(folder):
        return False
    return kind == "epaper" or not any(map(str.isdigit, folder))


def _is_crumb(anchor: Anchor) -> bool:
    return (
        anchor.after != ""
        and bool(_SEPARATOR.match(anchor.after))
        and len(anchor.text) <= CHANNEL_CHARS
    )


def on_own_host(articles: list[FoundLink], url: str) -> list[FoundLink]:
    """Return `articles` with links to a twin host (m.) put on the host of the page.

    Only where the page's own host writes its articles the same way, in the same folders: mobile
    sites with other paths (/wap/123.html beside /yw/123.html) keep theirs.
    """
    host = urlsplit(url).netloc
    families = {_make(link.url) for link in articles if urlsplit(link.url).netloc == host}
    result = []
    for link in articles:
        parts = urlsplit(link.url)
        if (
            parts.netloc != host
            and twin_host(parts.netloc) == twin_host(host)
            and _make(link.url) in families
        ):
            link = link._replace(url=urlunsplit(parts._replace(netloc=host)))
        result.append(link)
    return result


def _make(url: str) -> tuple[str, str]:
    """The family of an address, and the folder that it begins with."""
    folder, slash, _ = urlsplit(url).path.lstrip("/").partition("/")
    named = folder if slash and not any(map(str.isdigit, folder)) else ""
    return url_family(url), named


def probes(markup: Markup) -> list[FoundLink]:
    """Return the links of a page that offers little else: one look at each tells what they are.

    Its map of the site is among them, which elsewhere is furniture.
    """
    found: dict[str, FoundLink] = {}
    for anchor in markup.anchors:
        if not is_followed(anchor.url, is_issue=bool(_TODAY.search(anchor.title))):
            continue
        if is_furniture(anchor.text) and not _SITE_MAP.search(anchor.text):
            continue
        link = FoundLink(anchor.url, anchor.title, via="probe", priority=-10)
        found.setdefault(identity(anchor.url), link)
        if len(found) >= MAX_PROBES:
            break
    return list(found.values())


# ---- links ------------------------------------------------------------------------------------------


def _candidates(markup: Markup, url: str, skip: frozenset[str]) -> list[tuple[Anchor, UrlKind]]:
    own = identity(url)
    found = []
    for anchor in markup.anchors:
        key = identity(anchor.url)
        if key == own or key in skip or is_furniture(anchor.text or anchor.title):
            continue
        kind = url_kind(anchor.url)
        if not is_followed(anchor.url, is_issue=kind == "epaper"):
            continue
        found.append((anchor, kind))
    return found


def _builds(candidates: list[tuple[Anchor, UrlKind]]) -> tuple[set[str], set[str]]:
    """Which ways of building a row hold stories, and which hold channels."""
    groups: defaultdict[str, list[tuple[Anchor, UrlKind]]] = defaultdict(list)
    for anchor, kind in candidates:
        groups[anchor.build].append((anchor, kind))
    stories, channels = set(), set()
    for build, members in groups.items():
        addresses = {identity(anchor.url) for anchor, _ in members}
        if len(addresses) < MIN_ROWS:
            continue
        lengths = sorted(len(anchor.title) for anchor, _ in members)
        median = lengths[len(lengths) // 2]
        dated = sum(anchor.dated for anchor, _ in members)
        known = sum(kind == "article" for _, kind in members)
        if (
            median >= HEADLINE_CHARS
            or (dated * 2 >= len(members) and median >= 4)
            # rows of pictures and of issues have short titles and no day; their neighbours tell
            or (known >= MIN_ROWS and known * 3 >= len(members))
        ):
            stories.add(build)
        elif lengths[-1] <= CHANNEL_CHARS + 4 and median <= CHANNEL_CHARS:
            channels.add(build)
    return stories, channels


def _story_patterns(candidates: list[tuple[Anchor, UrlKind]], builds: set[str]) -> set[str]:
    """Families of addresses that stand in story rows: such a link elsewhere is a story as well."""
    patterns = Counter(
        url_pattern(anchor.url)
        for anchor, kind in candidates
        if kind == "other" and anchor.build in builds and len(anchor.title) >= HEADLINE_CHARS
    )
    return {pattern for pattern, count in patterns.items() if count >= MIN_ROWS and "#" in pattern}


def _is_story(anchor: Anchor, kind: UrlKind, builds: set[str], patterns: set[str]) -> bool:
    if kind == "list" and anchor.build in builds and is_headline(anchor.title, anchor.url):
        return True
    if kind == "list":
        # a slug folder in dated rows: /news/city-opens-new-bridge/, or Drupal's /node/3106
        return anchor.build in builds and anchor.dated and len(anchor.title) >= HEADLINE_CHARS
    if anchor.build in builds:
        return len(anchor.title) >= 4
    return len(anchor.title) >= 4 and url_pattern(anchor.url) in patterns


def is_headline(title: str, url: str) -> bool:
    """Whether a link whose address may be that of a channel has the title of a story.

    /article/eXcw and /watch?k=a00q are built like /news/local and /news?cat=3.
    """
    return len(title) >= HEADLINE_CHARS and not is_sure_list(url)


def _is_lone_row(anchor: Anchor, kind: UrlKind) -> bool:
    """Whether a link stands in a row like the single one on the last page of a list."""
    is_open = kind == "other" or (kind == "list" and "#" in url_pattern(anchor.url))
    return is_open and anchor.day is not None and len(anchor.title) >= HEADLINE_CHARS


def _article(anchor: Anchor, via: str) -> FoundLink:
    day = anchor.day or day_of_url(anchor.url)
    return FoundLink(anchor.url, anchor.title, day, via)  # type: ignore[arg-type]


def _keep_best(found: dict[str, FoundLink], key: str, link: FoundLink) -> None:
    """Of several links to one story keep the first, with the longest title and the row's date."""
    known = found.get(key)
    if known is None:
        found[key] = link
        return
    title = max(known.title, link.title, key=len)
    best = link if link.via == "row" and known.via != "row" else known
    found[key] = known._replace(title=title, date=best.date or known.date, via=best.via)
