"""The site catalogue: what ships, how it is asked, and how a wrong file is told."""

from datetime import date
from pathlib import Path

import pytest

from crawler.catalogue import CatalogueError, SiteEntry, load_catalogue

PROVINCES = 31


def written(folder: Path, text: str) -> tuple[Path, ...]:
    file = folder / "mine.toml"
    file.write_text(text, "utf-8")
    return (file,)


def test_shipped_catalogue_is_whole() -> None:
    catalogue = load_catalogue()
    assert len(catalogue) == 621
    assert len({site.province for site in catalogue}) == PROVINCES
    assert all(site.starts(date(2025, 3, 9)) for site in catalogue)
    assert all(site.delay_s for site in catalogue)


def test_a_site_is_found_by_name_alias_and_domain() -> None:
    catalogue = load_catalogue()
    site = catalogue.site("孝感网")
    assert (site.domain, site.province, site.city) == ("xgrb.cn", "湖北", "孝感")
    assert catalogue.site("www.xgrb.cn") is site
    assert catalogue.site("https://www.xgrb.cn/") is site
    assert catalogue.site("孝感日报").kind == "newspaper"


def test_the_region_of_a_page_is_that_of_the_longest_domain() -> None:
    catalogue = load_catalogue()
    portal = catalogue.of_url("http://www.xgrb.cn/yw/1.html")
    paper = catalogue.of_url("http://szb.xgrb.cn:9999/epaper/xgrb/html/2025/03/09/01/01_64.htm")
    assert portal is not None
    assert paper is not None
    assert (portal.kind, paper.kind) == ("portal", "newspaper")
    assert catalogue.of_url("http://www.yunxinews.cn/") is None


def test_province_is_filtered() -> None:
    sites = load_catalogue().of_province("湖北省")
    assert {site.province for site in sites} == {"湖北"}
    with pytest.raises(CatalogueError, match="no province '火星'"):
        load_catalogue().of_province("火星")


def test_an_unknown_name_says_what_is_near() -> None:
    with pytest.raises(CatalogueError, match="孝感日报数字报"):
        load_catalogue().site("孝感日")


def test_a_name_of_several_sites_is_refused(tmp_path: Path) -> None:
    paths = written(
        tmp_path,
        '[[site]]\nname = "云溪晚报"\ndomain = "a.yunxi.cn"\nstart_urls = ["http://a.yunxi.cn/"]\n'
        '[[site]]\nname = "云溪晚报"\ndomain = "b.yunxi.cn"\nstart_urls = ["http://b.yunxi.cn/"]\n',
    )
    with pytest.raises(CatalogueError, match="names 2 sites"):
        load_catalogue(paths).site("云溪晚报")


def test_a_file_of_ones_own_adds_and_corrects(tmp_path: Path) -> None:
    paths = written(
        tmp_path,
        'province = "湖北"\ndelay_s = 4\n'
        '[[site]]\nname = "云溪网"\ndomain = "yunxinews.cn"\nstart_urls = ["http://www.yunxinews.cn/"]\ndelay_s = 5\n'
        '[[site]]\nname = "孝感网"\ndomain = "xgrb.cn"\nstart_urls = ["https://www.xgrb.cn/xw/"]\nrender = true\n',
    )
    catalogue = load_catalogue(paths)
    assert len(catalogue) == 622
    assert (catalogue.site("云溪网").delay_s, catalogue.site("孝感网").delay_s) == (5, 4)
    assert {site.name for site in catalogue.named("云溪")} == {"云溪网"}
    assert catalogue.site("孝感网").start_urls == ("https://www.xgrb.cn/xw/",)
    assert catalogue.site("孝感网").render


def test_a_newspaper_starts_at_the_issues_of_the_last_days() -> None:
    paper = SiteEntry(
        name="云溪日报数字报",
        domain="szb.yunxi.cn",
        issues="http://szb.yunxi.cn/html/%Y-%m/%d/node_2.htm",
    )
    starts = paper.starts(date(2025, 3, 2))
    assert starts[0] == "http://szb.yunxi.cn/html/2025-03/02/node_2.htm"
    assert "http://szb.yunxi.cn/html/2025-02/28/node_2.htm" in starts


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[site]\n", "is not TOML"),
        ("[[site]]\nname = 'A'\nstart_urls = ['http://a.cn/']", "the key 'domain' is missing"),
        ("[[site]]\nname = 'A'\ndomain = 'a.cn'", "start_urls names no address"),
        ("[[site]]\nname = 'A'\ndomain = 'a.cn'\nstart_urls = 'http://a.cn/'", "start_urls must be a list"),
        ("[[site]]\nname = 'A'\ndomain = 'a.cn'\nstart_urls = ['file:///etc/passwd']", "no address that can be crawled"),
        ("[[site]]\nname = 'A'\ndomain = 'a.cn'\nstart_urls = ['http://a.cn/']\ndelay = 3", "no key 'delay'"),
        ("[[site]]\nname = 'A'\ndomain = 'a.cn'\nstart_urls = ['http://a.cn/']\ndelay_s = -1", "delay_s must be seconds"),
        ("[[site]]\nname = 'A'\ndomain = 'a.cn'\nstart_urls = ['http://a.cn/']\nkind = 'blog'", "kind is 'blog'"),
        ("[[site]]\nname = 'A'\ndomain = 'a.cn'\nissues = 'http://a.cn/x/'", "issues must hold %Y, %m and %d"),
        ("[[site]]\nname = 'A'\ndomain = 'a.cn'\nstart_urls = ['http://a.cn/']\nrender = 1", "render must be true or false"),
        ("sites = []", "no key 'sites'"),
        ("province = 5", "province must be a name"),
        ("delay_s = 'x'", "delay_s must be seconds"),
        ("site = 5", "site must be a list"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_told_in_one_sentence(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(CatalogueError) as refused:
        load_catalogue(written(tmp_path, text))
    message = str(refused.value)
    assert said in message
    assert "mine.toml" in message
    assert "\n" not in message


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="cannot be read"):
        load_catalogue((tmp_path / "none.toml",))
