"""Serve the demo sites until stopped: `python -m crawler.demo.serve [--schedule FILE]`.

For a crawl by the clock: the schedule that is written crawls all of them every ten seconds.
"""

import argparse
import signal
import sys
from pathlib import Path

from crawler.demo.server import RunningSite, running_sites

EVERY_S = 10


def main(arguments: list[str] | None = None) -> int:
    """Serve until SIGINT or SIGTERM; return 0."""
    parser = argparse.ArgumentParser(
        prog="python -m crawler.demo.serve",
        description="Serve four small news sites of invented cities on loopback, until stopped.",
        epilog="example: python -m crawler.demo.serve --schedule output/demo.toml",
    )
    parser.add_argument("--schedule", metavar="FILE", type=Path, help="write a schedule for them")
    options = parser.parse_args(arguments)
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    with running_sites() as sites:
        for site in sites:
            print(f"{site.home}  {site.outlet.introduction}", flush=True)
        if options.schedule:
            options.schedule.write_text(schedule_of(sites), encoding="utf-8")
        signal.sigwait({signal.SIGINT, signal.SIGTERM})
    return 0


def schedule_of(sites: list[RunningSite]) -> str:
    """Return a schedule of one job that crawls the sites; its results go beside the file."""
    homes = "".join(f'    "{site.home}",\n' for site in sites)
    addresses = ", ".join(f'"{site.address}"' for site in sites)
    return (
        'out = "."\n\n[[job]]\nname = "demo"\n'
        f"urls = [\n{homes}]\n"
        f'every = "{EVERY_S} s"\ndelay_s = 0.1\nallow_private = [{addresses}]\n'
    )


if __name__ == "__main__":
    sys.exit(main())
