"""`scrapy inspect`: how a page was read, on one page that people can look at."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from crawler.commands.inspect import inspect
from crawler.looking.inspect_page import inspect_page
from crawler.looking.proofs import in_chinese
from qingwen import Article, clean_page
from qingwen.page import Page
from qingwen.votes import votes_of
from tests.crawl.loopback import Site, article_page, command, served
from tests.looking.conftest import VIEWS

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = sorted((ROOT / "tests/fixtures").rglob("page.html"))
HIJACKED = ROOT / "tests/fixtures/hijack/template-clone-html/page.html"
URL = "https://www.quxinews.example.cn/2025/04/02/7.html"
LONG_NAME = f"https://www.quxinews.example.cn/{'2025' * 20}.html"
# What an English advertisement said is quoted as it stands.
WARES = re.compile(r"free spins|welcome bonus|(?<=外语写的赌博用语：).+")
HOSTILE = """<html><head><meta charset=utf-8>
<title>&lt;img src=x onerror="window.hit=1"&gt;&lt;/script&gt;&lt;script&gt;window.hit=2&lt;/script&gt;</title></head><body>
<h1>&lt;img src=x onerror="window.hit=1"&gt;&lt;/script&gt;&lt;script&gt;window.hit=2&lt;/script&gt;曲溪桥通车</h1>
<div class="info">2025-04-02 08:00 来源："&gt;&lt;svg onload=window.hit=3&gt; 作者：&lt;b&gt;</div>
<div class="content"><p>曲溪县跨河大桥昨天通车，桥长四百二十米，两岸六个村的孩子上学不再坐渡船。</p>
<p>&lt;/style&gt;&lt;script&gt;window.hit=4&lt;/script&gt;&lt;iframe srcdoc="&lt;script&gt;parent.hit=5&lt;/script&gt;"&gt;桥面铺的是防滑的沥青。</p>
<p>渡口的老船工\u202e把船\u200b停在岸边，他说四十年里没有误过一次早课，往后要去桥头看车。</p>
<p><img src="javascript:window.hit=6" alt="x"><a href="javascript:window.hit=7">责任编辑：&lt;i&gt;</a></p></div>
</body></html>"""


def written(tmp_path: Path, body: bytes, url: str | None = URL) -> Path:
    path = tmp_path / "inspect.html"
    page = inspect_page(inspect(LONG_NAME, Page(body=body, url=url)))
    path.write_text(page, encoding="utf-8")
    return path


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda path: "/".join(path.parts[-3:-1]))
def test_every_block_of_a_page_is_shown_with_what_became_of_it(fixture: Path) -> None:
    inspected = inspect("page.html", Page(body=fixture.read_bytes(), url=URL))
    page = html.fromstring(inspect_page(inspected).encode("utf-8"))
    blocks = page.xpath("//*[@id='blocks']/li")
    if isinstance(inspected.result, Article):
        assert blocks
        assert [
            block.text_content() for block in blocks if block.get("data-kind") == "unused"
        ] == []
        cuts = page.xpath("//*[@id='cuts']//ul[@class='entries']/li")
        assert len(cuts) == len(inspected.result.removed)
    else:
        assert str(inspected.result.reason) in page.xpath("string(//*[@id='verdict'])")


def test_whoever_reads_chinese_is_told_in_chinese_what_speaks_against_a_page() -> None:
    results = [clean_page(fixture.read_bytes(), URL) for fixture in FIXTURES]
    proofs = {
        seen.proof
        for result in results
        if isinstance(result, Article)
        for seen in result.integrity.evidence
    }
    assert len(proofs) > 40
    told = {proof: in_chinese(proof) for proof in proofs}
    assert [
        proof
        for proof, chinese in told.items()
        if re.search(r"[a-z]{3} [a-z]{2}", WARES.sub("", chinese))
    ] == []


def test_a_headline_that_imitates_our_own_words_is_told_as_it_stands() -> None:
    headline = "part of the title: " * 3000 + "某某体育"
    told = in_chinese(f"the headline itself is promotion: {headline}")
    assert told.startswith("大标题本身就是推广：标题的一段：part of the title: ")
    assert told.endswith("某某体育")


def test_what_lost_the_vote_is_told_with_the_reason() -> None:
    inspected = inspect("page.html", Page(body=HIJACKED.read_bytes(), url=URL))
    assert isinstance(inspected.result, Article)
    votes = votes_of(inspected.result, inspected.trace)
    titles = {vote.origin: (vote.won, vote.why) for vote in votes if vote.field == "title"}
    assert titles == {"block h1": (True, None), "title-element": (False, "injected")}
    (date,) = [vote for vote in votes if vote.field == "published_at"]
    assert (date.value, date.origin, date.won) == ("2021-03-22 17:40:36", "info-line", True)


def test_a_stale_meta_loses_to_the_info_line() -> None:
    page = article_page(3).replace(
        b"</head>", b"<meta name=PubDate content='2020-01-01 00:00'></head>"
    )
    inspected = inspect("page.html", Page(body=page, url=URL))
    assert isinstance(inspected.result, Article)
    dates = [vote for vote in votes_of(inspected.result, inspected.trace) if "pub" in vote.field]
    assert [(vote.origin, vote.won, vote.why) for vote in dates] == [
        ("info-line", True, None),
        ("meta", False, "less-trusted"),
    ]


def test_the_page_needs_nothing_from_outside(tmp_path: Path) -> None:
    page = html.parse(written(tmp_path, HIJACKED.read_bytes()))
    assert page.xpath("//@src | //link/@href | //img | //iframe | //@style | //@onclick") == []
    (policy,) = page.xpath("//meta[@http-equiv]/@content")
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy


def test_markup_in_a_page_harms_nothing(tmp_path: Path, look: Any) -> None:
    looked = look(written(tmp_path, HOSTILE.encode("utf-8")))
    assert looked.page.evaluate("window.hit") is None
    assert looked.page.locator("img, iframe, svg, script[src]").count() == 0
    assert looked.page.locator("a[href^='javascript']").count() == 0
    assert looked.misdeeds == []
    shown = looked.page.locator("body").inner_text()
    assert '<img src=x onerror="window.hit=1">' in shown
    assert "U+202E" in shown


def test_a_script_that_got_into_the_page_would_not_run(tmp_path: Path, look: Any) -> None:
    path = written(tmp_path, HIJACKED.read_bytes())
    text = path.read_text(encoding="utf-8")
    evil = "<script>window.hit=1</script><img src='x' onerror='window.hit=2'><main"
    path.write_text(text.replace("<main", evil), encoding="utf-8")
    looked = look(path)
    assert looked.page.evaluate("window.hit") is None
    assert any("Content Security Policy" in misdeed for misdeed in looked.misdeeds)


@pytest.mark.parametrize(("width", "scheme", "language"), VIEWS)
def test_it_is_accessible_and_fits_the_screen(
    tmp_path: Path, look: Any, width: int, scheme: str, language: str
) -> None:
    looked = look(written(tmp_path, HIJACKED.read_bytes()), width, dark=scheme == "dark")
    looked.page.check(language)
    looked.page.locator("details summary").click()
    assert looked.faults() == []
    assert looked.overflow <= 0
    assert looked.misdeeds == []


def test_it_works_by_keyboard_in_both_languages(tmp_path: Path, look: Any) -> None:
    page = look(written(tmp_path, HIJACKED.read_bytes())).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent").startswith("Skip")
    assert page.locator("#text-name").inner_text() == "Text"
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    assert page.locator("#text-name").inner_text() == "正文"
    assert page.evaluate("document.documentElement.lang") == "zh-Hans"
    spam = page.locator("#blocks li[data-kind=spam]")
    assert spam.first.is_visible()
    page.locator("#kinds input[value=spam]").focus()
    page.keyboard.press("Space")
    assert not spam.first.is_visible()


def test_the_command_reads_a_file(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "why.html"
    run = command("inspect", str(HIJACKED), "--url", URL, "--out", str(out))
    assert run.stdout == f"hijacked: {out}\n"
    assert run.returncode == 0
    assert "十六天" in out.read_text(encoding="utf-8")


def test_the_command_fetches_an_address_and_shows_a_page_without_article(tmp_path: Path) -> None:
    out = str(tmp_path / "why.html")
    pages = {
        "/1.html": article_page(1),
        "/empty.html": b"<html><body><p>404 not found</p></body></html>",
    }
    with served(Site(pages)) as site:  # type: ignore[arg-type]
        allowed = ("--allow-private", site.address, "--out", out)
        article = command("inspect", f"{site.home}1.html", *allowed)
        empty = command("inspect", f"{site.home}empty.html", *allowed)
        gone = command("inspect", f"{site.home}gone.html", *allowed)
        private = command("inspect", f"{site.home}1.html", "--out", out)
    assert (article.returncode, article.stdout) == (0, f"clean: {out}\n")
    assert (empty.returncode, empty.stdout.split(" (")[0]) == (1, "no article")
    assert (gone.returncode, "it answers 404" in gone.stderr) == (2, True)
    assert (private.returncode, private.stdout) == (2, "")


def test_a_mistake_is_one_sentence() -> None:
    run: subprocess.CompletedProcess[str] = command("inspect", "no-such-page.html")
    assert run.returncode == 2
    assert run.stderr == "scrapy inspect: no-such-page.html: No such file or directory\n"
