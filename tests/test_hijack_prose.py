"""Spam in the body: sentences, clauses, lists, replaced names; and the stories about gambling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingwen import Article, Rejection, clean_text
from qingwen.hijack.shape import sentences

HEAD = "清溪县图书馆开放夜间阅览室\n2024-03-12 08:00 来源：清溪日报\n"
FIRST = "清溪县图书馆的夜间阅览室昨晚开放，四十个座位一小时内坐满，许多读者是下班后赶来的年轻人。"
LAST = "馆长说，延长开放的两个小时由志愿者轮值，书架上新添了三百册本地作者的书。"


def article_of(*paragraphs: str) -> Article:
    result = clean_text(HEAD + "\n".join(paragraphs))
    assert isinstance(result, Article), result
    return result


def assert_stays(told: str) -> None:
    """A paragraph between two honest ones stays whole, and the page is clean."""
    article = article_of(FIRST, told, LAST)
    assert article.paragraphs == (FIRST, told, LAST)
    assert article.integrity.status == "clean"


@pytest.mark.parametrize(
    "pitch",
    [
        "澜麟体育官网为您提供真人视讯、电子游艺等多种玩法，注册即送88元彩金。",
        "更多精彩尽在祺泓国际app下载，首存58%，天天返水。",
        "【屹琅娱乐】手机版，信誉老平台，大额无忧，提款秒到账。",
        "欢迎光临澜麟体育网页版，客服24小时在线，代理加盟高佣金。",
        "澜麟体育，澜麟体育官网，澜麟体育app，亚洲信誉第一。",
    ],
)
def test_a_pitch_goes_and_the_sentences_around_it_stay(pitch: str) -> None:
    for paragraphs in ((FIRST, pitch, LAST), (FIRST + pitch, LAST), (FIRST, LAST + pitch)):
        article = article_of(*paragraphs)
        assert article.paragraphs == (FIRST, LAST)
        assert article.integrity.status == "injected"
        assert article.integrity.body == "intact"


def test_a_spliced_clause_goes_and_the_sentence_is_rejoined() -> None:
    spliced = FIRST.replace("，许多", "，龙澜国际娱乐城注册送彩金，许多")
    assert article_of(spliced, LAST).paragraphs == (FIRST, LAST)


def test_a_list_of_calls_in_front_of_a_sentence_goes() -> None:
    names = "澜麟体育官网，澜麟体育app下载，澜麟体育登录入口，"
    assert article_of(names + FIRST, LAST).paragraphs == (FIRST, LAST)


def test_calls_of_several_names_go_also_where_they_make_the_page_about_them() -> None:
    names = "港龙六合彩官方网站，祺泓一肖一码注册，六合彩平台，祺泓一肖一码官网，"
    assert article_of(names + FIRST, LAST).paragraphs == (FIRST, LAST)


def test_one_name_with_and_without_letters_is_one_name() -> None:
    names = "qh祺泓汇注册，qh祺泓汇登录入口，祺泓汇在线，qh祺泓汇官方网站，"
    assert article_of(names + FIRST, LAST).paragraphs == (FIRST, LAST)


def test_what_is_done_to_such_sites_is_no_name_in_front_of_a_sentence() -> None:
    line = "关停赌博网站、App 84个，劝返出境参赌人员41名，830名群众听明白了套路。"
    assert article_of(FIRST, line, LAST).paragraphs == (FIRST, line, LAST)


def test_what_a_story_says_of_sites_it_names_stays() -> None:
    line = "港龙六合彩官网，祺泓一肖一码平台，屹琅六合彩网站，祺泓一肖一码官网，四个赌博网站昨日被警方查封。"
    assert article_of(FIRST, line, LAST).paragraphs == (FIRST, line, LAST)


def test_a_definition_restores_the_name() -> None:
    article = article_of(
        "清溪水务集团（简称“澜麟贵宾会”）的四名挂职干部昨日返岗，为各村检修蓄水池和水泵。",
        "在澜麟贵宾会定点帮扶的村子里，抢修队走村串户，三天内修好了十一处漏点。",
    )
    assert "澜麟" not in article.text
    assert "清溪水务集团定点帮扶" in article.text.replace("在清溪", "清溪")
    assert (article.integrity.status, article.integrity.brands) == ("hijacked", ("澜麟贵宾会",))


def test_a_brand_in_the_reporters_place_is_named_and_the_text_called_damaged() -> None:
    article = article_of(
        "澜麟体育3月12日从县图书馆获悉，夜间阅览室昨晚开放，四十个座位一小时内坐满。",
        "读者鲁桂芳告诉澜麟体育，她下班后终于有了去处。（澜麟体育 佟野 通讯员 白术）",
    )
    assert article.integrity.status == "hijacked"
    assert article.integrity.body == "damaged"
    assert "澜麟体育" in article.integrity.brands


@pytest.mark.parametrize(
    "line",
    [
        "警方提醒，“注册即送88元彩金”“百家乐稳赚不赔”都是诈骗话术，切勿点击进入。",
        "法院查明，被告人通过网站组织百家乐、轮盘和时时彩投注，累计接受投注一亿两千万元。",
        "市体彩中心介绍，本期大乐透全国中出一等奖五注，单注奖金八百万元，奖池还有九亿元。",
        "扫码下载“清溪发布”客户端，注册即可领取一张图书馆电子读者证。",
        "银河娱乐公布中期业绩，净收益同比增长百分之十四，贵宾厅业务占比下降。",
    ],
)
def test_stories_about_games_and_money_stay_whole(line: str) -> None:
    assert_stays(line)


def test_text_that_is_nothing_but_pitches_is_a_doorway() -> None:
    pitch = "澜麟体育官网为您提供真人视讯、电子游艺等多种玩法，注册即送88元彩金。"
    result = clean_text(f"澜麟体育官网_澜麟体育app下载\n{pitch}\n{pitch}\n{pitch}")
    assert isinstance(result, Rejection)


@given(st.text(alphabet="甲乙。（）()！“”记者;\n，", max_size=40))
def test_sentences_joined_are_the_paragraph(text: str) -> None:
    assert "".join(sentences(text)) == text


@pytest.mark.parametrize(
    "head",
    [
        "霁煜k7体育官网，",
        "祺琅登录入口：祺琅备用网址：",
        "霁鼎汇官网 霁鼎汇app下载 ",
        "砚沐体育在线，",
        "珩砺电竞平台：",
        "沐岑娱乐注册，",
    ],
)
def test_search_words_in_front_of_a_sentence_go_and_the_sentence_stays(head: str) -> None:
    article = article_of(FIRST, head + LAST)
    assert article.paragraphs == (FIRST, LAST)
    assert article.integrity.status == "injected"


@pytest.mark.parametrize(
    "sentence",
    [
        "清溪体育平台，本周换了新的预约页面，老人也能用语音选时段。",
        "全民体育平台：本周换了新的预约页面，老人也能用语音选时段。",
        "省体育在线，本周换了新的预约页面，老人也能用语音选时段。",
        "国家税务总局官网，三月一日起可办理年度汇算，纳税人也可以去大厅。",
        "12306官网，暑运车票今日开售，旅客可以在线核验优惠区间。",
        "读者下载书香APP，注册后就能看到当晚还有几个空座位。",
        "抖音官网，今日起可查座位，读者凭借书证号登录。",
        "掌上海州App下载：读者可领取预约码，每人限领一份。",
        "支付宝App，今起可交借书押金，全市五个馆同步开通。",
        "夜读官网，昨晚同时上线，读者登录夜读就能预约座位。",
        "机场T2航站楼也设了还书箱，贵宾厅的旅客可以随手归还。",
    ],
)
def test_a_sentence_that_begins_with_somebodys_site_stays(sentence: str) -> None:
    assert_stays(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Công an triệt phá đường dây cá cược bóng đá qua nhà cái nước ngoài, bắt giữ 12 người.",
        "Police in the city broke up a ring that ran an online casino with slots and poker.",
        "Visitors can book an online slot for a casino film screening in the library this week.",
        "第三届全民扑克大赛等你来。设冠军大奖和签到抽奖，报名者可赢取好礼。",
    ],
)
def test_news_of_police_and_of_a_tournament_stays(sentence: str) -> None:
    assert_stays(sentence)


def test_an_advertisement_of_two_sentences_goes_whole() -> None:
    pitch = "想体验刺激的老虎机和百家乐？立即登录祺琅汇，新人专享大礼。"
    for paragraphs in ((FIRST, pitch, LAST), (FIRST + pitch, LAST)):
        assert article_of(*paragraphs).paragraphs == (FIRST, LAST)


def test_emoji_between_its_words_hide_no_advertisement() -> None:
    pitch = "🎰祺琅💰体育官网为您提供🔥真人视讯、电子游艺，注册🎁即送88元彩金👉"
    assert article_of(FIRST, pitch, LAST).paragraphs == (FIRST, LAST)


def test_a_person_who_finds_out_twice_is_no_brand() -> None:
    told = "四十五岁的陈大江告诉本报，他每天来。陈大江从馆里获悉，明年座位还会更多。陈大江了解到，书也会多。"
    assert article_of(FIRST, told, LAST).integrity.status == "clean"
