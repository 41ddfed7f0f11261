"""Disguises of characters: undone, flagged, and not confused with what editors write."""

import pytest

from qingwen import Article, clean_text

PINYIN = (
    "金溪縣圖書館開放夜間閱覽室\n"
    "金溪縣圖書館的夜間閱覽室開(kāi)放後，讀(dú)者坐滿(mǎn)了四十個(gè)座位，館(guǎn)長說志願者輪(lún)值兩小時(shí)。\n"
    "書架上新添了三百冊本地作者的書，讀者可以辦(bàn)理借閱。"
)
EMOJI = (
    "清溪县图书馆开放夜间阅览室\n"
    "清溪县图书馆的夜间阅览室昨晚开放🧑🏿，四十个座位一小时内坐满🪆，许多读者是下班后赶来的年轻人🎐。\n"
    "馆长说🧶，延长开放的两个小时由志愿者轮值。"
)


def article_of(text: str) -> Article:
    result = clean_text(text)
    assert isinstance(result, Article)
    return result


@pytest.mark.parametrize(("text", "glue"), [(PINYIN, "("), (EMOJI, "🪆")])
def test_a_disguise_is_taken_off_and_flagged(text: str, glue: str) -> None:
    article = article_of(text)
    assert article.integrity.status == "hijacked"
    assert article.integrity.evidence[0].layer == "characters"
    assert glue not in article.text
    assert glue in "".join(removal.text for removal in article.removed)


@pytest.mark.parametrize(
    "text",
    [
        "常读错的字\n语文教师在讲堂上说，“粳(jīng)米”常被读错，“龟(jūn)裂”也是，“载(zài)歌载(zài)舞”不读第三声。",
        "花市开了\n昨天下午，花市准时开门！🌸 摊主们早早摆好了花盆。👍\n市民说，今年的水仙比去年多了一倍。🎉",
        "古厝陸續修復\n島鄉十二處古厝將陸續修復，工匠表示，颱風之後屋頂不再漏水，住戶後天搬回家裡。",
    ],
)
def test_what_editors_write_stays(text: str) -> None:
    article = article_of(text)
    assert article.integrity.status == "clean"
    assert [removal for removal in article.removed if removal.reason == "spam"] == []


def test_zero_width_marks_go_only_from_polluted_pages() -> None:
    line = "清溪县的送\u200b水工记得每一户人\u200b家的楼层，一年背的水够装满一座水塔。"
    assert "\u200b" in article_of(f"送水工\n{line}\n他今年五十二岁了。").text
    spam = "【网投高手带你回血，加微.信 2l74⒊l】"
    polluted = article_of(f"送水工\n{line}\n他今年五十二岁，还要再背三年。{spam}")
    assert "\u200b" not in polluted.text
    assert "回血" not in polluted.text
