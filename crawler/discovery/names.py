"""The names under which scripts and data of list pages say things."""

import tomllib
from pathlib import Path

_NAMES = tomllib.loads((Path(__file__).parent / "names.toml").read_text("utf-8"))

RECORD: dict[str, tuple[str, ...]] = {key: tuple(names) for key, names in _NAMES["record"].items()}
PAGER: dict[str, tuple[str, ...]] = {key: tuple(names) for key, names in _NAMES["pager"].items()}
