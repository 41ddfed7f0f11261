"""The settings of the crawl, with a pipeline of somebody's own that fails on one page."""

from typing import Any

from crawler.settings import *  # noqa: F403
from crawler.settings import ITEM_PIPELINES as OURS


class FaultyPipeline:
    def process_item(self, item: Any) -> Any:
        if item.lease.url.endswith("a3.html"):
            raise LookupError("no such thing")
        return item


ITEM_PIPELINES = {**OURS, "tests.crawl.faulty_settings.FaultyPipeline": 350}
