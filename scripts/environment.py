"""Make `.venv` match `requirements.lock`: create it, repair it, or leave it alone.

With the argument `full` also `requirements-full.lock` and `requirements-cluster.lock`: what the tests
of recipes, pages and engines need.
The checkout itself is installed as it stands, so that its Python finds `qingwen` from any folder.

Run by the interpreter that the environment is to have; needs the standard library only. Written so
that an older Python still reads it and can say what is wrong.
"""

import hashlib
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
FULL_LOCKS = [ROOT / "requirements-full.lock", ROOT / "requirements-cluster.lock"]
STAMP = ENVIRONMENT / ".locked"
MINIMUM = (3, 11)


def version():
    """Return the version of this interpreter as the environment would state it."""
    return "%d.%d.%d" % sys.version_info[:3]


def wanted_stamp(locks):
    """Return what the stamp begins with when the environment has all of `locks`.

    The place is part of it: the scripts of an environment name their interpreter by its full path.
    """
    place = str(ENVIRONMENT.resolve()).encode("utf-8", "surrogateescape")
    place = hashlib.sha256(place).hexdigest()
    return [version(), place, *(hashlib.sha256(lock.read_bytes()).hexdigest() for lock in locks)]


def stamp():
    """Return what the environment was last made of."""
    return STAMP.read_text(encoding="ascii").split() if STAMP.is_file() else []


def is_usable(python):
    """Return whether `python` starts, is of this version, and has pip."""
    question = "import sys, pip; print('%d.%d.%d' % sys.version_info[:3])"
    try:
        answer = subprocess.run(
            [str(python), "-c", question], capture_output=True, text=True, check=False
        )
    except OSError:
        return False
    return answer.returncode == 0 and answer.stdout.strip() == version()


def main():
    """Bring the environment up to date; return the exit code."""
    if sys.version_info < MINIMUM:
        print(
            "Qingwen needs Python 3.11 or newer; %s is %s. Choose one: make PYTHON=python3.12 ..."
            % (sys.executable, version()),
            file=sys.stderr,
        )
        return 1
    python = ENVIRONMENT / "bin" / "python"
    locks = [LOCK, *FULL_LOCKS] if sys.argv[1:] == ["full"] else [LOCK]
    wanted = wanted_stamp(locks)
    if not is_usable(python) or stamp()[:2] not in ([], wanted[:2]):
        # Also where a checkout was moved or the interpreter upgraded: its scripts point nowhere.
        shutil.rmtree(str(ENVIRONMENT), ignore_errors=True)
        print("Creating .venv with Python %s" % version(), flush=True)
        try:
            venv.create(str(ENVIRONMENT), with_pip=True, symlinks=True)
        except subprocess.CalledProcessError:
            print(
                "This Python cannot create environments with pip; on Debian and Ubuntu:"
                " apt-get install python3-venv",
                file=sys.stderr,
            )
            return 1
    if stamp()[: len(wanted)] == wanted:
        return 0
    print("Installing the locked dependencies", flush=True)
    pip = [str(python), "-m", "pip", "--disable-pip-version-check"]
    install = [*pip, "install", "--quiet"]
    for lock in locks:
        install += ["-r", str(lock)]
    checkout = [*pip, "install", "--quiet", "--no-deps", "--no-build-isolation", "-e", str(ROOT)]
    if any(
        subprocess.run(command, check=False, stdin=subprocess.DEVNULL).returncode
        for command in (install, checkout)
    ):
        print("The dependencies could not be installed; see the lines above.", file=sys.stderr)
        return 1
    STAMP.write_text(" ".join(wanted), encoding="ascii")
    return 0


if __name__ == "__main__":
    sys.exit(main())
