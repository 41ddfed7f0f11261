"""What rendering may hold: places when Chromium is hung, scripts in memory."""

import asyncio
import os
from pathlib import Path

import pytest
from scrapy.http import Response
from scrapy.settings import Settings

from crawler.failure import Refusal
from crawler.rendering import renderer as rendering
from crawler.rendering.page_requests import MAX_KEPT_BYTES, RESPONSE_BYTES, Scripts
from crawler.spiders.news import NewsSpider
from crawler.workers import PageBytes


def test_scripts_without_a_body_are_bounded_too() -> None:
    scripts = Scripts()
    most = MAX_KEPT_BYTES // RESPONSE_BYTES
    urls = [f"https://a.example/{number}.js" for number in range(most + 100)]
    for url in urls:
        scripts.keep(url, Response(url))
    assert sum(scripts.get(url) is not None for url in urls) == most
    assert scripts.get(urls[-1])


def test_a_chromium_that_does_not_answer_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program starts and says nothing, as one does whose disk hangs."""
    pytest.importorskip("playwright")
    mute = tmp_path / "chromium"
    mute.write_text("#!/bin/sh\nexec sleep 600\n")
    mute.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    for name in ("START_S", "CLOSE_S"):
        monkeypatch.setattr(rendering, name, 0.1)
    spider = NewsSpider(url="https://a.example/", out=str(tmp_path))
    spider.settings = Settings(
        {"USER_AGENT": "Qingwen", "RENDER_DEADLINE_S": 0.1, "DOWNLOAD_MAXSIZE": 1_000_000}
    )
    page = PageBytes(url="https://a.example/", body=b"<p>a</p>", http_charset="utf-8")

    async def build() -> None:
        renderer = rendering.Renderer(spider)
        with pytest.raises(Refusal, match="did not answer"):
            await renderer.built(page)
        await renderer.close()

    asyncio.run(build())
    spider.folder.close()
