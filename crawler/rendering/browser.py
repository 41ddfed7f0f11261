"""Chromium without a network: whatever it asks for is answered by the crawl, or by nobody."""

import asyncio
import importlib.util
import os
import shutil
from collections.abc import Callable, Coroutine
from typing import Any

EXTRA = "pip install 'qingwen[render]'"
_PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "chrome")
_ARGUMENTS = (
    # No name resolves, no address is reached: also not by what no route of ours sees, such as
    # sockets, preconnects and speculative loads.
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=socks5://0.0.0.0:1",
    "--proxy-bypass-list=<-loopback>",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-background-networking",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--blink-settings=imagesEnabled=false",
    "--js-flags=--max-old-space-size=256",
)
CLOSE_S = 5.0
START_S = 30.0


def why_not() -> str | None:
    """Return what is missing to render pages, as one sentence; None where nothing is.

    It is looked for, not imported: a crawl that renders nothing is not to pay for it.
    """
    if importlib.util.find_spec("playwright") is None:
        return f"Playwright is not installed: {EXTRA}."
    if program() is None:
        return "There is no Chromium: apt-get install chromium."
    return None


def next_step(asked: bool) -> str:
    """Return what to do about a page that is empty without its scripts."""
    if missing := why_not():
        return f"to render it: {missing[0].lower()}{missing[1:]}"
    return "rendered, it is as empty" if asked else "-a render=yes reads it in Chromium"


def program() -> str | None:
    """Return the path of the Chromium of this system."""
    return next(filter(None, map(shutil.which, _PROGRAMS)), None)


class Browser:
    """One Chromium, started when it is first needed and again after its death."""

    def __init__(self, user_agent: str) -> None:
        self._user_agent = user_agent
        self._driver: Any = None
        self._browser: Any = None
        self._starting = asyncio.Lock()

    async def context(self, route: Callable[[Any], Coroutine[Any, Any, None]]) -> Any:
        """Return an empty profile whose every request `route` answers. Raises playwright's Error."""
        async with self._starting:
            if self._browser is None or not self._browser.is_connected():
                await self._start()
        context = await self._browser.new_context(
            user_agent=self._user_agent,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            service_workers="block",
            accept_downloads=False,
        )
        await context.route("**/*", route)
        await context.route_web_socket("**/*", lambda socket: socket.close())
        return context

    async def _start(self) -> None:
        from playwright.async_api import async_playwright

        await self.close()
        self._driver = await async_playwright().start()
        sandbox = ("--no-sandbox",) if os.geteuid() == 0 else ()  # root has no sandbox
        self._browser = await self._driver.chromium.launch(
            executable_path=program(),
            args=[*_ARGUMENTS, *sandbox],
            timeout=START_S * 1000,
            handle_sigint=False,  # the crawl decides when it ends
            handle_sigterm=False,
            handle_sighup=False,
        )

    async def close(self) -> None:
        """End Chromium and its driver, also where they no longer answer."""
        browser, driver = self._browser, self._driver
        self._browser = self._driver = None
        for end in (browser and browser.close, driver and driver.stop):
            if end is not None:
                try:
                    async with asyncio.timeout(CLOSE_S):
                        await end()
                except Exception:  # a browser that is dead already is closed as well
                    continue
