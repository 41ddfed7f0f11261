"""What was fetched is kept as WARC, tied to the records, and can be cleaned again."""

import json
import signal
import sqlite3
import threading
import zlib
from pathlib import Path
from typing import Any

import pytest

from crawler.archive.reader import Capture, Tie, read_archive
from crawler.memories import WARM_UP_ARTICLES
from qingwen.record import to_json_line
from tests.articles import read
from tests.crawl.loopback import (
    Crawl,
    Site,
    article_page,
    command,
    crawl,
    kill,
    list_page,
    served,
    start_crawl,
)

SECOND_PART = "/2026/05/06/a6_2.html"
PAGES: dict[str, Any] = {
    "/2026/05/01/a1.html": article_page(1),
    "/2026/05/02/a2.html": article_page(2),
    "/2026/05/03/a3.html": lambda headers: (301, {"Location": "/2026/05/04/a4.html"}, b""),
    "/2026/05/04/a4.html": article_page(4),
    "/2026/05/05/a5.html": "<html><body><p>页面不存在</p></body></html>".encode(),
    "/2026/05/06/a6.html": article_page(
        6, "<p>1 <a href='a6_2.html'>2</a> <a href='a6_2.html'>下一页</a></p>"
    ),
}
ARTICLES = 4


@pytest.fixture
def site() -> Any:
    pages = PAGES | {SECOND_PART: article_page(6).replace("第6篇".encode(), "第7篇".encode())}
    with served(Site({"/": list_page(list(PAGES)), **pages})) as running:
        yield running


def kept(folder: Path) -> tuple[dict[str, Capture], list[Tie]]:
    found = []
    for path in sorted(folder.glob("*.warc.gz")):
        with path.open("rb") as stream:
            found += list(read_archive(stream))
    captures = {item.record_id: item for item in found if isinstance(item, Capture)}
    return captures, [item for item in found if isinstance(item, Tie)]


@pytest.fixture
def done(site: Site, tmp_path: Path) -> Crawl:
    return crawl(site, tmp_path, f"warc={tmp_path / 'archive'}")


def test_every_article_is_tied_to_the_page_it_was_read_from(done: Crawl) -> None:
    captures, ties = kept(done.folder / "archive")
    assert len(done.articles) == ARTICLES, done.said
    assert {tie.article_id for tie in ties} == {record["id"] for record in done.articles}
    pages = {tie.url: captures[tie.captures[0]] for tie in ties}
    for record in done.articles:
        capture = pages[record["url"]]
        assert capture.url == record["url"]
        assert record["paragraphs"][0].encode() in capture.body
        assert capture.fetched_at is not None


def test_an_article_in_parts_is_tied_to_all_of_them(done: Crawl) -> None:
    captures, ties = kept(done.folder / "archive")
    (parts,) = [tie.captures for tie in ties if len(tie.captures) > 1]
    assert [captures[part].url.rpartition("/")[2] for part in parts] == ["a6.html", "a6_2.html"]


def test_other_tools_read_it_redirects_and_robots_too(done: Crawl) -> None:
    from warcio.archiveiterator import ArchiveIterator

    seen = {}
    for path in (done.folder / "archive").iterdir():
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream, check_digests="raise"):
                if record.http_headers:
                    url = record.rec_headers.get_header("WARC-Target-URI")
                    seen[url.rpartition("/")[2]] = record.http_headers.get_statuscode()
                record.content_stream().read()
    assert seen["a3.html"] == "301"
    assert seen["a4.html"] == "200"
    assert seen["robots.txt"] == "404"


def test_a_killed_run_has_every_page_that_is_done(site: Site, tmp_path: Path) -> None:
    archive = f"warc={tmp_path / 'archive'}"
    asked = threading.Event()

    def answer(_: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        asked.set()
        return 200, {}, article_page(2)

    site.pages["/2026/05/02/a2.html"] = answer
    process = start_crawl(site, tmp_path, archive)
    assert asked.wait(timeout=60)
    kill(process, signal.SIGKILL)
    process.communicate()
    done = crawl(site, tmp_path, archive)
    _, ties = kept(tmp_path / "archive")
    assert {tie.article_id for tie in ties} == {record["id"] for record in done.articles}
    assert len(done.articles) == ARTICLES


def test_clean_reads_what_the_crawl_kept(done: Crawl) -> None:
    run = command("clean", str(done.folder / "archive"), "--rejects", "/dev/null")
    titles = {json.loads(line)["title"] for line in run.stdout.splitlines()}
    assert {record["title"] for record in done.articles} <= titles


def test_recleaning_with_the_same_rules_changes_nothing(done: Crawl) -> None:
    to = done.folder / "again.jsonl"
    run = command(
        "reclean", str(done.folder / "archive"), "--out", str(done.folder), "--to", str(to)
    )
    assert run.stdout == f"{ARTICLES} pages: {ARTICLES} same\n", run.stderr
    assert run.returncode == 0
    by_id = {record["id"]: record for record in done.articles}
    assert read(to) == [by_id[record["id"]] for record in read(to)]


def test_a_page_is_read_again_with_what_was_known_of_its_site(tmp_path: Path) -> None:
    line = "<p>青岭发布把镇上的消息送到每家每户，请常来看看。</p>"
    pages = {f"/2026/05/{n:02d}/a{n}.html": article_page(n, line) for n in range(1, 21)}
    first = list(pages)[:WARM_UP_ARTICLES]
    with served(Site({"/": list_page(first), **pages})) as site:  # type: ignore[arg-type]
        crawl(site, tmp_path, f"warc={tmp_path / 'archive'}")
        site.pages["/"] = list_page(list(pages))
        done = crawl(site, tmp_path, f"warc={tmp_path / 'archive'}")
    with_line = sum("青岭发布" in record["text"] for record in done.articles)
    assert 0 < with_line < len(done.articles) == 20
    run = command("reclean", str(tmp_path / "archive"), "--out", str(tmp_path))
    assert run.stdout == "20 pages: 20 same\n", run.stderr


def altered(folder: Path, change: Any) -> None:
    """Let the ledger say that an older cleaner had given other records."""
    with sqlite3.connect(folder / "state/ledger.sqlite3") as database:
        rows = database.execute("SELECT seq, line FROM record WHERE stream = 'articles'").fetchall()
        for seq, packed in rows:
            record = json.loads(zlib.decompress(packed))
            change(record)
            line = zlib.compress(to_json_line(record).encode())
            database.execute("UPDATE record SET line = ? WHERE seq = ?", (line, seq))
    database.close()


def test_what_better_rules_change_is_told_field_by_field(done: Crawl) -> None:
    def older(record: dict[str, Any]) -> None:
        if "第2批" in record["title"]:
            record["title"] += "_青岭网"
            record["paragraphs"].append("扫一扫关注我们")
            record["content_hash"] = "0" * 64

    altered(done.folder, older)
    to, diff = done.folder / "again.jsonl", done.folder / "diff.jsonl"
    run = command(
        "reclean", str(done.folder / "archive"), "--out", str(done.folder),
        "--to", str(to), "--diff", str(diff),
    )  # fmt: skip
    assert run.stdout.startswith("4 pages: 3 same, 1 changed\n  title: 1 changed\n")
    (change,) = read(diff)
    assert change["fields"] == {"title": ["青岭镇第2批茶苗下地_青岭网", "青岭镇第2批茶苗下地"]}
    assert (change["cut"], change["added"]) == (["扫一扫关注我们"], [])
    revisions = {record["title"]: record["revision"] for record in read(to)}
    assert revisions["青岭镇第2批茶苗下地"] == 2
    assert sorted(revisions.values()) == [1, 1, 1, 2]


def test_a_page_that_was_rejected_and_is_an_article_now_is_gained(tmp_path: Path) -> None:
    with served(Site({"/": article_page(8)})) as site:
        crawl(site, tmp_path, f"warc={tmp_path / 'archive'}")
    with sqlite3.connect(tmp_path / "state/ledger.sqlite3") as database:
        database.execute("UPDATE page SET state = 'rejected', reason = 'no-body', record_id = NULL")
    database.close()
    for path in (tmp_path / "archive").iterdir():
        _forget_ties(path)
    run = command("reclean", str(tmp_path / "archive"), "--out", str(tmp_path))
    assert run.stdout.startswith("1 pages: 1 gained\n"), run.stderr


def _forget_ties(path: Path) -> None:
    """Leave an archive as a crawl leaves it that saw no article."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.warcwriter import WARCWriter

    with path.open("rb") as stream, path.with_suffix(".new").open("wb") as kept_file:
        writer = WARCWriter(kept_file, gzip=True)
        for record in ArchiveIterator(stream):
            if record.rec_type != "metadata":
                writer.write_record(record)
    path.with_suffix(".new").replace(path)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "give WARC files"),
        (("no-such-folder",), "There is no"),
        (("README.md",), "There is no"),
    ],
)
def test_a_mistake_is_one_sentence(tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    run = command("reclean", *arguments, "--out", str(tmp_path))
    assert run.returncode == 2
    assert words in run.stderr
    assert "Traceback" not in run.stderr
