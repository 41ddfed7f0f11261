"""The directions of import: crawler -> qingwen <- pipelines, and no step of the core knows another."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# What the core may not know: fetching, its frameworks, the network, processes, the environment.
BARRED_FROM_CORE = {
    "crawler", "pipelines", "bench", "tests", "scrapy", "twisted", "itemadapter", "requests",
    "aiohttp", "socket", "ssl", "http", "urllib.request", "subprocess", "multiprocessing",
    "threading", "asyncio", "tempfile", "shutil", "time", "random", "os",
}  # fmt: skip

# A store of each thread's own shares nothing between threads: the parser is kept in one.
ALLOWED_IN_CORE = {"threading.local"}

# Whose functions this file calls are the steps of a page's way.
ORDER_OF_WORK = "qingwen/extract.py"

# The page as blocks is what every step is handed: types and the walk that fills them are one idea.
SHARED = {"qingwen.outline"}

# The files that put the core together may import steps.
CONDUCTORS = {"qingwen", "qingwen.__main__", "qingwen.extract"}

# Engines past one machine, and the packages of ours that may know them.
ENGINES = {"celery", "kombu", "redis", "psycopg", "datatrove", "fastwarc", "fsspec", "ray", "s3fs"}
ENGINE_ROOMS = {"crawler.cluster", "crawler.bulk"}
# Commands name what is missing, in one sentence, before they begin.
ENGINE_DOORS = {"crawler.commands.bulk", "crawler.commands.cluster", "crawler.state_folder"}

SLOW_LIBRARIES = {"trafilatura", "htmldate"}


def module_name(root: Path, path: Path) -> str:
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(root: Path, path: Path) -> Iterator[tuple[str, int]]:
    """Yield every module that a file imports, wherever in it, and the line."""
    package = (
        module_name(root, path) if path.name == "__init__.py" else module_name(root, path.parent)
    )
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, *([base] if base else [])])
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                is_known = is_module(root, inner) or is_within(inner, BARRED_FROM_CORE)
                yield (inner if is_known else base), node.lineno
        elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = ast.unparse(node.func)
            if called in {"__import__", "import_module", "importlib.import_module"}:
                yield str(node.args[0].value), node.lineno


def is_module(root: Path, name: str) -> bool:
    path = root.joinpath(*name.split("."))
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


def is_within(name: str, packages: set[str]) -> bool:
    """Return whether a module is one of the packages or inside one."""
    return any(name == package or name.startswith(package + ".") for package in packages)


def steps(root: Path) -> set[str]:
    """Return the modules whose functions the order of work calls; classes are data, not work."""
    tree = ast.parse((root / ORDER_OF_WORK).read_text(encoding="utf-8"))
    return {
        node.module
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("qingwen.")
        for alias in node.names
        if alias.name.islower()
    } - SHARED


def complaint(module: str, imported: str, steps: set[str]) -> str | None:
    """Return why `module` may not import `imported`, or None where it may."""
    room, _, _ = module.partition(".")
    other_room, _, _ = imported.partition(".")
    if {room, other_room} == {"crawler", "pipelines"}:
        return "crawler and pipelines meet only in the settings"
    if room != "qingwen":
        return None
    if is_within(imported, BARRED_FROM_CORE) and imported not in ALLOWED_IN_CORE:
        return "the core knows nothing of it"
    is_own = is_within(imported, {".".join(module.split(".")[:2])})
    if module not in CONDUCTORS and is_within(imported, steps) and not is_own:
        return "a step never imports another step"
    return None


def violations(root: Path) -> list[str]:
    """Return one line for each import under `root` that goes the wrong way."""
    found, known_steps = [], steps(root)
    for room in ("qingwen", "crawler", "pipelines"):
        for path in sorted((root / room).rglob("*.py")):
            module = module_name(root, path)
            for imported, line in imports(root, path):
                if reason := complaint(module, imported, known_steps):
                    found.append(f"{path.relative_to(root)}:{line}: imports {imported}: {reason}")
    return found


def test_imports_go_one_way() -> None:
    assert violations(ROOT) == []


def test_the_order_of_work_names_the_steps() -> None:
    assert {"qingwen.decode", "qingwen.body", "qingwen.hijack", "qingwen.title"} <= steps(ROOT)


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("qingwen/planted.py", "import scrapy"),
        ("qingwen/planted.py", "from scrapy.http import Response"),
        ("qingwen/planted.py", "from crawler import ledger"),
        ("qingwen/planted.py", "from pipelines.jsonl import JsonLines"),
        ("qingwen/planted.py", "import urllib.request"),
        ("qingwen/planted.py", "from urllib import request as fetch"),
        ("qingwen/planted.py", "from os import environ"),
        ("qingwen/planted.py", "def later():\n    import socket"),
        ("qingwen/planted.py", "import importlib\nimportlib.import_module('twisted.web')"),
        ("qingwen/planted.py", "from qingwen.byline import find_bylines"),
        ("qingwen/planted.py", "from qingwen import byline"),
        ("qingwen/planted.py", "from . import byline"),
        ("qingwen/planted.py", "from .byline import find_bylines"),
        ("qingwen/page.py", "from qingwen.byline import find_bylines"),
        ("qingwen/title/planted.py", "from qingwen.byline import find_bylines"),
        ("crawler/planted.py", "import pipelines.jsonl"),
        ("crawler/spiders/planted.py", "from pipelines import jsonl"),
        ("pipelines/planted.py", "from crawler.ledger import Ledger"),
    ],
)
def test_a_planted_import_is_found(tmp_path: Path, path: str, code: str) -> None:
    for room in ("qingwen/byline.py", "crawler/ledger.py", "pipelines/jsonl.py", path):
        (tmp_path / room).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / room).touch()
    order = "from qingwen.byline import find_bylines\nfrom qingwen.page import Page\n"
    (tmp_path / ORDER_OF_WORK).write_text(order, encoding="utf-8")
    (tmp_path / path).write_text(code, encoding="utf-8")
    found = violations(tmp_path)
    assert [line.split(":")[0] for line in found] == [path]


def test_the_page_about_the_architecture_names_every_step() -> None:
    page = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    # Named beside the table: identifiers and the language are looked up at the end.
    minor = {"qingwen.address", "qingwen.fingerprint", "qingwen.language"}
    unnamed = [name for name in steps(ROOT) - minor if f"`{name.split('.')[1]}`" not in page]
    assert unnamed == []


def run_python(code: str, *arguments: str) -> str:
    """Return all that a fresh interpreter prints, errors too."""
    run = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return run.stdout


def test_the_core_works_without_the_frameworks_of_the_crawl() -> None:
    code = (
        "import sys\n"
        "for name in ('scrapy', 'twisted', 'itemadapter'):\n"
        "    sys.modules[name] = None\n"
        "from qingwen import clean_text\n"
        "clean_text('柳河堤坝加固工程昨日完工。')\n"
        "import qingwen.__main__, qingwen.schema\n"
    )
    assert run_python(code) == ""


def test_importing_the_core_loads_no_slow_library() -> None:
    code = "import qingwen, sys; print(sorted(set(sys.argv[1:]) & set(sys.modules)))"
    assert run_python(code, *sorted(SLOW_LIBRARIES)) == "[]\n"


def test_engines_are_known_to_their_rooms_alone() -> None:
    found = []
    for room in ("qingwen", "crawler", "pipelines"):
        for path in sorted((ROOT / room).rglob("*.py")):
            module = module_name(ROOT, path)
            if is_within(module, ENGINE_ROOMS):
                continue
            barred = ENGINES if module in ENGINE_DOORS else ENGINES | ENGINE_ROOMS
            found += [
                f"{path.relative_to(ROOT)}:{line}: imports {imported}"
                for imported, line in imports(ROOT, path)
                if is_within(imported, barred) and imported != "kombu.exceptions"
            ]
    assert found == []


def test_the_base_install_pulls_in_no_engine() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8").lower()
    locked = {line.partition("==")[0] for line in lock.splitlines()}
    assert locked & ENGINES == set()


@pytest.mark.parametrize(
    ("command", "extra"),
    [
        (["bulk", "in", "out"], "bulk"),
        (["cluster", "list"], "cluster"),
        (["crawl", "news", "-a", "url=https://a.cn/", "-a", "ledger=postgresql:///a"], "cluster"),
    ],
)
def test_a_command_without_its_engine_says_so_in_one_sentence(
    command: list[str], extra: str, tmp_path: Path
) -> None:
    code = (
        "import sys\n"
        f"sys.modules.update(dict.fromkeys({sorted(ENGINES)!r}))\n"
        "from scrapy.cmdline import execute\n"
        "execute(['scrapy', *sys.argv[1:]])\n"
    )
    if command[0] == "crawl":
        command = [*command, "-a", f"out={tmp_path}"]
    said = run_python(code, *command)
    assert len(said.splitlines()) == 1, said
    assert f"pip install '.[{extra}]' brings it." in said
