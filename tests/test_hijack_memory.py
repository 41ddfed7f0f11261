"""A brand learnt on one page of a host is looked for on the next."""

from qingwen import SiteMemory, clean_page
from tests.outlines import STORY

PAGE = (
    "<html><head><title>夜间阅览室开放</title></head><body><div>澜麟汇</div><h1>夜间阅览室开放</h1>"
    f'<div class="article">{STORY}</div></body></html>'
).encode()


def test_a_brand_found_on_two_pages_of_the_host_flags_the_third() -> None:
    memory = SiteMemory()
    assert clean_page(PAGE).integrity.status == "clean"
    memory.brands["澜麟汇"] = 2
    article = clean_page(PAGE, memory=memory)
    assert article.integrity.status == "injected"
    assert article.integrity.evidence[0].layer == "memory"


def test_a_brand_of_another_page_that_is_not_here_changes_nothing() -> None:
    memory = SiteMemory()
    memory.brands["屹琅会"] = 5
    assert clean_page(PAGE, memory=memory).integrity.status == "clean"
