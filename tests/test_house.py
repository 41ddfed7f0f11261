"""The project as a newcomer clones it: what is tracked, locked, shipped and linked."""

import ast
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCK = "".join(
    (ROOT / name).read_text(encoding="utf-8")
    for name in ("requirements.lock", "requirements-full.lock", "requirements-cluster.lock")
)

# Written in two parts, so that this file does not hold what it looks for.
FOREIGN = [
    "/wo" "rk/", "/ro" "ot/", "/opt/py" "pi", "/tmp/te" "am", "pypi" ".org", "python" "hosted",
    "npm" "js", "deb" ".debian", "mirrors" ".",
]  # fmt: skip

# Distributions whose module has another name.
MODULES = {"axe-playwright-python": "axe_playwright_python", "lxml-html-clean": "lxml_html_clean"}
# Used without an import: trafilatura needs the first, see pyproject.toml; fsspec finds its stores,
# and the store of the tests is a program of its own.
USED_BY_OTHERS = {"lxml-html-clean", "s3fs", "moto", "flask", "flask-cors"}
EXTRAS = ("dev", "consume", "browser", "render", "cluster", "bulk", "stores")
# Programs that `make test` and the build run.
PROGRAMS = {"ruff", "mypy", "pytest", "pytest-xdist", "types-lxml", "hatchling"}


def tracked_files() -> list[Path]:
    """Return the files under version control, or all but caches where there is none."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def requirements() -> list[Requirement]:
    extras = PROJECT["optional-dependencies"]
    wanted = [line for name in EXTRAS for line in extras[name]]
    return [Requirement(line) for line in [*PROJECT["dependencies"], *wanted]]


def imported_modules(room: str = "") -> set[str]:
    """Return the top-level modules that our Python files import, in one room or anywhere."""
    found = set()
    for path in tracked_files():
        if path.suffix != ".py" or not path.is_relative_to(ROOT / room):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.partition(".")[0])
    return found


def modules_of_recipes() -> set[str]:
    """Return the modules that the Python shown in docs/ imports: the tests run it."""
    shown = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md"))
    return set(re.findall(r"^\s*(?:import|from) (\w+)", shown, re.MULTILINE))


def declared_modules() -> set[str]:
    """Return the modules that a user's install brings by name, with what an option of the core needs."""
    lines = PROJECT["dependencies"] + PROJECT["optional-dependencies"]["script"]
    names = [Requirement(line).name for line in lines]
    return {MODULES.get(name, name).replace("-", "_") for name in names}


def test_no_file_names_a_machine_or_a_registry() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in tracked_files()
        for word in FOREIGN
        if word.encode() in path.read_bytes()
    ]
    assert found == []


def test_the_rooms_are_where_the_readme_says() -> None:
    rooms = ["scrapy.cfg", "qingwen", "crawler", "pipelines", "tests/fixtures", "bench", "output"]
    assert [room for room in rooms if not (ROOT / room).exists()] == []


def test_the_lock_holds_versions_alone() -> None:
    lines = [line for line in LOCK.splitlines() if not line.startswith("#")]
    assert [line for line in lines if not re.fullmatch(r"[\w.-]+==[\w.!+-]+", line)] == []


def test_the_lock_satisfies_what_pyproject_asks_for() -> None:
    pins = (line.partition("==") for line in LOCK.splitlines() if "==" in line)
    locked = {canonicalize_name(name): version for name, _, version in pins}
    wrong = [
        str(wanted)
        for wanted in requirements()
        if not wanted.specifier.contains(locked.get(canonicalize_name(wanted.name), "0"))
    ]
    assert wrong == [], "run: make lock"


@pytest.mark.parametrize("requirement", requirements(), ids=lambda wanted: wanted.name)
def test_every_dependency_is_used(requirement: Requirement) -> None:
    name = requirement.name
    if name not in PROGRAMS | USED_BY_OTHERS:
        assert MODULES.get(name, name) in imported_modules() | modules_of_recipes()


def test_what_the_core_imports_is_declared() -> None:
    ours = {"qingwen"} | set(sys.stdlib_module_names)
    assert imported_modules("qingwen") - ours - declared_modules() == set()


def test_the_wheel_ships_the_core_alone(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation",
         "--disable-pip-version-check", "--wheel-dir", tmp_path, ROOT],
        check=True,
        capture_output=True,
    )  # fmt: skip
    (wheel,) = tmp_path.glob("*.whl")
    shipped = set(zipfile.ZipFile(wheel).namelist())
    top = {name.partition("/")[0] for name in shipped}
    assert top == {"qingwen", f"qingwen-{PROJECT['version']}.dist-info"}
    tracked = {path.relative_to(ROOT).as_posix() for path in tracked_files()}
    assert {name for name in tracked if name.startswith("qingwen/")} <= shipped
    assert "qingwen/article.schema.json" in shipped
    assert any(name.startswith("qingwen/rules/") for name in shipped)


def documents() -> list[Path]:
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize(
    "document", documents(), ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8"))
    local = [target for target in targets if "://" not in target]
    assert [target for target in local if not (document.parent / target).exists()] == []


def test_make_targets_in_the_documents_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    shown = {
        target
        for document in documents()
        for target in re.findall(
            r"(?:^|`)make ([a-z-]+)", document.read_text(encoding="utf-8"), re.MULTILINE
        )
    }
    assert shown - targets == set()


def test_the_changelog_knows_the_version() -> None:
    assert f"## {PROJECT['version']}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_fixture_pages_are_kept_byte_by_byte() -> None:
    page = next((ROOT / "tests/fixtures").rglob("page.html")).relative_to(ROOT)
    shown = subprocess.run(
        ["git", "check-attr", "text", str(page)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert shown.returncode or shown.stdout.endswith("text: unset\n")
