"""Addresses: what is fetched, and which addresses are one page."""

import re
import tomllib
from functools import lru_cache
from pathlib import Path
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from w3lib.url import canonicalize_url, safe_url_string

from qingwen.recall import recalled

MAX_URL_CHARS = 2000

_RULES = tomllib.loads((Path(__file__).parent / "rules" / "address.toml").read_text("utf-8"))
_DROPPED = frozenset(_RULES["tracking"] + _RULES["session"])
_DROPPED_PREFIXES = tuple(_RULES["tracking_prefixes"])
_PRINT = frozenset(_RULES["print"])
_TWINS = frozenset(_RULES["twin_labels"])
_TWIN_PREFIX = re.compile(_RULES["twin_prefix"])
_SHARED = frozenset(_RULES["shared_domains"])
_SESSION_PATH = re.compile(
    r";[a-z_]*(?:session|sess|sid)[a-z_]*=[^/?;]*|/\((?:[a-z]\([^()/]*\))+\)(?=/)", re.I
)
_INDEX_PAGE = re.compile(r"/(?:index|default)\.(?:[sx]?html?|jhtml|php|aspx?|jsp|do)$", re.I)
_MOBILE_FOLDER = re.compile(r"^/(?:wap|m|3g|mobile)(?=/.*\d{4})", re.I)
_PRINT_PAGE = re.compile(r"[-_](?:print|prn)(?=\.\w+$)|^/print(?=/)", re.I)
# t breaks a cache with a moment; alone and short it is a kind of news: NewsList.aspx?t=1
_SHORT_TYPE = re.compile(r"t=\d{1,4}", re.I)
_BLANKS = re.compile(r"[\x00-\x20]+")
_ODD = re.compile(r"[\x00-\x20\\]")
# What needs no escaping: most addresses, and the escaping of the others costs five times the rest.
_PLAIN = re.compile(r"[A-Za-z0-9/:._~?&=+,-]*")
# Nine of ten links are written so, and need no parsing: no port, query, fragment or dot segment.
_SIMPLE = re.compile(
    r"(https?://[a-z0-9][a-z0-9.-]*[a-z0-9])?(/(?![/.])(?:(?!/\.|//)[A-Za-z0-9/_~.+-])*)"
)
_ORIGIN = re.compile(r"https?://[a-z0-9][a-z0-9.-]*[a-z0-9](?=/|$)")
_DEFAULT_PORT = {"http": 80, "https": 443}


def fetch_url(href: str, base: str = "", *, encoding: str = "utf-8") -> str | None:
    """Return the address to ask for: absolute http(s), no fragment, tracking or session id.

    None for anything that is no web address. Double slashes in the path stay: some servers
    (Enorth's `/system/count//0007000/`) know the page under no other name. A query in Chinese is
    percent-encoded in `encoding`, the charset of the page, as browsers do.

    >>> fetch_url("./t1.html;jsessionid=A1?spm=x&id=3#top", "http://www.hanjiangwang.cn/xw/")
    'http://www.hanjiangwang.cn/xw/t1.html?id=3'
    """
    if (simple := _SIMPLE.fullmatch(href)) and len(href) <= MAX_URL_CHARS:
        if simple[1]:
            return href
        if origin := _ORIGIN.match(base):
            return origin[0] + href
    if _ODD.search(href):
        href = _BLANKS.sub(lambda m: " " if m[0] == " " else "", href).strip().replace("\\", "/")
    if len(href) > MAX_URL_CHARS or not href or href.startswith("#"):
        return None
    try:
        joined = href if href.startswith(("http://", "https://")) else urljoin(base, href)
    except ValueError:
        return None
    return _normal(joined, encoding)


@recalled
def _normal(joined: str, encoding: str) -> str | None:
    """Cached: the menus of a site stand on each of its pages."""
    try:
        parts = urlsplit(joined)
        port = parts.port
    except ValueError:
        return None
    scheme, host = parts.scheme.lower(), (parts.hostname or "").lower().rstrip(".")
    if scheme not in _DEFAULT_PORT or not host or "%" in host:
        return None
    netloc = host if port in (None, _DEFAULT_PORT[scheme]) else f"{host}:{port}"
    path = parts.path
    if ";" in path or "(" in path:
        path = _SESSION_PATH.sub("", path)
    address = urlunsplit(SplitResult(scheme, netloc, path or "/", _kept(parts.query), ""))
    if _PLAIN.fullmatch(address):
        return address
    try:
        return safe_url_string(address, encoding)
    except (ValueError, UnicodeError):
        return None


def canonical_url(url: str) -> str:
    """Return the one way to write the address of an article; `url` itself where it is none.

    >>> canonical_url("HTTP://www.hanjiangwang.cn:80//yw/t3.html?from=app&div=-1#p")
    'http://www.hanjiangwang.cn/yw/t3.html'
    """
    fetched = fetch_url(url)
    if fetched is None:
        return url
    if _SIMPLE.fullmatch(fetched) and not _PRINT_PAGE.search(fetched):
        return fetched
    parts = urlsplit(fetched)
    path = _PRINT_PAGE.sub("", re.sub(r"/{2,}", "/", parts.path))
    query = "&".join(p for p in parts.query.split("&") if _name(p) not in _PRINT)
    return str(canonicalize_url(urlunsplit(parts._replace(path=path, query=query))))


@recalled
def identity(url: str) -> str:
    """Return the key under which all twins of an address are one page.

    Twins: http and https; www., m., wap., 3g., bare host; `/dir/` and `/dir/index.html`; what
    `canonical_url` drops. The key is no address.

    >>> identity("https://m.hanjiangwang.cn/yw/index.shtml") == identity("http://hanjiangwang.cn/yw/")
    True
    """
    parts = urlsplit(canonical_url(url))
    path = _INDEX_PAGE.sub("/", parts.path)
    path = _MOBILE_FOLDER.sub("", path)
    host = twin_host(parts.hostname or "")
    port = f":{parts.port}" if parts.port else ""
    return f"{host}{port}{path}" + (f"?{parts.query}" if parts.query else "")


def twin_host(host: str) -> str:
    """Return `host` without the label that only names a device or a script.

    >>> twin_host("m.news.hanjiang.com.cn"), twin_host("m-hanjiang.cjyun.org"), twin_host("www.cn")
    ('news.hanjiang.com.cn', 'hanjiang.cjyun.org', 'www.cn')
    """
    host = host.lower()
    while True:
        label, _, rest = host.partition(".")
        if label in _TWINS and "." in rest:
            host = rest
        else:
            return _TWIN_PREFIX.sub("", host)


@recalled
def site_of(host: str) -> str:
    """Return what `host` belongs to: its registrable domain, the host itself on a shared domain.

    >>> site_of("news.hanjiang.com.cn"), site_of("m-hanjiang.cjyun.org"), site_of("127.0.0.1")
    ('hanjiang.com.cn', 'hanjiang.cjyun.org', '127.0.0.1')
    """
    host = twin_host(host)
    domain = _suffixes()(host).top_domain_under_public_suffix or host
    return host if domain in _SHARED else domain


def same_site(url: str, other: str) -> bool:
    """Whether two addresses belong to one publisher."""
    return site_of(urlsplit(url).hostname or "") == site_of(urlsplit(other).hostname or "")


def in_scope(url: str, starts: tuple[str, ...]) -> bool:
    """Whether a crawl of `starts` may go to `url`.

    Started at a portal's front (www., m. or bare host), it may go to every host of the domain;
    started at another host (`szb.`, a district's sub-domain), it stays there.
    """
    host = twin_host(urlsplit(url).hostname or "")
    hosts, domains = _homes(starts)
    return host in hosts or site_of(host) in domains


@lru_cache(maxsize=16)
def _homes(starts: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
    """The hosts of `starts`, and those of them that stand for their whole domain."""
    hosts = frozenset(twin_host(urlsplit(start).hostname or "") for start in starts)
    return hosts, frozenset(host for host in hosts if site_of(host) == host)


def _name(parameter: str) -> str:
    return parameter.partition("=")[0].lower()


def _kept(query: str) -> str:
    if not query or _SHORT_TYPE.fullmatch(query):
        return query
    return "&".join(
        part
        for part in query.split("&")
        if part and (name := _name(part)) not in _DROPPED and not name.startswith(_DROPPED_PREFIXES)
    )


@lru_cache(maxsize=1)
def _suffixes():  # type: ignore[no-untyped-def]
    import tldextract  # 60 ms to import, needed where a first link is judged

    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
