"""Articles on several pages: the further ones are fetched with the first, and read as one."""

from datetime import datetime
from typing import TYPE_CHECKING

from scrapy import Request

from crawler.answer import Answer, answer_of, charset_of
from crawler.discovery import in_scope
from crawler.failure import Refusal, failure_reason
from crawler.memories import Lesson
from crawler.workers import Extraction, PageBytes

if TYPE_CHECKING:
    from crawler.spiders.news import NewsSpider

MAX_PARTS = 50
MAX_PARTS_BYTES = 5_000_000


async def read_parts(
    spider: "NewsSpider",
    first: PageBytes,
    extraction: Extraction,
    fetched_at: datetime,
    lesson: Lesson,
) -> tuple[Extraction, tuple[str, ...]]:
    """Return the whole article and the URLs of its further parts.

    Raises Refusal where a part could not be had now: half an article is none.
    """
    pages = [first]
    to_fetch = list(extraction.found["parts"])
    seen = {first.url}
    while to_fetch and len(pages) < MAX_PARTS:
        url = to_fetch.pop(0)
        if url in seen or not in_scope(url, spider.starts):
            continue
        seen.add(url)
        page = await fetch_beside(spider, url)
        if page is None:
            continue
        pages.append(page)
        if sum(len(page.body) for page in pages) > MAX_PARTS_BYTES:
            raise Refusal("too-large", "its parts together are too large")
        if not to_fetch:  # the last part known so far may name more
            more = await spider.workers.extract([page], fetched_at)
            to_fetch = [part for part in more.found.get("parts", ()) if part not in seen]
    whole = await spider.workers.extract(pages, fetched_at, lesson=lesson._replace(teaches=False))
    return whole, tuple(seen - {first.url})


async def fetch_beside(spider: "NewsSpider", url: str) -> PageBytes | None:
    """Return what a page needs to be read, a part or a script; None where there is no such thing.

    Raises Refusal where it could not be had now.
    """
    request = Request(url, meta={"handle_httpstatus_all": True, "part": True})
    try:
        response = await spider.crawler.engine.download_async(request)
    except Refusal:
        raise
    except Exception as error:  # the downloader raises whatever its handlers do
        raise Refusal(failure_reason(error), f"part {url}: {error}") from error
    answer = answer_of(response, conditional=False)
    if answer is Answer.PAGE:
        return PageBytes(url=url, body=response.body, http_charset=charset_of(response))
    if answer in (Answer.GONE, Answer.REFUSED, Answer.MOVED):
        return None
    raise Refusal(answer.value, f"part {url}: status {response.status}")
