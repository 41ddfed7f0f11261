"""`python -m qingwen`: a filter that a shell can trust."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from qingwen.schema import SCHEMA_FILE

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = Draft202012Validator(json.loads(SCHEMA_FILE.read_text(encoding="utf-8")))
URL = "https://www.liuhenews.example.cn/2024/03/05/1024.html"
SENTENCE = "沿河三个村的水渠在开春前全部疏通，灌溉面积恢复到一千二百亩，村民说今年的秧苗有了保证。"
PAGE = f"""<html><head><meta charset="utf-8"><title>柳河堤坝加固工程完工-柳河网</title></head><body>
<div class="nav"><a href="/">首页</a> <a href="/xw/">新闻</a></div>
<h1>柳河堤坝加固工程完工</h1>
<div class="info">2024-03-05 10:30:00 来源：柳河日报 作者：周建安</div>
<div class="content"><p>{SENTENCE}</p><p>{SENTENCE[10:]}</p><p>{SENTENCE[5:]}</p></div>
<p>上一篇：<a href="1023.html">春耕开始</a></p></body></html>"""


def qingwen(
    *arguments: str | Path, stdin: bytes = b"", **environment: str
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "qingwen", *map(str, arguments)],
        cwd=ROOT,
        input=stdin,
        capture_output=True,
        check=False,
        env=os.environ | environment,
    )


def assert_one_sentence(run: subprocess.CompletedProcess[bytes], *words: str) -> None:
    """The user is told what is wrong, once, on stderr, and gets exit code 2."""
    said = run.stderr.decode("utf-8")
    assert run.returncode == 2, said
    assert run.stdout == b""
    assert said.startswith("qingwen: ")
    assert said.count("\n") == 1
    assert [word for word in words if word not in said] == []


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.html"
    path.write_text(PAGE, encoding="utf-8")
    return path


def test_a_page_gives_one_valid_record(page: Path) -> None:
    run = qingwen(page, "--url", URL)
    assert run.stderr == b""
    assert run.returncode == 0
    (line,) = run.stdout.decode("utf-8").splitlines()
    record = json.loads(line)
    assert list(SCHEMA.iter_errors(record)) == []
    assert record["title"] == "柳河堤坝加固工程完工"
    assert record["url"] == URL
    assert record["published_at"] == "2024-03-05T10:30:00+08:00"
    assert SENTENCE in record["paragraphs"]
    assert "removed" not in record


def test_stdin_gives_the_same_record_as_the_file(page: Path) -> None:
    assert (
        qingwen("-", "--url", URL, stdin=PAGE.encode()).stdout == qingwen(page, "--url", URL).stdout
    )


def test_cuts_are_in_the_record_where_asked_for(page: Path) -> None:
    record = json.loads(qingwen(page, "--url", URL, "--removed").stdout)
    cuts = {cut["text"]: cut for cut in record["removed"]}
    assert any("上一篇" in text for text in cuts)
    assert all(cut["rule"] and cut["reason"] and cut["place"] for cut in cuts.values())


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "gb18030"])
def test_plain_text_takes_the_same_road(charset: str) -> None:
    text = (
        f"柳河堤坝加固工程完工\n2024-03-05 10:30:00 来源：柳河日报\n{SENTENCE}\n{SENTENCE[10:]}\n"
    )
    record = json.loads(qingwen("-", "--text", stdin=text.encode(charset)).stdout)
    assert record["title"] == "柳河堤坝加固工程完工"
    assert record["source"]["name"] == "柳河日报"
    assert SENTENCE in record["paragraphs"]


def test_several_files_give_one_line_each(page: Path) -> None:
    assert len(qingwen(page, page).stdout.splitlines()) == 2


def test_a_page_without_an_article_is_named_and_the_others_still_come(
    page: Path, tmp_path: Path
) -> None:
    empty = tmp_path / "empty.html"
    empty.touch()
    run = qingwen(empty, page)
    assert run.returncode == 1
    assert len(run.stdout.splitlines()) == 1
    assert run.stderr.decode("utf-8").startswith(f"qingwen: no article in {empty}: no-body")
    assert run.stderr.count(b"\n") == 1


def test_an_explanation_shows_title_verdict_and_cuts(page: Path) -> None:
    run = qingwen(page, "--url", URL, "--explain")
    assert run.returncode == 0
    shown = run.stdout.decode("utf-8")
    assert "柳河堤坝加固工程完工" in shown
    assert "clean, body intact" in shown
    assert "上一篇" in shown


def test_an_explanation_shows_the_evidence_of_a_hijack() -> None:
    fixture = ROOT / "tests/fixtures/hijack/template-clone-html"
    expected = json.loads((fixture / "expected.json").read_text(encoding="utf-8"))
    shown = qingwen(fixture / "page.html", "--explain").stdout.decode("utf-8")
    assert expected["title"] in shown
    assert "hijacked" in shown
    assert all(f": {brand}" in shown or brand in shown for brand in expected["integrity.brands"])


def test_an_explanation_shows_what_gave_a_doorway_away() -> None:
    run = qingwen(ROOT / "tests/fixtures/hijack/spun-text/page.html", "--explain")
    assert run.returncode == 1
    shown = run.stdout.decode("utf-8")
    assert shown.startswith("no article  doorway: ")
    assert "阛阓" in shown


def test_an_explanation_tells_spam_first_and_what_is_alike_once() -> None:
    page = ROOT / "tests/fixtures/hijack/every-name-slot-written-over/page.html"
    shown = qingwen(page, "--explain").stdout.decode("utf-8")
    _, _, removed = shown.partition("removed")
    kinds = [line.split()[0] for line in removed.splitlines()[1:]]
    assert kinds == sorted(kinds, key=lambda kind: kind != "spam")
    assert "(name-slot, page): 骁煌国际 (3 times)" in removed
    assert "the page's publisher is 芦川日报社" in shown


def test_output_is_utf8_in_any_locale(page: Path) -> None:
    run = qingwen(page, LC_ALL="C", PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert "柳河堤坝加固工程完工" in run.stdout.decode("utf-8")
    assert run.returncode == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), ["FILE"]),
        (("no-such-page.html",), ["no-such-page.html", "No such file"]),
        ((".",), ["."]),
        (("bad\udcffname\x1b[31m.html",), ["No such file"]),
        (("page.html", "--colour"), ["--colour"]),
        (("page.html", "--remov"), ["--remov"]),
        (("page.html", "--url"), ["--url"]),
        (("a.html", "b.html", "--url", URL), ["--url"]),
    ],
    ids=str,
)
def test_a_mistake_is_one_sentence_and_exit_code_2(
    arguments: tuple[str, ...], words: list[str]
) -> None:
    run = qingwen(*arguments)
    assert_one_sentence(run, *words)
    assert b"\x1b" not in run.stderr


def test_a_reader_that_leaves_early_is_no_error(page: Path) -> None:
    command = f"{sys.executable} -m qingwen {' '.join([str(page)] * 40)} --removed | head -c 10"
    run = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"], cwd=ROOT, capture_output=True, check=False
    )
    assert run.stderr == b""
    assert len(run.stdout) == 10


def test_help_shows_an_example() -> None:
    run = qingwen("--help")
    assert run.returncode == 0
    assert b"example: python -m qingwen page.html" in run.stdout
