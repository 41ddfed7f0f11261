"""The scheduler and a trap that was entered whole before it closed."""

from pathlib import Path

from scrapy.utils.test import get_crawler

from crawler.ledger_counts import record_counts, state_counts
from crawler.page_state import Lease, Outcome, Sighting, State
from crawler.scheduler import LedgerScheduler
from crawler.spiders.news import NewsSpider
from crawler.trap import MAX_EMPTY_ARTICLES

HOST = "www.qinglingwang.cn"
URLS = 2_000


def test_every_url_of_a_closed_family_is_skipped(tmp_path: Path) -> None:
    spider = NewsSpider(url=f"https://{HOST}/", out=str(tmp_path))
    spider.ledger.start_run({})
    for number in range(URLS):
        url = f"https://{HOST}/a/{number}.html"
        spider.ledger.sight(Sighting(key=url, url=url, host=HOST, kind="article", via="row"))
    scheduler = LedgerScheduler.from_crawler(get_crawler())
    scheduler.open(spider)
    for _ in range(MAX_EMPTY_ARTICLES):
        request = scheduler.next_request()
        assert request is not None
        lease: Lease = request.meta["lease"]
        outcome = Outcome(lease=lease, state=State.REJECTED, reason="no-body")
        spider.traps.learn(outcome)
        spider.ledger.settle(outcome)
        scheduler.settled(lease)
    assert scheduler.next_request() is None
    assert not scheduler.has_pending_requests()
    empty, skipped = MAX_EMPTY_ARTICLES, URLS - MAX_EMPTY_ARTICLES
    assert state_counts(spider.ledger) == {"rejected": empty, "skipped": skipped}
    assert record_counts(spider.ledger)["rejects"] == URLS
    spider.folder.close()
