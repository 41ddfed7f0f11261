"""The ledger and its file, killed at every step and cut by a power failure: what the next run makes of it."""

import random
import shutil
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from crawler.ledger import Ledger
from crawler.ledger_audit import audit
from crawler.ledger_counts import state_counts
from crawler.ledger_publication import Publication
from crawler.page_state import State
from pipelines.jsonl import JsonlFile
from tests.test_ledger import HOST, done, sighting

PAGES = 20
"""So often every step of a page's way is hit."""

Step = Callable[[], None]


class WatchedFile(JsonlFile):
    """A file that is also looked at in the middle of a write."""

    def __init__(self, path: Path, step: Step) -> None:
        super().__init__(path)
        self._step = step

    def append(self, lines: list[bytes], offset: int) -> int:
        data = b"".join(line + b"\n" for line in lines)
        with self.path.open("r+b") as file:
            file.seek(offset)
            file.write(data[: len(data) * 2 // 3])
        self._step()
        return super().append(lines, offset)


def begin(folder: Path, step: Step) -> tuple[Ledger, Publication]:
    """Start a run, or go on with one, on a site whose links are all known."""
    ledger = Ledger.open(folder)
    step()
    ledger.start_run({})
    step()
    file = WatchedFile(folder / "a.jsonl", step)
    publication = Publication(ledger, "articles", folder / "a.jsonl", file)
    ledger.commit()
    step()
    for number in range(PAGES):
        ledger.sight(sighting(number))
    ledger.commit()
    step()
    return ledger, publication


def end(ledger: Ledger, publication: Publication, step: Step) -> None:
    publication.publish()
    ledger.commit()
    step()
    ledger.end_run("complete")
    publication.close()
    ledger.close()


def crawl_slowly(folder: Path, step: Step) -> None:
    """Crawl the site, one page a commit; `step` is called whenever the disk may have changed."""
    ledger, publication = begin(folder, step)
    while lease := ledger.lease(HOST, 0.0):
        ledger.commit()
        step()
        ledger.settle(done(lease))
        step()
        ledger.commit()
        step()
        publication.publish()
        step()
        ledger.commit()
        step()
    end(ledger, publication, step)


def crawl_on(folder: Path) -> None:
    """Crawl what is left, in as few commits as a fast disk gives."""
    ledger, publication = begin(folder, lambda: None)
    publication.publish()
    while lease := ledger.lease(HOST, 0.0):
        ledger.settle(done(lease))
    ledger.commit()
    end(ledger, publication, lambda: None)


@pytest.fixture(scope="module")
def moments(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The disk as a kill leaves it at every step of a crawl."""
    folder = tmp_path_factory.mktemp("moments")
    live = folder / "live"
    live.mkdir()
    kept: list[Path] = []

    def keep() -> None:
        kept.append(folder / f"step{len(kept):03d}")
        shutil.copytree(live, kept[-1])

    crawl_slowly(live, keep)
    assert len(kept) > 6 * PAGES
    return kept


def lines_after(
    live: Path, ledger_of: Path, file_of: Path, cut: random.Random | None = None
) -> list[str]:
    """Put the ledger of one moment beside the file of another, crawl on, and look at the end."""
    shutil.rmtree(live, ignore_errors=True)
    shutil.copytree(ledger_of, live)
    (live / "a.jsonl").unlink(missing_ok=True)
    if (file_of / "a.jsonl").exists():
        lines = (file_of / "a.jsonl").read_bytes()
        (live / "a.jsonl").write_bytes(lines[: cut.randrange(len(lines) + 1)] if cut else lines)
    crawl_on(live)
    ledger = Ledger.read(live)
    checked, faults = audit(ledger)
    states = state_counts(ledger)
    ledger.close()
    assert (checked, faults, states) == (PAGES, [], {State.DONE: PAGES})
    return (live / "a.jsonl").read_text("utf-8").splitlines()


def assert_whole(
    live: Path, ledger_of: Path, file_of: Path, cut: random.Random | None = None
) -> None:
    lines = lines_after(live, ledger_of, file_of, cut)
    assert len(lines) == len(set(lines)) == PAGES


def test_a_kill_at_any_step_loses_doubles_and_tears_nothing(
    moments: list[Path], tmp_path: Path
) -> None:
    torn = [m for m in moments if (m / "a.jsonl").exists() and not ends_whole(m / "a.jsonl")]
    assert len(torn) == PAGES
    for moment in moments:
        assert_whole(tmp_path / "live", moment, moment)


def ends_whole(path: Path) -> bool:
    return path.read_bytes()[-1:] in (b"", b"\n")


def test_what_a_power_failure_takes_back_is_done_again(moments: list[Path], tmp_path: Path) -> None:
    for number, (before, after) in enumerate(pairwise(moments)):
        # the ledger lost its last write, or the file did
        pair = (before, after) if number % 2 else (after, before)
        assert_whole(tmp_path / "live", *pair)


def test_a_file_that_is_cut_anywhere_is_written_again(moments: list[Path], tmp_path: Path) -> None:
    rng = random.Random(7)
    for moment in moments[::5]:
        assert_whole(tmp_path / "live", moment, moment, cut=rng)


def test_a_journal_that_is_cut_anywhere_costs_no_published_line(
    moments: list[Path], tmp_path: Path
) -> None:
    rng = random.Random(8)
    cut = tmp_path / "cut"
    for moment in moments[1::5]:
        shutil.rmtree(cut, ignore_errors=True)
        shutil.copytree(moment, cut)
        (cut / "ledger.sqlite3-shm").unlink()  # a reboot leaves none
        journal = cut / "ledger.sqlite3-wal"
        whole = journal.read_bytes()
        journal.write_bytes(whole[: rng.randrange(len(whole) + 1)])
        published = (cut / "a.jsonl").read_text("utf-8") if (cut / "a.jsonl").exists() else ""
        lines = lines_after(tmp_path / "live", cut, cut)
        assert set(published.split("\n")[:-1]) <= set(lines)
