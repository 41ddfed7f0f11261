"""A name over every slot of a page: other pages of its host show what stood there."""

import json

import pytest

from qingwen import Article, SiteMemory, clean_page
from tests.outlines import STORY

OWN = "沅桥新闻网"


def page(name: str, number: int = 0, publisher: str = "沅桥日报社", more: str = "") -> bytes:
    story = STORY.replace("阅览室", f"阅览室{number}") + (f"<p>{more}</p>" if more else "")
    return f"""<html><head><title>夜间阅览室开放{number}-{name}</title></head><body>
<div>当前位置：<a href="/">{name}</a> &gt; 要闻 &gt; 正文</div><h1>夜间阅览室开放{number}</h1>
<div>2024-03-05 10:00 来源：沅桥日报</div><div class="article">{story}</div>
<div>关于{name} | {name}的友情链接</div>
<div>{publisher} 主办 Copyright 2009-2024 {name} 版权所有 赣ICP备11000001号</div></body></html>""".encode()


def read(body: bytes, memory: SiteMemory, number: int) -> Article:
    article = clean_page(body, f"http://www.yuanqiao.example/{number}.html", memory=memory)
    assert isinstance(article, Article)
    return article


def taught(*names: str) -> SiteMemory:
    memory = SiteMemory()
    for number, name in enumerate(names):
        read(page(name, number), memory, number)
    return SiteMemory.from_dict(json.loads(json.dumps(memory.to_dict())))


@pytest.mark.parametrize("brand", ["澹朔", "摘星楼", "琅嬛福地", "澹朔8", "Velmora"])
def test_the_name_of_the_other_pages_is_restored(brand: str) -> None:
    assert read(page(brand, 9), SiteMemory(), 9).integrity.status == "clean"
    article = read(page(brand, 9, more=f"{brand}将继续关注。"), taught(*[OWN] * 4), 9)
    assert article.integrity.status == "hijacked"
    assert article.integrity.brands == (brand,)
    assert article.site.name == OWN
    assert article.title == "夜间阅览室开放9"
    assert f"{OWN}将继续关注。" in article.text
    assert brand not in article.text


def test_a_brand_that_made_itself_the_publisher_is_seen_too() -> None:
    article = read(page("澹朔", 9, publisher="澹朔有限公司"), taught(*[OWN] * 4), 9)
    assert (article.integrity.status, article.site.name) == ("hijacked", OWN)


def test_a_host_whose_name_changes_from_page_to_page_shows_brands() -> None:
    article = read(page("琅嬛福地", 9), taught("澹朔", "摘星楼", "百晓生", "铂骊"), 9)
    assert article.integrity.status == "hijacked"
    assert article.site.name is None


@pytest.mark.parametrize("name", ["沅桥发布", "今日沅桥", "沅桥教育在线", OWN])
def test_another_name_of_the_publisher_is_honest(name: str) -> None:
    assert read(page(name, 9), taught(*[OWN] * 4), 9).integrity.status == "clean"


def test_a_second_outlet_that_signs_stories_is_honest() -> None:
    memory = taught(*[OWN] * 4)
    signed = page(OWN, 7).replace("来源：沅桥日报".encode(), "来源：橙刻".encode())
    read(signed, memory, 7)
    assert read(page("橙刻", 9), memory, 9).integrity.status == "clean"
