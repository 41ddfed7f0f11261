"""The order: what one crawl is asked to do, read from the -a arguments of the command line.

Everything that can be wrong with it is said here, in one sentence, before the first request.
"""

import math
import re
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from urllib.parse import urlsplit

from crawler.brands import BrandsError, read_brands
from crawler.catalogue import Catalogue, CatalogueError, SiteEntry, load_catalogue
from crawler.manners import BEIJING, Window, read_window
from crawler.rendering.browser import why_not
from crawler.state_folder import DEFAULT_OUT, state_path
from qingwen.brands import KnownBrands

DEFAULT_DELAY_S = 1.0
ARTICLES_NAME = "articles.jsonl"
REJECTS_NAME = "rejects.jsonl"
ARGUMENTS = (
    "url", "site", "sites", "urls", "catalogue", "since", "until", "limit", "out", "state",
    "delay_s", "requests_a_day", "window", "contact", "allow_private",
    "warc", "render", "ledger", "brands",
)  # fmt: skip


class OrderError(Exception):
    """The crawl cannot be done as asked; the message is one sentence for the user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A crawl as it was asked for, checked."""

    start_urls: tuple[str, ...]
    catalogue: Catalogue
    """Knows the region and the delay of many a site."""
    since: date | None = None
    """First day of publication that is wanted."""
    until: date | None = None
    """Last day of publication that is wanted."""
    limit: int | None = None
    """Articles after which this run stops."""
    articles_path: Path
    rejects_path: Path
    state_path: Path
    ledger_url: str | None = None
    """Database that several workers share; None keeps the ledger in the state folder."""
    warc_path: Path | None = None
    """Folder that keeps what is fetched; None keeps nothing."""
    delay_s: float | None = None
    """Pause between two requests to one host; None leaves it to catalogue and default."""
    requests_a_day: int | None = None
    """Requests one host gets in a day, over all runs."""
    window: Window | None = None
    """Hours in which hosts may be asked."""
    contact: str | None = None
    """Address or page of who crawls, for the User-Agent."""
    allow_private: tuple[str, ...] = ()
    """HOST:PORT that may be fetched although it is not public."""
    render: bool | None = None
    """Whether pages that scripts build are read in a browser; None leaves it to the catalogue."""
    brands: KnownBrands | None = None
    """Brands of spam that an earlier run learnt."""

    def renders(self, url: str) -> bool:
        """Whether the site of `url` is one whose pages scripts build."""
        if self.render is not None:
            return self.render
        site = self.catalogue.of_url(url)
        return site is not None and site.render

    def wants(self, day: str | None) -> bool:
        """Whether an article of that day (ISO 8601, or None where nobody knows) is asked for."""
        if day is None:
            return True
        return not (
            (self.since and day[:10] < self.since.isoformat())
            or (self.until and day[:10] > self.until.isoformat())
        )

    def is_too_old(self, day: str | None) -> bool:
        """Whether an article of that day lies before what is asked for."""
        return bool(day and self.since and day[:10] < self.since.isoformat())

    def as_plain(self) -> dict[str, object]:
        """Return what was asked for as JSON can hold it."""
        return {
            "start_urls": list(self.start_urls),
            "since": self.since and self.since.isoformat(),
            "until": self.until and self.until.isoformat(),
            "limit": self.limit,
            "out": str(self.articles_path),
        }


def read_order(arguments: dict[str, str]) -> Order:
    """Return the order that the arguments give. Raises OrderError."""
    unknown = sorted(set(arguments) - {*ARGUMENTS, "_job"})  # scrapyd gives its runs a number
    if unknown:
        raise OrderError(f"There is no argument {unknown[0]!r}; there are {', '.join(ARGUMENTS)}.")
    catalogue = _catalogue(arguments)
    start_urls = [_checked_url(url) for url in _given_urls(arguments)]
    for site in _sites(arguments, catalogue):
        start_urls += site.starts(datetime.now(BEIJING).date())
    if not start_urls:
        raise OrderError(
            "Nothing to crawl: give -a url=https://..., -a site=NAME, -a sites=A,B or -a urls=FILE."
        )
    since, until = _day(arguments, "since"), _day(arguments, "until")
    if since and until and since > until:
        raise OrderError(f"since={since} lies after until={until}.")
    articles_path, rejects_path = _output_paths(arguments.get("out"))
    return Order(
        start_urls=tuple(dict.fromkeys(start_urls)),
        catalogue=catalogue,
        since=since,
        until=until,
        limit=_count(arguments, "limit", "of articles"),
        requests_a_day=_count(arguments, "requests_a_day", "of requests"),
        window=_window(arguments),
        contact=_contact(arguments),
        articles_path=articles_path,
        rejects_path=rejects_path,
        state_path=state_path(arguments.get("out"), arguments.get("state")),
        ledger_url=_ledger_url(arguments),
        warc_path=Path(arguments["warc"]) if arguments.get("warc") else None,
        brands=_brands(arguments),
        delay_s=_delay_s(arguments),
        allow_private=_allowances(arguments),
        render=_render(arguments),
    )


def _given_urls(arguments: dict[str, str]) -> list[str]:
    urls = [arguments["url"]] if "url" in arguments else []
    if "urls" in arguments:
        urls += _lines_of(Path(arguments["urls"]))
    return urls


def _lines_of(path: Path) -> list[str]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise OrderError(f"The file of URLs {path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise OrderError(f"The file of URLs {path} is not UTF-8.") from error
    urls = [line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")]
    if not urls:
        raise OrderError(f"The file of URLs {path} holds no URL.")
    return urls


def _checked_url(url: str) -> str:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise OrderError(f"{url[:100]!r} is not a URL: {error}.") from error
    if parts.scheme not in ("http", "https") or not host:
        raise OrderError(
            f"{url[:100]!r} is not a URL that can be crawled: it must start with https:// or http://."
        )
    if parts.username or parts.password:
        raise OrderError("A URL with a user name or password in it is not crawled.")
    return url


def _catalogue(arguments: dict[str, str]) -> Catalogue:
    paths = (Path(arguments["catalogue"]),) if "catalogue" in arguments else None
    try:
        return load_catalogue(paths)
    except CatalogueError as error:
        raise OrderError(str(error)) from error


def _sites(arguments: dict[str, str], catalogue: Catalogue) -> list[SiteEntry]:
    names = [arguments["site"]] if "site" in arguments else []
    names += [name.strip() for name in arguments.get("sites", "").split(",") if name.strip()]
    try:
        return [catalogue.site(name) for name in names]
    except CatalogueError as error:
        raise OrderError(str(error)) from error


def _day(arguments: dict[str, str], name: str) -> date | None:
    if name not in arguments:
        return None
    try:
        return date.fromisoformat(arguments[name])
    except ValueError as error:
        raise OrderError(
            f"{name}={arguments[name]!r} is not a day; write it as 2024-03-05."
        ) from error


def _count(arguments: dict[str, str], name: str, unit: str) -> int | None:
    if name not in arguments:
        return None
    value = arguments[name]
    if not (value.isascii() and value.isdigit() and int(value)):
        raise OrderError(f"{name}={value!r} is not a number {unit}.")
    return int(value)


def _window(arguments: dict[str, str]) -> Window | None:
    if "window" not in arguments:
        return None
    try:
        return read_window(arguments["window"])
    except ValueError as error:
        raise OrderError(
            f"window={arguments['window']!r} is not a window; write it as 22:00-06:00."
        ) from error


def _contact(arguments: dict[str, str]) -> str | None:
    contact = arguments.get("contact")
    if contact is not None and not re.fullmatch(r"[!-'*-~]{3,200}", contact):
        raise OrderError(f"contact={contact[:100]!r} must be a mail address or a URL.")
    return contact


def _ledger_url(arguments: dict[str, str]) -> str | None:
    url = arguments.get("ledger")
    scheme, mark, _ = (url or "").partition("://")
    if url is not None and (scheme not in ("postgresql", "postgres") or not mark):
        given = repr(scheme[:20]) if mark else "missing"  # the rest may hold a password
        raise OrderError(
            f"The scheme of ledger is {given}; give an address like postgresql://host/database."
        )
    return url


def _delay_s(arguments: dict[str, str]) -> float | None:
    if "delay_s" not in arguments:
        return None
    try:
        delay_s = float(arguments["delay_s"])
    except ValueError:
        delay_s = math.nan
    if not 0 <= delay_s <= 3600:
        raise OrderError(f"delay_s={arguments['delay_s']!r} is not a pause of 0 to 3600 seconds.")
    return delay_s


def _render(arguments: dict[str, str]) -> bool | None:
    if "render" not in arguments:
        return None
    wanted = {"yes": True, "no": False}.get(arguments["render"])
    if wanted is None:
        raise OrderError(f"render={arguments['render']!r} must be yes or no.")
    if wanted and (missing := why_not()):
        raise OrderError(f"Pages cannot be rendered. {missing}")
    return wanted


def _brands(arguments: dict[str, str]) -> KnownBrands | None:
    if "brands" not in arguments:
        return None
    try:
        return read_brands(arguments["brands"])
    except BrandsError as error:
        raise OrderError(f"brands: {error}") from error


def _output_paths(out: str | None) -> tuple[Path, Path]:
    """Return the files of articles and rejects: in the folder `out`, or `out` if it is a file."""
    path = Path(out) if out else DEFAULT_OUT
    if path.suffix == ".jsonl":
        return path, path.with_name(f"{path.stem}.{REJECTS_NAME}")
    if path.is_file():
        raise OrderError(f"out={out} is a file; give a folder, or a file that ends in .jsonl.")
    return path / ARTICLES_NAME, path / REJECTS_NAME


def _allowances(arguments: dict[str, str]) -> tuple[str, ...]:
    given = [part.strip() for part in arguments.get("allow_private", "").split(",") if part.strip()]
    for allowance in given:
        if not re.fullmatch(r"(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\]):\d{1,5}", allowance):
            raise OrderError(
                f"allow_private={allowance!r} must be HOST:PORT, as in 127.0.0.1:8000."
            )
    return tuple(allowance.lower() for allowance in given)
