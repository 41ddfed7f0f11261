"""Score the core on a folder of saved pages with gold, beside other extractors.

python -m bench tests/fixtures
python -m bench ~/my-pages --peers --worst 10
python -m bench ~/my-pages --memory
"""

import argparse
import statistics
import sys
import time
from pathlib import Path

import lxml.html

from bench.extractors import Extractor, installed_peers, qingwen
from bench.gold import GoldError, GoldPage, load_folder
from bench.remembered import changes, read_hosts, worsened
from bench.score import FIELDS, PERFECT_F1, PageScore, score_page
from qingwen.memory import MIN_PAGES


def main(arguments: list[str]) -> int:
    """Print the table; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="pages with gold, as docs/benchmark.md says")
    parser.add_argument("--peers", action="store_true", help="also run what else is installed")
    parser.add_argument("--worst", type=int, default=0, metavar="N", help="name our N worst pages")
    parser.add_argument("--memory", action="store_true", help="read with what sites teach, too")
    options = parser.parse_args(arguments)
    try:
        pages = load_folder(options.folder)
    except GoldError as error:
        sys.stderr.write(f"bench: {error}\n")
        return 2
    print(f"{len(pages)} pages with gold under {options.folder}\n")
    if options.memory:
        return compare_memory(pages)
    print(header())
    before_ms = parse_ms(pages)
    ours, cpu_ms = run_all(qingwen, pages)
    print(row("qingwen", ours, cpu_ms))
    costs = {"qingwen": cpu_ms}
    for name, extractor in (installed_peers() if options.peers else {}).items():
        scores, costs[name] = run_all(extractor, pages)
        print(row(name, scores, costs[name]))
    print(*speed_lines(costs, before_ms, parse_ms(pages)), sep="\n")
    for line in worst_pages(pages, ours, options.worst):
        print(line)
    return 0


def compare_memory(pages: list[GoldPage]) -> int:
    """Print what site memory changes; return 1 where no host has the pages for it."""
    readings = list(read_hosts(pages))
    if not readings:
        print(f"no host has more than {MIN_PAGES} pages")
        return 1
    print(f"{len(readings)} of them are of hosts with more than {MIN_PAGES} pages:")
    print(header().removesuffix("CPU ms").rstrip())
    print(columns("alone", [reading.alone for reading in readings]))
    print(columns("with memory", [reading.remembered for reading in readings]))
    print("", *changes(readings), *(f"worse: {name}" for name in worsened(readings)), sep="\n")
    return 0


def run_all(extractor: Extractor, pages: list[GoldPage]) -> tuple[list[PageScore], float]:
    """Return the scores page by page and the CPU time of a page in ms, the first page left out."""
    extractor(pages[0])  # imports and caches are not the price of a page
    scores, spent_s = [], 0.0
    for page in pages:
        started = time.process_time()
        got = extractor(page)
        spent_s += time.process_time() - started
        scores.append(score_page(page, got))
    return scores, 1000 * spent_s / len(pages)


def parse_ms(pages: list[GoldPage]) -> float:
    """Return the CPU time in ms that lxml alone needs to parse a page: the floor of any extractor."""
    bodies = [page.read() for page in pages]
    started = time.process_time()
    for body in bodies:
        lxml.html.document_fromstring(body)
    return 1000 * (time.process_time() - started) / len(pages)


def speed_lines(costs: dict[str, float], before_ms: float, after_ms: float) -> list[str]:
    """Return the costs as ratios, and how far the same parse differed before and behind them."""
    floor = min(before_ms, after_ms)
    noise = 100 * (max(before_ms, after_ms) / floor - 1)
    lines = [f"\nlxml's parse alone: {floor:.2f} ms; the same work differed by {noise:.0f} %"]
    for name, cost in costs.items():
        ratio = f"{cost / costs['qingwen']:.1f} times qingwen"
        lines.append(f"{name:<13}{cost / floor:>7.1f} times the parse, {ratio}")
    return lines


def header() -> str:
    """Return the head of the table."""
    fields = "".join(f"{name:>9}" for name in FIELDS)
    return f"{'':<13}{'F1':>7}{'perfect':>9}{'F1<0.5':>8}{'leaks':>9}{fields}{'CPU ms':>9}"


def row(name: str, scores: list[PageScore], cpu_ms: float) -> str:
    """Return one line of the table."""
    return f"{columns(name, scores)}{cpu_ms:>9.1f}"


def columns(name: str, scores: list[PageScore]) -> str:
    """Return one line of the table without its costs."""
    f1 = [score.f1 for score in scores]
    perfect = sum(value >= PERFECT_F1 for value in f1) / len(f1)
    lost = sum(value < 0.5 for value in f1)
    leaks = sum(len(score.leaked) for score in scores)
    fields = "".join(f"{share(scores, field):>9}" for field in FIELDS)
    return f"{name:<13}{statistics.mean(f1):>7.3f}{perfect:>9.2f}{lost:>8}{leaks:>9}{fields}"


def worst_pages(pages: list[GoldPage], scores: list[PageScore], count: int) -> list[str]:
    """Return one line for each of the `count` pages with the lowest F1."""
    ranked = sorted(zip(pages, scores, strict=True), key=lambda pair: pair[1].f1)
    lines = []
    for page, score in ranked[:count]:
        wrong = ",".join(name for name, is_right in score.fields.items() if not is_right)
        lines.append(f"  {score.f1:.3f} {page.name}  wrong: {wrong}  leaks: {score.leaked[:3]}")
    return lines


def share(scores: list[PageScore], field: str) -> str:
    """Return how often a field was right where the gold names it, "-" where it names none."""
    rights = [score.fields[field] for score in scores if field in score.fields]
    return f"{sum(rights) / len(rights):.2f}" if rights else "-"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
