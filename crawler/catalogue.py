"""The site catalogue: outlets with their region, publisher and start URLs, as TOML files.

A file holds a province, the pause of its sites, and the sites:

    province = "湖北"
    delay_s = 3

    [[site]]
    name = "汉江网"
    domain = "hanjiangwang.cn"
    start_urls = ["https://www.hanjiangwang.cn/"]

Optional: aliases, kind ("portal", "newspaper"), city, publisher, cms, issues (address of a
newspaper's front page with %Y %m %d for its day), delay_s, render (a browser is needed).
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from qingwen.address import twin_host

SHIPPED = Path(__file__).parent / "sites"
ISSUE_DAYS = 7
"""Days of a newspaper a crawl starts at: papers skip Sundays and holidays."""

_TEXTS = ("name", "domain", "kind", "province", "city", "publisher", "cms", "issues")
_LISTS = ("aliases", "start_urls")
_KEYS = frozenset((*_TEXTS, *_LISTS, "delay_s", "render"))
_KINDS = ("portal", "newspaper", "government")
MAX_DELAY_S = 3600


class CatalogueError(Exception):
    """A catalogue file or a name asked for is wrong; the message is one sentence for the user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteEntry:
    """One outlet."""

    name: str
    """孝感网; of a newspaper's digital edition, 孝感日报数字报."""
    domain: str
    """Registrable domain, or the host where the outlet has no more than that."""
    start_urls: tuple[str, ...] = ()
    """Where a crawl begins. Empty for a newspaper on a host of several: its issues are known."""
    aliases: tuple[str, ...] = ()
    kind: str = "portal"
    province: str | None = None
    city: str | None = None
    publisher: str | None = None
    cms: str | None = None
    """Family of its CMS where known: trs, founder, enorth, ..."""
    issues: str | None = None
    """Front page of a newspaper's issue, with %Y, %m and %d in the place of its day."""
    delay_s: float | None = None
    """Pause between two requests; None leaves it to the crawl."""
    render: bool = False
    """Whether its pages are empty without a browser."""

    def starts(self, today: date) -> tuple[str, ...]:
        """Return where a crawl begins: the start URLs, and a newspaper's issues of the last days."""
        if self.issues is None:
            return self.start_urls
        days = (today - timedelta(days=back) for back in range(ISSUE_DAYS))
        return (*self.start_urls, *(day.strftime(self.issues) for day in days))


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All entries, in the order of their files."""

    sites: tuple[SiteEntry, ...]

    def __iter__(self) -> Iterator[SiteEntry]:
        return iter(self.sites)

    def __len__(self) -> int:
        return len(self.sites)

    def site(self, name_or_domain: str) -> SiteEntry:
        """Return the entry of that name, alias or domain. Raises CatalogueError."""
        wanted = name_or_domain.strip()
        host = twin_host(urlsplit(wanted).hostname or wanted if "//" in wanted else wanted)
        for matches in (
            [site for site in self.sites if site.name == wanted],
            [site for site in self.sites if wanted in site.aliases],
            [site for site in self.sites if twin_host(site.domain) == host],
        ):
            if len(matches) == 1:
                return matches[0]
            if matches:
                names = "、".join(f"{site.name} {site.domain}" for site in matches)
                raise CatalogueError(f"{wanted!r} names {len(matches)} sites: {names}.")
        near = [site.name for site in self.sites if len(wanted) > 1 and wanted in site.name][:5]
        hint = f"; did you mean {'、'.join(near)}?" if near else "; `scrapy sites` lists them."
        raise CatalogueError(f"The catalogue has no site {wanted!r}{hint}")

    def of_province(self, province: str) -> tuple[SiteEntry, ...]:
        """Return the entries of one province, whole name or its beginning (湖北, 湖北省). Raises CatalogueError."""
        wanted = province.strip()
        known = sorted({site.province for site in self.sites if site.province})
        for name in known:
            if name == wanted or wanted.startswith(name):
                return tuple(site for site in self.sites if site.province == name)
        raise CatalogueError(
            f"The catalogue has no province {province!r}; it has {'、'.join(known)}."
        )

    def named(self, text: str) -> tuple[SiteEntry, ...]:
        """Return the entries with `text` in their name, city, publisher or domain."""
        return tuple(
            site
            for site in self.sites
            if any(
                text in (value or "")
                for value in (site.name, *site.aliases, site.city, site.publisher, site.domain)
            )
        )

    def of_url(self, url: str) -> SiteEntry | None:
        """Return the entry whose pages `url` is one of; the longest domain wins, None for no site."""
        host = twin_host(urlsplit(url).hostname or "")
        best: SiteEntry | None = None
        for site in self.sites:
            domain = twin_host(site.domain)
            if (host == domain or host.endswith(f".{domain}")) and (
                best is None or len(domain) > len(twin_host(best.domain))
            ):
                best = site
        return best


def load_catalogue(paths: tuple[Path, ...] | None = None) -> Catalogue:
    """Read catalogue files and folders of them; the shipped catalogue where none is given.

    A site given twice, by name and domain, counts once: the later file replaces it, so that a
    user's file can correct a shipped entry. Raises CatalogueError.
    """
    entries = {
        (entry.name, entry.domain): entry
        for read in (_shipped(), *(_read_path(path) for path in paths or ()))
        for entry in read
    }
    return Catalogue(tuple(entries.values()))


@cache
def _shipped() -> tuple[SiteEntry, ...]:
    """Read once: a schedule asks for the catalogue with every job."""
    return _read_path(SHIPPED)


def _read_path(path: Path) -> tuple[SiteEntry, ...]:
    files = sorted(path.glob("*.toml")) if path.is_dir() else [path]
    return tuple(entry for file in files for entry in read_file(file))


def read_file(file: Path) -> list[SiteEntry]:
    """Return the entries of one file. Raises CatalogueError, naming file and key."""
    try:
        data = tomllib.loads(file.read_text("utf-8-sig"))
    except OSError as error:
        raise CatalogueError(
            f"The catalogue file {file} cannot be read: {error.strerror}."
        ) from error
    except UnicodeDecodeError as error:
        raise CatalogueError(f"The catalogue file {file} is not UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(f"The catalogue file {file} is not TOML: {error}.") from error
    if unknown := sorted(set(data) - {"province", "delay_s", "site"}):
        raise CatalogueError(
            f"{file}: there is no key {unknown[0]!r}; a file holds province, delay_s and site."
        )
    province = data.get("province")
    if province is not None and (not isinstance(province, str) or not province):
        raise CatalogueError(f"{file}: province must be a name.")
    sites = data.get("site", [])
    if not isinstance(sites, list) or not all(isinstance(site, dict) for site in sites):
        raise CatalogueError(f"{file}: site must be a list of tables, [[site]].")
    common = {key: data[key] for key in ("province", "delay_s") if key in data}
    _check_delay(common, str(file))
    return [_entry(site, common, f"{file}: site {number}") for number, site in enumerate(sites, 1)]


def _entry(site: dict[str, Any], common: dict[str, Any], where: str) -> SiteEntry:
    if isinstance(site.get("name"), str):
        where = f"{where} ({site['name']})"
    _check_types(site, where)
    _check_meaning(site, where)
    fields = {**common, **site}
    for key in _LISTS:
        fields[key] = tuple(site.get(key, ()))
    return SiteEntry(**fields)


def _check_types(site: dict[str, Any], where: str) -> None:
    if unknown := sorted(set(site) - _KEYS):
        raise CatalogueError(f"{where}: there is no key {unknown[0]!r}.")
    for key in ("name", "domain"):
        if key not in site:
            raise CatalogueError(f"{where}: the key {key!r} is missing.")
    for key in _TEXTS:
        if key in site and (not isinstance(site[key], str) or not site[key].strip()):
            raise CatalogueError(f"{where}: {key} must be a text.")
    for key in _LISTS:
        value = site.get(key, [])
        if not isinstance(value, list) or not all(isinstance(text, str) and text for text in value):
            raise CatalogueError(f"{where}: {key} must be a list of texts.")
    if not isinstance(site.get("render", False), bool):
        raise CatalogueError(f"{where}: render must be true or false.")


def _check_meaning(site: dict[str, Any], where: str) -> None:
    starts, issues = site.get("start_urls", []), site.get("issues")
    if not starts and issues is None:
        raise CatalogueError(f"{where}: start_urls names no address.")
    for url in (*starts, *([issues] if issues else [])):
        _check_url(url, where)
    if site.get("kind", "portal") not in _KINDS:
        raise CatalogueError(
            f"{where}: kind is {site['kind']!r}; it must be one of {', '.join(_KINDS)}."
        )
    if issues and not all(mark in issues for mark in ("%Y", "%m", "%d")):
        raise CatalogueError(f"{where}: issues must hold %Y, %m and %d, the day of an issue.")
    _check_delay(site, where)


def _check_delay(table: dict[str, Any], where: str) -> None:
    delay_s = table.get("delay_s", 0)
    is_number = isinstance(delay_s, int | float) and not isinstance(delay_s, bool)
    if not is_number or not 0 <= delay_s <= MAX_DELAY_S:
        raise CatalogueError(f"{where}: delay_s must be seconds from 0 to {MAX_DELAY_S}.")


def _check_url(url: str, where: str) -> None:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host, parts = None, urlsplit("")
    if parts.scheme not in ("http", "https") or not host or parts.username:
        raise CatalogueError(f"{where}: {url!r} is no address that can be crawled.")
