"""The pages on bulk work and many machines: every option is there, and the Python that is shown runs."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cluster import needs

needs("datatrove", "bulk")

from bench.many_sites import measure
from bench.stored_pages import write_folder
from tests.crawl.loopback import ROOT


@pytest.mark.parametrize(("command", "page"), [("bulk", "bulk"), ("cluster", "scale")])
def test_every_option_is_on_its_page(command: str, page: str) -> None:
    code = (ROOT / f"crawler/commands/{command}.py").read_text(encoding="utf-8")
    text = (ROOT / f"docs/{page}.md").read_text(encoding="utf-8")
    options = re.findall(r'"(--[a-z-]+)"', code)
    assert options
    assert [option for option in options if f"`{option}" not in text] == []


def test_the_pipeline_that_is_shown_runs(tmp_path: Path) -> None:
    text = (ROOT / "docs/bulk.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"^```python\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    write_folder(tmp_path / "crawl-data", 6, 2, "warc", pages_a_host=3)
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    # The second host is hijacked: its three pages are not wanted.
    articles = list((tmp_path / "cleaned/articles").iterdir())
    assert [path.name for path in articles] == ["part-00000.warc.gz.jsonl.gz"]
    rejects = list((tmp_path / "cleaned/rejects").iterdir())
    assert [path.name for path in rejects] == ["part-00001.warc.gz.jsonl.gz"]


def test_the_model_of_many_sites_asks_no_host_too_fast_and_loses_no_article() -> None:
    found = measure(12, 2, 2, 60, kill=True)
    assert found["sites_asked_too_fast"] == 0
    assert found["articles_not_seen"] == 0
    assert found["articles"] > 300
