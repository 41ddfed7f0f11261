"""The audit: every published line against the ledger, and every state against its record."""

import json
import zlib
from pathlib import Path

from crawler.ledger import Ledger

MAX_FAULTS_SHOWN = 50


def audit(ledger: Ledger) -> tuple[int, list[str]]:
    """Return how many lines were compared, and one sentence for each fault."""
    faults: list[str] = []
    checked = 0
    publications = ledger.connection.execute(
        "SELECT id, path, base_offset, end_offset FROM publication ORDER BY id"
    ).fetchall()
    for identity, path, base, end in publications:
        checked += _compare(ledger, identity, ledger.file_of(path), base, end, faults)
    faults += _contradictions(ledger)
    return checked, faults[:MAX_FAULTS_SHOWN]


def _compare(
    ledger: Ledger, publication: int, path: Path, base: int, end: int, faults: list[str]
) -> int:
    rows = ledger.connection.execute(
        "SELECT line, end_offset FROM record WHERE publication = ? ORDER BY end_offset",
        (publication,),
    )
    if not path.exists():
        if end > base:
            faults.append(f"{path} is gone; the next crawl with this output writes it again")
        return 0
    checked = 0
    with path.open("rb") as file:
        file.seek(base)
        for packed, end_offset in rows:
            line, wanted = file.readline(), zlib.decompress(packed) + b"\n"
            checked += 1
            if line != wanted or file.tell() != end_offset:
                faults.append(
                    f"{path}, byte {end_offset - len(wanted)}: not the line of the ledger"
                )
                return checked
            if not _is_json(line):
                faults.append(f"{path}, byte {end_offset - len(wanted)}: not JSON")
        if rest := len(file.read()):
            faults.append(f"{path}: {rest} bytes behind the last published line")
    return checked


def _is_json(line: bytes) -> bool:
    try:
        json.loads(line)
    except ValueError:
        return False
    return True


def _contradictions(ledger: Ledger) -> list[str]:
    """Return what cannot be: a done article without a record, a record without an article."""
    questions = {
        "URLs have a state that does not exist": (
            "SELECT COUNT(*) FROM page WHERE state NOT IN ('pending', 'leased', 'done', "
            "'rejected', 'failed', 'gone', 'skipped')"
        ),
        "articles have no record": (
            "SELECT COUNT(*) FROM page WHERE record_id IS NOT NULL AND NOT EXISTS "
            "(SELECT 1 FROM record WHERE record.page = page.id AND stream = 'articles')"
        ),
        "article records belong to no article": (
            "SELECT COUNT(*) FROM record LEFT JOIN page ON page.id = record.page "
            "WHERE stream = 'articles' AND page.record_id IS NULL"
        ),
        "rejected or failed URLs have no line": (
            "SELECT COUNT(*) FROM page WHERE state IN ('rejected', 'failed') "
            "AND reported IS NULL AND record_id IS NULL"
        ),
    }
    found = {what: ledger.connection.execute(sql).fetchone()[0] for what, sql in questions.items()}
    (intact,) = ledger.connection.execute("PRAGMA quick_check").fetchone()
    faults = [f"{count} {what}" for what, count in found.items() if count]
    return faults if intact == "ok" else [*faults, f"{ledger.path}: {intact}"]
