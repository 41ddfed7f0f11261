"""The report of a run: JSON for programs, a summary for people."""

import json
import os
from pathlib import Path
from typing import Any

from crawler.brands import brands_of
from crawler.ending import Ending
from crawler.ledger import Ledger
from crawler.ledger_counts import lines_of_run, reason_counts, record_counts, state_counts
from crawler.order import Order

REPORT_NAME = "report.json"


def report_of(
    ledger: Ledger, order: Order, ending: Ending, stats: dict[str, Any], cut: dict[str, int]
) -> dict[str, Any]:
    """Return the report of the run that has just ended; `cut`: lists that were not read whole."""
    started_at, ended_at = ledger.connection.execute(
        "SELECT started_at, ended_at FROM run WHERE id = ?", (ledger.run,)
    ).fetchone() or (None, None)
    return {
        "run": ledger.run,
        "verdict": ending.verdict.label,
        "exit_code": ending.verdict.exit_code,
        "sentence": ending.sentence,
        "started_at": started_at,
        "ended_at": ended_at,
        "order": order.as_plain(),
        "requests": stats.get("downloader/request_count", 0),
        "bytes": stats.get("downloader/response_bytes", 0),
        "faults": stats.get("faults", 0),
        "published": record_counts(ledger, ledger.run),
        "published_ever": record_counts(ledger),
        "states": state_counts(ledger),
        "reasons": reason_counts(ledger),
        "brands": brands_of(lines_of_run(ledger)),
        "links_left_out": cut,
        "articles": str(order.articles_path),
        "rejects": str(order.rejects_path),
    }


def write_report(report: dict[str, Any], folder: Path) -> None:
    """Write the report as one whole file. Raises OSError."""
    unfinished = folder / (REPORT_NAME + ".new")
    with unfinished.open("w", encoding="utf-8") as file:
        json.dump(report, file, ensure_ascii=False, indent=1)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(folder / REPORT_NAME)


def summary_of(report: dict[str, Any]) -> str:
    """Return the closing summary for a person."""
    published, states = report["published"], report["states"]
    lines = [
        f"{report['verdict']}: {report['sentence']}",
        f"  {published['articles']} article records in {report['articles']}",
        f"  {published['rejects']} rejected, failed or skipped in {report['rejects']}",
        f"  {report['requests']} requests, {report['bytes'] / 1e6:.1f} MB",
        "  URLs: " + (", ".join(f"{state} {n}" for state, n in sorted(states.items())) or "none"),
    ]
    if cut := report["links_left_out"]:
        worst = max(cut, key=lambda url: cut[url])
        lines.append(
            f"  {sum(cut.values())} links left out: lists too long to be read whole, {worst}"
        )
    if brands := report["brands"]:
        named = "、".join(row["brand"] for row in brands[:3])
        plural = "s" if len(brands) > 1 else ""
        lines.append(f"  {len(brands)} brand{plural} of spam learnt: {named}")
    reasons = [f"{name} {count}" for name, count in list(report["reasons"].items())[:6]]
    if reasons:
        lines.append("  reasons: " + ", ".join(reasons))
    return "\n".join(lines)
