"""Whose page it is: never the brand's, and on a hijacked page only by two proofs."""

from qingwen import Article, clean_page
from qingwen.article import Integrity
from qingwen.nameplate import find_identity
from qingwen.outline import outline_text
from qingwen.site import find_site

HIJACKED = Integrity(status="hijacked", brands=("金澜体育q9",))


def site_of(*lines: str, integrity: Integrity = HIJACKED, url: str | None = None):
    text = "\n".join(lines)
    return find_site(find_identity(outline_text(text), text, url), integrity, url)


def test_the_second_name_behind_the_sign_is_restored_with_a_proof() -> None:
    site = site_of(
        "十六天掏出一条清水沟-金澜体育q9",
        "主办:鹿川日报传媒集团",
        "金澜体育q9 copyright © 2005-2021 鹿川日报社·鹿川网 all rights reserved",
        "鄂icp备06117305号-2",
    )
    assert (site.name, site.publisher) == ("鹿川网", "鹿川日报传媒集团")
    assert site.icp == "鄂ICP备06117305号-2"


def test_one_proof_alone_names_no_site_on_a_hijacked_page() -> None:
    assert site_of("标题-金澜体育q9", "金澜体育q9 版权所有").name is None
    assert site_of("标题-金澜体育q9", "金澜体育q9 © 2010 石泓网").name is None


def test_the_doorway_host_is_no_domain() -> None:
    url = "http://www.k7sx.invalid/2021/0322/19023.shtml"
    assert site_of("标题-金澜体育q9", url=url).domain is None


def test_an_honest_page_takes_its_title_tail_and_host() -> None:
    url = "http://news.luchuan.example/a/1.html"
    site = site_of("渡口复航_要闻_鹿川网", "鹿川网 版权所有", integrity=Integrity(), url=url)
    assert (site.name, site.domain) == ("鹿川网", "luchuan.example")


def test_a_channel_behind_the_site_in_the_title_is_not_its_name() -> None:
    page = """<title>渡口复航--鹿川网--鹿川新闻</title><a href="/">鹿川网</a>
    <p>您所在的位置：<a href="/">鹿川网</a> &gt;&gt; <a href="/n1.htm">鹿川新闻</a></p>
    <div><p>停了六年的曲溪渡口昨天复航，头一班船载着四十名学生过江，船工说水位比往年低了半米。</p></div>"""
    article = clean_page(page.encode(), "http://news.luchuan.example/a/1.html")
    assert isinstance(article, Article)
    assert article.site.name == "鹿川网"


def test_the_organiser_outranks_the_authority_above_it() -> None:
    site = site_of("主管:中共鹿川市委宣传部 主办:鹿川日报社", integrity=Integrity())
    assert site.publisher == "鹿川日报社"


def test_nothing_known_is_null() -> None:
    site = site_of("渡口今晨恢复通航，首班船载客四十二人。", integrity=Integrity())
    assert (site.name, site.publisher, site.domain, site.icp) == (None, None, None, None)
