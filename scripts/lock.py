"""Write the locks: what pyproject.toml resolves to today.

`requirements.lock` has the dependencies and the dev extra; `requirements-full.lock` has what the
extras that the tests need add to it. Installs into a throw-away environment and lists
what came; plain `name==version` lines, so that a lock holds on any index and any host.
"""

import subprocess
import sys
import tempfile
import tomllib
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEADER = "# Written by `make lock` from pyproject.toml; do not edit.\n"
LOCKS = {
    "requirements.lock": ["dev"],
    "requirements-full.lock": ["consume", "browser", "scrapyd", "render", "script"],
    "requirements-cluster.lock": ["cluster", "bulk", "stores"],
}
"""Each lock holds what its extras add to those before it."""


def main() -> None:
    """Resolve, list and write."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"]]
    everything = [
        *wanted,
        *(line for names in LOCKS.values() for name in names for line in extras[name]),
    ]
    with tempfile.TemporaryDirectory() as folder:
        # All at once first: what an engine asks for decides the versions of the base, too.
        together = Path(folder, "together.txt")
        together.write_text("\n".join(_installed(folder, "all", everything)), encoding="utf-8")
        known: set[str] = set()
        for name, of_lock in LOCKS.items():
            for extra in of_lock:
                wanted += extras[extra]
            found = _installed(folder, "staged", [*wanted, "--constraint", str(together)])
            lines = sorted(set(found) - known, key=str.lower)
            known.update(lines)
            (ROOT / name).write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")
            print(f"{name}: {len(lines)} packages locked", file=sys.stderr)


def _installed(folder: str, environment: str, wanted: list[str]) -> list[str]:
    """Install into an environment, made where there is none; return all that is in it."""
    path = Path(folder, environment)
    if not path.exists():
        venv.create(path, with_pip=True, symlinks=True)
    pip = [str(path / "bin" / "python"), "-m", "pip", "--disable-pip-version-check"]
    subprocess.run([*pip, "install", "--quiet", *wanted], check=True)
    listed = subprocess.run([*pip, "freeze"], check=True, capture_output=True, text=True)
    return listed.stdout.splitlines()


if __name__ == "__main__":
    main()
