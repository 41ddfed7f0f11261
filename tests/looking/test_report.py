"""`scrapy report`: a crawl on one page, and a search over its titles."""

import json
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from tests.crawl.loopback import Crawl, Site, article_page, command, crawl, list_page, served
from tests.looking.conftest import VIEWS

ROOT = Path(__file__).resolve().parents[2]
HIJACKED = (ROOT / "tests/fixtures/hijack/template-clone-html/page.html").read_bytes()
HOSTILE = "&lt;img src=x onerror='window.hit=1'&gt;&lt;/script&gt;&lt;script&gt;window.hit=2&lt;/script&gt;青岭镇修桥"


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Crawl:
    """A finished crawl: articles, one hijacked, one with a hostile title, one list that is empty."""
    folder = tmp_path_factory.mktemp("report")
    pages = {f"/2026/05/{n:02d}/a{n}.html": article_page(n) for n in range(1, 9)}
    hostile = article_page(20).replace("青岭镇第20批茶苗下地".encode(), HOSTILE.encode())
    pages |= {"/2026/05/20/a20.html": hostile, "/2026/05/21/a21.html": HIJACKED}
    empty = "<html><head><title>青岭网</title></head><body><p>页面不存在</p></body></html>"
    pages |= {"/2026/05/22/a22.html": empty.encode()}
    with served(Site({"/": list_page(list(pages)), **pages})) as site:  # type: ignore[arg-type]
        run = crawl(site, folder)
    assert len(run.articles) == 10, run.said
    return run


@pytest.fixture(scope="module")
def page(done: Crawl) -> Path:
    run = command("report", "--out", str(done.folder))
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith("10 articles of ")
    return done.folder / "report.html"


def test_it_counts_what_the_crawl_brought(done: Crawl, page: Path) -> None:
    tree = html.parse(page)
    cards = dict(zip(tree.xpath("//dl[@class='cards']//dt/span[@class='en']/text()"),
                     map(int, tree.xpath("//dl[@class='cards']//dd/text()")), strict=True))  # fmt: skip
    assert cards["articles"] == len(done.articles)
    assert cards["hijacked"] == 1
    assert cards["without article"] == done.report["states"]["rejected"]
    hijacked = tree.xpath("string(//*[@id='hijacked'])")
    assert "金澜体育q9" in hijacked
    assert done.articles[0]["fetched_at"][:10] in hijacked
    assert "soft-404" in tree.xpath("string(//*[@id='rejections'])")
    assert "a22.html" in tree.xpath("string(//*[@id='failures'])")
    assert tree.xpath("//*[@id='slowest']//li")
    assert "complete" in tree.xpath("string(//*[@id='runs'])")


def test_every_article_with_a_day_is_in_the_chart(done: Crawl, page: Path) -> None:
    bars = html.parse(page).xpath("//*[@id='days']//svg[@role='img']/rect")
    days = {
        (record["published_at"][:10], record["integrity"]["status"]) for record in done.articles
    }
    end = max(day for day, _ in days)
    assert end.startswith("2026-05")
    assert len(bars) == sum(day > "2026-03" for day, _ in days)


def test_two_chinese_characters_find_a_title(done: Crawl, page: Path, look: Any) -> None:
    opened = look(page).page
    opened.fill("#search-field", "修桥")
    found = opened.locator("#search-results li")
    assert found.count() == 1
    opened.fill("#search-field", "茶苗 第3批")
    assert [text.split("\n")[0] for text in found.all_inner_texts()] == ["青岭镇第3批茶苗下地"]
    assert opened.locator("#search-count").inner_text() == "1 found, 1 shown"
    assert opened.locator("#search-results a").get_attribute("href") == next(
        record["url"] for record in done.articles if "第3批" in record["title"]
    )
    opened.fill("#search-field", "没有这样的标题")
    assert found.count() == 0


def test_a_hostile_title_harms_nothing(page: Path, look: Any) -> None:
    looked = look(page)
    looked.page.fill("#search-field", "修桥")
    assert looked.page.locator("#search-results li").inner_text().startswith("<img src=x onerror=")
    assert looked.page.evaluate("window.hit") is None
    assert looked.page.locator("img").count() == 0
    assert looked.misdeeds == []


@pytest.mark.parametrize(("width", "scheme", "language"), VIEWS)
def test_it_is_accessible_and_fits_the_screen(
    page: Path, look: Any, width: int, scheme: str, language: str
) -> None:
    looked = look(page, width, dark=scheme == "dark")
    looked.page.check(language)
    assert looked.faults() == []
    assert looked.overflow <= 0
    assert looked.misdeeds == []


def test_one_run_alone(done: Crawl) -> None:
    out = done.folder / "run.html"
    run = command("report", "--out", str(done.folder), "--run", "1", "--page", str(out))
    assert run.returncode == 0, run.stderr
    assert "Crawl report, run 1" in out.read_text(encoding="utf-8")
    none = command("report", "--out", str(done.folder), "--run", "7")
    assert (none.returncode, none.stderr.count("\n")) == (2, 1)
    assert "no run 7" in none.stderr


def test_without_a_crawl_it_says_so(tmp_path: Path) -> None:
    run = command("report", "--out", str(tmp_path))
    assert run.returncode == 2
    assert run.stderr.startswith("scrapy report: There is no ledger in ")


def test_the_times_of_the_run_are_kept(done: Crawl) -> None:
    times = json.loads((done.folder / "state/timings.json").read_text(encoding="utf-8"))
    assert sum(host["answers"] for host in times["hosts"].values()) == done.report["requests"]
