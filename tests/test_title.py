"""Title, kicker and subtitle of pages of many makes."""

import pytest

from qingwen.claims import read_claims
from qingwen.fields import Heading
from qingwen.title import find_title
from tests.outlines import STORY, page_of, text_of

INFO = "<div class='info'>2021-03-04 10:05 来源：清溪日报</div>"


def heading_of(
    body: str,
    *,
    title: str = "",
    head: str = "",
    brands: tuple[str, ...] = (),
    listed: str | None = None,
) -> Heading:
    outline, markup = page_of(body, title=title, head=head)
    return find_title(outline, read_claims(outline, markup), brands, listed)


@pytest.mark.parametrize(
    ("body", "page_title"),
    [
        ("<h1>夜间阅览室开放</h1>", "夜间阅览室开放_民生_清溪新闻网"),
        ("<h1>清溪新闻网</h1><h2>夜间阅览室开放</h2>", "夜间阅览室开放 - 清溪新闻网"),
        (
            "<div class='logo'><h1>清溪新闻网</h1></div><div>夜间阅览室开放</div>",
            "夜间阅览室开放--清溪新闻网",
        ),
        ("<td class='bt_title'>夜间阅览室开放</td>", "清溪新闻网"),
        ("<div>当前位置：首页 &gt; 民生 &gt; 正文</div><p>夜间阅览室开放</p>", "清溪新闻网"),
        ("<p>您的位置：主页&gt;民生</p><b>夜间阅览室开放</b>", "清溪县人民政府网"),
        (
            "<h1>夜间阅览室开放<span class='noprint'>扫码看手机版</span></h1>",
            "夜间阅览室开放_清溪网",
        ),
        (
            "<h1>夜间阅览室开放<br/><span>2021-03-04 10:05 来源：清溪日报 点击：</span></h1>",
            "夜间阅览室开放_清溪网",
        ),
        ("<h1>夜间阅览室<br/>开放</h1>", "夜间阅览室开放_清溪网"),
        ("<h1>夜间阅览室</h1><p>开放</p>", "夜间阅览室开放_清溪网"),
        ("<h1 hidden>清溪分享</h1><div class='tit'>夜间阅览室开放</div>", "夜间阅览室开放|清溪网"),
        (
            "<h3>热门</h3><h3><a href='/1'>别的消息别的消息</a></h3><p>夜间阅览室开放</p>",
            "夜间阅览室开放-清溪网",
        ),
    ],
)
def test_title_is_found_without_site_channel_date_or_tools(body: str, page_title: str) -> None:
    title = heading_of(body + INFO + STORY, title=page_title).title
    assert title is not None
    assert title.replace(" ", "") == "夜间阅览室开放"


@pytest.mark.parametrize(
    "page_title",
    [
        "夜间阅览室开放_民生_清溪新闻网",
        "夜间阅览室开放 - 民生频道 - 清溪在线",
        "夜间阅览室开放--清溪频道--人民网",
        "夜间阅览室开放 | 清溪日报",
        "夜间阅览室开放-清溪县人民政府",
        "夜间阅览室开放",
    ],
)
def test_suffix_of_page_title_goes_where_no_block_shows_the_title(page_title: str) -> None:
    heading = heading_of(STORY, title=page_title)
    assert heading.title == "夜间阅览室开放"
    assert heading.block is None


@pytest.mark.parametrize(
    "listed", ["[图]夜间阅览室开放 2021-03-04", "夜间阅览室开...", "·夜间阅览室开放"]
)
def test_list_tells_which_of_two_like_lines_is_the_title(listed: str) -> None:
    lines = "<div>上一场：诗会改期举行</div><div>夜间阅览室开放</div><div>城西分馆招募志愿者</div>"
    assert heading_of(lines + STORY, title="清溪新闻网", listed=listed).title == "夜间阅览室开放"


def test_list_gives_the_title_that_the_page_shows_nowhere() -> None:
    told = heading_of(STORY, title="清溪新闻网", listed="[视频]夜间阅览室开放")
    assert (told.title, told.block) == ("夜间阅览室开放", None)


@pytest.mark.parametrize("listed", ["夜间阅览室开...", "详细>>", "澜麟娱乐注册送彩金"])
def test_link_that_is_cut_or_no_headline_gives_no_title(listed: str) -> None:
    heading = heading_of(STORY, title="清溪新闻网", listed=listed, brands=("澜麟",))
    assert heading.title == heading_of(STORY, title="清溪新闻网", brands=("澜麟",)).title


def test_page_that_shows_its_title_is_believed_over_its_list() -> None:
    body = "<h1>夜间阅览室开放</h1>" + INFO + STORY
    page_title = "夜间阅览室开放_民生_清溪新闻网"
    assert heading_of(body, title=page_title, listed="阅览室夜里也开").title == "夜间阅览室开放"


def test_column_tag_in_front_stays() -> None:
    for title in (
        "【新春走基层】夜间阅览室开放",
        "书记这一周 | 夜间阅览室开放",
        "海报丨夜间阅览室开放",
    ):
        assert (
            heading_of(f"<h1>{title}</h1>" + INFO + STORY, title=f"{title}_清溪网").title == title
        )


def test_keywords_repeated_behind_bars_go() -> None:
    body = "<h1>清溪图书馆夜间阅览室开放|图书馆|阅览室</h1>"
    assert heading_of(body + INFO + STORY, title="").title == "清溪图书馆夜间阅览室开放"


def test_government_metas_speak_where_title_element_and_page_are_silent() -> None:
    metas = "<meta name='ArticleTitle' content='夜间阅览室开放'><meta name='SiteName' content='清溪县政府'>"
    assert heading_of(STORY, title="清溪县政府", head=metas).title == "夜间阅览室开放"


@pytest.mark.parametrize(
    ("body", "kicker", "subtitle"),
    [
        (
            "<h3>城市书香</h3><h1>夜间阅览室开放</h1><h2>四十个座位坐满</h2>",
            "城市书香",
            "四十个座位坐满",
        ),
        ("<h1>夜间阅览室开放</h1><p>——四十个座位一小时坐满</p>", None, "四十个座位一小时坐满"),
        ("<h1>夜间阅览室开放</h1><p>--四十个座位坐满</p>", None, "四十个座位坐满"),
        (
            "<p class='yin'>城市书香</p><h1>夜间阅览室开放</h1><p class='fu'>四十个座位坐满</p>",
            "城市书香",
            "四十个座位坐满",
        ),
        ("<p class='yinti'>城市书香</p><h1>夜间阅览室开放</h1>", "城市书香", None),
        ("<p class='futi'>——上方是副题</p><h1>夜间阅览室开放</h1>", None, None),
        ("<h1>夜间阅览室开放</h1><p class='subtitle'>四十个座位坐满</p>", None, "四十个座位坐满"),
        (
            "<table><tr><td class='font02'>城市书香</td></tr><tr><td class='font01'>夜间阅览室开放</td></tr>"
            "<tr><td class='font02'>——四十个座位坐满</td></tr></table>",
            "城市书香",
            "四十个座位坐满",
        ),
        ("<p>首页 &gt; 民生</p><h1>夜间阅览室开放</h1><p>------分隔线------</p>", None, None),
        ("<p>2021年3月4日 星期四</p><h1>夜间阅览室开放</h1>", None, None),
        ("<h1>夜间阅览室开放</h1>", None, None),
    ],
)
def test_lines_above_and_below_the_title(
    body: str, kicker: str | None, subtitle: str | None
) -> None:
    heading = heading_of(f"<div>{body}{INFO}</div>" + STORY, title="夜间阅览室开放_清溪网")
    if "上方是副题" not in body:
        assert (heading.kicker, heading.subtitle) == (kicker, subtitle)
    assert heading.title == "夜间阅览室开放"


def test_subtitle_below_the_info_line() -> None:
    body = f"<h1>夜间阅览室开放</h1>{INFO}<div class='summary'>——四十个座位坐满</div>"
    assert heading_of(body + STORY, title="夜间阅览室开放").subtitle == "四十个座位坐满"


def test_first_line_of_the_body_is_no_subtitle() -> None:
    assert heading_of("<h1>夜间阅览室开放</h1>" + STORY, title="夜间阅览室开放").subtitle is None


def test_numbered_subhead_is_no_subtitle() -> None:
    body = "<h1>夜间阅览室开放</h1><h2>一、开放时间</h2>" + STORY
    assert heading_of(body, title="夜间阅览室开放").subtitle is None


def test_founder_comment_gives_kicker_and_subtitle() -> None:
    comment = (
        "<!--enpproperty <title>夜间阅览室开放</title><introtitle>城市书香</introtitle>"
        "<subtitle>四十个座位坐满</subtitle>/enpproperty-->"
    )
    heading = heading_of("<h1>夜间阅览室开放</h1>" + comment + STORY, title="清溪网")
    assert (heading.kicker, heading.subtitle) == ("城市书香", "四十个座位坐满")


def test_heading_repeated_in_the_body_is_heading() -> None:
    body = (
        "<h2>夜间阅览室开放</h2><div><p>四十个座位坐满</p><p>夜间阅览室开放</p>" + STORY + "</div>"
    )
    heading = heading_of(body, title="夜间阅览室开放")
    assert heading.kicker == "四十个座位坐满"
    assert heading.blocks == {0, 1, 2}


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("夜间阅览室开放-金阁体育", "夜间阅览室开放"),
        ("金阁体育-金阁体育app:夜间阅览室开放_清溪网", "夜间阅览室开放"),
        ("金阁体育 夜间阅览室开放 金阁体育", "夜间阅览室开放"),
    ],
)
def test_brand_never_survives(title: str, expected: str) -> None:
    for body in (f"<h1>{title}</h1>", ""):
        heading = heading_of(body + INFO + STORY, title=title, brands=("金阁体育",))
        assert heading.title == expected


def test_plain_text_repeats_its_title_over_the_info_line() -> None:
    text = (
        "夜间阅览室开放-清溪网\n清溪唯一新闻网站\n夜间阅览室开放\n——四十个座位坐满\n2021-03-04 来源:\n"
        + "正文。" * 30
    )
    outline = text_of(text)
    heading = find_title(outline, read_claims(outline, ""), ())
    assert (heading.title, heading.subtitle, heading.block) == (
        "夜间阅览室开放",
        "四十个座位坐满",
        2,
    )


def test_a_headline_that_ends_in_publication_names_no_site() -> None:
    heading = heading_of("<div>码头快讯播报</div>" + INFO + STORY, title="海州夜经济白皮书发布")
    assert heading.title == "海州夜经济白皮书发布"


def test_empty_page_has_no_title() -> None:
    assert heading_of("").title is None
