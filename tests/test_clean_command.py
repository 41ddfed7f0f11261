"""`scrapy clean`: the core as a filter over files, folders, WARC and lines of JSON."""

import json
import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.cleaning.pieces import Piece
from crawler.cleaning.pool import results_of
from crawler.cleaning.work import Wish
from qingwen.schema import SCHEMA_FILE

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = Draft202012Validator(json.loads(SCHEMA_FILE.read_text(encoding="utf-8")))
URL = "https://www.shuanglinews.example.cn/2025/03/05/1024.html"
STORY = (
    "双梨县三座灌溉泵站本周全部换上新电机，下游六个村的稻田比去年早十天放水。",
    "县水利站站长蒋木青说，旧电机用了二十二年，去年夏天停机四次，这次更换用去四十万元。",
    "村民范阿水在田埂上看水位尺，他说今年不用再半夜起来排队等水了。",
)
TITLE = "双梨县三座泵站换新电机"


def page(title: str = TITLE) -> str:
    body = "".join(f"<p>{line}</p>" for line in STORY)
    return (
        f"<html><head><meta charset=utf-8><title>{title}_双梨网</title></head><body>"
        f"<h1>{title}</h1><div class=info>2025-03-05 10:30 来源：双梨日报</div>"
        f"<div class=content>{body}</div></body></html>"
    )


def clean(*arguments: object, stdin: bytes = b"", **environment: str) -> Any:
    return subprocess.run(
        [sys.executable, "-m", "scrapy", "clean", *map(str, arguments)],
        cwd=ROOT,
        input=stdin,
        capture_output=True,
        check=False,
        env=os.environ | environment,
    )


def records(run: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run.stdout.decode("utf-8").splitlines()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of forty pages, a text, and what is no page."""
    pages = tmp_path / "saved"
    for number in range(40):
        path = pages / f"{number % 3}" / f"{number:02}.shtml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page(f"双梨县第{number + 1}座泵站换新电机"), encoding="utf-8")
    (pages / "text.txt").write_bytes("\n".join([TITLE, *STORY]).encode("gb18030"))
    (pages / "list.html").write_text("<html><body><a href=/>首页</a></body></html>")
    (pages / "style.css").write_text("body {}")
    return pages


def test_a_folder_gives_a_valid_record_for_each_page_and_says_what_gave_none(folder: Path) -> None:
    run = clean(folder)
    found = records(run)
    assert [error.message for record in found for error in SCHEMA.iter_errors(record)] == []
    assert len(found) == 41
    assert {record["encoding"]["used"] for record in found} == {"utf-8", "text"}
    assert all(tuple(record["paragraphs"][-3:]) == STORY for record in found)
    said = run.stderr.decode("utf-8")
    assert "list.html" in said
    assert "41 articles, 1 without one" in said
    assert run.returncode == 1


def test_the_output_is_the_same_whatever_the_number_of_processes(folder: Path) -> None:
    one, three = clean(folder, "--jobs", 1), clean(folder, "--jobs", 3)
    assert one.stdout
    assert one.stdout == three.stdout


def test_a_pattern_and_a_page_with_its_address(folder: Path) -> None:
    assert len(records(clean(f"{folder}/**/1*.shtml"))) == 10
    (record,) = records(clean(folder / "0" / "00.shtml", "--url", URL))
    assert record["canonical_url"] == URL


def test_records_and_rejects_go_into_files(folder: Path, tmp_path: Path) -> None:
    out, rejects = tmp_path / "out.jsonl", tmp_path / "rejects.jsonl"
    run = clean(folder, "--out", out, "--rejects", rejects, "--removed")
    assert run.stdout == b""
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert all("removed" in line for line in lines)
    (reject,) = [json.loads(line) for line in rejects.read_text(encoding="utf-8").splitlines()]
    assert (reject["state"], Path(reject["file"]).name) == ("rejected", "list.html")


def warc(*records: tuple[str, str, str, bytes]) -> bytes:
    """Return an archive of (type, status line, media type, body)."""
    stream = BytesIO()
    writer = WARCWriter(stream, gzip=True)
    for kind, status, media, body in records:
        http = StatusAndHeaders(status, [("Content-Type", media)], protocol="HTTP/1.1")
        record = writer.create_warc_record(
            URL,
            kind,
            payload=BytesIO(body),
            length=len(body),
            warc_content_type=media,
            http_headers=http if kind == "response" else None,
            warc_headers_dict={"WARC-Date": "2025-03-06T00:00:00Z"},
        )
        writer.write_record(record)
    return stream.getvalue()


def test_a_warc_gives_its_pages_in_their_charset_without_what_is_no_page(tmp_path: Path) -> None:
    gbk = page().replace("charset=utf-8", "").encode("gb18030")
    archive = tmp_path / "crawl.warc.gz"
    archive.write_bytes(
        warc(
            ("warcinfo", "", "application/warc-fields", b"software: test\r\n"),
            ("response", "301 Moved", "text/html", b"moved"),
            ("response", "200 OK", "image/png", b"\x89PNG"),
            ("response", "200 OK", "text/html; charset=gbk", gbk),
            ("conversion", "", "text/plain", "\n".join([TITLE, *STORY]).encode()),
        )
    )
    html, text = records(clean(archive))
    assert (html["title"], html["url"]) == (TITLE, URL)
    assert html["encoding"] == {"used": "gb18030", "declared": "gbk", "conflict": False}
    assert html["fetched_at"] == "2025-03-06T00:00:00+00:00"
    assert text["encoding"]["used"] == "text"
    assert records(clean("-", stdin=archive.read_bytes())) == [html, text]


def test_the_torn_end_of_a_warc_is_passed_over(tmp_path: Path) -> None:
    archive = tmp_path / "crawl.warc.gz"
    whole = warc(("response", "200 OK", "text/html", page().encode()))
    archive.write_bytes(whole + whole[: len(whole) // 2])
    run = clean(archive)
    assert [record["title"] for record in records(run)] == [TITLE]
    assert run.returncode == 0


LINES = [
    {
        "url": URL,
        "data": {"html": "<div>" + "".join(f"<p>{line}</p>" for line in STORY) + "</div>"},
    },
    {"url": URL, "data": {"html": "\n".join([TITLE, *STORY])}, "score": 0.5},
    {"url": URL, "other": 1},
]


def test_a_field_of_json_lines_may_hold_markup_or_text() -> None:
    stdin = "\n".join([*map(json.dumps, LINES), "no json"]).encode()
    run = clean("-", "--field", "data.html", stdin=stdin)
    found = records(run)
    assert [record["paragraphs"][-1] for record in found] == [STORY[-1]] * 2
    assert "<" not in "".join(record["text"] for record in found)
    said = run.stderr.decode("utf-8")
    assert "-:3: no-field" in said
    assert "-:4: not-json" in said


def test_labelled_lines_keep_what_they_had() -> None:
    stdin = "\n".join(map(json.dumps, LINES)).encode()
    found = records(clean("-", "--field", "data.html", "--label", stdin=stdin))
    assert [{**line, "qingwen": None} for line in LINES] == [
        {**line, "qingwen": None} for line in found
    ]
    assert found[1]["qingwen"]["integrity"]["status"] == "clean"
    assert found[2]["qingwen"] == {"state": "failed", "reason": "no-field", "detail": None}


def test_a_page_that_takes_too_long_is_refused_and_the_others_are_not() -> None:
    block = "<p>双梨县泵站换上新电机，下游六个村的稻田比去年早十天放水。</p>"
    heavy = f"<html><body>{block * 40_000}</body></html>"
    pieces = [
        Piece("light", body=b"<p>short"),
        Piece("heavy", body=heavy.encode()),
        Piece("also light", body=b"<p>short"),
    ]
    # A tenth of a second of processor time is far less than four megabytes take.
    results = list(results_of(pieces, Wish(deadline_s=0.1), jobs=1))
    reasons = {piece.name: result.reject["reason"] for piece, result in results if result.reject}
    assert [piece.name for piece, _ in results] == ["light", "heavy", "also light"]
    assert reasons["heavy"] == "extract-timeout"
    assert reasons["light"] == reasons["also light"] != "extract-timeout"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "give files"),
        (("no-such-page.html",), "no-such-page.html"),
        (("tests/*.nothing",), "no file that matches"),
        (("README.md", "--jobs", "0"), "--jobs"),
        (("README.md", "setup.cfg", "--url", URL), "--url"),
        (("README.md", "--out", "no/such/folder/out.jsonl"), "no/such/folder"),
    ],
    ids=str,
)
def test_a_mistake_is_one_sentence(arguments: tuple[str, ...], words: str) -> None:
    run = clean(*arguments)
    said = run.stderr.decode("utf-8")
    assert run.returncode == 2, said
    assert words in said
    assert "Traceback" not in said


def test_the_locale_changes_nothing(folder: Path) -> None:
    path = folder / "0" / "00.shtml"
    assert clean(path).stdout == clean(path, LC_ALL="C", PYTHONUTF8="0").stdout


def test_a_reader_that_leaves_early_is_no_error(folder: Path) -> None:
    command = f"{sys.executable} -m scrapy clean {folder} --rejects /dev/null | head -c 10"
    run = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, check=False)
    assert len(run.stdout) == 10
    assert b"Traceback" not in run.stderr


def test_help_shows_an_example() -> None:
    assert b"scrapy clean saved/ --jobs 2" in clean("--help").stdout
