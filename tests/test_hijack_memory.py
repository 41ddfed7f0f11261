"""A brand learnt on one page of a host is looked for on the next."""

from qingwen import Article, SiteMemory, clean_page
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


def test_advertisement_for_a_brand_of_other_pages_makes_no_story_a_doorway() -> None:
    adverts = (
        "点击进入六合彩登录入口，百家乐、老虎机、捕鱼，稳赚不停。",
        "欢迎光临六合彩注册，客服24小时在线，代理加盟高佣金。",
        "更多精彩尽在香港六合彩手机版，首存38%，天天返水。",
    )
    page = PAGE.replace(b"</p>", f"</p><p>{'</p><p>'.join(adverts)}</p>".encode(), 1)
    memory = SiteMemory()
    memory.brands["六合彩"] = 3
    article = clean_page(page, memory=memory)
    assert isinstance(article, Article)
    assert "六合彩" not in article.text
    assert article.paragraphs == clean_page(PAGE).paragraphs
