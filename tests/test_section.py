"""The channel a story stands in."""

import pytest

from qingwen.claims import read_claims
from qingwen.section import find_section
from tests.outlines import STORY, page_of


@pytest.mark.parametrize(
    ("trail", "section"),
    [
        ("<div>当前位置：<a href='/'>首页</a> &gt; <a href='/m/'>民生</a> &gt; 正文</div>", "民生"),
        ("<div>您的位置：<a>首页</a> -&gt; <a>新闻</a> -&gt; <a>民生</a></div>", "民生"),
        ("<div>您当前的位置 ：<a>首页</a> &gt; <a>民生</a></div>", "民生"),
        ("<div class='crumb'><a>清溪网</a>&gt;&gt;<a>民生</a></div>", "民生"),
        ("<nav class='breadcrumb'><a>首页</a> / <a>民生</a> / 正文</nav>", "民生"),
        ("<div>首页 &gt; 民生 &gt; 清溪县图书馆夜间阅览室昨晚开放座位坐满</div>", "民生"),
        ("<div>清溪论坛 › 门户 › 民生 › 查看内容</div>", "民生"),
        ("<div>首页 &gt; 正文</div>", None),
        ("<div>地理位置优越的清溪县</div>", None),
        ("<p>甲队 &gt; 乙队</p>", None),
    ],
)
def test_section_of_a_breadcrumb(trail: str, section: str | None) -> None:
    outline, markup = page_of(trail + "<h1>夜间阅览室开放</h1>" + STORY)
    assert find_section(outline, read_claims(outline, markup)) == section


def test_column_meta_beats_the_breadcrumb() -> None:
    outline, markup = page_of(
        "<p>首页 &gt; 民生</p>", head="<meta name='ColumnName' content='政务要闻'>"
    )
    assert find_section(outline, read_claims(outline, markup)) == "政务要闻"
