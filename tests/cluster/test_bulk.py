"""`scrapy bulk`: stored pages on datatrove, on this machine and on an object store."""

import gzip
import json
import os
import re
import signal
import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tests.cluster import needs

needs("datatrove", "bulk")

from bench.stored_pages import write_folder
from crawler.archive.reader import Capture, read_archive
from crawler.bulk.containers import pieces_in
from crawler.bulk.work import BulkError, BulkOrder, run_local, stages_of
from crawler.cleaning.pieces import Reading, piece_of_capture
from tests.crawl.loopback import ROOT, command, environment

PAGES = 12
FILES = 2


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of WARC files as Common Crawl has them."""
    folder = tmp_path_factory.mktemp("stored")
    write_folder(folder, PAGES, FILES, "warc")
    return folder


def bulk(source: object, out: object, workers: int = 1, **wishes: Any) -> None:
    stages = stages_of(BulkOrder(source=str(source), out=str(out), **wishes))
    run_local(stages, str(out), workers)


def lines(folder: Path, kind: str = "articles") -> list[bytes]:
    """Return the lines of a job, in the order of its files."""
    files = sorted((folder / kind).rglob("*.gz"))
    return [line for path in files for line in gzip.open(path)]


def records(folder: Path, kind: str = "articles") -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines(folder, kind)]


def test_one_process_two_processes_and_scrapy_clean_give_the_same_bytes(
    source: Path, tmp_path: Path
) -> None:
    bulk(source, tmp_path / "one")
    bulk(source, tmp_path / "two", workers=2, tasks=2)
    cleaned = command("clean", str(source), "--out", str(tmp_path / "cleaned.jsonl"))
    assert cleaned.returncode == 0, cleaned.stderr
    expected = (tmp_path / "cleaned.jsonl").read_bytes().splitlines(keepends=True)
    assert len(expected) == PAGES
    assert lines(tmp_path / "one") == expected
    for path in (tmp_path / "one" / "articles").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / "articles" / path.name).read_bytes()


def test_two_passes_know_their_sites_and_do_not_depend_on_the_tasks(tmp_path: Path) -> None:
    write_folder(tmp_path / "in", 30, 2, "warc", pages_a_host=8)
    bulk(tmp_path / "in", tmp_path / "one", learns=True)
    bulk(tmp_path / "in", tmp_path / "other", learns=True, tasks=1)
    assert lines(tmp_path / "one") == lines(tmp_path / "other")
    assert len(lines(tmp_path / "one")) == 30
    report = json.loads((tmp_path / "one" / "report.json").read_text("utf-8"))
    assert report["articles"] == 30
    assert report["integrity"]["hijacked"] == 8
    # One host of the hijacked outlet: its pages lie in both files.
    assert [(found["hosts"], found["pages"]) for found in report["brands"]] == [(1, 8)]
    assert report == json.loads((tmp_path / "other" / "report.json").read_text("utf-8"))


@pytest.mark.parametrize(("shape", "field"), [("jsonl", None), ("wet", None), ("parquet", "html")])
def test_every_shape_of_input_gives_the_stories(
    shape: str, field: str | None, source: Path, tmp_path: Path
) -> None:
    write_folder(tmp_path / "in", 4, 1, shape)
    bulk(tmp_path / "in", tmp_path / "out", field=field)
    found = records(tmp_path / "out")
    assert all(re.fullmatch(r"沧桐市\d号泵站换新第\d+台水泵", record["title"]) for record in found)
    assert len(found) == 4
    assert all("供水" in record["text"] for record in found)
    assert not any("版权所有" in record["text"] for record in found)


def test_what_gives_no_article_or_none_that_is_wanted_is_in_the_rejects(tmp_path: Path) -> None:
    write_folder(tmp_path / "in", 3, 1, "jsonl")
    with (tmp_path / "in" / "part-00000.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"url": "http://a.example/", "body": "no such field"}\nno json\n')
    write_folder(tmp_path / "html", 13, 1, "parquet", pages_a_host=8)
    bulk(tmp_path / "in", tmp_path / "out")
    reasons = [reject["reason"] for reject in records(tmp_path / "out", "rejects")]
    assert reasons == ["no-field", "not-json"]
    bulk(tmp_path / "html", tmp_path / "html-out", field="html", unwanted=("hijacked",))
    rejects = records(tmp_path / "html-out", "rejects")
    assert len(rejects) == 5
    assert {(reject["state"], reject["reason"]) for reject in rejects} == {("skipped", "hijacked")}
    assert all(reject["detail"] for reject in rejects)
    assert len(records(tmp_path / "html-out")) == 8


def test_a_job_that_was_killed_goes_on_and_does_nothing_twice(tmp_path: Path) -> None:
    write_folder(tmp_path / "in", 40, 5, "warc")
    out = tmp_path / "out"
    arguments = ["bulk", str(tmp_path / "in"), str(out)]
    process = subprocess.Popen(
        [sys.executable, "-m", "scrapy", *arguments],
        cwd=ROOT, env=environment(), start_new_session=True, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    done = out / "work" / "clean" / "completions"
    while process.poll() is None and len(list(done.glob("*"))) < 2:
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    before = {path.name for path in done.iterdir()}
    assert len(before) >= 2  # all five only where this process had to wait long for its turn
    kept = {path: path.stat().st_mtime_ns for path in (out / "articles").glob("*.gz")}
    assert command(*arguments).returncode == 0
    finished = [path for path in kept if f"{path.name[5:10]}" in before]
    assert [path.stat().st_mtime_ns for path in finished] == [kept[path] for path in finished]
    bulk(tmp_path / "in", tmp_path / "whole")
    assert lines(out) == lines(tmp_path / "whole")
    assert len({record["id"] for record in records(out)}) == 40
    assert not list(out.rglob("*.part"))


def test_a_job_does_not_go_on_with_other_files_or_another_order(
    source: Path, tmp_path: Path
) -> None:
    order = BulkOrder(source=str(source), out=str(tmp_path / "out"))
    stages_of(order)
    with pytest.raises(BulkError, match="removed differs"):
        stages_of(BulkOrder(source=str(source), out=str(tmp_path / "out"), removed=True))
    more = tmp_path / "more"
    more.mkdir()
    for path in source.iterdir():
        (more / path.name).symlink_to(path)
    stages_of(BulkOrder(source=str(more), out=str(tmp_path / "other")))
    (more / "part-00009.jsonl").touch()
    with pytest.raises(BulkError, match="differs"):
        stages_of(BulkOrder(source=str(more), out=str(tmp_path / "other")))


def test_results_do_not_go_where_the_pages_are_read_from(source: Path) -> None:
    with pytest.raises(BulkError, match="name a folder outside of it"):
        stages_of(BulkOrder(source=str(source), out=str(source / "cleaned")))
    assert not (source / "cleaned").exists()


def test_a_mark_that_is_put_beside_the_files_moves_none_to_another_task(tmp_path: Path) -> None:
    write_folder(tmp_path / "in", 8, 4, "jsonl")
    order = BulkOrder(source=str(tmp_path / "in"), out=str(tmp_path / "out"), tasks=2)

    def read_by(task: int) -> list[str]:
        reader = stages_of(order)[0].steps[0]
        return sorted({document.metadata["input"] for document in reader.run(None, task, 2)})

    read = read_by(0)
    (tmp_path / "in" / "_SUCCESS").touch()
    read += read_by(1)
    assert sorted(read) == [f"part-{number:05d}.jsonl" for number in range(4)]


def test_an_object_store_gives_and_takes(
    source: Path, s3: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fsspec

    for name, value in (
        ("AWS_ENDPOINT_URL", s3), ("AWS_ACCESS_KEY_ID", "any"), ("AWS_SECRET_ACCESS_KEY", "any"),
        ("AWS_DEFAULT_REGION", "us-east-1"),
    ):  # fmt: skip
        monkeypatch.setenv(name, value)
    remote = fsspec.filesystem("s3")
    remote.mkdir("pages")
    for path in source.iterdir():
        remote.put(str(path), f"pages/warc/{path.name}")
    bulk("s3://pages/warc", "s3://pages/out", learns=True)
    bulk(source, tmp_path / "out", learns=True)
    remote.invalidate_cache()
    for path in (tmp_path / "out" / "articles").iterdir():
        assert remote.cat(f"pages/out/articles/{path.name}") == path.read_bytes()
    report = (tmp_path / "out" / "report.json").read_bytes()
    assert remote.cat("pages/out/report.json") == report


def test_archives_read_fast_hold_the_same_pages(tmp_path: Path) -> None:
    path = tmp_path / "mixed.warc.gz"
    body = "<html><body>双梨县</body></html>".encode("gbk")
    answers = [
        ("200 OK", [("Content-Type", "text/html; charset=gbk")], body),
        (
            "200 OK",
            [("Content-Type", "text/html"), ("Content-Encoding", "gzip")],
            gzip.compress(body),
        ),
        ("200 OK", [("Transfer-Encoding", "chunked")], b"3\r\nabc\r\n0\r\n\r\n"),
        ("200 OK", [("Content-Type", "image/png")], b"\x89PNG"),
        ("404 Not Found", [("Content-Type", "text/html")], body),
        ("203 Non-Authoritative", [("Content-Type", "TEXT/HTML")], body),
    ]
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for number, (status, headers, payload) in enumerate(answers):
            http = StatusAndHeaders(status, headers, protocol="HTTP/1.1")
            url = f"http://www.example.cn/{number}"
            writer.write_record(
                writer.create_warc_record(
                    url, "response", payload=BytesIO(payload), length=len(payload),
                    http_headers=http,
                )
            )  # fmt: skip
    with path.open("rb") as stream:
        slow = [found for found in read_archive(stream) if isinstance(found, Capture)]
    with path.open("rb") as stream:
        fast = list(pieces_in("mixed.warc.gz", stream, Reading()))
    assert [piece._replace(name="") for piece in fast] == [piece_of_capture("", c) for c in slow]
    assert len(fast) == 4


@pytest.mark.parametrize("shape", ["warc", "jsonl", "parquet"])
def test_a_torn_file_gives_what_it_holds_and_says_so(shape: str, tmp_path: Path) -> None:
    write_folder(tmp_path, 4, 1, shape)
    (path,) = tmp_path.iterdir()
    whole = path.read_bytes()
    pieces = list(
        pieces_in(path.name, BytesIO(whole[: len(whole) * 3 // 4]), Reading(field="text"))
    )
    if shape != "parquet":  # its index stands at the end
        assert len(pieces) >= 2
        assert pieces[0].fault is None
    assert pieces[-1].fault is not None
