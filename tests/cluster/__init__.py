"""Past one machine: what needs the extras `bulk` and `cluster`, and servers of the system."""

import importlib.util
import os

import pytest


def needs(module: str, extra: str) -> None:
    """Pass over a file of tests without its engine; a failure where nothing may be passed over."""
    if importlib.util.find_spec(module) is None:
        reason = f"needs {module}: pip install '.[{extra}]'"
        if os.environ.get("CI"):
            raise ModuleNotFoundError(reason)
        pytest.skip(reason, allow_module_level=True)
