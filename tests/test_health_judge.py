"""The verdict on a site: what breaks is named, what only lives alarms nobody."""

import math
import random
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from crawler.health.judge import judge
from crawler.health.measure import FIELDS, Measure, SiteHistory, StartPage
from crawler.health.verdict import Stage, Status

BEGIN = datetime(2026, 3, 2, tzinfo=UTC)  # a Monday
HOME = "https://news.example.cn/"


def measure(run: int, articles: int, *, every_h: float = 24.0, **more: Any) -> Measure:
    """Return a run that brought so many articles of the usual kind."""
    found = Measure(run, BEGIN + timedelta(hours=every_h * run), articles=articles)
    found.sighted = articles
    found.read = min(articles, 40)
    found.filled = Counter(dict.fromkeys(("published_at", "source", "bylines"), found.read))
    found.chars = [600 + 37 * (n % 9) for n in range(found.read)]
    for name, value in more.items():
        setattr(found, name, value)
    return found


def history(measures: list[Measure], *starts: StartPage) -> SiteHistory:
    return SiteHistory(
        "青岭网", measures, list(starts) or [StartPage(HOME, "done", "list", None, 1)]
    )


def usual(runs: int = 10, articles: int = 12, **more: Any) -> list[Measure]:
    return [measure(run, articles, **more) for run in range(1, runs + 1)]


def test_a_site_that_gives_what_it_gave_is_well() -> None:
    verdict = judge(history(usual()))
    assert (verdict.status, verdict.stage) == (Status.WELL, None)
    assert verdict.figures["articles_a_run"] == 12.0


@pytest.mark.parametrize("measures", [usual(1), usual(3), usual(12, articles=1)])
def test_a_baseline_says_when_it_is_too_young(measures: list[Measure]) -> None:
    verdict = judge(history(measures))
    assert verdict.status is Status.YOUNG
    assert re.match(
        f"{len(measures)} runs? with {12 * len(measures) if len(measures) < 12 else 12} ",
        verdict.said,
    )


def broken(**more: Any) -> list[Measure]:
    return [*usual(), measure(11, 12, **more)]


@pytest.mark.parametrize(
    ("measures", "starts", "stage", "words"),
    [
        (usual(), [StartPage(HOME, "skipped", "robots", "Disallow: /", 10)], "robots", ["robots"]),
        (usual(), [StartPage(HOME, "failed", "dns", None, 9)], "fetch", ["dns", "2 runs"]),
        (usual(), [StartPage(HOME, "failed", "http-403", None, 9)], "fetch", ["http-403"]),
        (usual(), [StartPage(HOME, "rejected", "challenge", None, 9)], "fetch", ["challenge"]),
        (usual(), [StartPage(HOME, "rejected", "script-shell", None, 9)], "discovery", ["script"]),
        (
            [*usual(), measure(11, 0, failed=Counter({"http-503": 11}))],
            [],
            "fetch",
            ["11 of 11", "http-503", "before 0 of 120"],
        ),
        (
            [*usual(), measure(11, 1, rejected=Counter({"no-body": 10, "soft-404": 1}))],
            [],
            "extraction",
            ["11 of 12", "no-body 10", "before 0 of 120"],
        ),
        (
            broken(filled=Counter({"published_at": 1, "source": 12, "bylines": 12})),
            [],
            "fields",
            ["11 of 12", "published_at"],
        ),
        (broken(chars=[40] * 12), [], "extraction", ["far too short", "40 chars"]),
        (broken(hijacked=11, brands=Counter({"云鼎{}7": 9})), [], "spam", ["11 of 12", "云鼎{}7"]),
        (
            [*usual(), measure(11, 0, doorways=12)],
            [],
            "spam",
            ["12 of 12 pages are hijacked"],
        ),
    ],
)
def test_the_first_stage_that_failed_is_named(
    measures: list[Measure], starts: list[StartPage], stage: str, words: list[str]
) -> None:
    verdict = judge(history(measures, *starts))
    assert verdict.stage == stage
    assert verdict.status is (Status.HIJACKED if stage == "spam" else Status.BROKEN)
    assert [word for word in words if word not in verdict.said] == []


def test_of_several_the_first_on_the_way_of_a_page_is_named() -> None:
    verdict = judge(
        history(broken(hijacked=12, filled=Counter(), rejected=Counter({"no-body": 40})))
    )
    assert verdict.stage is Stage.EXTRACTION
    assert {f.stage for f in verdict.findings} == {Stage.EXTRACTION, Stage.FIELDS, Stage.SPAM}


def quiet(runs: int, *, before: int = 10, every_h: float = 24.0) -> list[Measure]:
    """Return a site that had news with every run, then none for some."""
    measures = [measure(run, 12, every_h=every_h) for run in range(1, before + 1)]
    return measures + [measure(before + n, 0, every_h=every_h) for n in range(1, runs + 1)]


def test_lists_that_lead_nowhere_for_too_long_are_a_failure_of_discovery() -> None:
    verdict = judge(history(quiet(4)))
    assert verdict.stage is Stage.DISCOVERY
    assert "4.0 days" in verdict.said


@pytest.mark.parametrize(
    "measures",
    [
        quiet(2),  # two days, as on a weekend
        quiet(6, before=60, every_h=1.0),  # a night, of a site known for three days
        quiet(60, before=60, every_h=1.0),  # its first weekend
    ],
)
def test_a_night_and_a_weekend_are_no_failure(measures: list[Measure]) -> None:
    assert judge(history(measures)).stage is None


def test_channels_that_are_lost_show_in_the_number_of_links() -> None:
    measures = [*usual(14, articles=40), measure(15, 3), measure(16, 4)]
    verdict = judge(history(measures))
    assert verdict.stage is Stage.DISCOVERY
    assert "40 a day were usual" in verdict.said
    assert judge(history(measures[:-1])).stage is None, "one odd day"


def odd(**more: Any) -> list[Measure]:
    """Return a small site, an article a run, whose last run is odd."""
    return [*usual(40, articles=1), measure(41, 1, **more)]


@pytest.mark.parametrize(
    "measures",
    [
        odd(filled=Counter()),
        odd(chars=[12]),
        odd(hijacked=1),
        [*usual(40, articles=1), measure(41, 0, rejected=Counter({"no-body": 2}))],
        [*usual(40, articles=1), measure(41, 0, failed=Counter({"timeout": 3}))],
    ],
)
def test_one_odd_run_of_a_small_site_alarms_nobody(measures: list[Measure]) -> None:
    assert judge(history(measures)).stage is None


def test_a_start_page_that_fails_once_alarms_nobody() -> None:
    start = StartPage(HOME, "failed", "timeout", None, 10)
    assert judge(history(usual(), start)).stage is None


def test_one_start_page_of_several_that_is_gone_alarms_nobody() -> None:
    """The Sunday issue of a newspaper."""
    gone = StartPage(HOME + "0308/", "gone", "gone", "status 404", 3)
    assert judge(history(usual(), gone, StartPage(HOME, "done", "list", None, 1))).stage is None


def test_a_small_site_that_stays_odd_is_found_when_there_are_enough_pages() -> None:
    measures = usual(40, articles=1)
    for run in range(41, 60):
        measures.append(measure(run, 1, hijacked=1, filled=Counter()))
        if judge(history(measures)).stage is not None:
            break
    assert 44 <= run <= 50
    assert judge(history(measures)).stage is Stage.FIELDS


def test_what_a_broken_site_gives_does_not_become_the_rule() -> None:
    measures = usual()
    for run in range(11, 60):
        measures.append(measure(run, 1, rejected=Counter({"no-body": 11})))
    assert judge(history(measures), learn_until=11).stage is Stage.EXTRACTION
    assert judge(history([*measures, measure(60, 12)]), learn_until=11).status is Status.WELL
    # ... unless a person says that it is the rule from now on.
    assert judge(history(measures), learn_from=11).stage is None


def test_a_site_that_was_hijacked_from_the_start_is_named() -> None:
    verdict = judge(history([measure(1, 5, hijacked=5, brands=Counter({"澜星体育": 5}))]))
    assert verdict.status is Status.HIJACKED
    assert "澜星体育" in verdict.said


def poisson(rng: random.Random, mean: float) -> int:
    count, product, limit = 0, rng.random(), math.exp(-mean)
    while product > limit:
        count += 1
        product *= rng.random()
    return count


def living(rng: random.Random, a_day: float, runs: int, every_h: float) -> Iterator[Measure]:
    """Yield the runs of an invented site: nights, weekends, and pages that fail now and then."""
    shares = {name: rng.choice((0.0, 0.1, 0.5, 0.9, 1.0)) for name in FIELDS}
    bad = {kind: rng.choice((0.0, 0.02, 0.15)) for kind in ("failed", "rejected", "hijacked")}
    for run in range(1, runs + 1):
        at = BEGIN + timedelta(hours=every_h * run)
        pace = (1.6 if 7 <= at.hour < 22 else 0.05) * (0.4 if at.weekday() > 4 else 1.0)
        links = poisson(rng, a_day * every_h / 24 * pace)
        failed = sum(rng.random() < bad["failed"] for _ in range(links))
        rejected = sum(rng.random() < bad["rejected"] for _ in range(links - failed))
        found = measure(run, links - failed - rejected, every_h=every_h)
        found.sighted = links
        found.failed, found.rejected = Counter(timeout=failed), Counter({"no-body": rejected})
        found.filled = Counter(
            {name: sum(rng.random() < share for _ in range(found.read))
             for name, share in shares.items()}
        )  # fmt: skip
        found.chars = [int(rng.lognormvariate(6.4, 0.6)) for _ in range(found.read)]
        found.hijacked = sum(rng.random() < bad["hijacked"] for _ in range(found.read))
        yield found


def test_sites_that_only_live_alarm_nobody() -> None:
    """40 invented sites of 1 to 300 articles a day, looked at through three weeks."""
    rng = random.Random(20260302)
    alarms, looks = [], 0
    for number in range(40):
        a_day, every_h = rng.choice((1, 5, 20, 80, 300)), rng.choice((2.0, 6.0, 24.0))
        measures = list(living(rng, a_day, int(21 * 24 / every_h), every_h))
        for run in range(1, len(measures), max(1, len(measures) // 25)):
            looks += 1
            verdict = judge(history(measures[:run]))
            if verdict.findings:
                alarms.append((number, a_day, every_h, run, verdict.said))
    assert looks > 800
    assert alarms == []


def test_a_site_that_has_always_been_hijacked_may_be_accepted() -> None:
    measures = usual(6, hijacked=12)
    assert judge(history(measures)).status is Status.HIJACKED
    assert judge(history(measures), learn_from=2).status is Status.WELL
