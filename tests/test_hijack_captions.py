"""Search words under a picture, and in its alt text, are no caption."""

import pytest

from qingwen import Article, clean_page
from tests.outlines import STORY


def clean(caption: str) -> Article:
    figure = (
        f'<figure><img src="/u/1.jpg" alt="{caption}"><figcaption>{caption}</figcaption></figure>'
    )
    page = (
        "<html><head><title>夜间阅览室开放</title></head><body><h1>夜间阅览室开放</h1>"
        f'<div class="article">{STORY.replace("</p>", f"</p>{figure}", 1)}</div></body></html>'
    )
    result = clean_page(page.encode(), "http://www.qingxi-news.example/2024/0312/1.html")
    assert isinstance(result, Article)
    return result


@pytest.mark.parametrize("caption", ["砚沐体育官网", "逍遥坊登录入口", "k8砚沐app下载"])
def test_a_call_as_caption_goes(caption: str) -> None:
    article = clean(caption)
    assert article.integrity.status == "injected"
    assert [image.caption for image in article.images] == [None]
    assert caption not in article.text


@pytest.mark.parametrize(
    "caption",
    ["新版app登录入口", "清溪公积金app", "12306官网截图", "恒岳体育馆外景", "阅览文旅官网"],
)
def test_an_honest_caption_stays(caption: str) -> None:
    article = clean(caption)
    assert article.integrity.status == "clean"
    assert [image.caption for image in article.images] == [caption]
