"""What metas, comments and JSON-LD say, and what of it is no claim."""

import pytest

from qingwen.claims import read_claims
from qingwen.fields import Claims
from tests.outlines import page_of


def claims_of(head: str) -> Claims:
    return read_claims(*page_of("<p>正文</p>", head=head))


def test_government_metas() -> None:
    claims = claims_of(
        "<meta name='SiteName' content='清溪县人民政府'><meta name='ColumnName' content='政务要闻'>"
        "<meta name='ArticleTitle' content='夜间阅览室开放'><meta name='PubDate' content='2021-03-04 10:05'>"
        "<meta name='ContentSource' content='清溪日报'>"
    )
    assert claims == Claims(
        title="夜间阅览室开放",
        sure_title=True,
        published=(("2021-03-04 10:05", "meta"),),
        source="清溪日报",
        section="政务要闻",
        site_name="清溪县人民政府",
    )


def test_founder_comment() -> None:
    claims = claims_of(
        "<!--enpproperty <articleid>331</articleid><date>2021-03-04 10:05:09.0</date><author>苏禾</author>"
        "<title>夜间阅览室开放</title><subtitle>座位坐满</subtitle><introtitle>城市书香</introtitle>"
        "<nodename>综合新闻</nodename>/enpproperty--><!--enpcontent-->"
    )
    assert (claims.title, claims.kicker, claims.subtitle) == (
        "夜间阅览室开放",
        "城市书香",
        "座位坐满",
    )
    assert claims.published == (("2021-03-04 10:05:09.0", "comment"),)
    assert (claims.authors, claims.section) == (("苏禾",), "综合新闻")


def test_fields_fenced_by_comments() -> None:
    claims = claims_of(
        "<!--标题 begin--><b>夜间阅览室开放</b><!--标题 end--><!--来源begin-->来源：<a>清溪日报</a><!--来源end-->"
        "<!-- 责任编辑 start -->责任编辑：何山<!-- 责任编辑 end -->"
    )
    assert (claims.title, claims.source, claims.editors) == (
        "夜间阅览室开放",
        "清溪日报",
        ("何山",),
    )


def test_json_ld() -> None:
    claims = claims_of(
        '<script type="application/ld+json">{"@graph":[{"@type":"WebSite","name":"清溪网"},{"@type":"NewsArticle",'
        '"headline":"夜间阅览室开放","datePublished":"2021-03-04T10:05:09+08:00","author":[{"name":"苏禾"}],'
        '"publisher":{"name":"清溪网"},"image":["http://a/1.jpg"]}]}</script>'
    )
    assert (claims.title, claims.site_name, claims.authors) == (
        "夜间阅览室开放",
        "清溪网",
        ("苏禾",),
    )
    assert claims.images == ("http://a/1.jpg",)
    assert claims.published[0] == ("2021-03-04T10:05:09+08:00", "json")


@pytest.mark.parametrize(
    "broken", ["{", "[[[[", '{"headline":', "null", '"text"', "{}", '{"headline": {"a": [1]}}']
)
def test_broken_json_ld_claims_nothing(broken: str) -> None:
    assert claims_of(f'<script type="application/ld+json">{broken}</script>') == Claims()


@pytest.mark.parametrize(
    "value",
    ["", "null", "undefined", "无", "105517", "{{source}}", "https://a.example/", "NF055", "???"],
)
def test_placeholders_are_no_claims(value: str) -> None:
    head = f"<meta name='source' content='{value}'><meta name='author' content='{value}'><meta name='ArticleTitle' content='{value}'>"
    assert claims_of(head) == Claims()


def test_label_inside_a_meta_goes() -> None:
    assert claims_of("<meta name='source' content='来源：清溪日报'>").source == "清溪日报"
