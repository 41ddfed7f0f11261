"""The tutorial is run as it is written, and prints what it shows; Tab completes what there is."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.completion import VALUES
from pipelines.export.writers import FORMATS

ROOT = Path(__file__).resolve().parent.parent
TUTORIAL = (ROOT / "docs/tutorial.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(sh|text)\n(.*?)^```", re.DOTALL | re.MULTILINE)
END = "-- end of block --"


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A copy of what is under version control, so that nothing is written into this one."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    for name in filter(None, listed.stdout.decode("utf-8").split("\0")):
        if (ROOT / name).is_file():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, tmp_path / name)
    (tmp_path / ".venv").symlink_to(sys.prefix)
    return tmp_path


def test_the_tutorial_runs_as_it_is_written(clone: Path) -> None:
    blocks = BLOCK.findall(TUTORIAL)
    commands = [text for kind, text in blocks if kind == "sh"]
    run = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", f"\necho '{END}'\n".join([*commands, ""])],
        cwd=clone,
        env=os.environ | {"PYTHON": sys.executable},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-3000:]
    printed = iter(run.stdout.split(f"{END}\n"))
    said = ""
    for kind, text in blocks:
        if kind == "sh":
            said = next(printed)
            continue
        for shown in text.splitlines():
            pattern = ".*".join(map(re.escape, shown.split("…")))
            assert re.search(f"^{pattern}$", said, re.MULTILINE), f"{shown}\nis not in\n{said}"


# ---- completion ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("completion") / "scrapy.bash"
    path.write_text(completion("bash").stdout, encoding="utf-8")
    return path


def completion(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "scrapy", "completion", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        (["scrapy", "heal"], ["health"]),
        (["scrapy", "schedule", "hi"], ["history"]),
        (["scrapy", "schedule", "--cr"], ["--cron"]),
        (["scrapy", "health", "--form", "d"], ["dingtalk"]),
        (["scrapy", "crawl", "ne"], ["news"]),
        (["scrapy", "crawl", "news", "-a", "sit"], ["site=", "sites="]),
        (["scrapy", "verify", "--ou"], ["--out"]),
        (["scrapy", "export", "--format", "parq"], ["parquet"]),
        (["scrapy", "crawl", "news", "-a", "out", "=", ""], ["a\\ folder/"]),
        (["scrapy", "clean", "a "], ["a\\ folder/"]),
        (["scrapy", "nothing", "--x"], []),
    ],
)
def test_tab_completes_commands_options_and_words(
    script: Path, line: list[str], offered: list[str], tmp_path: Path
) -> None:
    (tmp_path / "a folder").mkdir()
    run = subprocess.run(
        [
            "bash", "--norc", "-c",
            f'source "{script}"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); '
            '_qingwen_scrapy; printf "%s\\n" "${COMPREPLY[@]}"; complete -p scrapy',
            "bash", *line,
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    *found, registered = run.stdout.splitlines()
    assert [word.strip() for word in found if word] == offered, run.stderr
    assert registered == "complete -o nospace -F _qingwen_scrapy scrapy"


def test_every_command_of_the_project_is_completed(script: Path) -> None:
    ours = {path.stem for path in (ROOT / "crawler/commands").glob("[a-z]*.py")}
    known = set(
        re.findall(r"^        (\w+)\) local options", script.read_text("utf-8"), re.MULTILINE)
    )
    assert ours - known == set()


def test_the_formats_of_the_export_are_completed() -> None:
    assert set(VALUES["export --format"].split()) == set(FORMATS)


def test_zsh_takes_the_same_script_in_a_bare_shell() -> None:
    text = completion("zsh").stdout
    assert text.startswith("autoload -Uz compinit bashcompinit;")
    if zsh := shutil.which("zsh"):
        run = subprocess.run(
            [zsh, "-f", "-c", f"{text}\nprint $_comps[scrapy]"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert (run.stderr, run.stdout) == (
            "", "_bash_complete -o nospace -F _qingwen_scrapy\n",
        )  # fmt: skip


def test_an_unknown_shell_is_answered_with_the_known_ones() -> None:
    run = completion("fish")
    assert run.returncode == 2
    assert "bash|zsh" in run.stderr
