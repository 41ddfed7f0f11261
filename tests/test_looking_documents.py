"""The pages on cleaning, looking and archives show what the commands have, and run."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.articles import records, write

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "tests/fixtures/hijack/template-clone-html/page.html"
COMMANDS = [
    ("clean", "clean"), ("inspect", "inspect"), ("report", "inspect"), ("export", "consuming"),
    ("reclean", "archive"),
]  # fmt: skip


def blocks(name: str, language: str) -> str:
    text = (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")
    return "\n".join(re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE))


@pytest.mark.parametrize(("command", "page"), COMMANDS)
def test_every_option_is_on_its_page(command: str, page: str) -> None:
    code = (ROOT / f"crawler/commands/{command}.py").read_text(encoding="utf-8")
    text = (ROOT / f"docs/{page}.md").read_text(encoding="utf-8")
    options = re.findall(r'"(--[a-z-]+)"', code)
    assert options
    assert [option for option in options if f"`{option}" not in text] == []


def run(folder: Path, program: list[str], code: str) -> subprocess.CompletedProcess[str]:
    """Run what a page shows, where `scrapy` is the one of this project."""
    shutil.copy(PAGE, folder / "page.html")
    shutil.copy(ROOT / "scrapy.cfg", folder)
    (folder / "scrapy").write_text(f'#!/bin/sh\nexec {sys.executable} -m scrapy "$@"\n')
    (folder / "scrapy").chmod(0o755)
    path = {"PYTHONPATH": str(ROOT), "PATH": f"{folder}:{os.environ['PATH']}"}
    return subprocess.run(
        [*program, code],
        cwd=folder,
        env=os.environ | path,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_votes_that_are_shown_can_be_read_from_python(tmp_path: Path) -> None:
    done = run(tmp_path, [sys.executable, "-c"], blocks("inspect", "python"))
    assert done.returncode == 0, done.stderr
    assert "injected" in done.stdout


def test_the_commands_that_clean_run(tmp_path: Path) -> None:
    saved = tmp_path / "saved"
    saved.mkdir()
    shutil.copy(PAGE, saved / "1.shtml")
    lines = [{"url": record["url"], "content": record["text"]} for record in records()[:3]]
    write(tmp_path / "corpus.jsonl", lines)
    code = blocks("clean", "sh").replace(" crawl.warc.gz", "")  # archives have tests of their own
    done = run(tmp_path, ["bash", "-euxc"], code)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "labelled.jsonl").read_text(encoding="utf-8").count("\n") == 3
