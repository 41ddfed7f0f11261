"""The ledger alone: states, crashes at every step, and what a new run makes due."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from crawler.ledger import Ledger
from crawler.ledger_audit import audit
from crawler.ledger_connection import LedgerError
from crawler.ledger_counts import record_counts, state_counts
from crawler.ledger_publication import Publication
from crawler.page_state import Lease, Outcome, Sighting, State
from crawler.state_folder import StateFolder, StateInUseError
from pipelines.jsonl import JsonlFile

HOST = "www.qinglingwang.cn"


def sighting(number: int, **changes: Any) -> Sighting:
    url = f"http://{HOST}/a/{number}.html"
    seen = Sighting(key=f"{HOST}/a/{number}.html", url=url, host=HOST, kind="article", via="row")
    return replace(seen, **changes)


def record(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "id": f"id{number}",
        "content_hash": f"{number:064x}",
        "revision": 1,
        "published_at": "2026-05-04",
        "title": f"第{number}篇\u2028",
        **changes,
    }


def done(lease: Lease, **changes: Any) -> Outcome:
    number = int(lease.url.rpartition("/")[2].removesuffix(".html"))
    return Outcome(lease=lease, state=State.DONE, record=record(number, **changes))


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = Ledger.open(tmp_path)
    opened.start_run({})
    yield opened
    opened.close()


def reopened(ledger: Ledger) -> Ledger:
    """Return the ledger as the next process finds it: what was not committed never was."""
    ledger.close()
    return Ledger.open(ledger.path.parent)


def test_a_link_is_entered_once(ledger: Ledger) -> None:
    assert ledger.sight(sighting(1))
    assert not ledger.sight(sighting(1))
    assert state_counts(ledger) == {"pending": 1}


def test_leases_follow_priority_and_are_not_given_twice(ledger: Ledger) -> None:
    ledger.sight(sighting(1))
    ledger.sight(sighting(2, priority=5))
    first, second = ledger.lease(HOST, 0.0), ledger.lease(HOST, 0.0)
    assert first is not None
    assert second is not None
    assert [first.url[-6:], second.url[-6:]] == ["2.html", "1.html"]
    assert ledger.lease(HOST, 0.0) is None
    assert ledger.waiting == {}


def test_what_was_in_flight_is_pending_after_a_crash(ledger: Ledger) -> None:
    ledger.sight(sighting(1))
    assert ledger.lease(HOST, 0.0) is not None
    ledger.commit()
    again = reopened(ledger)
    assert state_counts(again) == {"pending": 1}
    assert HOST in again.waiting
    again.close()


def test_a_result_and_its_state_are_there_together_or_not_at_all(ledger: Ledger) -> None:
    ledger.sight(sighting(1))
    lease = ledger.lease(HOST, 0.0)
    assert lease is not None
    ledger.commit()
    ledger.settle(done(lease))
    lost = reopened(ledger)
    assert (state_counts(lost), record_counts(lost)["articles"]) == ({"pending": 1}, 0)
    lost.start_run({})
    again = lost.lease(HOST, 0.0)
    assert again is not None
    lost.settle(done(again))
    lost.commit()
    kept = reopened(lost)
    assert (state_counts(kept), record_counts(kept)["articles"]) == ({"done": 1}, 1)
    kept.close()


def test_a_deferred_url_waits_for_its_moment(ledger: Ledger) -> None:
    ledger.sight(sighting(1))
    lease = ledger.lease(HOST, 0.0)
    assert lease is not None
    ledger.settle(Outcome(lease=lease, state=State.PENDING, reason="busy", due_in_s=60.0))
    assert ledger.lease(HOST, 0.0) is None
    due_at = ledger.waiting[HOST]
    assert ledger.lease(HOST, due_at - 1) is None
    later = ledger.lease(HOST, due_at + 1)
    assert later is not None
    assert later.attempts == lease.attempts + 1


def test_a_new_run_looks_at_lists_and_fresh_articles_then_backs_off(ledger: Ledger) -> None:
    ledger.sight(sighting(1))
    ledger.sight(sighting(2, kind="list", entry=True))
    ledger.sight(sighting(3, kind="list"))

    def run() -> set[str]:
        leased = set()
        while lease := ledger.lease(HOST, 0.0):
            leased.add(lease.url[-6:])
            ledger.settle(
                done(lease)
                if lease.kind == "article" and not lease.record_id
                else Outcome(lease=lease, state=State.DONE, reason="unchanged")
            )
        ledger.end_run("complete")
        ledger.start_run({})
        return leased

    assert run() == {"1.html", "2.html", "3.html"}
    assert [run() for _ in range(6)] == [
        {"1.html", "2.html"},
        {"2.html"},
        {"1.html", "2.html"},
        {"2.html"},
        {"2.html"},
        {"2.html"},
    ]


def test_the_issues_of_a_newspaper_age_and_its_front_does_not(ledger: Ledger) -> None:
    ledger.sight(sighting(1, kind="list", via="issue", entry=True, date="2026-05-04"))
    ledger.sight(sighting(2, kind="list", via="issue", entry=True))
    ledger.sight(sighting(3, kind="list", via="guess"))
    ledger.sight(sighting(4, kind="list", via="guess"))

    def run() -> str:
        leased = ""
        while lease := ledger.lease(HOST, 0.0):
            leased += lease.url[-6]
            is_there = lease.url[-6] != "4"
            ledger.settle(
                Outcome(
                    lease=lease,
                    state=State.DONE if is_there else State.SKIPPED,
                    new_articles=int(ledger.run == 1),
                )
            )
        ledger.end_run("complete")
        ledger.start_run({})
        return "".join(sorted(leased))

    # 3: a sitemap that nobody links is looked at again once it was found, 4 was not there
    assert run() == "1234"
    assert [run() for _ in range(7)] == ["123", "23", "123", "23", "23", "23", "123"]


def test_an_interrupted_run_goes_on_as_the_same_run(ledger: Ledger) -> None:
    ledger.end_run("interrupted")
    assert not ledger.start_run({})
    assert ledger.run == 1
    ledger.end_run("complete")
    assert ledger.start_run({})
    assert ledger.run == 2


def test_one_reject_line_for_one_verdict(ledger: Ledger) -> None:
    ledger.sight(sighting(1))
    for _ in range(3):
        lease = ledger.lease(HOST, 0.0)
        assert lease is not None
        ledger.settle(Outcome(lease=lease, state=State.FAILED, reason="refused"))
        ledger.end_run("partial")
        ledger.start_run({})
    assert record_counts(ledger)["rejects"] == 1


def publish(ledger: Ledger, path: Path) -> Publication:
    publication = Publication(ledger, "articles", path, JsonlFile(path))
    ledger.commit()
    publication.publish()
    return publication


def filled(ledger: Ledger, count: int) -> None:
    for number in range(count):
        ledger.sight(sighting(number))
    while lease := ledger.lease(HOST, 0.0):
        ledger.settle(done(lease))
    ledger.commit()


def test_a_published_line_is_one_line_for_every_reader(ledger: Ledger, tmp_path: Path) -> None:
    filled(ledger, 3)
    publish(ledger, tmp_path / "a.jsonl").close()
    text = (tmp_path / "a.jsonl").read_text("utf-8")
    assert len(text.splitlines()) == 3
    assert "\\u2028" in text


def test_a_crash_between_file_and_ledger_doubles_nothing(ledger: Ledger, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    filled(ledger, 4)
    publish(ledger, path).close()
    whole = path.read_bytes()
    again = reopened(ledger)  # the offsets were not committed
    again.start_run({})
    publication = publish(again, path)
    again.commit()
    publication.close()
    assert path.read_bytes() == whole
    assert audit(again) == (4, [])
    again.close()


def test_a_file_cut_at_any_byte_is_made_whole(ledger: Ledger, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    filled(ledger, 3)
    publish(ledger, path).close()
    ledger.commit()
    whole = path.read_bytes()
    for size in range(len(whole)):
        path.write_bytes(whole[:size])
        publish(ledger, path).close()
        ledger.commit()
        assert path.read_bytes() == whole


def test_a_folder_that_was_moved_goes_on_as_it_was(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "elsewhere" / "new"
    (old / "state").mkdir(parents=True)
    ledger = Ledger.open(old / "state")
    ledger.start_run({})
    filled(ledger, 3)
    publish(ledger, old / "a.jsonl").close()
    ledger.commit()
    ledger.close()
    whole = (old / "a.jsonl").read_bytes()
    with (old / "a.jsonl").open("ab") as file:  # killed while it wrote, then moved
        file.write(b'{"id": "torn')
    new.parent.mkdir()
    old.rename(new)
    moved = Ledger.open(new / "state")
    publication = publish(moved, new / "a.jsonl")
    moved.commit()
    publication.close()
    assert (new / "a.jsonl").read_bytes() == whole
    assert audit(moved) == (3, [])
    (new / "a.jsonl").unlink()
    assert audit(moved)[1] == [
        f"{new / 'a.jsonl'} is gone; the next crawl with this output writes it again"
    ]
    moved.close()


def test_lines_of_somebody_else_stay(ledger: Ledger, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"mine": 1}')
    filled(ledger, 1)
    publish(ledger, path).close()
    lines = path.read_bytes().split(b"\n")
    assert (lines[0], len(lines)) == (b'{"mine": 1}', 3)


def test_an_unreadable_ledger_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite3").write_bytes(b"no database at all" * 100)
    with pytest.raises(LedgerError, match="cannot be opened"):
        Ledger.open(tmp_path)


def test_a_folder_is_held_by_one(tmp_path: Path) -> None:
    held = StateFolder.hold(tmp_path)
    with pytest.raises(StateInUseError):
        StateFolder.hold(tmp_path)
    held.close()
    StateFolder.hold(tmp_path).close()
