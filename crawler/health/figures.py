"""What measures of several runs add up to, and the figures that a verdict comes with."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import timedelta
from statistics import median

from crawler.health.measure import FIELDS, Measure


def summed(
    counts: Callable[[Measure], tuple[int, int]], measures: list[Measure]
) -> tuple[int, int]:
    """Return (bad, pages) over all of them."""
    pairs = [counts(measure) for measure in measures]
    return sum(bad for bad, _ in pairs), sum(pages for _, pages in pairs)


def added(counters: Iterable[Counter[str]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for counter in counters:
        total += counter
    return total


def links_of_days(measures: list[Measure]) -> list[int]:
    """Return the new links of each whole day that ends with the last run, oldest first."""
    if not measures:
        return []
    end = measures[-1].at
    days = [0] * int((end - measures[0].at) / timedelta(days=1))
    for measure in measures[1:]:  # the first run finds what the site has collected for years
        back = int((end - measure.at) / timedelta(days=1))
        if back < len(days):
            days[len(days) - 1 - back] += measure.sighted
    return days


def figures_of(
    recent: list[Measure], baseline: list[Measure], runs: int
) -> dict[str, float | int | str | None]:
    """Return the figures of the runs that are judged beside the usual ones."""
    read = sum(m.read for m in recent)
    chars = [c for m in recent for c in m.chars]
    usual = [c for m in baseline for c in m.chars]
    rejected = sum(sum(m.rejected.values()) for m in recent)
    articles = sum(m.articles for m in recent)
    figures: dict[str, float | int | str | None] = {
        "runs": runs,
        "articles_last_run": recent[-1].articles,
        "articles_a_run": _mean([m.articles for m in baseline]),
        "rejected_share": _ratio(rejected, rejected + articles),
        "hijacked_share": _ratio(sum(m.hijacked for m in recent), read),
        "injected_share": _ratio(sum(m.injected for m in recent), read),
        "body_chars": median(chars) if chars else None,
        "body_chars_usual": median(usual) if usual else None,
    }
    for name in FIELDS:
        figures[f"filled_{name}"] = _ratio(sum(m.filled[name] for m in recent), read)
    return figures


def _ratio(part: int, whole: int) -> float | None:
    return round(part / whole, 3) if whole else None


def _mean(values: list[int]) -> float | None:
    return round(sum(values) / len(values), 1) if values else None
