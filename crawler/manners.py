"""Manners beyond the pause: how many requests a host bears in a day, and at what hours."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta, timezone

BEIJING = timezone(timedelta(hours=8))
_WINDOW = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class Window:
    """Hours of the day, Beijing time, in which hosts may be asked; it may span midnight."""

    start: time
    end: time

    def is_open(self, moment: datetime) -> bool:
        """Whether a moment (timezone-aware) lies inside.

        >>> read_window("22:00-06:00").is_open(datetime(2026, 5, 4, 23, 30, tzinfo=BEIJING))
        True
        """
        clock = moment.astimezone(BEIJING).time()
        if self.start <= self.end:
            return self.start <= clock < self.end
        return clock >= self.start or clock < self.end

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"


def read_window(text: str) -> Window:
    """Return the window a text like 22:00-06:00 names. Raises ValueError."""
    found = _WINDOW.fullmatch(text)
    if found is None:
        raise ValueError(text)
    hours = [int(part) for part in found.groups()]
    return Window(time(*hours[:2]), time(*hours[2:]))


def today() -> str:
    """Return the day that budgets count, by Beijing's calendar."""
    return datetime.now(BEIJING).date().isoformat()
