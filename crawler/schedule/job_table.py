"""One `[[job]]` table of a schedule, read into a job: what, when, within which limits."""

import re
from datetime import date, datetime, time
from pathlib import Path
from urllib.parse import urlsplit

from crawler.catalogue import Catalogue, CatalogueError, SiteEntry, load_catalogue
from crawler.order import OrderError, read_order
from crawler.schedule.plan import Job
from crawler.schedule.table import DURATION, Table
from crawler.schedule.timetable import DAY_S, WEEKDAYS, Timetable
from crawler.state_folder import state_path
from qingwen.address import twin_host

JOB_KEYS = (
    "name", "sites", "provinces", "urls", "every", "at", "days", "window", "jitter", "missed",
    "since", "limit", "delay_s", "requests_a_day", "max_run", "out", "state", "warc",
    "allow_private",
)  # fmt: skip
_NAME = re.compile(r"\w[\w.-]{0,63}")


class OpenCatalogue:
    """The catalogue that the jobs of a file name their sites from."""

    def __init__(self, top: Table, base: Path) -> None:
        path = top.text("catalogue")
        self.path = base / path if path else None
        try:
            self.catalogue: Catalogue = load_catalogue((self.path,) if self.path else None)
        except CatalogueError as error:
            raise top.fault(f"catalogue: {error}") from error

    def name_of(self, entry: SiteEntry) -> str | None:
        """Return what the crawl finds this very entry under; None where nothing is unique."""
        for name in (entry.name, entry.domain, *entry.aliases):
            try:
                if "," not in name and self.catalogue.site(name) == entry:
                    return name
            except CatalogueError:
                continue
        return None


class JobReader:
    """Reads one [[job]] table."""

    def __init__(
        self,
        table: Table,
        zone: str,
        base: Path,
        out: Path,
        catalogue: OpenCatalogue,
        contact: str | None,
    ) -> None:
        self._table = table
        self._zone = zone
        self._base = base
        self._out = out
        self._open = catalogue
        self._contact = contact

    def job(self) -> Job:
        """Return the job. Raises PlanError."""
        table = self._table
        name = self._name()
        entries, urls = self._entries(), self._urls()
        out, state, warc = (table.text(key) for key in ("out", "state", "warc"))
        out_path = self._base / out if out else self._out / name
        job = Job(
            name=name,
            timetable=self._timetable(name),
            about=self._about(entries, urls),
            sites=self._site_names(entries),
            urls=urls,
            hosts=frozenset(_hosts(entries, urls)),
            catch_up=table.choice("missed", ("once", "skip")) == "once",
            since=self._since(),
            limit=table.whole_number("limit", 1, 10**9),
            delay_s=table.seconds("delay_s", 3600),
            requests_a_day=table.whole_number("requests_a_day", 1, 10**9),
            contact=self._contact,
            max_run_s=table.duration_s("max_run", 1, 7 * DAY_S),
            out=out_path,
            state=self._base / state if state else state_path(str(out_path), None),
            warc=self._base / warc if warc else None,
            catalogue=self._open.path,
            allow_private=table.texts("allow_private"),
        )
        arguments = job.crawl_arguments(date.today())
        if arguments.pop("urls", None):
            arguments["url"] = urls[0]
        try:
            read_order(arguments)  # the crawl itself says what it would not take
        except OrderError as error:
            raise table.fault(str(error)) from error
        return job

    def _name(self) -> str:
        name = self._table.text("name")
        if name is None:
            raise self._table.fault("the key 'name' is missing.")
        if not _NAME.fullmatch(name) or name == "schedule":
            raise self._table.fault(
                "name must be letters, digits, '-', '_' and '.', and not 'schedule'."
            )
        return name

    def _entries(self) -> list[SiteEntry]:
        catalogue = self._open.catalogue
        try:
            found = [
                entry
                for province in self._table.texts("provinces")
                for entry in catalogue.of_province(province)
            ]
            found += [catalogue.site(name) for name in self._table.texts("sites")]
        except CatalogueError as error:
            raise self._table.fault(str(error)) from error
        return list(dict.fromkeys(found))

    def _site_names(self, entries: list[SiteEntry]) -> tuple[str, ...]:
        names = []
        for entry in entries:
            name = self._open.name_of(entry)
            if name is None:
                raise self._table.fault(
                    f"the catalogue has several sites that are {entry.name} and {entry.domain}; "
                    "give its start page in urls."
                )
            names.append(name)
        return tuple(names)

    def _urls(self) -> tuple[str, ...]:
        urls = self._table.texts("urls")
        for url in urls:
            if not _is_web_address(url):
                raise self._table.fault(
                    f"urls: {url[:80]!r} must be an address that starts with https:// or http://."
                )
        if not urls and not self._table.texts("sites") and not self._table.texts("provinces"):
            raise self._table.fault(
                'nothing to crawl; give sites, provinces or urls, as in provinces = ["湖北"].'
            )
        return urls

    def _about(self, entries: list[SiteEntry], urls: tuple[str, ...]) -> str:
        sites = [entry.name for entry in entries] if len(entries) == 1 else []
        sites += [f"{len(entries)} sites"] if len(entries) > 1 else []
        links = [*urls] if len(urls) == 1 else [f"{len(urls)} URLs"] if urls else []
        return ", ".join([*self._table.texts("provinces"), *sites, *links])

    def _since(self) -> str | None:
        since = self._table.value("since")
        if since is None:
            return None
        if isinstance(since, date) and not isinstance(since, datetime):
            return since.isoformat()
        if isinstance(since, str):
            match = DURATION.fullmatch(since)
            if match and match[2] == "d" and int(match[1]) < 100_000:
                return f"{match[1]} d"
            if re.fullmatch(r"\d{4}-\d\d-\d\d", since):
                return since
        raise self._table.fault(
            f"since is {since!r}; write it as 2024-03-05, or '3 d' for the last three days."
        )

    def _timetable(self, name: str) -> Timetable:
        table = self._table
        if ("every" in table) == ("at" in table):
            raise table.fault("give one of every = '30 min' and at = ['06:00'].")
        every_s = table.duration_s("every", 1, DAY_S)
        at = tuple(sorted({table.clock("at", text) for text in table.texts("at")}))
        if "at" in table and not at:
            raise table.fault("at names no time of day.")
        timetable = Timetable(
            zone=self._zone,
            every_s=every_s,
            at=at,
            days=self._days(),
            window=self._window(),
            jitter_s=table.duration_s("jitter", 0, DAY_S) or 0,
            seed=name,
        )
        if outside := [clock for clock in at if not timetable.is_open(clock)]:
            raise table.fault(f"at {outside[0]:%H:%M} lies outside window.")
        if timetable.counts_from_midnight and not timetable.slots_of_day():
            raise table.fault("every gives no start inside window.")
        gap_s = every_s or _smallest_gap_s(at)
        if timetable.jitter_s >= gap_s:
            raise table.fault(f"jitter must be shorter than the {gap_s} s between two starts.")
        return timetable

    def _days(self) -> tuple[int, ...]:
        days = self._table.texts("days")
        if unknown := [day for day in days if day not in WEEKDAYS]:
            raise self._table.fault(f"days: {unknown[0]!r} must be one of {', '.join(WEEKDAYS)}.")
        return tuple(sorted(WEEKDAYS.index(day) for day in days))

    def _window(self) -> tuple[time, time] | None:
        text = self._table.text("window")
        if text is None:
            return None
        opens, dash, closes = (part.strip() for part in text.partition("-"))
        if not dash:
            raise self._table.fault(f"window is {text!r}; write it as '23:00-06:00'.")
        window = self._table.clock("window", opens), self._table.clock("window", closes)
        if window[0] == window[1]:
            raise self._table.fault(f"window opens and closes at {opens}.")
        return window


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https")
        and bool(parts.hostname)
        and not parts.username
        and not any(char.isspace() for char in url)
    )


def _hosts(entries: list[SiteEntry], urls: tuple[str, ...]) -> set[str]:
    starts = [url for entry in entries for url in entry.starts(date.today())]
    return {twin_host(urlsplit(url).netloc) for url in (*starts, *urls)}


def _smallest_gap_s(times: tuple[time, ...]) -> int:
    seconds = [clock.hour * 3600 + clock.minute * 60 for clock in times]
    following = [*seconds[1:], seconds[0] + DAY_S]
    return min(b - a for a, b in zip(seconds, following, strict=True))
