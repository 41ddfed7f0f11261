"""The timetable of one job: when it starts. Pure: the moment is always given.

The same timetable gives the same moments in every process and after every restart, jitter
included, so that `next` says what `run` does.
"""

import hashlib
import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY_S = 86_400
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """When a job starts: by the clock, or every so many seconds."""

    zone: str
    """IANA name of the time zone that all times of day are in."""
    every_s: int | None = None
    """Seconds between two starts, 1 to 86,400. What divides a day counts from midnight."""
    at: tuple[time, ...] = ()
    """Times of day, ascending; used where `every_s` is None."""
    days: tuple[int, ...] = ()
    """Days of the week, Monday is 0; empty for every day."""
    window: tuple[time, time] | None = None
    """Starts lie from the first time on and before the second, which may be on the next day."""
    jitter_s: int = 0
    """A start is this much later at most; how much depends on the seed and the slot alone."""
    seed: str = ""

    @property
    def counts_from_midnight(self) -> bool:
        """Whether every day has the same slots."""
        return self.every_s is None or DAY_S % self.every_s == 0

    def next_after(self, moment: datetime) -> datetime:
        """Return the first start later than `moment` (aware), in the zone of the timetable."""
        zone = ZoneInfo(self.zone)
        threshold = moment.timestamp()
        for slot in self._slots(threshold - self.jitter_s, zone):
            start = slot + self._delay_s(slot, zone)
            if start > threshold:
                return datetime.fromtimestamp(start, zone)
        raise AssertionError("a timetable never ends")

    def allows(self, moment: datetime) -> bool:
        """Whether a run may be started at `moment`: inside the window, on a wanted day."""
        local = moment.astimezone(ZoneInfo(self.zone))
        return self._allows(local)

    def window_end(self, moment: datetime) -> datetime | None:
        """Return when the window that holds `moment` closes; None without a window."""
        if self.window is None:
            return None
        local = moment.astimezone(ZoneInfo(self.zone))
        end = datetime.combine(local.date(), self.window[1], local.tzinfo)
        return end if end > local else end + timedelta(days=1)

    def slots_of_day(self) -> list[time]:
        """Return the starts of a day without their jitter, where every day has the same."""
        assert self.counts_from_midnight
        if self.every_s is None:
            return list(self.at)
        seconds = range(0, DAY_S, self.every_s)
        slots = [time(s // 3600, s // 60 % 60, s % 60) for s in seconds]
        return [slot for slot in slots if self.is_open(slot)]

    def _slots(self, threshold: float, zone: ZoneInfo) -> Iterator[float]:
        """Yield the slots from `threshold` on, as Unix time, ascending."""
        if self.counts_from_midnight:
            day = datetime.fromtimestamp(threshold, zone).date()
            while True:
                yield from self._slots_on(datetime.combine(day, time(), zone), threshold)
                day += timedelta(days=1)
        assert self.every_s is not None
        slot = math.ceil(threshold / self.every_s) * self.every_s
        while True:
            if self._allows(datetime.fromtimestamp(slot, zone)):
                yield slot
            slot += self.every_s

    def _slots_on(self, midnight: datetime, threshold: float) -> Iterator[float]:
        if self.days and midnight.weekday() not in self.days:
            return
        if self.every_s is None:
            moments = (midnight.replace(hour=t.hour, minute=t.minute).timestamp() for t in self.at)
            yield from sorted(moment for moment in moments if moment >= threshold)
            return
        # Seconds that really pass: a day on which the clock is changed has 23 or 25 hours.
        begin = midnight.timestamp()
        next_day = midnight.replace(tzinfo=None) + timedelta(days=1)
        end = next_day.replace(tzinfo=midnight.tzinfo).timestamp()
        first = max(0, math.ceil((threshold - begin) / self.every_s))
        for number in range(first, math.ceil((end - begin) / self.every_s)):
            slot = begin + number * self.every_s
            if self._allows(datetime.fromtimestamp(slot, midnight.tzinfo)):
                yield slot

    def _allows(self, local: datetime) -> bool:
        return (not self.days or local.weekday() in self.days) and self.is_open(local.time())

    def is_open(self, clock: time) -> bool:
        """Whether the window, if there is one, holds a time of day."""
        if self.window is None:
            return True
        opens, closes = self.window
        if opens < closes:
            return opens <= clock < closes
        return clock >= opens or clock < closes

    def _delay_s(self, slot: float, zone: ZoneInfo) -> int:
        if not self.jitter_s:
            return 0
        room = self.jitter_s
        end = self.window_end(datetime.fromtimestamp(slot, zone))
        if end is not None:
            room = min(room, int(end.timestamp() - slot) - 1)
        digest = hashlib.sha256(f"{self.seed}\0{slot:.0f}".encode()).digest()
        return int.from_bytes(digest[:4], "big") % (room + 1)


def from_timestamp(seconds: float, zone: str) -> datetime:
    """Return Unix time as a moment in a zone."""
    return datetime.fromtimestamp(seconds, UTC).astimezone(ZoneInfo(zone))
