"""What the documents show is what happens: records are valid, Python runs, options exist."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from crawler.ending import Verdict
from crawler.order import ARGUMENTS
from qingwen.__main__ import build_parser
from qingwen.schema import SCHEMA_FILE

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = Draft202012Validator(json.loads(SCHEMA_FILE.read_text(encoding="utf-8")))
PAGE = ROOT / "tests/fixtures/trs/nested-editor/page.html"
READMES = ["README.md", "README.zh.md"]


def blocks(name: str, language: str) -> list[str]:
    """Return the code blocks of a document in one language."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("name", READMES)
def test_the_record_that_is_shown_is_a_valid_record(name: str) -> None:
    (record,) = map(json.loads, blocks(name, "json"))
    assert list(SCHEMA.iter_errors(record)) == []
    assert record["integrity"]["status"] == "hijacked"


@pytest.mark.parametrize("name", [*READMES, "docs/cli.md", "docs/tutorial.md"])
def test_the_python_that_is_shown_runs(name: str, tmp_path: Path) -> None:
    shutil.copy(PAGE, tmp_path / "page.html")
    (tmp_path / "tests").symlink_to(ROOT / "tests")
    (code,) = blocks(name, "python")
    before = "from pathlib import Path\nbody = Path('page.html').read_bytes()\n"
    run = subprocess.run(
        [sys.executable, "-c", before + code + "\nassert record['paragraphs']"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stderr == ""
    assert run.stdout.strip()


def test_every_option_of_the_command_line_is_documented() -> None:
    page = (ROOT / "docs/cli.md").read_text(encoding="utf-8")
    options = re.findall(r"--[a-z]+", build_parser().format_help())
    assert {option for option in options if f"`{option}" not in page} == {"--help"}


def test_every_argument_of_the_crawl_is_documented() -> None:
    page = (ROOT / "docs/crawl.md").read_text(encoding="utf-8")
    assert [name for name in ARGUMENTS if f"`{name}`" not in page] == []


def test_every_command_of_the_crawl_is_documented() -> None:
    page = (ROOT / "docs/crawl.md").read_text(encoding="utf-8")
    commands = {path.stem for path in (ROOT / "crawler/commands").glob("[a-z]*.py")}
    assert {name for name in commands if f"scrapy {name}" not in page} == set()


def test_every_command_of_the_crawl_shows_examples_and_every_argument() -> None:
    """One process: each starts Scrapy anew."""
    ask = (
        "import argparse\n"
        "from scrapy.cmdline import _get_commands_dict\n"
        "from scrapy.utils.project import get_project_settings\n"
        "settings = get_project_settings()\n"
        "for name, command in _get_commands_dict(settings, True).items():\n"
        "    if type(command).__module__.startswith('crawler.'):\n"
        "        parser = argparse.ArgumentParser(conflict_handler='resolve')\n"
        "        command.settings = settings\n"
        "        command.add_options(parser)\n"
        "        print(f'== {name} {parser.epilog}')\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", ask], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.stderr == ""
    shown = dict(re.findall(r"^== (\w+) (.*?)(?=^== |\Z)", run.stdout, re.DOTALL | re.MULTILINE))
    commands = {path.stem for path in (ROOT / "crawler/commands").glob("[a-z]*.py")}
    assert {name for name, text in shown.items() if f"scrapy {name}" in text} == commands
    assert [name for name in ARGUMENTS if f"{name}=" not in shown["crawl"]] == []


def test_every_exit_code_of_the_crawl_is_documented() -> None:
    page = (ROOT / "docs/crawl.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \| ([\w ]+) \|", page, re.MULTILINE)
    assert rows == [(str(verdict.exit_code), verdict.label) for verdict in Verdict]


def test_the_two_readmes_show_the_same_commands() -> None:
    ours, theirs = (blocks(name, "sh") for name in READMES)
    bare = [[re.sub(r" +#.*", "", block) for block in shown] for shown in (ours, theirs)]
    assert bare[0] == bare[1]
