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
    "requirements-full.lock": ["consume", "browser", "scrapyd", "render"],
    "requirements-cluster.lock": ["cluster", "bulk", "stores"],
}
"""Each lock holds what its extras add to those before it."""


def main() -> None:
    """Resolve, list and write."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"]]
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True, symlinks=True)
        pip = [f"{folder}/bin/python", "-m", "pip", "--disable-pip-version-check"]
        known: set[str] = set()
        for name, extras in LOCKS.items():
            for extra in extras:
                wanted += project["optional-dependencies"][extra]
            subprocess.run([*pip, "install", "--quiet", *wanted], check=True)
            listed = subprocess.run([*pip, "freeze"], check=True, capture_output=True, text=True)
            lines = sorted(set(listed.stdout.splitlines()) - known, key=str.lower)
            known.update(lines)
            (ROOT / name).write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")
            print(f"{name}: {len(lines)} packages locked", file=sys.stderr)


if __name__ == "__main__":
    main()
