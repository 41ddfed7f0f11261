"""A table of schedule.toml: its values, checked; each fault is one sentence that names the place."""

import math
import re
from datetime import time
from typing import Any

_UNITS_S = {"s": 1, "min": 60, "h": 3600, "d": 86_400}
DURATION = re.compile(r"(\d{1,7})\s*(s|min|h|d)")
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


class PlanError(Exception):
    """The plan cannot be kept; the message is one sentence for the user."""


class Table:
    """The keys of one table. Every method raises PlanError for a value of the wrong kind."""

    def __init__(self, data: dict[str, Any], where: str, known: tuple[str, ...]) -> None:
        """`where` is file, job: what a fault is said to be in."""
        self._data = data
        self.where = where
        if unknown := [key for key in data if key not in known]:
            raise self.fault(f"there is no key {unknown[0]!r}; there are {', '.join(known)}.")

    def __contains__(self, key: str) -> bool:
        return key in self._data

    def fault(self, sentence: str) -> PlanError:
        """Return the exception for a fault in this table."""
        return PlanError(f"{self.where}: {sentence}")

    def value(self, key: str) -> Any:
        """Return what the file holds under a key; None where there is none."""
        return self._data.get(key)

    def text(self, key: str, default: str | None = None) -> str | None:
        """Return a text without white space around it."""
        if key not in self._data:
            return default
        value = self._data[key]
        if not isinstance(value, str) or not value.strip() or "\0" in value:
            raise self.fault(f"{key} must be a text.")
        return value.strip()

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts, each once; one text alone is a list of it."""
        value = self._data.get(key, [])
        value = [value] if isinstance(value, str) else value
        if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
            raise self.fault(f"{key} must be a list of texts.")
        return tuple(dict.fromkeys(text.strip() for text in value))

    def choice(self, key: str, choices: tuple[str, ...]) -> str:
        """Return one of `choices`, the first where the key is absent."""
        value = self._data.get(key, choices[0])
        if value not in choices:
            raise self.fault(f"{key} is {value!r}; it must be one of {', '.join(choices)}.")
        return str(value)

    def whole_number(self, key: str, least: int, most: int) -> int | None:
        """Return a whole number in bounds."""
        value = self._data.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise self.fault(f"{key} must be a whole number from {least} to {most}.")
        return value

    def seconds(self, key: str, most: int) -> float | None:
        """Return a number of seconds."""
        value = self._data.get(key)
        if value is None:
            return None
        bad = isinstance(value, bool) or not isinstance(value, int | float) or math.isnan(value)
        if bad or not 0 <= value <= most:
            raise self.fault(f"{key} must be seconds from 0 to {most}.")
        return float(value)

    def duration_s(self, key: str, least: int, most: int) -> int | None:
        """Return the seconds of a duration such as `30 min`."""
        value = self._data.get(key)
        if value is None:
            return None
        match = DURATION.fullmatch(value.strip()) if isinstance(value, str) else None
        if not match:
            raise self.fault(f"{key} is {value!r}; write it as '30 min', '2 h' or '45 s'.")
        seconds = int(match[1]) * _UNITS_S[match[2]]
        if not least <= seconds <= most:
            raise self.fault(f"{key} must be from {least} s to {most} s.")
        return seconds

    def clock(self, key: str, text: str) -> time:
        """Return the time of day that `text`, a part of the value of `key`, names."""
        match = _CLOCK.fullmatch(text)
        if not match:
            raise self.fault(f"{key}: {text!r} is no time of day; write it as 06:00.")
        return time(int(match[1]), int(match[2]))
