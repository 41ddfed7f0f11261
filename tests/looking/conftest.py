"""A real browser for the pages that people look at."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

VIEWS = [
    (1280, "light", "#in-en"), (390, "light", "#in-zh"),
    (1280, "dark", "#in-zh"), (390, "dark", "#in-en"),
]  # fmt: skip
"""Each width, colour scheme and language with each other, without all eight."""
_PATIENCE_MS = 600_000
"""Only a browser that hangs takes so long, whatever else the machine does."""
_PROGRAMS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium of the system, headless.

    While it is open an event loop runs in this process, and asyncio.run refuses in the tests of
    others: it closes with the module.
    """
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if program is None:
        reason = "needs Chromium: apt-get install chromium"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        running = playwright.chromium.launch(
            executable_path=program, args=arguments, timeout=_PATIENCE_MS
        )
        yield running
        running.close()


class Looked:
    """One page opened in the browser, and what it did that a page of ours may not do."""

    def __init__(self, browser: Browser, path: Path, width: int, *, dark: bool = False) -> None:
        scheme: Any = "dark" if dark else "light"
        self.page: Page = browser.new_page(
            viewport={"width": width, "height": 900}, color_scheme=scheme, locale="en-GB"
        )
        self.page.set_default_timeout(_PATIENCE_MS)
        self.misdeeds: list[str] = []
        self.page.on("request", self._requested)
        self.page.on("dialog", lambda dialog: self.misdeeds.append(f"dialog {dialog.message}"))
        self.page.on("pageerror", lambda error: self.misdeeds.append(f"error {error}"))
        self.page.on("console", lambda said: self.misdeeds.append(f"console {said.text}"))
        self._address = path.resolve().as_uri()
        self.page.goto(self._address)

    def _requested(self, request: Any) -> None:
        if request.url != self._address:
            self.misdeeds.append(f"request {request.url}")

    def faults(self) -> list[str]:
        """Return the accessibility faults that axe calls serious or worse."""
        violations = Axe().run(self.page).response["violations"]
        return [
            f"{fault['id']}: {fault['help']}: {fault['nodes'][0]['html'][:200]}"
            for fault in violations
            if fault["impact"] in ("serious", "critical")
        ]

    @property
    def overflow(self) -> int:
        """Pixels that the page is wider than the window."""
        return self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


@pytest.fixture
def look(browser: Browser) -> Iterator[Any]:
    """Open a page at a width; closed when the test ends."""
    opened: list[Looked] = []

    def open_page(path: Path, width: int = 1280, *, dark: bool = False) -> Looked:
        opened.append(Looked(browser, path, width, dark=dark))
        return opened[-1]

    yield open_page
    for looked in opened:
        looked.page.close()
