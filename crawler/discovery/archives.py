"""Archives by month: what a site without pagers lists its older stories on."""

import re
from calendar import monthrange
from datetime import date
from urllib.parse import urlsplit

from crawler.discovery.anchors import Anchor
from crawler.discovery.avoid import why_not
from crawler.discovery.found import FoundLink

MIN_MONTHS = 3
"""A calendar links the month before and the one after."""

_MONTH = re.compile(r"/((?:19|20)\d\d)[-/_.]?(1[0-2]|0?[1-9])(?:/|\.\w{2,5})?$")


def find_months(anchors: list[Anchor], url: str, today: date | None) -> list[FoundLink]:
    """Return the months of an archive that a page lists; a month itself leads to no other.

    Those to come are of a calendar, which has them without end.
    """
    if _month_of(url):
        return []
    found = {
        anchor.url: FoundLink(anchor.url, anchor.title, month, "issue", 10)
        for anchor in anchors
        if (month := _month_of(anchor.url))
        and why_not(anchor.url) == "day-page"
        and (today is None or month.replace(day=1) <= today)
    }
    return list(found.values()) if len(found) >= MIN_MONTHS else []


def _month_of(url: str) -> date | None:
    """Return the last day of the month that an address ends in."""
    found = _MONTH.search(urlsplit(url).path)
    if found is None:
        return None
    year, month = int(found[1]), int(found[2])
    return date(year, month, monthrange(year, month)[1])
