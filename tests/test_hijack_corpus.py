"""A brand that one site shows is looked for on others; a name that honestly stands on many is not."""

import asyncio
import json
from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path

import pytest

from crawler.brands import BrandsError, read_brands
from crawler.workers import PageBytes, WorkerPool
from qingwen import Article, SiteMemory, clean_page
from qingwen.brands import KnownBrands
from qingwen.hijack.corpus import Corpus, brands_of_rows
from tests.outlines import STORY
from tests.test_clean_command import clean

PLACES = ("沅桥", "汝岭", "泺口", "邛川")
PROVINCES = ("赣", "皖", "川", "晋")


def page(
    place: str,
    name: str,
    province: str = "赣",
    number: int = 0,
    story: str = STORY,
    source: str = "",
) -> bytes:
    """A page of the publisher of a place whose name slots hold `name`."""
    return f"""<html><head><title>夜间阅览室开放-{name}</title></head><body>
<div>当前位置：<a href="/">{name}</a> &gt; 要闻 &gt; 正文</div><h1>夜间阅览室开放</h1>
<div>2024-03-05 10:00 来源：{source or place + "日报"}</div><div class="article">{story}</div>
<div>关于{name} | {name}的友情链接</div><div>主办：{place}日报社</div>
<div>{province}ICP备{11000000 + number}号-1</div></body></html>""".encode()


def learnt(pages: list[tuple[str, bytes]]) -> list[tuple[str, SiteMemory]]:
    memories = []
    for host, body in pages:
        memory = SiteMemory()
        assert isinstance(clean_page(body, f"http://{host}/1.html", memory=memory), Article)
        memories.append((host, memory))
    return memories


def brands_of(memories: list[tuple[str, SiteMemory]]) -> KnownBrands:
    corpus = Corpus()
    for host, memory in memories:
        corpus.add(host, SiteMemory.from_dict(json.loads(json.dumps(memory.to_dict()))))
    return corpus.brands()


def sites(
    name: str, source: str = "", provinces: tuple[str, ...] = PROVINCES
) -> list[tuple[str, bytes]]:
    return [
        (f"www.site{i}.example", page(place, name, provinces[i], i, source=source))
        for i, place in enumerate(PLACES)
    ]


def read(body: bytes, known: KnownBrands) -> Article:
    article = clean_page(body, "http://www.new.example/1.html", memory=SiteMemory(known=known))
    assert isinstance(article, Article)
    return article


def test_a_string_over_the_names_of_unrelated_sites_is_a_brand_elsewhere() -> None:
    memories = learnt(sites("祺煜汇"))
    known = brands_of(memories)
    assert known.sites == {"祺煜汇": 4}
    assert {tuple(brands_of(list(order)).sites.items()) for order in permutations(memories)} == {
        (("祺煜汇", 4),)
    }
    new = page("洮浦", "祺煜汇", "黑", 9)
    assert clean_page(new).integrity.status == "clean"
    article = read(new, known)
    assert (article.integrity.status, article.integrity.brands) == ("hijacked", ("祺煜汇",))
    assert article.site.name is None
    assert {seen.layer for seen in article.integrity.evidence} == {"corpus"}


@pytest.mark.parametrize(
    "pages",
    [
        sites("沅汝互动", provinces=("赣", "赣", "赣", "赣")),  # a media group of one province
        sites("万象客", source="万象客"),  # an outlet that signs what it writes
        sites("全景网"),  # a portal
        [(f"{i}.one.example", body) for i, (_, body) in enumerate(sites("万象客"))],  # one holder
        sites("万象客")[:2],
    ],
)
def test_a_name_that_honestly_stands_on_many_sites_is_none(pages: list[tuple[str, bytes]]) -> None:
    assert not brands_of(learnt(pages))


def test_a_page_that_reports_on_a_known_brand_or_mentions_it_stays_whole() -> None:
    known = KnownBrands({"祺煜汇": 5})
    for line in (
        "警方捣毁了“祺煜汇”网络赌博平台，祺煜汇官网已经关闭。",
        "夜里，祺煜汇商场的灯还亮着，走出阅览室的人在那里等末班车。",
        "与会的有祺煜汇、恒记、老凤祥等商家。",
    ):
        article = read(page("洮浦", "洮浦新闻网", "黑", 9, f"{STORY}<p>{line}</p>"), known)
        assert article.integrity.status == "clean"
        assert line in article.text


def test_what_calls_the_reader_to_a_known_brand_is_cut() -> None:
    known = KnownBrands({"祺煜汇": 2})
    sentence = "夜里十点，馆员关掉最后一盏灯。"
    for spam in ("祺煜汇官网，", "祺煜汇登录："):
        article = read(
            page("洮浦", "洮浦新闻网", "黑", 9, f"{STORY}<p>{spam}{sentence}</p>"), known
        )
        assert article.integrity.status == "injected"
        assert article.paragraphs[-1] == sentence
        assert any(spam in cut.text for cut in article.removed)


def test_the_publisher_that_bears_the_name_keeps_it() -> None:
    known = KnownBrands({"祺煜汇": 5})
    body = page("祺煜汇", "祺煜汇", "黑", 9)
    assert read(body, known).integrity.status == "clean"


def test_rows_of_a_report_teach_brands_and_no_common_words() -> None:
    rows = [
        {"brand": "澜桐体育q7", "host_names": ["a.x.example", "b.x.example", "y.example"]},
        {"brand": "世界杯", "host_names": ["a.example", "b.example"], "layers": {"shape": 2}},
        {"brand": "沅桥体育网", "host_names": ["a.example"], "layers": {"shape": 1}},
        {"brand": "新浪体育", "host_names": ["a.example"], "layers": {"shape": 1}},
    ]
    assert brands_of_rows(rows).sites == {"澜桐体育q7": 2}


def test_the_next_run_takes_the_brands_of_the_last(tmp_path: Path) -> None:
    folder = Path(__file__).parent / "fixtures" / "hijack" / "template-clone-html"
    brands, new = tmp_path / "brands.json", tmp_path / "new.html"
    assert clean(folder / "page.html", "--brands", brands).returncode == 0
    new.write_bytes(page("洮浦", "金澜体育q9", "黑", 9, f"{STORY}<p>金澜体育q9的一名保安说。</p>"))
    run = clean(new, "--known-brands", brands, "--removed")
    assert run.returncode == 0, run.stderr
    integrity = json.loads(run.stdout)["integrity"]
    assert "corpus" in {seen["layer"] for seen in integrity["evidence"]}


def test_a_file_without_brands_is_refused_in_one_sentence(tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_text('{"rows": 3}', "utf-8")
    with pytest.raises(BrandsError, match="no report of a run"):
        read_brands(str(other))
    run = clean(other, "--known-brands", tmp_path / "none.json")
    assert run.returncode == 2
    assert b"cannot be read" in run.stderr


def test_a_worker_of_the_crawl_reads_with_the_brands_it_was_started_with(tmp_path: Path) -> None:
    path = tmp_path / "known-brands.json"
    path.write_text(json.dumps(KnownBrands({"祺煜汇": 4}).to_dict()), "utf-8")
    body = page("洮浦", "祺煜汇", "黑", 9)

    async def status(brands_path: Path | None) -> object:
        pool = WorkerPool(1, 60, 1000, 1000, brands_path)
        try:
            one = PageBytes(url="http://www.new.example/1.html", body=body, http_charset="utf-8")
            extraction = await pool.extract([one], datetime(2026, 5, 4, tzinfo=UTC))
        finally:
            await pool.close()
        assert extraction.record is not None, extraction
        return extraction.record["integrity"]["status"]  # type: ignore[index]

    assert asyncio.run(status(None)) == "clean"
    assert asyncio.run(status(path)) == "hijacked"
