"""What a site's memory learns from its pages, and what it may never do."""

import json

import pytest

from qingwen import Article, SiteMemory, clean_page
from qingwen.memory import MAX_BLOCKS, MAX_PAGES

SLOGAN = "枣林镇广播站提醒您：出行请走人行横道，礼让三分，平安到家。"
STORIES = (
    "枣林镇昨天开通了第三条镇村公交线路，全程十四公里，票价一元。沿线六个村的村民赶集不再搭顺风车。",
    "镇中心小学的蔬菜园收了第一茬萝卜，孩子们把它们送给了食堂，也送给了隔壁的敬老院。",
    "修了两年的枣林河滚水坝本周通过验收，下游三千亩旱田今年能插上秧。水利站站长说，坝顶可以走人。",
    "镇文化站征集老照片的消息贴出去十天，收到三百多张，最早的一张拍的是一九五八年的供销社开张。",
    "卫生院新添了一台彩超机，往后查一次身体，不必天不亮就去县城排队，医生由县医院轮流派来。",
)


def page(number: int, story: str, slogan: str = SLOGAN) -> bytes:
    """A skin that sets its slogan into the story's own box, where no rule can tell it apart."""
    title = f"枣林镇新闻第{number}号"
    return f"""<html><head><meta charset="utf-8"><title>{title}</title></head><body>
<h1>{title}</h1><div class="d">2024-05-{number + 10:02d} 09:00 来源：枣林镇广播站</div>
<div class="m"><p>{slogan}</p><p>{story}</p></div></body></html>""".encode()


def text(result: object) -> str:
    assert isinstance(result, Article)
    return result.text


def test_a_line_that_recurs_on_the_pages_of_a_site_is_chrome() -> None:
    memory = SiteMemory()
    texts = [text(clean_page(page(i, s), memory=memory)) for i, s in enumerate(STORIES)]
    assert SLOGAN in texts[0]  # nothing tells the first page that it is a slogan
    assert texts[-1] == STORIES[-1]


def test_clauses_that_notices_share_are_no_chrome() -> None:
    formula = "依照有关法律规定，现向你公告送达起诉状副本，自公告之日起满三十日视为送达。"

    def notice(number: int) -> bytes:
        party = f"第{number}号案被告：本院受理原告诉你买卖合同纠纷一案，案号为第{number * 37}号。"
        body = "".join(f"<p>{line}</p>" for line in (party, formula, f"五月{number}日"))
        return page(number, "").replace(f"<p>{SLOGAN}</p><p></p>".encode(), body.encode())

    memory = SiteMemory()
    texts = [text(clean_page(notice(i), memory=memory)) for i in range(1, 9)]
    assert [formula in told for told in texts] == [True] * 8


def test_what_was_taken_as_chrome_is_recorded() -> None:
    memory = SiteMemory()
    results = [clean_page(page(i, s), memory=memory) for i, s in enumerate(STORIES)]
    last = results[-1]
    assert isinstance(last, Article)
    assert any(SLOGAN in cut.text for cut in last.removed)


@pytest.mark.parametrize("number", range(len(STORIES)))
def test_a_new_memory_changes_nothing(number: int) -> None:
    body = page(number, STORIES[number])
    assert clean_page(body, memory=SiteMemory()) == clean_page(body)


def test_a_memory_survives_json() -> None:
    memory = SiteMemory()
    for i, story in enumerate(STORIES):
        clean_page(page(i, story), memory=memory)
    copy = SiteMemory.from_dict(json.loads(json.dumps(memory.to_dict())))
    assert copy == memory
    body = page(9, STORIES[0])
    assert clean_page(body, memory=copy) == clean_page(body, memory=memory)


def test_the_tenth_page_is_read_where_the_stories_sit() -> None:
    memory = SiteMemory()
    for i, story in enumerate(STORIES):
        clean_page(page(i, story), memory=memory)
    result = clean_page(page(9, STORIES[1] + STORIES[2]), memory=memory)
    assert isinstance(result, Article)
    assert result.extracted_by == "memory"
    assert result.text == STORIES[1] + STORIES[2]


def test_the_tail_a_site_gives_its_titles_is_learnt() -> None:
    def tailed(number: int, story: str) -> bytes:
        title = f"枣林镇第{number}则｜枣林掌上通"
        body = page(number, story).decode()
        return body.replace(f"<title>枣林镇新闻第{number}号", f"<title>{title}").encode()

    memory = SiteMemory()
    for i, story in enumerate(STORIES):
        shown = tailed(i, story).decode().replace(f"<h1>枣林镇新闻第{i}号", f"<h1>枣林镇第{i}则")
        clean_page(shown.encode(), memory=memory)
    assert memory.without_tail("水库开闸了｜枣林掌上通") == "水库开闸了"


def test_a_memory_of_another_version_is_a_new_one() -> None:
    assert SiteMemory.from_dict({"version": 0, "pages": 70}) == SiteMemory()


def test_a_memory_is_bounded_and_forgets_a_redesign() -> None:
    memory = SiteMemory()
    for i in range(MAX_PAGES + 10):
        clean_page(page(i % 19, f"{STORIES[i % 5]}这是第{i}次。"), memory=memory)
    assert memory.pages < MAX_PAGES
    assert len(memory.blocks) <= MAX_BLOCKS
    redesigned = "枣林镇广播站换了新口号：慢一点，稳一点，平平安安到家门口。"
    for i in range(MAX_PAGES):
        clean_page(page(i % 19, f"{STORIES[i % 5]}又是第{i}次。", redesigned), memory=memory)
    assert redesigned not in text(clean_page(page(3, STORIES[2], redesigned), memory=memory))
    assert SLOGAN in text(clean_page(page(3, STORIES[2]), memory=memory))


def taught(pages: list[bytes]) -> SiteMemory:
    """A memory that every page has taught, each read without it: so a crawl warms up."""
    memory = SiteMemory()
    for body in pages:
        lesson = SiteMemory()
        clean_page(body, memory=lesson)
        memory.absorb(lesson)
    return memory


def article(result: object) -> Article:
    assert isinstance(result, Article)
    return result


def test_a_title_that_all_pages_have_is_the_templates() -> None:
    def told(number: int, story: str) -> bytes:
        return f"""<html><head><meta charset="utf-8"><title>枣林镇之声</title></head><body><h2>乡音乡情</h2>
<div class="bt9">枣林镇纪事之{number}</div><div>2024-05-{number + 10} 09:00 来源：枣林镇广播站</div>
<div class="m"><p>{story}</p></div></body></html>""".encode()

    memory = taught([told(i, story) for i, story in enumerate(STORIES[:4])])
    alone, remembered = (clean_page(told(9, STORIES[4]), memory=m) for m in (None, memory))
    assert article(alone).title == "乡音乡情"
    assert article(remembered).title == "枣林镇纪事之9"
    assert article(remembered).text == STORIES[4]


def test_a_title_used_twice_stays() -> None:
    pages = [page(3 if i < 2 else i, story) for i, story in enumerate(STORIES)]
    result = clean_page(page(3, STORIES[0] + STORIES[2]), memory=taught(pages))
    assert article(result).title == "枣林镇新闻第3号"


def test_what_is_set_apart_within_the_stories_is_cut_by_a_rule_of_its_own() -> None:
    card = "今年的枣花蜜开始预订，老顾客还是老价钱，送到家门口。"

    def carded(number: int, story: str) -> bytes:
        told = f'<p>{story}</p><div class="k7"><p>{card}</p></div><p>{story[::-1]}</p>'
        return page(number, "", "").replace(b"<p></p><p></p>", told.encode())

    memory = taught([carded(i, story) for i, story in enumerate(STORIES[:4])])
    alone, remembered = (
        article(clean_page(carded(9, STORIES[4]), memory=m)) for m in (None, memory)
    )
    assert card in alone.text
    assert remembered.paragraphs == (STORIES[4], STORIES[4][::-1])
    assert [cut.text for cut in remembered.removed if cut.rule == "recurring"] == [card]


def test_a_report_that_comes_every_month_keeps_its_sentences() -> None:
    closing = "监测数据每小时更新一次，市民可以在政务客户端查询，对结果有异议的可以申请复核。"

    def report(number: int) -> bytes:
        rows = "".join(f"<p>枣林镇{name}：{number + 20}微克</p>" for name in ("东街", "西街"))
        told = f"<p>枣林镇公布了第{number}周的空气质量，排名靠后的村要说明原因。</p><p>各街道数值如下：</p>{rows}"
        return page(number, "", "").replace(b"<p></p><p></p>", f"{told}<p>{closing}</p>".encode())

    result = article(clean_page(report(9), memory=taught([report(i) for i in range(1, 6)])))
    assert result.text.endswith(closing)


def test_a_picture_on_every_page_is_no_picture_of_the_story() -> None:
    def pictured(number: int, story: str) -> bytes:
        shown = f'<p>{story}</p><p><img src="/up/{number}.jpg"></p><p><img src="/up/qun88.jpg"></p><p>{story[::-1]}</p>'
        return page(number, "", "").replace(b"<p></p><p></p>", shown.encode())

    memory = taught([pictured(i, story) for i, story in enumerate(STORIES[:4])])
    result = article(clean_page(pictured(9, STORIES[4]), memory=memory))
    assert [image.url for image in result.images] == ["/up/9.jpg"]


def test_a_page_without_a_footer_has_the_site_of_the_others() -> None:
    footer = "<div>主办单位：枣林镇广播站　京ICP备12345678号　版权所有：枣林在线</div></body>"
    memory = taught(
        [page(i, story).replace(b"</body>", footer.encode()) for i, story in enumerate(STORIES[:4])]
    )
    alone, remembered = (
        article(clean_page(page(9, STORIES[4]), memory=m)).site for m in (None, memory)
    )
    assert (alone.publisher, alone.icp) == (None, None)
    assert (remembered.publisher, remembered.icp) == ("枣林镇广播站", "京ICP备12345678号")
