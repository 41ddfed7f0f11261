"""The timetable: every start at its moment, over clock changes, windows and jitter."""

import itertools
from datetime import datetime, timedelta
from datetime import time as clock
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from crawler.schedule.timetable import Timetable


def moments(timetable: Timetable, after: str, count: int) -> list[str]:
    moment = datetime.fromisoformat(after)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(timetable.zone))
    found = []
    for _ in range(count):
        moment = timetable.next_after(moment)
        found.append(moment.isoformat())
    return found


@pytest.mark.parametrize(
    ("timetable", "after", "wanted"),
    [
        ({"every_s": 1800}, "2026-03-05T10:10", ["05T10:30", "05T11:00", "05T11:30"]),
        ({"every_s": 1800}, "2026-03-05T10:30", ["05T11:00"]),
        ({"every_s": 21600}, "2026-03-05T13:00", ["05T18:00", "06T00:00"]),
        ({"at": (clock(6), clock(18, 30))}, "2026-03-05T07:00", ["05T18:30", "06T06:00"]),
        (
            {"every_s": 3600, "window": (clock(23), clock(2))},
            "2026-03-05T22:10",
            ["05T23:00", "06T00:00", "06T01:00", "06T23:00"],
        ),
        ({"at": (clock(6),), "days": (0, 4)}, "2026-03-05T07:00", ["06T06:00", "09T06:00"]),
        ({"every_s": 7200, "window": (clock(9), clock(12))}, "2026-03-05T00:00", ["05T10:00"]),
    ],
)
def test_starts_lie_where_the_schedule_says(
    timetable: dict[str, Any], after: str, wanted: list[str]
) -> None:
    found = moments(Timetable(zone="Asia/Shanghai", **timetable), after, len(wanted))
    assert found == [f"2026-03-{moment}:00+08:00" for moment in wanted]


def test_what_does_not_divide_a_day_still_comes_every_so_often() -> None:
    timetable = Timetable(zone="Asia/Shanghai", every_s=7 * 60)
    found = [datetime.fromisoformat(m) for m in moments(timetable, "2026-03-05T23:50", 400)]
    assert {b - a for a, b in itertools.pairwise(found)} == {timedelta(minutes=7)}


@pytest.mark.parametrize(
    ("day", "starts"),
    [("2026-03-29", 23), ("2026-10-25", 25), ("2026-07-01", 24)],
)
def test_a_day_on_which_the_clock_is_changed_has_its_hours(day: str, starts: int) -> None:
    zone = ZoneInfo("Europe/Berlin")
    timetable = Timetable(zone=zone.key, every_s=3600)
    moment = datetime.fromisoformat(f"{day}T00:00").replace(tzinfo=zone) - timedelta(seconds=1)
    found = []
    while True:
        moment = timetable.next_after(moment)
        if moment.date().isoformat() != day:
            break
        found.append(moment.timestamp())
    assert len(found) == starts
    assert {b - a for a, b in itertools.pairwise(found)} == {3600.0}


def test_jitter_delays_within_its_bounds_and_is_the_same_in_every_process() -> None:
    timetable = Timetable(zone="Asia/Shanghai", every_s=1800, jitter_s=300, seed="hubei")
    found = moments(timetable, "2026-03-05T00:00", 200)
    delays = [datetime.fromisoformat(m).timestamp() % 1800 for m in found]
    assert max(delays) <= 300
    assert len(set(delays)) > 50
    assert len(set(found)) == 200
    assert moments(timetable, "2026-03-05T00:00", 200) == found
    # Asked from in between, not from the start before: the same moments.
    middle = datetime.fromisoformat(found[100]) - timedelta(minutes=3)
    assert timetable.next_after(middle).isoformat() in found
    other = Timetable(zone="Asia/Shanghai", every_s=1800, jitter_s=300, seed="hunan")
    assert moments(other, "2026-03-05T00:00", 200) != found


def test_jitter_never_leads_out_of_the_window() -> None:
    timetable = Timetable(
        zone="Asia/Shanghai", every_s=1800, jitter_s=1700, window=(clock(23), clock(5)), seed="x"
    )
    found = moments(timetable, "2026-03-05T00:00", 300)
    assert all(timetable.allows(datetime.fromisoformat(moment)) for moment in found)
