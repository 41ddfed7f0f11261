"""What site memory is worth: each page read with what the other pages of its host teach, and without."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from bench.extractors import extracted
from bench.gold import GoldPage
from bench.score import FIELDS, PageScore, score_page
from qingwen import Article, SiteMemory, clean_page
from qingwen.memory import MIN_PAGES
from qingwen.rejection import Rejection

_PARTS = ("name", "publisher", "icp")


@dataclass(frozen=True, slots=True)
class Reading:
    """One page, read twice."""

    page: GoldPage
    alone: PageScore
    remembered: PageScore
    parts: tuple[int, int]
    """How many of name, publisher and licence of the site were given: alone, and with the memory."""
    pictures: tuple[int, int]


def read_hosts(pages: Iterable[GoldPage]) -> Iterator[Reading]:
    """Read the pages of every host that has enough of them; those teach that are not being read."""
    hosts: dict[str, list[GoldPage]] = defaultdict(list)
    for page in pages:
        if page.url and (host := urlsplit(page.url).hostname):
            hosts[host].append(page)
    for own in hosts.values():
        if len(own) > MIN_PAGES:
            yield from _read_host(own)


def _read_host(pages: list[GoldPage]) -> Iterator[Reading]:
    lessons = [SiteMemory() for _ in pages]
    alone = [_clean(page, lesson) for page, lesson in zip(pages, lessons, strict=True)]
    for place, page in enumerate(pages):
        memory = SiteMemory()
        for other in lessons[:place] + lessons[place + 1 :]:
            memory.absorb(other)
        results = alone[place], _clean(page, memory)
        scores = [score_page(page, extracted(result)) for result in results]
        yield Reading(
            page,
            scores[0],
            scores[1],
            parts=(_site_parts(results[0]), _site_parts(results[1])),
            pictures=(_pictures(results[0]), _pictures(results[1])),
        )


def _clean(page: GoldPage, memory: SiteMemory) -> Article | Rejection:
    return clean_page(
        page.read(),
        page.url,
        http_charset=page.charset,
        fetched_at=page.fetched_at,
        memory=memory,
    )


def _site_parts(result: Article | Rejection) -> int:
    if not isinstance(result, Article):
        return 0
    return sum(getattr(result.site, part) is not None for part in _PARTS)


def _pictures(result: Article | Rejection) -> int:
    return len(result.images) if isinstance(result, Article) else 0


def changes(readings: list[Reading]) -> list[str]:
    """Return one line for each thing that the memory changed: how often for the better and the worse."""
    better, worse = Counter[str](), Counter[str]()
    for reading in readings:
        before, after = reading.alone, reading.remembered
        better["text"] += after.f1 > before.f1
        worse["text"] += after.f1 < before.f1
        for field in before.fields:
            better[field] += after.fields[field] > before.fields[field]
            worse[field] += after.fields[field] < before.fields[field]
    lines = [
        f"{name:<8}{better[name]:>4} better{worse[name]:>4} worse" for name in ("text", *FIELDS)
    ]
    for name, pairs in (
        ("site name, publisher and licence given", [r.parts for r in readings]),
        ("pictures of stories", [r.pictures for r in readings]),
    ):
        lines.append(f"{name}: {sum(p[0] for p in pairs)} alone, {sum(p[1] for p in pairs)}")
    return lines


def worsened(readings: list[Reading]) -> list[str]:
    """Return the names of the pages whose text or whose fields are worse with the memory."""
    return [
        reading.page.name
        for reading in readings
        if reading.remembered.f1 < reading.alone.f1
        or any(
            reading.remembered.fields[field] < right
            for field, right in reading.alone.fields.items()
        )
    ]
