"""The ledger and its file, killed after every step and cut by a power failure: what the next run makes of it."""

import random
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from crawler.ledger import Ledger
from crawler.ledger_audit import audit
from crawler.ledger_counts import state_counts
from crawler.ledger_publication import Publication
from crawler.page_state import State
from pipelines.jsonl import JsonlFile
from tests.test_ledger import HOST, done, sighting

PAGES = 3


class TornFile(JsonlFile):
    """A file whose writes stop in the middle, as those of a process that is killed do."""

    def append(self, lines: list[bytes], offset: int) -> int:
        super().append([lines[0][: len(lines[0]) // 2]], offset)
        return super().append(lines, offset)


def finish(folder: Path, file: type[JsonlFile] = JsonlFile) -> Iterator[None]:
    """Crawl what is left in `folder` to its end; yields after every step that touches the disk."""
    ledger = Ledger.open(folder)
    ledger.start_run({})
    yield
    publication = Publication(ledger, "articles", folder / "a.jsonl", file(folder / "a.jsonl"))
    ledger.commit()
    yield
    for number in range(PAGES):
        ledger.sight(sighting(number))
    ledger.commit()
    yield
    publication.publish()
    ledger.commit()
    yield
    while lease := ledger.lease(HOST, 0.0):
        ledger.commit()
        yield
        ledger.settle(done(lease))
        yield
        ledger.commit()
        yield
        publication.publish()
        yield
        ledger.commit()
        yield
    ledger.end_run("complete")
    publication.close()
    ledger.close()


def states_of_disk(tmp_path: Path) -> list[Path]:
    """Return the disk as a kill leaves it after every step of a crawl."""
    live = tmp_path / "live"
    live.mkdir()
    kept = []
    for step, _ in enumerate(finish(live, TornFile)):
        kept.append(tmp_path / f"step{step:02d}")
        shutil.copytree(live, kept[-1])
    return kept


def assert_whole(ledger_of: Path, file_of: Path, cut: random.Random | None = None) -> None:
    """Put the ledger of one moment beside the file of another, crawl on, and look at the end."""
    live = ledger_of.parent / "live"
    shutil.rmtree(live)
    shutil.copytree(ledger_of, live)
    (live / "a.jsonl").unlink(missing_ok=True)
    if (file_of / "a.jsonl").exists():
        lines = (file_of / "a.jsonl").read_bytes()
        (live / "a.jsonl").write_bytes(lines[: cut.randrange(len(lines) + 1)] if cut else lines)
    for _ in finish(live):
        pass
    ledger = Ledger.read(live)
    checked, faults = audit(ledger)
    states = state_counts(ledger)
    ledger.close()
    titles = [line for line in (live / "a.jsonl").read_text("utf-8").split("\n") if line]
    assert (checked, faults, len(titles), len(set(titles))) == (PAGES, [], PAGES, PAGES)
    assert states == {State.DONE: PAGES}


def test_a_kill_after_any_step_loses_doubles_and_tears_nothing(tmp_path: Path) -> None:
    kept = states_of_disk(tmp_path)
    assert len(kept) > 4 * PAGES
    for moment in kept:
        assert_whole(moment, moment)


def test_what_a_power_failure_takes_back_is_done_again(tmp_path: Path) -> None:
    kept = states_of_disk(tmp_path)
    for before, after in pairwise(kept):
        assert_whole(before, after)  # the ledger lost its last write, the file kept its own
        assert_whole(after, before)


def test_a_file_that_is_cut_anywhere_is_written_again(tmp_path: Path) -> None:
    rng = random.Random(7)
    for moment in states_of_disk(tmp_path):
        assert_whole(moment, moment, cut=rng)
