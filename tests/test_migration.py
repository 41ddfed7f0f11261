"""The shapes of other extractors: what their readers look for is where they look."""

from datetime import datetime
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from qingwen import Article, clean_page
from qingwen.shapes import to_gne, to_newspaper, to_ninjs, to_schema_org, to_zyte

PAGE = """<html><head><meta charset=utf-8><title>桥头镇开出早班渡轮_桥头网</title></head><body>
<h1>桥头镇开出早班渡轮</h1><div class=info>2025-06-03 09:15 来源：渡口日报 记者：沈木禾 责任编辑：温如栗</div>
<div class=content><p>桥头镇码头本周开出第一班早班渡轮，六点十分从南岸出发，二十分钟后靠上北岸。</p>
<p><img src="/boat.jpg" alt="">船上装的多是去北岸卖菜的农户，镇里给每人免去两元船票。</p></div>
<div>版权所有 桥头日报社 Copyright © 2010-2025</div></body></html>"""
URL = "https://www.qiaotounews.example.cn/2025/06/03/1.html"


def record(page: str = PAGE) -> dict[str, Any]:
    result = clean_page(
        page.encode(), URL, fetched_at=datetime.fromisoformat("2025-06-04T00:00:00+00:00")
    )
    assert isinstance(result, Article)
    return result.to_dict()


def test_newspaper_readers() -> None:
    shape = to_newspaper(record())
    assert shape["title"] == "桥头镇开出早班渡轮"
    assert shape["authors"] == ["沈木禾"]
    assert datetime.fromisoformat(shape["publish_date"]).hour == 9
    assert shape["top_image"] == "https://www.qiaotounews.example.cn/boat.jpg"
    assert shape["text"].count("\n\n") == 1
    assert shape["source_url"] == "https://www.qiaotounews.example.cn"


def test_zyte_readers() -> None:
    shape = to_zyte(record())
    assert shape["headline"] == "桥头镇开出早班渡轮"
    assert [author["name"] for author in shape["authors"]] == ["沈木禾"]
    assert shape["datePublished"] == "2025-06-03T09:15:00+08:00"
    assert shape["inLanguage"] == "zh"
    assert shape["metadata"]["dateDownloaded"] == "2025-06-04T00:00:00+00:00"
    assert None not in shape.values()


def test_gne_readers_never_get_the_editor_as_author() -> None:
    shape = to_gne(record())
    assert set(shape) == {"title", "author", "publish_time", "content", "images", "meta"}
    assert (shape["author"], shape["publish_time"]) == ("沈木禾", "2025-06-03 09:15:00")


def test_schema_org() -> None:
    shape = to_schema_org(record())
    assert (shape["@context"], shape["@type"]) == ("https://schema.org", "NewsArticle")
    assert shape["author"] == [{"@type": "Person", "name": "沈木禾"}]
    assert shape["editor"] == [{"@type": "Person", "name": "温如栗"}]
    assert shape["sourceOrganization"]["name"] == "渡口日报"
    assert shape["publisher"]["name"] == "桥头网"
    assert "桥头日报社" in shape["copyrightNotice"]


def test_ninjs() -> None:
    shape = to_ninjs(record())
    assert shape["uri"] == URL
    assert shape["bodies"][0]["charCount"] == len(shape["bodies"][0]["value"])
    assert datetime.fromisoformat(shape["contentCreated"]).second == 0
    assert shape["infoSources"] == [{"name": "渡口日报"}]
    assert {entry["role"] for entry in shape["altIds"]} == {"id", "sha256"}


def fields(**kinds: str) -> dict[str, Any]:
    """Return the schema of an object with these fields and no others."""
    known = {"uri": {"type": "string", "format": "uri"}, "list": {"type": "array"}}
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {name: known.get(kind, {"type": kind}) for name, kind in kinds.items()},
    }


def of(item: dict[str, Any], *required: str) -> dict[str, Any]:
    return {"type": "array", "items": item | {"required": list(required)}}


VALUE = fields(role="string", contentType="string", value="string", charCount="integer")
NINJS_3_1 = fields(
    uri="uri", language="string", by="string", located="string", copyrightHolder="string",
    copyrightNotice="string", contentCreated="string", versionCreated="string",
)  # fmt: skip
NINJS_3_1["properties"] |= {
    "type": {"enum": ["text", "picture"]},
    "representationType": {"enum": ["full", "partial"]},
    "headlines": of(VALUE, "value"),
    "bodies": of(VALUE, "value"),
    "descriptions": of(VALUE, "value"),
    "infoSources": of(fields(name="string", role="string", uri="uri")),
    "renditions": of(fields(name="string", href="uri"), "name"),
    "altIds": of(fields(role="string", value="string")),
    "standard": fields(name="string", version="string", schema="uri"),
}
PICTURE = fields(name="string") | {"required": ["uri", "name"]}
PICTURE["properties"] |= NINJS_3_1["properties"]
NINJS_3_1["properties"]["associations"] = of(PICTURE, "uri", "name")
"""What IPTC's schema of ninjs 3.1 allows, for the fields that we write; others it forbids."""


def test_ninjs_is_what_its_schema_allows() -> None:
    whole = record() | {
        "images": [{"url": f"{URL}.jpg", "caption": "桥", "credit": None, "paragraph": 0}]
    }
    shape = to_ninjs(whole)
    assert list(Draft202012Validator(NINJS_3_1).iter_errors(shape)) == []
    (picture,) = shape["associations"]
    assert (picture["uri"], picture["descriptions"]) == (f"{URL}.jpg", [{"value": "桥"}])


@pytest.mark.parametrize("shape", [to_newspaper, to_zyte, to_gne, to_schema_org, to_ninjs])
def test_a_bare_record_needs_no_more(shape: Any) -> None:
    bare = record() | {
        "url": None, "canonical_url": None, "title": None, "published_at": None,
        "published_raw": None, "source": None, "bylines": [], "images": [], "notices": [],
        "section": None, "language": None, "fetched_at": None,
        "site": dict.fromkeys(("name", "publisher", "domain", "icp", "province", "city")),
    }  # fmt: skip
    assert "船票" in str(shape(bare))


def test_a_day_gets_no_clock() -> None:
    day = record(PAGE.replace(" 09:15", ""))
    assert day["published_at"] == "2025-06-03"
    assert to_zyte(day)["datePublished"] == to_gne(day)["publish_time"] == "2025-06-03"
    assert "contentCreated" not in to_ninjs(day)
