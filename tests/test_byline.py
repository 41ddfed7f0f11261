"""Who made a story: roles from head, tail, captions and metas."""

import pytest

from qingwen.byline import find_bylines
from qingwen.claims import read_claims
from qingwen.infoline import find_info
from qingwen.source import find_source
from qingwen.title import find_title
from tests.outlines import STORY, page_of


def fields_of(body: str, *, info: str = "", head: str = "") -> tuple[dict[str, str], str | None]:
    """Names with roles, and the source, of a page whose body is `body`."""
    markup_body = (
        f"<h1>夜间阅览室开放</h1><div>{info or '2021-03-04 10:05'}</div><div id='c'>{body}</div>"
    )
    outline, markup = page_of(markup_body, title="夜间阅览室开放_清溪网", head=head)
    claims = read_claims(outline, markup)
    line = find_info(outline, find_title(outline, claims))
    blocks = [i for i in range(2, len(outline.blocks)) if i not in line.blocks]
    source = find_source(outline, claims, line, blocks)
    people = {b.name: b.role for b in find_bylines(outline, line, claims, blocks)}
    return people, source.name if source else None


@pytest.mark.parametrize(
    ("body", "people"),
    [
        ("<p>本报讯（记者 苏禾 通讯员 温和）昨晚，阅览室开放了。</p>", {"苏禾": "reporter", "温和": "correspondent"}),
        ("<p>清溪日报讯 (记者苏禾、通讯员温和)3月4日，阅览室开放了。</p>", {"苏禾": "reporter", "温和": "correspondent"}),
        ("<p>新华社清溪3月4日电（记者 苏禾、温和）阅览室开放了。</p>", {"苏禾": "reporter", "温和": "reporter"}),
        ("<p>清溪新闻网3月4日讯【新清溪·清溪日报记者苏禾】阅览室开放了。</p>", {"苏禾": "reporter"}),
        ("<p>□ 清溪日报全媒体记者 苏禾</p>" + STORY, {"苏禾": "reporter"}),
        ("<p>□苏禾 温和</p>" + STORY, {"苏禾": "author", "温和": "author"}),
        ("<p>早报记者苏禾实习生温和</p>" + STORY, {"苏禾": "reporter", "温和": "reporter"}),
        ("<p>文/苏禾 图/温和</p>" + STORY, {"苏禾": "author", "温和": "photographer"}),
        (STORY + "<p>他们守好了这座图书馆！（记者苏禾）</p>", {"苏禾": "reporter"}),
        (STORY + "<p>他们守好了这座图书馆。（周 健 刘星野 曹 莉）</p>", {"周健": "author", "刘星野": "author", "曹莉": "author"}),
        (STORY + "<p>他们守好了这座图书馆。（苏禾 文/图）</p>", {"苏禾": "author"}),
        (STORY + "<p>他们守好了。(清溪日报全媒体记者苏禾、温和  责任编辑何山)</p>", {"苏禾": "reporter", "温和": "reporter", "何山": "editor"}),
        (STORY + "<p>(作者：苏禾，系清溪大学教授)</p>", {"苏禾": "author"}),
        (STORY + "<p>通讯员 苏禾</p>", {"苏禾": "correspondent"}),
        (STORY + "<p>(责任编辑: 何山 )</p>", {"何山": "editor"}),
        (STORY + "<p>监制：万晴 编辑：何山 审核：陈望</p>", {"万晴": "other", "何山": "editor", "陈望": "reviewer"}),
        ("<p>图为阅览室一角。苏禾 摄</p>" + STORY, {"苏禾": "photographer"}),
        ("<p>图为阅览室一角（通讯员苏禾 供图）</p>" + STORY, {"苏禾": "photographer"}),
    ],
)  # fmt: skip
def test_people_of_the_body(body: str, people: dict[str, str]) -> None:
    assert fields_of(body)[0] == people


@pytest.mark.parametrize(
    "tail",
    [
        "（完）",
        "（资料来源：清溪县志）",
        "（图片来源网络）",
        "（清溪县新闻工作者协会）",
        "（视频来自网友）",
        "（原标题：夜读）",
        "（据新华社）",
        "（有删节）",
    ],
)
def test_remarks_are_no_bylines(tail: str) -> None:
    assert fields_of(STORY + f"<p>他们守好了这座图书馆。{tail}</p>")[0] == {}


def test_names_in_brackets_inside_the_story_are_no_bylines() -> None:
    body = "<p>三位馆员（苏禾 温和 何山）轮流值夜班，读者给他们送来热茶。</p>" + STORY
    assert fields_of(body)[0] == {}


@pytest.mark.parametrize(
    "sentence",
    ["<p>记者从县图书馆获悉，夜间阅览室开放。</p>", "<p>编辑部的灯还亮着，校对们在等大样。</p>"],
)
def test_sentences_about_reporters_are_no_bylines(sentence: str) -> None:
    assert fields_of(sentence + STORY)[0] == {}


def test_author_filled_with_the_editor_by_the_cms_is_the_editor() -> None:
    people, _ = fields_of(STORY, info="2021-03-04 来源：清溪网 作者：何山 责任编辑：何山")
    assert people == {"何山": "editor"}


@pytest.mark.parametrize("name", ["苏禾", "欧阳文山", "阿依努尔·买买提"])
def test_author_of_the_metas_where_the_page_names_none(name: str) -> None:
    head = f"<meta name='author' content='{name}'>"
    assert fields_of(STORY, head=head)[0] == {name: "author"}
    assert fields_of("<p>本报讯（记者 何山）阅览室开放了。</p>", head=head)[0] == {
        "何山": "reporter"
    }


@pytest.mark.parametrize("value", ["105517", "清溪网", "admin", "佚名", "{{author}}", "作者"])
def test_placeholders_and_ids_of_metas_are_no_authors(value: str) -> None:
    assert fields_of(STORY, head=f"<meta name='author' content='{value}'>")[0] == {}


@pytest.mark.parametrize(
    ("body", "head", "people"),
    [
        (
            "<p>By Jane Doe and Li Hua in Qingxi</p>" + STORY,
            "",
            {"Jane Doe": "reporter", "Li Hua": "reporter"},
        ),
        (STORY, "<meta name='author' content='Jane Doe'>", {"Jane Doe": "author"}),
        ("<p>By the river stands a library that never closes.</p>" + STORY, "", {}),
        (STORY, "<meta name='author' content='Reuters'>", {}),
    ],
)
def test_english_bylines(body: str, head: str, people: dict[str, str]) -> None:
    assert fields_of(body, head=head)[0] == people


def test_founder_comment_keeps_the_roles_of_its_authors() -> None:
    head = "<!--enpproperty <author>本报记者 苏禾 通讯员 温和</author>/enpproperty-->"
    assert fields_of(STORY, head=head)[0] == {"苏禾": "reporter", "温和": "correspondent"}


def test_office_as_author_and_pen_name_as_editor() -> None:
    people, _ = fields_of(
        STORY + "<p>（责任编辑：清溪在线小何）</p>", info="作者：清溪县委文明办 2021-03-04"
    )
    assert people == {"清溪县委文明办": "author", "清溪在线小何": "editor"}


@pytest.mark.parametrize(
    ("body", "info", "source"),
    [
        (STORY, "2021-03-04 来源：清溪日报", "清溪日报"),
        (STORY + "<p>（来源：清溪晚报）</p>", "2021-03-04 来源：清溪网", "清溪晚报"),
        (STORY + "<p>（图片来源：清溪晚报）</p>", "2021-03-04 来源：清溪网", "清溪网"),
        ("<p>清溪日报讯（记者 何山）阅览室开放了。</p>", "2021-03-04 来源：", "清溪日报"),
        ("<p>新华社清溪3月4日电（记者 何山）阅览室开放了。</p>", "2021-03-04", "新华社"),
        ("<p>本报讯（记者 何山）阅览室开放了。</p>", "2021-03-04 来源：", None),
        (STORY, "2021-03-04 来源：", None),
        (STORY + "<p>清溪日报记者 何山</p>", "2021-03-04", "清溪日报"),
        (STORY, "2021-03-04 来源：未知", None),
    ],
)
def test_source(body: str, info: str, source: str | None) -> None:
    assert fields_of(body, info=info)[1] == source


def test_meta_source_speaks_where_the_page_names_none() -> None:
    head = "<meta name='ContentSource' content='清溪日报'>"
    assert fields_of(STORY, head=head)[1] == "清溪日报"
    assert fields_of(STORY, head=head, info="2021-03-04 来源：清溪晚报")[1] == "清溪晚报"
