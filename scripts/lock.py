"""Write `requirements.lock`: what pyproject.toml resolves to today, dev tools included.

Installs into a throw-away environment and lists what came; plain `name==version` lines, so that the
lock holds on any index and any host.
"""

import subprocess
import sys
import tempfile
import tomllib
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEADER = "# Written by `make lock` from pyproject.toml; do not edit.\n"


def direct_requirements() -> list[str]:
    """Return what pyproject.toml asks for: the dependencies and the dev extra."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [*project["dependencies"], *project["optional-dependencies"]["dev"]]


def main() -> None:
    """Resolve, list and write."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True, symlinks=True)
        pip = [f"{folder}/bin/python", "-m", "pip", "--disable-pip-version-check"]
        subprocess.run([*pip, "install", "--quiet", *direct_requirements()], check=True)
        listed = subprocess.run([*pip, "freeze"], check=True, capture_output=True, text=True)
    lines = sorted(listed.stdout.splitlines(), key=str.lower)
    (ROOT / "requirements.lock").write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(lines)} packages locked", file=sys.stderr)


if __name__ == "__main__":
    main()
