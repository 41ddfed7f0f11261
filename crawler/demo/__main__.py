"""Crawl the bundled demo sites: `python -m crawler.demo [--out DIR] [--state DIR] [-a NAME=VALUE]`.

The crawl is the very command a user types, run as a process of its own; its exit code is ours.
"""

import argparse
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from crawler.demo.server import RunningSite, running_sites

ROOT = Path(__file__).resolve().parents[2]
DELAY_S = 0.1
"""Nobody else reads these sites: the crawl need not wait as it does on the web."""


def main(arguments: list[str] | None = None) -> int:
    """Serve the demo sites, crawl them, and return the exit code of the crawl."""
    parser = argparse.ArgumentParser(
        prog="python -m crawler.demo",
        description="Crawl four small news sites of invented cities, served on loopback.",
        epilog="Whatever else is given goes to `scrapy crawl news`, as in: -a limit=5",
    )
    parser.add_argument("--out", metavar="DIR", help="folder of articles.jsonl (default: output)")
    parser.add_argument("--state", metavar="DIR", help="folder of the crawl's ledger")
    options, rest = parser.parse_known_args(arguments)
    folders = [
        argument
        for name, value in (("out", options.out), ("state", options.state))
        if value
        for argument in ("-a", f"{name}={Path(value).resolve()}")
    ]
    with running_sites() as sites, tempfile.TemporaryDirectory() as folder:
        _introduce(sites)
        starts = Path(folder) / "demo-sites.txt"
        return _run([*crawl_command(sites, starts), *folders, *rest])


def _introduce(sites: list[RunningSite]) -> None:
    """Say what is about to be crawled."""
    lines = [f"  {site.home}  {site.outlet.introduction}" for site in sites]
    sys.stdout.write("\n".join(["Demo sites on loopback, all invented:", *lines, ""]) + "\n")
    sys.stdout.flush()


def crawl_command(sites: list[RunningSite], starts: Path) -> list[str]:
    """Return the command that crawls the sites; their home pages are put into the file `starts`."""
    starts.write_text("".join(f"{site.home}\n" for site in sites), encoding="utf-8")
    addresses = ",".join(site.address for site in sites)
    return [
        sys.executable, "-m", "scrapy", "crawl", "news",
        "-a", f"urls={starts}", "-a", f"allow_private={addresses}", "-a", f"delay_s={DELAY_S}",
    ]  # fmt: skip


def _run(command: list[str]) -> int:
    """Run a command to its end; what would stop us is passed on, and its exit code awaited."""
    with subprocess.Popen(command, cwd=ROOT) as process:
        signal.signal(signal.SIGTERM, lambda number, frame: process.send_signal(number))
        # Ctrl-C reaches the crawl from the terminal itself; it closes its books before it ends.
        signal.signal(signal.SIGINT, lambda number, frame: None)
        return process.wait()


if __name__ == "__main__":
    sys.exit(main())
