"""The grammar of info lines, imprints, datelines and closing bylines."""

import pytest

from qingwen.credits import read_credits
from qingwen.people import read_people

# text, date, source, {name: role}
LINES = [
    ("By Su He", None, None, {"Su He": "reporter"}),
    (
        "By Su He | Qingxi Daily | Updated: 2021-03-04 10:05",
        "2021-03-04 10:05",
        "Qingxi Daily",
        {"Su He": "reporter"},
    ),
    ("2021-03-04 10:05:09    来源:", "2021-03-04 10:05:09", None, {}),
    ("来源: 清溪新闻网  作者: 2021-03-04 10:05", "2021-03-04 10:05", "清溪新闻网", {}),
    ("来源: 作者: 发表时间:03-04 10:05", "03-04 10:05", None, {}),
    ("发布时间：2021年03月04日10:05来源：清溪日报", "2021年03月04日10:05", "清溪日报", {}),
    (
        " 2021/03/04/ 10:05 来源:清溪日报 记者苏禾 陆一鸣",
        "2021/03/04/ 10:05",
        "清溪日报",
        {"苏禾": "reporter", "陆一鸣": "reporter"},
    ),
    (
        "2021-03-04 10:05   清溪县融媒体中心   苏禾 陆一鸣",
        "2021-03-04 10:05",
        "清溪县融媒体中心",
        {"苏禾": "author", "陆一鸣": "author"},
    ),
    (
        "【时间：2021年03月04日】【来源：清溪新闻网】【作者：苏禾】",
        "2021年03月04日",
        "清溪新闻网",
        {"苏禾": "author"},
    ),
    ("作者：清溪县委文明办发布时间：2021-03-04", "2021-03-04", None, {"清溪县委文明办": "author"}),
    ("发布时间：2021-03-04 10:05:09 丨 来源：清溪日报", "2021-03-04 10:05:09", "清溪日报", {}),
    ("日期:[2021年03月04日] -- 清溪晚报 -- 版次:[A2]", "2021年03月04日", "清溪晚报", {}),
    (
        "2021年03月04日08:18  来源：清溪网-清溪日报文化版",
        "2021年03月04日08:18",
        "清溪网-清溪日报文化版",
        {},
    ),
    ("更新时间：2021-03-05 发布时间：2021-03-04", "2021-03-04", None, {}),
    ("来源：“学习清溪”学习平台", None, "“学习清溪”学习平台", {}),
    ("来源：清溪新闻网苏禾", None, "清溪新闻网", {"苏禾": "author"}),
    ("来源:【清溪日报】", None, "清溪日报", {}),
    ("来源：未知 点击：收藏", None, None, {}),
    (
        "发表于2021-03-04 10:05| 116次阅读| 来源清溪网| 作者苏禾",
        "2021-03-04 10:05",
        "清溪网",
        {"苏禾": "author"},
    ),
    (
        "来源｜清溪发布  编辑｜苏禾  审核｜陆一鸣",
        None,
        "清溪发布",
        {"苏禾": "editor", "陆一鸣": "reviewer"},
    ),
    ("苏禾/清溪青年报", None, "清溪青年报", {"苏禾": "author"}),
    ("转自《清溪科技报》", None, "清溪科技报", {}),
    ("2021-03-04 10:05来自湖南", "2021-03-04 10:05", None, {}),
    ("关键词:志愿者,植树责任编辑:苏禾", None, None, {"苏禾": "editor"}),
    ("(责任编辑: 苏禾 )", None, None, {"苏禾": "editor"}),
    ("【责任编辑:苏禾SF183】", None, None, {"苏禾": "editor"}),
    ("编辑：实习编辑 苏禾", None, None, {"苏禾": "editor"}),
    ("编 辑：苏禾 审 读：陆一鸣", None, None, {"苏禾": "editor", "陆一鸣": "reviewer"}),
    (
        "一审：苏禾 二审：陆一鸣 三审：温和",
        None,
        None,
        {"苏禾": "reviewer", "陆一鸣": "reviewer", "温和": "reviewer"},
    ),
    (
        "总值班:万晴 值班主任:陈望 杨柳 责编：张帆 美编:黄山 校对:岳明",
        None,
        None,
        {
            "万晴": "reviewer",
            "陈望": "reviewer",
            "杨柳": "reviewer",
            "张帆": "editor",
            "黄山": "editor",
            "岳明": "reviewer",
        },
    ),
    (
        "來源：清溪日報 記者：蘇禾 責任編輯：陸一鳴",
        None,
        "清溪日報",
        {"蘇禾": "reporter", "陸一鳴": "editor"},
    ),
]


@pytest.mark.parametrize(("text", "date", "source", "people"), LINES, ids=[row[0] for row in LINES])
def test_line_of_fields(
    text: str, date: str | None, source: str | None, people: dict[str, str]
) -> None:
    credits = read_credits(text)
    assert credits.date == date
    assert credits.source == source
    assert {p.name: p.role for p in credits.people} == people


@pytest.mark.parametrize(
    "text",
    [
        "报名时间：2024年5月6日至5月10日",
        "公示时间：2024年5月6日—5月10日",
        "活动时间：2024年5月6日",
        "会议将于2024年5月6日前报名",
    ],
)
def test_dates_of_the_story_are_no_stamps(text: str) -> None:
    assert read_credits(text).date is None


def test_empty_source_is_told_from_no_source() -> None:
    assert read_credits("2021-03-04 来源：").has_source_label
    assert not read_credits("2021-03-04").has_source_label


@pytest.mark.parametrize("text", ["图片来源：视觉清溪", "数据来源：统计局", "资料来源：县志办"])
def test_source_of_a_picture_is_not_the_source_of_the_story(text: str) -> None:
    assert read_credits(text).source is None


def test_quoted_label_in_a_licence_line_is_no_field() -> None:
    assert read_credits("凡注明“来源：清溪网”的作品，版权均属清溪网所有").source is None


def test_raw_ends_with_the_last_name() -> None:
    (person,) = read_credits("编辑：苏禾 点击：300 【我来说两句】").people
    assert person.raw == "编辑：苏禾"


PEOPLE = [
    ("周 健 刘星野 曹 莉", {"周健": "author", "刘星野": "author", "曹莉": "author"}),
    ("记者苏禾", {"苏禾": "reporter"}),
    ("记者 苏禾 通讯员 陆一鸣", {"苏禾": "reporter", "陆一鸣": "correspondent"}),
    ("通讯员陆一鸣记者苏禾", {"苏禾": "reporter", "陆一鸣": "correspondent"}),
    ("“清溪视点”记者苏禾、温和", {"苏禾": "reporter", "温和": "reporter"}),
    (
        "清溪日报全媒体记者苏禾、温和  责任编辑何山",
        {"苏禾": "reporter", "温和": "reporter", "何山": "editor"},
    ),
    ("文/清溪日报记者苏禾", {"苏禾": "reporter"}),
    ("本报记者苏禾发自省城", {"苏禾": "reporter"}),
    ("苏禾 上海报道", {"苏禾": "author"}),
    ("苏禾 文/图", {"苏禾": "author"}),
    ("图文/苏禾", {"苏禾": "author"}),
    ("苏禾 摄", {"苏禾": "photographer"}),
    ("本报记者 苏禾 摄", {"苏禾": "photographer"}),
    ("记者 苏禾/文 实习生 温和/摄", {"苏禾": "reporter", "温和": "reporter"}),
    ("作者苏禾系清溪智库研究员", {"苏禾": "author"}),
    ("作者：苏禾（清溪大学教授）", {"苏禾": "author"}),
    ("记者 阿依努尔·买买提", {"阿依努尔·买买提": "reporter"}),
    ("记者薛文", {"薛文": "reporter"}),
    ("完", {}),
    ("图片来源网络", {}),
    ("记者从县水利局获悉", {}),
    ("记者了解到", {}),
    ("省新闻工作者协会", {}),
]


@pytest.mark.parametrize(("text", "people"), PEOPLE, ids=[row[0] for row in PEOPLE])
def test_people(text: str, people: dict[str, str]) -> None:
    assert {p.name: p.role for p in read_people(text)} == people
