"""Hours, budgets, the pace and floors."""

from datetime import datetime

import pytest

from crawler.floors import FLOORS, outdated
from crawler.manners import BEIJING, read_window
from crawler.pace import Latency


@pytest.mark.parametrize(
    ("window", "clock", "is_open"),
    [
        ("22:00-06:00", "23:59", True),
        ("22:00-06:00", "05:59", True),
        ("22:00-06:00", "06:00", False),
        ("22:00-06:00", "12:00", False),
        ("09:00-17:30", "17:29", True),
        ("09:00-17:30", "08:59", False),
    ],
)
def test_a_window_of_the_day(window: str, clock: str, is_open: bool) -> None:
    moment = datetime.fromisoformat(f"2026-05-04T{clock}:00").replace(tzinfo=BEIJING)
    assert read_window(window).is_open(moment) is is_open


@pytest.mark.parametrize("text", ["22-6", "24:00-06:00", "22:00", "night"])
def test_what_is_no_window(text: str) -> None:
    with pytest.raises(ValueError, match=text):
        read_window(text)


@pytest.mark.parametrize(
    ("answered_s", "slowest_s"),
    [
        ([23.0, 0.1, 0.1], 0.1),
        ([0.1, 0.1, 23.0, 0.1, 0.2, 0.1], 0.2),
        ([0.1, 9.0, 8.0], 8.0),
        ([9.0, 8.0, 9.0, 8.0], 9.0),
    ],
)
def test_a_host_is_slow_when_two_answers_in_three_are(
    answered_s: list[float], slowest_s: float
) -> None:
    latency = Latency()
    assert max([latency.after(each_s) for each_s in answered_s]) == slowest_s


def test_this_environment_is_new_enough() -> None:
    assert outdated() is None


def test_an_old_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FLOORS, "lxml", (99,))
    assert str(outdated()).startswith("lxml ")
