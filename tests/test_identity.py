"""Name slots and independent proofs, read from the lines templates print."""

import pytest

from qingwen import Article, clean_page
from qingwen.nameplate import find_identity, title_parts
from qingwen.outline import outline_text
from tests.outlines import STORY


def identity_of(*lines: str, url: str | None = None):
    text = "\n".join(("街角的修表铺_要闻_鹿川网", *lines))
    return find_identity(outline_text(text), text, url)


@pytest.mark.parametrize(
    ("line", "kind", "name"),
    [
        ("关于鹿川网 联系我们", "about", "鹿川网"),
        ("鹿川网的友情链接申请", "friends", "鹿川网"),
        ("欢迎光临鹿川网", "welcome", "鹿川网"),
        ("设鹿川网为主页", "home", "鹿川网"),
        ("当前位置：鹿川网 > 要闻", "crumb", "鹿川网"),
        ("鹿川网 copyright © 2004-2021 鹿川日报社", "copyright", "鹿川网"),
    ],
)
def test_a_template_line_is_a_name_slot(line: str, kind: str, name: str) -> None:
    assert (kind, name) in [(slot.kind, slot.text) for slot in identity_of(line).slots]


@pytest.mark.parametrize(
    "line", ["关于我们", "关于印发防汛预案的通知", "友情链接", "当前位置：首页 > 要闻"]
)
def test_words_of_the_template_are_no_names(line: str) -> None:
    names = [slot.text for slot in identity_of(line).slots if slot.kind != "title-tail"]
    assert names == []


@pytest.mark.parametrize(
    ("line", "kind", "text"),
    [
        ("主管:中共鹿川市委宣传部    主办:鹿川日报传媒集团", "organiser", "鹿川日报传媒集团"),
        ("copyright © 2004-2021 鹿川日报社·鹿川网 all rights reserved", "holder", "鹿川网"),
        ("鄂icp备06117305号-2", "icp", "鄂icp备06117305号-2"),
        ("举报邮箱:jb@lcrb.cn", "mail", "lcrb.cn"),
        ("投稿邮箱:news#lcrb.cn (#改成@)", "mail", "lcrb.cn"),
        ("鹿川唯一新闻网站", "slogan", "鹿川"),
        ("鹿川日报讯（记者 佟野）昨日，渡口恢复通航。", "dateline", "鹿川日报"),
    ],
)
def test_what_a_kit_leaves_alone_is_a_proof(line: str, kind: str, text: str) -> None:
    assert text in identity_of(line).values(kind)


def test_free_mail_hosts_prove_nothing() -> None:
    assert identity_of("投稿邮箱:lcw666#163.com").values("mail") == ()


def test_the_path_of_a_known_cms_is_kept_as_a_proof() -> None:
    identity = identity_of("正文", url="http://a.example/info/1206/7325.htm")
    assert identity.values("path") == ("vsb",)


def test_titles_are_cut_at_separators_not_inside_words() -> None:
    assert title_parts("渡口-新桥同日通车_要闻 - 鹿川网")[-1] == "鹿川网"
    assert title_parts("COVID-19防控") == ["COVID-19防控"]


def test_an_outlet_of_a_media_group_with_a_word_in_capitals_keeps_its_name() -> None:
    name = "SHUO潮头"
    page = (
        f"<html><head><title>夜间阅览室开放-{name}</title></head><body><h1>夜间阅览室开放</h1>"
        f'<div class="article">{STORY}</div><p>关于{name} {name}的友情链接申请</p>'
        f"<p>主办：清溪日报社</p><p>Copyright © 2008-2024 {name} 版权所有</p>"
        "<p>鄂ICP备19770033号-1</p></body></html>"
    )
    article = clean_page(page.encode(), "http://www.hxct.example/2024/0312/1.html")
    assert isinstance(article, Article)
    assert article.integrity.status == "clean"
