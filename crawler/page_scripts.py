"""Pages that lead nowhere by themselves are read with their script files: menu, rows or pager stand there.

A file is fetched once a run, as every request: with the crawl's guards, robots.txt and pause.
"""

from typing import TYPE_CHECKING

from crawler.discovery import in_scope
from crawler.failure import Refusal
from crawler.parts import fetch_beside

if TYPE_CHECKING:
    from crawler.spiders.news import NewsSpider

MAX_FILES = 200
MAX_BYTES = 1_000_000
"""A bundle of a county app takes 300 KB to 900 KB."""


class PageScripts:
    """The script files that this run has read, by address."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}

    async def texts_of(self, spider: "NewsSpider", files: list[str]) -> tuple[str, ...]:
        """Return the texts of `files`, without those that cannot be had."""
        for url in files:
            if url not in self._texts and in_scope(url, spider.starts):
                self._texts[url] = await _text_of(spider, url)
                if len(self._texts) > MAX_FILES:
                    del self._texts[next(iter(self._texts))]
        return tuple(filter(None, (self._texts.get(url) for url in files)))


async def _text_of(spider: "NewsSpider", url: str) -> str:
    try:
        file = await fetch_beside(spider, url)
    except Refusal:
        return ""
    if file is None or len(file.body) > MAX_BYTES or file.body.lstrip()[:1] == b"<":
        return ""
    try:
        return file.body.decode("utf-8")
    except UnicodeDecodeError:
        return file.body.decode("gb18030", "replace")
