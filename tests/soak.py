"""A long run in one process: whole pages, damaged pages and hostile ones, and memory that stays flat.

    python -m tests.soak --pages 50000

Every page is cleaned and looked through for links, as a worker does, and its record held against the
schema. Memory is the lowest of each tenth of the run: a hostile page takes much and gives it back. The
run fails where the last tenth holds more than 10 % over the second, or more files are open.
"""

import argparse
import random
import resource
import sys
from collections import Counter
from pathlib import Path

from crawler.discovery import discover
from tests.mutation import fixture_pages, mutated, outcome
from tests.test_bad_input import BODIES

MAX_GROWTH = 1.1
TENTHS = 10
HOSTILE_SHARE = 0.005
"""Of the pages; they have megabytes, and take most of the time as it is."""


def main() -> int:
    """Run as many pages as asked for; return 1 where memory or open files grew."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak")
    parser.add_argument("--pages", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    pages, hostile = fixture_pages(), list(BODIES.values())
    floors_mb: list[float] = []
    seen: Counter[str] = Counter()
    files = 0
    for tenth in range(TENTHS):
        floor_mb = float("inf")
        for number in range(options.pages // TENTHS):
            rng = random.Random(f"{options.seed}/{tenth}/{number}")
            seen[_read(rng, pages, hostile)] += 1
            floor_mb = min(floor_mb, _resident_mb())
        floors_mb.append(floor_mb)
        files = files or _open_files()
        print(f"{seen.total()} pages, {floor_mb:.1f} MB, {_open_files()} files", flush=True)
    growth = floors_mb[-1] / floors_mb[1]
    print(f"grown by {growth - 1:+.1%} from the second tenth to the last: {dict(seen)}")
    return 1 if growth > MAX_GROWTH or _open_files() > files else 0


def _read(rng: random.Random, pages: list[bytes], hostile: list[bytes]) -> str:
    chance = rng.random()
    if chance < HOSTILE_SHARE:
        body = rng.choice(hostile)
    elif chance < 0.5:
        body = mutated(rng, pages)
    else:
        body = rng.choice(pages)
    discover(body, f"https://news.example.cn/2024/03/05/{rng.randrange(10**6)}.html")
    return outcome(rng, body)


def _resident_mb() -> float:
    with Path("/proc/self/statm").open("rb") as statm:
        return int(statm.read().split()[1]) * resource.getpagesize() / (1 << 20)


def _open_files() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


if __name__ == "__main__":
    sys.exit(main())
