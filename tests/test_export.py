"""`scrapy export`: every format holds the articles, and a consumer can go on where it stopped."""

import csv
import json
import sqlite3
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from jsonschema import Draft202012Validator
from pyarrow import parquet

from pipelines.export.sqlite import search
from qingwen.schema import SCHEMA_FILE
from tests.articles import deleted, read, records, revised, write
from tests.crawl.loopback import Site, article_page, command, crawl, list_page, served

RECORDS = records()
SCHEMA = Draft202012Validator(json.loads(SCHEMA_FILE.read_text(encoding="utf-8")))


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """A file with all records, one revision and one deletion."""
    lines = [*RECORDS, revised(RECORDS[6], "改过的标题"), deleted(RECORDS[7])]
    return write(tmp_path / "articles.jsonl", lines)


def export(*arguments: object) -> Any:
    run = command("export", *map(str, arguments))
    assert run.returncode == 0, run.stderr
    return run


def exported(articles: Path, form: str, *arguments: object) -> Path:
    to = articles.parent / f"out.{form}"
    export(articles, "--format", form, "--to", to, *arguments)
    return to


def expected() -> dict[str, str | None]:
    """Return id and title of what is there at the end."""
    titles = {record["id"]: record["title"] for record in RECORDS}
    titles[RECORDS[6]["id"]] = "改过的标题"
    del titles[RECORDS[7]["id"]]
    return titles


def test_jsonl_holds_the_last_word_on_each_article(articles: Path) -> None:
    lines = read(exported(articles, "jsonl"))
    assert {line["id"]: line["title"] for line in lines} == expected()
    assert [error.message for line in lines for error in SCHEMA.iter_errors(line)] == []
    assert lines[0] == RECORDS[0]


def test_every_revision_is_the_stream_as_it_was(articles: Path) -> None:
    assert exported(articles, "jsonl", "--all-revisions").read_bytes() == articles.read_bytes()


def test_copies_can_be_left_out(articles: Path) -> None:
    left = {line["id"] for line in read(exported(articles, "jsonl", "--originals"))}
    assert set(expected()) - left == {RECORDS[4]["id"]}


def test_parquet_has_the_types_of_the_record(articles: Path) -> None:
    table = parquet.read_table(exported(articles, "parquet"))
    rows = {row["id"]: row for row in table.to_pylist()}
    assert {name: row["title"] for name, row in rows.items()} == expected()
    row = rows[RECORDS[0]["id"]]
    assert row["integrity"]["evidence"] == RECORDS[0]["integrity"]["evidence"]
    assert row["bylines"] == RECORDS[0]["bylines"]
    assert row["published_day"].isoformat() == RECORDS[0]["published_at"][:10]
    assert row["fetched_at"].isoformat() == RECORDS[0]["fetched_at"]


def test_csv_is_safe_to_open(articles: Path) -> None:
    path = exported(articles, "csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert set(rows) == set(expected())
    assert rows[RECORDS[2]["id"]]["title"].startswith("'=HYPERLINK")
    assert rows[RECORDS[0]["id"]]["text"] == RECORDS[0]["text"]


def test_sqlite_finds_chinese_words_of_any_length(articles: Path) -> None:
    path = exported(articles, "sqlite")
    with sqlite3.connect(path) as database:
        found = database.execute(
            "SELECT title FROM words JOIN article ON article.row = words.rowid WHERE words MATCH ?",
            ("in_title : 食堂*",),
        ).fetchall()
    database.close()
    assert ("社区食堂开进老人院落",) in found
    assert all("食堂" in title for (title,) in found)
    texts = {record["id"]: record["text"] for record in RECORDS if record["id"] in expected()}
    (line,) = [record["paragraphs"][0] for record in RECORDS[8:9]]
    for word in (line[2:3], line[2:4], line[2:5], line[2:6], line[2:9]):
        wanted = {name for name, text in texts.items() if word in text}
        assert wanted <= {row["id"] for row in search(path, word, limit=1000)}, word
    assert search(path, "食堂 没有的词") == []
    assert [row["title"] for row in search(path, "食堂开进老人院")] == ["社区食堂开进老人院落"]
    assert search(path, '"; DROP') == []


def test_sqlite_stays_a_mirror_of_the_stream(tmp_path: Path) -> None:
    articles = write(tmp_path / "articles.jsonl", RECORDS)
    mirror, cursor = tmp_path / "mirror.db", tmp_path / "cursor"
    arguments = ("--format", "sqlite", "--to", mirror, "--cursor", cursor)
    export(articles, *arguments)
    assert search(mirror, RECORDS[7]["paragraphs"][0][:4])
    news = [revised(RECORDS[6], "改过的标题"), deleted(RECORDS[7])]
    write(articles, news, "a")
    assert export(articles, *arguments).stderr.startswith("2 records")
    with sqlite3.connect(mirror) as database:
        titles = dict(database.execute("SELECT id, title FROM article"))
        index = database.execute("INSERT INTO words (words) VALUES ('integrity-check')")
        assert index.fetchall() == []
    database.close()
    assert titles == expected()
    assert [row["id"] for row in search(mirror, "改过的标题")] == [RECORDS[6]["id"]]


def test_rss_holds_the_newest_first(articles: Path) -> None:
    channel = ElementTree.parse(exported(articles, "rss")).getroot()[0]
    items = channel.findall("item")
    dates = [
        parsedate_to_datetime(date.text or "") for item in items for date in item.findall("pubDate")
    ]
    assert dates == sorted(dates, reverse=True)
    assert {item.findtext("guid") for item in items} <= set(expected())
    assert (channel.findtext("link") or "").endswith(".example/")


def test_rss_holds_no_character_that_xml_forbids(tmp_path: Path) -> None:
    odd = RECORDS[0] | {"title": "修\x01桥\ufffe", "paragraphs": ["桥\x0b通了"]}
    articles = write(tmp_path / "articles.jsonl", [odd])
    item = ElementTree.parse(exported(articles, "rss")).getroot()[0].find("item")
    assert item is not None
    assert (item.findtext("title"), item.findtext("description")) == ("修桥", "桥通了")


def test_what_cannot_be_added_to_is_not_written_over(articles: Path, tmp_path: Path) -> None:
    arguments = (articles, "--format", "csv", "--cursor", tmp_path / "c", "--to", tmp_path / "x")
    export(*arguments)
    before = (tmp_path / "x").read_bytes()
    run = command("export", *map(str, arguments))
    assert (run.returncode, run.stderr.count("\n")) == (2, 1)
    assert "name another file" in run.stderr
    assert (tmp_path / "x").read_bytes() == before


@pytest.mark.parametrize(
    ("form", "name"), [("schema.org", "headline"), ("zyte", "headline"), ("gne", "title")]
)
def test_shapes_are_one_json_object_a_line(articles: Path, form: str, name: str) -> None:
    lines = read(exported(articles, form))
    assert sorted(line.get(name) or "" for line in lines) == sorted(
        t or "" for t in expected().values()
    )


def test_files_by_day_and_by_site(articles: Path) -> None:
    by_day = exported(articles, "jsonl", "--split", "day")
    for path in by_day.iterdir():
        assert {(line["published_at"] or "undated")[:10] for line in read(path)} == {path.stem}
    (articles.parent / "sites").mkdir()
    export(articles, "--split", "site", "--to", articles.parent / "sites")
    sites = {path.stem: read(path) for path in (articles.parent / "sites").iterdir()}
    assert sum(map(len, sites.values())) == len(expected())
    assert {line["site"]["domain"] for line in sites["news0.example"]} == {"news0.example"}


def test_a_consumer_goes_on_where_it_stopped(tmp_path: Path) -> None:
    articles = write(tmp_path / "articles.jsonl", RECORDS[:5])
    mine, cursor = tmp_path / "mine.jsonl", tmp_path / "cursor"
    arguments = (articles, "--cursor", cursor, "--to", mine)
    export(*arguments)
    with articles.open("a", encoding="utf-8") as file:
        file.write('{"schema_version": 1, "id": "torn')  # being written just now
    assert export(*arguments).stderr.startswith("0 records")
    write(articles, [*RECORDS[:5], *RECORDS[5:9], deleted(RECORDS[7])])
    export(*arguments)
    assert mine.read_bytes() == articles.read_bytes()
    assert export(*arguments).stderr.startswith("0 records")


def test_a_cursor_of_another_file_is_refused(tmp_path: Path) -> None:
    articles = write(tmp_path / "articles.jsonl", RECORDS[:3])
    said = export(articles, "--to", tmp_path / "out").stderr
    cursor = said.split()[-1]
    write(articles, RECORDS[1:6])
    for wrong in (cursor, "seq:3", "byte:x", "soon", "byte:99999999:00000000"):
        run = command("export", str(articles), "--since", wrong)
        assert run.returncode == 2, wrong
        assert run.stdout == ""
        assert run.stderr.count("\n") == 1


def test_the_ledger_gives_what_the_file_holds(tmp_path: Path) -> None:
    paths = {f"/2026/05/{n:02d}/a{n}.html": article_page(n) for n in range(1, 4)}
    with served(Site({"/": list_page(list(paths)), **paths})) as site:  # type: ignore[arg-type]
        run = crawl(site, tmp_path)
        whole = command("export", "--out", str(tmp_path))
        cursor = whole.stderr.split()[-1]
        site.pages["/2026/05/09/a9.html"] = article_page(9)
        site.pages["/"] = list_page([*paths, "/2026/05/09/a9.html"])
        crawl(site, tmp_path)
    later = command("export", "--out", str(tmp_path), "--since", cursor)
    assert [json.loads(line) for line in whole.stdout.splitlines()] == run.articles[:3]
    assert ["第9批" in line for line in later.stdout.splitlines()] == [True]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--format", "xls"), "There is no format 'xls'"),
        (("--format", "parquet"), "Say where to write parquet"),
        (("--format", "csv", "--split", "day", "--to", "x"), "can be split"),
        (("--split", "year", "--to", "x"), "by day or by site"),
    ],
    ids=str,
)
def test_a_mistake_is_one_sentence(articles: Path, arguments: tuple[str, ...], words: str) -> None:
    run = command("export", str(articles), *arguments)
    assert run.returncode == 2
    assert words in run.stderr
    assert run.stderr.count("\n") == 1
