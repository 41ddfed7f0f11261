"""A monitor of many sites on virtual time: politeness, freshness and load of a Celery cluster.

    python -m bench.many_sites [--sites 600] [--machines 10] [--slots 6] [--every-min 30] [--kill [--redelivery-min 370]]

No request is made and nobody sleeps: the starts are those of the timetables of real schedules, the
rest is a model. A site has lists that every run reads and publishes by day; a run asks a host for
one page after the other, with its pause. What is measured is what a monitor has to know: how long
after publication an article is there, how close two requests to one host came, and what the queue
and the machines had to bear.
"""

import argparse
import heapq
import json
import random
import sys
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime

from crawler.schedule.timetable import Timetable

DAY_S = 86_400
BEGIN = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
LISTS = (4, 14)
ARTICLES_A_DAY = (5, 120)
LATENCY_S = (0.1, 0.9)
DELAY_S = 1.0
SLOW_SHARE, SLOW_DELAY_S = 0.04, 10.0
"""Sites whose robots.txt asks for a longer pause."""
START_S = 3.0
"""From the delivery of a job to the first request: an interpreter starts and imports."""
CPU_PAGE_S, CPU_RUN_S = 0.03, 5.0
"""Processor time of one page, fetched, extracted and settled, and of a run that finds nothing; measured
as docs/scale.md says."""
LOST_AT_S = DAY_S * 1.4
REDELIVERY_MIN = 370
"""As without `max_run`: six hours, and ten minutes."""


@dataclass(slots=True)
class Site:
    """One site, and what became of its articles."""

    number: int
    timetable: Timetable
    lists: int
    delay_s: float
    latency_s: float
    published: deque[float]
    """Moments of publication that no run has seen."""
    is_running: bool = False
    last_request_at: float = -1e9
    smallest_gap_s: float = 1e9


@dataclass(slots=True)
class Outcome:
    """What was measured."""

    freshness_s: list[float] = field(default_factory=list)
    waits_s: list[float] = field(default_factory=list)
    runs: int = 0
    missed: int = 0
    messages: int = 0
    redelivered: int = 0
    requests: int = 0
    longest_queue: int = 0
    busy_s: float = 0.0


def sites_of(count: int, every_min: int) -> list[Site]:
    """Return sites as they are: few large ones, most of them small."""
    sites = []
    for number in range(count):
        chance = random.Random(number)
        a_day = int(
            ARTICLES_A_DAY[0] + (ARTICLES_A_DAY[1] - ARTICLES_A_DAY[0]) * chance.random() ** 3
        )
        hours = [abs(chance.gauss(0, 4)) for _ in range(2 * a_day)]
        published = sorted(
            day * DAY_S + (1 + hour % 15) * 3600 + chance.random() * 600
            for day, hour in ((n % 2, hour) for n, hour in enumerate(hours))
        )
        sites.append(
            Site(
                number=number,
                timetable=Timetable(
                    zone="UTC", every_s=every_min * 60, jitter_s=every_min * 60 - 1, seed=f"site{number}"
                ),
                lists=chance.randint(*LISTS),
                delay_s=SLOW_DELAY_S if chance.random() < SLOW_SHARE else DELAY_S,
                latency_s=chance.uniform(*LATENCY_S),
                published=deque(published),
            )
        )  # fmt: skip
    return sites


class Cluster:
    """Machines with slots for runs, and one queue that all of them take jobs from."""

    def __init__(
        self, sites: list[Site], machines: int, slots: int, redelivery_min: int, *, kill: bool
    ) -> None:
        self._sites = sites
        self._free = [slots] * machines
        self._slots = slots
        self._queue: deque[tuple[float, int]] = deque()
        self._waiting: set[int] = set()
        self._events: list[tuple[float, int, str, int, int]] = []
        self._count = 0
        self._redelivery_s = redelivery_min * 60
        self._lost_at = LOST_AT_S if kill else float("inf")
        self._on_lost: dict[int, float] = {}
        self.outcome = Outcome()

    def run(self, until_s: float) -> Outcome:
        """Let virtual time pass."""
        begin = BEGIN.timestamp()
        for site in self._sites:
            start = site.timetable.next_after(BEGIN).timestamp() - begin
            self._push(start, "due", site.number)
        if self._lost_at < until_s:
            self._push(self._lost_at, "lost", 0)
        while self._events and self._events[0][0] < until_s:
            now, _, what, number, machine = heapq.heappop(self._events)
            getattr(self, f"_{what}")(now, number, machine)
            self._hand_out(now)
        return self.outcome

    def _push(self, at: float, what: str, number: int, machine: int = 0) -> None:
        self._count += 1
        heapq.heappush(self._events, (at, self._count, what, number, machine))

    def _due(self, now: float, number: int, machine: int) -> None:
        site = self._sites[number]
        following = site.timetable.next_after(datetime.fromtimestamp(BEGIN.timestamp() + now, UTC))
        self._push(following.timestamp() - BEGIN.timestamp(), "due", number)
        self.outcome.messages += 1
        if (
            site.is_running or number in self._waiting
        ):  # the message expires, or finds the run before it
            self.outcome.missed += 1
            return
        self._queue.append((now, number))
        self._waiting.add(number)
        self.outcome.longest_queue = max(self.outcome.longest_queue, len(self._queue))

    def _hand_out(self, now: float) -> None:
        while self._queue and max(self._free) > 0:
            queued_at, number = self._queue.popleft()
            self._waiting.discard(number)
            machine = self._free.index(max(self._free))
            self._free[machine] -= 1
            self.outcome.waits_s.append(now - queued_at)
            self._begin(now, self._sites[number], machine)

    def _begin(self, now: float, site: Site, machine: int) -> None:
        """Work out a whole run: its requests follow from what is published meanwhile."""
        site.is_running = True
        outcome = self.outcome
        at = now + START_S
        seen: deque[float] = deque()
        for _ in range(1 + site.lists):  # robots.txt, then the lists
            at = self._request(site, at)
            while site.published and site.published[0] <= at:
                seen.append(site.published.popleft())
        arrivals = []
        while seen:
            at = self._request(site, at)
            arrivals.append((seen.popleft(), at))
        if machine == 0 and now < self._lost_at < at:  # what was settled stays in its ledger
            site.published.extendleft(p for p, there in reversed(arrivals) if there > self._lost_at)
            arrivals = [(p, there) for p, there in arrivals if there <= self._lost_at]
            self._on_lost[site.number] = now
        else:
            self._push(at, "end", site.number, machine)
        outcome.freshness_s += [there - published for published, there in arrivals]
        outcome.busy_s += at - now
        outcome.runs += 1

    def _request(self, site: Site, at: float) -> float:
        begin = max(at, site.last_request_at + site.delay_s)
        site.smallest_gap_s = min(site.smallest_gap_s, begin - site.last_request_at)
        site.last_request_at = begin
        self.outcome.requests += 1
        return begin + site.latency_s

    def _end(self, now: float, number: int, machine: int) -> None:
        self._sites[number].is_running = False
        self._free[machine] += 1

    def _lost(self, now: float, number: int, machine: int) -> None:
        """The first machine is gone; its jobs are delivered again when their time is over."""
        self._free[0] = -self._slots
        for site, begun in self._on_lost.items():
            self._push(begun + self._redelivery_s, "again", site)

    def _again(self, now: float, number: int, machine: int) -> None:
        self._sites[number].is_running = False
        self.outcome.redelivered += 1
        self._queue.appendleft((now, number))


def share(values: list[float], part: float) -> float:
    """Return the value below which a part of all values lies."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(part * len(ranked)))]


def measure(
    sites: int,
    machines: int,
    slots: int,
    every_min: int,
    *,
    kill: bool = False,
    redelivery_min: int = REDELIVERY_MIN,
) -> dict[str, object]:
    """Return what two days of such a monitor look like."""
    all_sites = sites_of(sites, every_min)
    outcome = Cluster(all_sites, machines, slots, redelivery_min, kill=kill).run(2 * DAY_S)
    too_close = sum(
        site.smallest_gap_s < site.delay_s - 1e-6 for site in all_sites if outcome.requests
    )
    return {
        "sites": sites,
        "machines": machines,
        "slots": slots,
        "every_min": every_min,
        "runs": outcome.runs,
        "starts_missed": outcome.missed,
        "messages_a_second": round(outcome.messages / (2 * DAY_S), 3),
        "longest_queue": outcome.longest_queue,
        "redelivered": outcome.redelivered,
        "requests": outcome.requests,
        "sites_asked_too_fast": too_close,
        "wait_for_a_slot_s_p95": round(share(outcome.waits_s, 0.95), 1),
        "articles": len(outcome.freshness_s),
        "articles_not_seen": sum(len(site.published) for site in all_sites),
        "fresh_min_p50": round(share(outcome.freshness_s, 0.5) / 60, 1),
        "fresh_min_p95": round(share(outcome.freshness_s, 0.95) / 60, 1),
        "fresh_min_max": round(max(outcome.freshness_s) / 60, 1),
        "slots_in_use": round(outcome.busy_s / (2 * DAY_S * machines * slots), 3),
        "cores_in_use": round(
            (outcome.requests * CPU_PAGE_S + outcome.runs * CPU_RUN_S) / (2 * DAY_S), 2
        ),
    }


def main() -> None:
    """Print what was measured as one JSON object."""
    parser = argparse.ArgumentParser(prog="python -m bench.many_sites")
    parser.add_argument("--sites", type=int, default=600)
    parser.add_argument("--machines", type=int, default=10)
    parser.add_argument("--slots", type=int, default=6)
    parser.add_argument("--every-min", type=int, default=30)
    parser.add_argument("--kill", action="store_true", help="one machine is lost on the second day")
    parser.add_argument("--redelivery-min", type=int, default=REDELIVERY_MIN,
                        help="minutes after which a lost job is delivered again")  # fmt: skip
    options = parser.parse_args()
    found = measure(
        options.sites, options.machines, options.slots, options.every_min,
        kill=options.kill, redelivery_min=options.redelivery_min,
    )  # fmt: skip
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    sys.exit(main())
