"""Charts as inline SVG: shapes only; the words around them are HTML, so they grow with the reader's."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta

from crawler.looking.markup import Markup, element, say
from crawler.looking.words import STATUS

STATUSES = ("clean", "injected", "hijacked")
MAX_DAYS = 90
_LEAST_HEIGHT = 25.0
_LEAST_DAYS = 14
"""A strip of fewer days is not stretched: one day is no wall."""


def day_chart(days: Mapping[str, Counter[str]]) -> Markup:
    """Return bars of articles by day, in colours by status; days without articles are gaps."""
    dated = sorted(day for day in days if day)
    if not dated:
        return element("p", say("No article has a date.", "没有带日期的文章。"))
    shown = _days_until(dated[-1], dated[0])
    most = max((days[day].total() for day in shown if day in days), default=1)
    bars = [
        bar
        for place, day in enumerate(shown)
        for bar in _stack(place, days.get(day, Counter()), most)
    ]
    total = sum(days[day].total() for day in shown if day in days)
    told = f"{total} articles from {shown[0]} to {shown[-1]}, at most {most} a day"
    chart = element(
        "svg", *bars, class_="chart", viewBox=f"0 0 {len(shown) * 10} 100",
        preserveAspectRatio="none", role="img", aria_label=told,
    )  # fmt: skip
    peak = say(f"most: {most} a day", f"最多：一天 {most} 篇")
    axis = element(
        "div",
        element("span", shown[0]),
        element("span", peak),
        element("span", shown[-1]),
        class_="axis",
    )
    return Markup(chart + axis + legend())


def _days_until(last: str, first: str) -> list[str]:
    """Return at most MAX_DAYS days that end with `last`, in order."""
    end = date.fromisoformat(last)
    count = min(MAX_DAYS, (end - date.fromisoformat(first)).days + 1)
    return [(end - timedelta(days=back)).isoformat() for back in range(count - 1, -1, -1)]


def _stack(place: int, counts: Counter[str], most: int) -> list[Markup]:
    bars, base = [], 100.0
    for status in STATUSES:
        if counts[status]:
            height = 96.0 * counts[status] / most
            base -= height
            bars.append(
                element("rect", x=place * 10 + 1, y=f"{base:.2f}", width=8, height=f"{height:.2f}",
                        class_=f"part-{status}")
            )  # fmt: skip
    return bars


def legend() -> Markup:
    """Return what the colours mean."""
    entries = [
        element("li", element("svg", element("rect", width=10, height=10, class_=f"part-{status}"),
                              viewBox="0 0 10 10", aria_hidden="true"), say(*STATUS[status]))
        for status in STATUSES
    ]  # fmt: skip
    return element("ul", *entries, class_="legend")


def timeline(days: Mapping[str, Counter[str]]) -> Markup:
    """Return a strip of the days on which a site was fetched: the worst status fills its share."""
    fetched = sorted(day for day in days if day)[-MAX_DAYS:]
    parts = []
    for place, day in enumerate(fetched):
        counts, base = days[day], 100.0
        for status, height in _shares(counts).items():
            base -= height
            if height:
                parts.append(
                    element("rect", x=place * 10 + 0.5, y=f"{base:.2f}", width=9,
                            height=f"{height:.2f}", class_=f"part-{status}")
                )  # fmt: skip
    told = ", ".join(
        f"{day}: "
        + ", ".join(f"{days[day][status]} {status}" for status in STATUSES if days[day][status])
        for day in fetched
    )
    strip = element(
        "svg", *parts, class_="strip", viewBox=f"0 0 {max(_LEAST_DAYS, len(fetched)) * 10} 100",
        preserveAspectRatio="none", role="img", aria_label=told,
    )  # fmt: skip
    named = dict.fromkeys((fetched[0], fetched[-1])) if fetched else {}
    texts = [" – ".join(named)] if len(fetched) < _LEAST_DAYS else [*named]
    ends = [element("span", text) for text in texts]
    return Markup(strip + element("div", *ends, class_="axis"))


def _shares(counts: Counter[str]) -> dict[str, float]:
    """Return the height of each status of a day: pollution shows, be it one page of a hundred."""
    total = max(1, counts.total())
    heights = {
        status: max(_LEAST_HEIGHT, 100.0 * counts[status] / total) if counts[status] else 0.0
        for status in STATUSES
    }
    heights["clean"] = max(0.0, 100.0 - heights["injected"] - heights["hijacked"])
    return heights if counts["clean"] else heights | {"clean": 0.0}


def meter(count: int, most: int) -> Markup:
    """Return a small bar for a cell of a table; its number stands beside it."""
    width = 100 * count / max(1, most)
    return element(
        "svg", element("rect", width=f"{width:.1f}", height=10), class_="meter",
        viewBox="0 0 100 10", preserveAspectRatio="none", aria_hidden="true",
    )  # fmt: skip
