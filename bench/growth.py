"""How the cost of a page grows with its size: `python -m bench.growth [--svg FILE]`.

Pages of one kind of stuff each, doubled up to what the core still reads (5 MB, 120,000 tags). An
exponent of 1 is linear; one near 2 would be quadratic, and a page of a trap would stall its worker.
"""

import argparse
import math
import time
from collections.abc import Callable
from pathlib import Path

from qingwen import clean_page
from qingwen.decode import MAX_BYTES, MAX_TAGS

URL = "https://news.example.cn/2024/03/05/1.html"
PROSE = "沿河三个村的水渠在开春前全部疏通，灌溉面积恢复到一千二百亩，村民说今年的秧苗有了保证。"
HEAD = (
    "<html><head><title>水渠疏通了_清溪网</title>{head}</head><body><h1>水渠疏通了</h1>"
    "<div class=info>2024-03-05 10:30 来源：清溪日报</div><div class=content>"
)
FOOT = f"<p>{PROSE}</p></div></body></html>"

# Numbers begin at n: no page of doubled size says again what the one before said.
KINDS: dict[str, Callable[[int], str]] = {
    "paragraphs": lambda n: "".join(f"<p>第{i}村的{PROSE}</p>" for i in range(n, 2 * n)),
    "short lines": lambda n: "".join(f"<p>第{i}项</p>" for i in range(n, 2 * n)),
    "one long text": lambda n: f"<p>{PROSE * n}</p>",
    "breaks": lambda n: "<p>" + f"{PROSE}<br>" * n + "</p>",
    "links": lambda n: "".join(f"<a href='/2024/{i}.html'>第{i}村水渠疏通</a> " for i in range(n, 2 * n)),
    "anchors in prose": lambda n: "<p>"
    + "".join(f"{PROSE}<a href='/2024/{i}.html'>第{i}村水渠疏通</a>" for i in range(n, 2 * n))
    + "</p>",
    "foreign links": lambda n: "".join(
        f"<a href='http://a{i}.example.com/'>金澜体育q{i}官网</a>" for i in range(n, 2 * n)
    ),
    "list items": lambda n: "<ul>" + "".join(f"<li><a href=/{i}>{PROSE[:20]}</a></li>" for i in range(n, 2 * n)) + "</ul>",
    "nested div": lambda n: "<div>" * n + PROSE + "</div>" * n,
    "nested inline": lambda n: "<p>" + "<b>" * n + PROSE + "</b>" * n + "</p>",
    "table rows": lambda n: "<table>" + f"<tr><td>甲村</td><td>{PROSE[:12]}</td></tr>" * n + "</table>",
    "attributes": lambda n: "<p " + " ".join(f"data-a{i}={i}" for i in range(n, 2 * n)) + f">{PROSE}</p>",
    "pictures": lambda n: "".join(f"<p><img src=/p/{i}.jpg alt=水渠></p>" for i in range(n, 2 * n)),
    "dates": lambda n: "<p>2024-03-05 10:30 来源：清溪日报 记者 张明</p>" * n,
    "gambling": lambda n: f"<p>金澜体育官网，首存58%，天天返水，注册送彩金。{PROSE}</p>" * n,
    "comments": lambda n: "<!-- 标题 begin -->" * n,
    "scripts": lambda n: "<script>document.write('<div style=display:none>');</script>" * n,
    "style rules": lambda n: "<style>" + "".join(f".a{i}{{display:none}}" for i in range(n, 2 * n)) + "</style>",
    "headings": lambda n: "".join(f"<h2 class=title>第{i}村疏通水渠</h2>" for i in range(n, 2 * n)),
}  # fmt: skip


def page_of(kind: str, n: int) -> bytes:
    """Return a page with `n` pieces of a kind in its story."""
    return (HEAD.format(head="") + KINDS[kind](n) + FOOT).encode()


def cpu_s(body: bytes) -> float:
    """Return the processor time of the first reading of a page: the core recalls what it read of late."""
    start = time.process_time()
    clean_page(body, URL)
    return time.process_time() - start


def measure(kind: str, start: int, most_s: float) -> list[tuple[int, int, float]]:
    """(pieces, bytes, seconds) for pages of doubling size, until one is refused or takes long."""
    rows: list[tuple[int, int, float]] = []
    n = start
    while True:
        body = page_of(kind, n)
        if len(body) > MAX_BYTES or body.count(b"<") > MAX_TAGS:
            return rows
        rows.append((n, len(body), cpu_s(body)))
        if rows[-1][2] > most_s:
            return rows
        n *= 2


def exponent(rows: list[tuple[int, int, float]]) -> float:
    """The slope of log time over log bytes for the upper half of the sizes."""
    upper = rows[len(rows) // 2 :] if len(rows) > 3 else rows
    points = [(math.log(size), math.log(max(seconds, 1e-6))) for _, size, seconds in upper]
    mean_x, mean_y = (sum(column) / len(points) for column in zip(*points, strict=True))
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / spread if spread else 0.0


def svg_of(measured: dict[str, list[tuple[int, int, float]]]) -> str:
    """Draw seconds over bytes, both logarithmic; a dotted line shows what is linear."""
    width, height, left, low = 760, 460, 60, 420

    def x(size: float) -> float:
        return left + (math.log10(size) - 3) / 4 * (width - left - 150)

    def y(seconds: float) -> float:
        return low - (math.log10(max(seconds, 1e-3)) + 3) / 5 * (low - 20)

    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="11">',
        f'<path d="M{left} 20V{low}H{width - 150}" fill="none" stroke="#888"/>',
        f'<path d="M{x(1e4)} {y(1e-3)}L{x(1e7)} {y(1)}" stroke="#888" stroke-dasharray="3 4"/>',
        f'<text x="{x(3e6)}" y="{y(0.2)}" fill="#666">linear</text>',
    ]
    for power in range(3, 8):
        label = {3: "1 KB", 4: "10 KB", 5: "100 KB", 6: "1 MB", 7: "10 MB"}[power]
        lines.append(f'<text x="{x(10**power) - 14}" y="{low + 16}">{label}</text>')
    for power in range(-3, 3):
        lines.append(f'<text x="8" y="{y(10**power) + 4}">{10**power:g} s</text>')
    for index, (kind, rows) in enumerate(measured.items()):
        colour = f"hsl({index * 360 // len(measured)} 65% 40%)"
        path = "L".join(f"{x(size):.1f} {y(seconds):.1f}" for _, size, seconds in rows)
        lines.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="1.5"/>')
        lines.append(f'<text x="{width - 140}" y="{30 + index * 18}" fill="{colour}">{kind}</text>')
    return "\n".join([*lines, "</svg>", ""])


def main() -> None:
    """Measure, print the table, draw."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("kinds", nargs="*", help="kinds to measure; all where none is named")
    parser.add_argument("--start", type=int, default=250, help="pieces of the smallest page")
    parser.add_argument("--most", type=float, default=20, help="seconds after which a kind ends")
    parser.add_argument("--svg", type=Path, help="where to draw it")
    args = parser.parse_args()
    clean_page(page_of("paragraphs", 10), URL)  # the rules are compiled with the first page
    measured = {}
    print(f"{'':15}{'pieces':>8}{'KB':>8}{'CPU s':>9}{'s/MB':>8}{'exponent':>10}")
    for kind in args.kinds or KINDS:
        rows = measured[kind] = measure(kind, args.start, args.most)
        n, size, seconds = rows[-1]
        print(
            f"{kind:15}{n:8}{size / 1000:8.0f}{seconds:9.3f}{seconds / size * 1e6:8.2f}"
            f"{exponent(rows):10.2f}",
            flush=True,
        )
    if args.svg:
        args.svg.write_text(svg_of(measured), encoding="utf-8")


if __name__ == "__main__":
    main()
