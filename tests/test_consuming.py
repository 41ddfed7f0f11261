"""Every recipe of docs/consuming.md, run in the order of the page."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.articles import deleted, read, records, revised, write

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs/consuming.md").read_text(encoding="utf-8")


def test_every_recipe_runs(tmp_path: Path) -> None:
    found = records()
    write(
        tmp_path / "output/articles.jsonl",
        [*found, revised(found[6], "改过的标题"), deleted(found[7])],
    )
    shutil.copy(ROOT / "scrapy.cfg", tmp_path)
    programs = tmp_path / "bin"
    programs.mkdir()
    from_file = f'exec {sys.executable} -m scrapy "$@"'
    # The pages are no crawl: what the recipes take from the ledger is taken from the file.
    script = f"""#!/bin/sh
case "$*" in *articles.jsonl*) {from_file} ;; *) {from_file} output/articles.jsonl ;; esac
"""
    (programs / "scrapy").write_text(script, encoding="utf-8")
    (programs / "scrapy").chmod(0o755)
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "PATH": f"{programs}:{os.environ['PATH']}",
        "HF_HOME": str(tmp_path / "hf"),
        "HF_HUB_OFFLINE": "1",
    }
    printed = ""
    for language, code in re.findall(r"^```(sh|python)\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE):
        program = ["bash", "-euc"] if language == "sh" else [sys.executable, "-c"]
        run = subprocess.run(
            [*program, code],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, f"{code}\n{run.stderr}"
        printed += run.stdout
    yesterday = found[1]["title"]
    assert yesterday in printed  # DuckDB, and SQLite by words of two characters
    assert len(read(tmp_path / "mine.jsonl")) == len(found) - 1


def test_every_option_is_on_the_page() -> None:
    text = (ROOT / "crawler/commands/export.py").read_text(encoding="utf-8")
    options = re.findall(r'"(--[a-z-]+)"', text)
    assert options
    assert [option for option in options if f"`{option}" not in PAGE] == []
