"""Brands from one crawl to the next: what one outlet's pages taught shows another's."""

import json
from pathlib import Path

from qingwen import Article, clean_page
from tests.crawl.loopback import Site, article_page, crawl, list_page, served

BRAND = "澜庭体育m7"
OVERWRITTEN = (
    "<p>主办：青岭日报社　投稿邮箱：tougao@qlrb.example</p>"
    f"<p>关于{BRAND} | {BRAND}的友情链接申请</p>"
    f"<p>Copyright &copy; 2008-2026 {BRAND} All Rights Reserved</p><p>鄂ICP备19770033号-1</p>"
)
ONE_SLOT = f"<p>主办：白渡县融媒体中心　关于{BRAND}</p><p>皖ICP备09870055号</p>"


def outlet(name: str, foot: str) -> Site:
    """An outlet of two articles with a foot of its own."""
    pages = {
        path: article_page(n)
        .decode()
        .replace("青岭", name)
        .replace("</body>", f"<div class=foot>{foot}</div></body>")
        .encode()
        for n, path in enumerate(["/2026/05/02/a1.html", "/2026/05/03/a2.html"], 1)
    }
    return Site({"/": list_page(list(pages)), **pages})


def test_the_report_of_one_outlet_shows_the_brand_on_the_next(tmp_path: Path) -> None:
    first, second = outlet("青岭", OVERWRITTEN), outlet("白渡", ONE_SLOT)
    with served(first):
        taught = crawl(first, tmp_path / "first")
    (row,) = taught.report["brands"]
    assert (row["brand"], row["pages"], row["hosts"]) == (BRAND, 2, 1)
    assert f"1 brand of spam learnt: {BRAND}" in taught.said

    page = second.pages["/2026/05/02/a1.html"]
    assert isinstance(page, bytes)
    alone = clean_page(page, "http://news.bdx.example/2026/05/02/a1.html")
    assert isinstance(alone, Article)
    assert alone.integrity.status == "clean", "the page is to need what the other outlet taught"

    report = tmp_path / "first" / "state" / "report.json"
    with served(second):
        shown = crawl(second, tmp_path / "second", f"brands={report}")
    assert shown.code == 0, shown.complained
    assert len(shown.articles) == 2
    for record in shown.articles:
        assert record["integrity"]["status"] == "hijacked"
        assert record["integrity"]["brands"] == [BRAND]
        assert "corpus" in {seen["layer"] for seen in record["integrity"]["evidence"]}
        assert record["site"]["publisher"] == "白渡县融媒体中心"
    known = json.loads((tmp_path / "second" / "state" / "known-brands.json").read_text("utf-8"))
    assert known["sites"] == {BRAND: 1}
    (row,) = shown.report["brands"]
    assert "corpus" in row["layers"]


def test_a_file_without_brands_stops_the_run_before_its_first_request(tmp_path: Path) -> None:
    site = outlet("青岭", "")
    wrong = tmp_path / "report.json"
    wrong.write_text('{"pages": 3}', "utf-8")
    with served(site):
        done = crawl(site, tmp_path / "out", f"brands={wrong}")
    assert done.code == 2
    assert "is no report of a run and no list of brands" in done.said + done.complained
    assert not site.asked
