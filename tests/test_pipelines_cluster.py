"""Clusters: copies are found, neighbours are not, and the original is the earliest."""

from typing import Any

import pytest

from crawler.page_state import Likeness
from pipelines.cluster import MIN_LIKENESS, bands_of, likeness, original_of, signature_of

STORY = (
    "本报讯 昨日上午，青岭镇三百亩新茶园迎来首批采茶工。合作社理事长介绍，今年春茶比往年提前六天开采，"
    "预计干茶产量可达两万四千斤。镇里请来制茶师傅驻点指导，村民在家门口一天能挣一百六十元。"
    "下一步，镇里还将修通环山公路，把茶园与古桥、老街连成一条游线，让游客看得见炊烟、住得进老屋。"
)
OTHER = (
    "本报讯 昨日上午，白石镇百亩荷塘迎来首批赏花游客。村支书介绍，今年荷花比往年晚开四天，"
    "预计接待人数可达一万三千人。镇里新建了停车场和木栈道，村民卖莲蓬一天能挣两百元。"
    "接下来，镇里还将举办摄影比赛，把荷塘与祠堂、渡口连成一条路线，让游客留得下来、带得走特产。"
)


def alike(one: str, other: str) -> float:
    first, second = signature_of(one), signature_of(other)
    assert first is not None
    assert second is not None
    return likeness(first, second)


@pytest.mark.parametrize(
    "copy",
    [
        STORY,
        STORY.replace("，", ", ").replace("。", "。\n"),
        "（来源：省级客户端）" + STORY,
        STORY[: len(STORY) * 4 // 5],
        STORY.replace("昨日", "5月4日").replace("首批", "第一批"),
    ],
)
def test_a_copy_is_found(copy: str) -> None:
    assert alike(STORY, copy) >= MIN_LIKENESS
    first, second = signature_of(STORY), signature_of(copy)
    assert first is not None
    assert second is not None
    assert set(bands_of(first)) & set(bands_of(second))


def test_a_story_of_the_same_mould_is_another() -> None:
    assert alike(STORY, OTHER) < MIN_LIKENESS / 2


def test_short_texts_are_not_compared() -> None:
    assert signature_of("图为采茶现场。") is None


def seen(url: str, published_at: str | None) -> Likeness:
    return Likeness(
        story={"url": url, "published_at": published_at, "cluster": "c"}, signature=b"", bands=()
    )


@pytest.mark.parametrize(
    ("published_at", "url", "expected"),
    [
        ("2026-05-03", "http://b.cn/1", None),
        ("2026-05-05", "http://b.cn/1", "http://a.cn/1"),
        ("2026-05-04", "http://b.cn/1", "http://a.cn/1"),
        ("2026-05-04", "http://0.cn/1", None),
        (None, "http://0.cn/1", "http://a.cn/1"),
    ],
)
def test_the_original_is_the_earliest_then_the_smallest_url(
    published_at: str | None, url: str, expected: str | None
) -> None:
    record: dict[str, Any] = {"published_at": published_at, "canonical_url": url}
    like = [seen("http://a.cn/1", "2026-05-04"), seen("http://c.cn/1", None)]
    assert expected == original_of(record, like)


def test_a_story_like_no_other_has_no_original() -> None:
    assert original_of({"published_at": None, "canonical_url": "http://a.cn/"}, []) is None
