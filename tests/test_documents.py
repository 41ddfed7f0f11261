"""What the documents show is what happens: records are valid, Python runs, options exist."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

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
DOCUMENTS = [
    *READMES, "CONTRIBUTING.md",
    *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "docs").glob("*.md")),
]  # fmt: skip


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


@pytest.fixture(scope="module")
def commands() -> dict[str, dict[str, Any]]:
    """Options and closing text of every command; one process, as each starts Scrapy anew."""
    ask = (
        "import argparse, json\n"
        "from scrapy.cmdline import _get_commands_dict\n"
        "from scrapy.utils.project import get_project_settings\n"
        "settings, shown = get_project_settings(), {}\n"
        "for name, command in _get_commands_dict(settings, True).items():\n"
        "    parser = argparse.ArgumentParser(conflict_handler='resolve')\n"
        "    command.settings = settings\n"
        "    command.add_options(parser)\n"
        "    flags = [flag for action in parser._actions for flag in action.option_strings]\n"
        "    shown[name] = {'flags': flags, 'text': parser.epilog or ''}\n"
        "print(json.dumps(shown))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", ask], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.stderr == ""
    found: dict[str, dict[str, Any]] = json.loads(run.stdout)
    return found


def test_every_command_shows_examples_and_the_crawl_its_arguments(
    commands: dict[str, dict[str, Any]],
) -> None:
    ours = {path.stem for path in (ROOT / "crawler/commands").glob("[a-z]*.py")}
    assert {name for name in ours if f"scrapy {name}" not in commands[name]["text"]} == set()
    assert [name for name in ARGUMENTS if f"{name}=" not in commands["crawl"]["text"]] == []


def test_every_command_line_that_is_shown_exists(commands: dict[str, dict[str, Any]]) -> None:
    """Those that no test runs, as they need a network, have at least the options they show."""
    texts = [text for name in DOCUMENTS for text in blocks(name, "sh")]
    texts += [command["text"] for command in commands.values()]
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    core = set(re.findall(r"--[a-z]+", build_parser().format_help()))
    lines = [line.split("#")[0] for text in texts for line in text.splitlines()]
    wrong = []
    for line in lines:
        for part in re.split(r"[|;&(]| then: ", line):
            flags = set(re.findall(r"(?<=\s)--?[a-z][a-z-]*", part))
            if match := re.search(r"\bscrapy ([a-z]+)\b", part):
                known = set(commands.get(match[1], {"flags": []})["flags"])
                arguments = {"-a " + name for name in re.findall(r"-a ([a-z_]+)=", part)}
                flags |= arguments - {"-a " + name for name in ARGUMENTS}
                wrong += [part for flag in flags if flag not in known]
                wrong += [part] if match[1] not in commands else []
            elif "python -m qingwen" in part:
                wrong += [part for flag in flags - {"-m"} if flag not in core]
            elif match := re.match(r"\s*make ([a-z-]+)", part):
                wrong += [part] if f"\n{match[1]}:" not in makefile else []
    assert wrong == []
    assert sum("scrapy " in line for line in lines) > 60


def test_every_document_is_in_the_index() -> None:
    index = (ROOT / "docs/README.md").read_text(encoding="utf-8")
    documents = [Path(name).name for name in DOCUMENTS if name.startswith("docs/")]
    assert [name for name in documents if f"]({name})" not in index and name != "README.md"] == []


def test_every_exit_code_of_the_crawl_is_documented() -> None:
    page = (ROOT / "docs/crawl.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \| ([\w ]+) \|", page, re.MULTILINE)
    assert rows == [(str(verdict.exit_code), verdict.label) for verdict in Verdict]


def test_the_two_readmes_show_the_same_commands() -> None:
    ours, theirs = (blocks(name, "sh") for name in READMES)
    bare = [[re.sub(r" +#.*", "", block) for block in shown] for shown in (ours, theirs)]
    assert bare[0] == bare[1]
