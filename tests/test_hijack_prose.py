"""Spam in the body: sentences, clauses, lists, replaced names; and the stories about gambling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingwen import Article, Rejection, clean_text
from qingwen.hijack.shape import sentences

HEAD = "清溪县图书馆开放夜间阅览室\n2024-03-12 08:00 来源：清溪日报\n"
FIRST = "清溪县图书馆的夜间阅览室昨晚开放，四十个座位一小时内坐满，许多读者是下班后赶来的年轻人。"
MIDDLE = (
    "座位分三排，靠窗的一排装了台灯，中间一排留给带孩子的家庭，最里面是安静区，说话要出门。"
    "管理员老秦在门口登记，登记簿的第一页写着最早来的那位读者：环卫工人何桂兰，借走一本菜谱。"
)
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


@pytest.mark.parametrize(
    "pitch",
    [
        "【祺泓时代】网投领导者，官方网站：https://www.qihong88.example/",
        "玩澜麟棋牌，赢到手抖！电子、捕鱼、龙虎都有，https://www.lanlin.example/",
        "还在犹豫？金霁坊新人首存送百分之五十。",
        "加屹琅代理群，躺着拿佣金，月结月清，Q：434810173",
        "全網最高賠率只在澜麟，客服妹妹二十四小時在線等你。",
        "Play Plinko at Qihong88, no deposit bonus code inside, live dealer tables all night.",
        "Đăng ký Qihong88 nhận ngay 188k tiền cược miễn phí, tải app tại đây.",
        "Qihong88 ทางเข้าเล่นคาสิโนสด โบนัสสมาชิกใหม่ 100%",
        "바카라 카지노 Qihong88 casino bonus",
        "オンラインカジノQihong88で入金不要ボーナスをゲットして、スロットを楽しもう。",
        "Играйте в Qihong88 казино онлайн, бонус за регистрацию и фриспины каждый день.",
        "Jogue no Qihong88 cassino online, cadastre-se e ganhe bônus e giros grátis.",
    ],
)
def test_a_pitch_with_an_address_or_in_another_language_goes(pitch: str) -> None:
    article = article_of(FIRST, MIDDLE, pitch, LAST)
    assert article.paragraphs == (FIRST, MIDDLE, LAST)
    assert article.integrity.status == "injected"


@pytest.mark.parametrize(
    "told",
    [
        "报名网址：https://www.qingxi.example/，客服QQ：82345678，截止日期为三月二十日。",
        "Macau casino revenue rose 12 percent in the third quarter, the bureau said on Monday.",
        "Русский музыкант Иван Петров выступил в городском театре, бонусом прозвучал романс.",
        "日本語学科の学生たちが演劇「夕鶴」を上演した。",
        "Please sign up at the desk and claim your library card before the welcome dinner.",
        "首次绑卡的读者可领取一张电子书券，数量有限，先到先得。",
    ],
)
def test_honest_lines_with_addresses_and_in_english_stay(told: str) -> None:
    assert_stays(told)


@pytest.mark.parametrize("brand", ["沧海阁", "Qihong88", "祺泓体育"])
def test_questions_about_an_advertised_brand_go_with_their_answers(brand: str) -> None:
    article = article_of(
        FIRST,
        MIDDLE,
        LAST,
        f"{brand}怎么注册？打开{brand}官网，填写手机号即可完成，新用户送18元。",
        f"{brand}提现多久到账？一般三分钟内到账，客服全天在线。",
        f"{brand}是正规平台吗？{brand}持有菲律宾博彩执照，资金安全有保障。",
    )
    assert article.paragraphs == (FIRST, MIDDLE, LAST)
    assert brand in article.integrity.brands


def test_a_sentence_that_shares_the_story_stays_beside_a_brand() -> None:
    glued = "沧海阁馆长说，夜间阅览室的座位明年还要添。"
    article = article_of(
        FIRST,
        glued,
        "沧海阁是正规平台吗？沧海阁持有菲律宾博彩执照，资金安全有保障。",
        LAST,
    )
    assert "夜间阅览室的座位明年还要添。" in article.text


@pytest.mark.parametrize(
    "inset", ["沐岑竞技注册开户，", "风云榜最新网址，", "琅嬛福地电脑版，", "沐岑平台官网，"]
)
def test_a_clause_that_is_a_name_with_a_call_goes_and_the_sentence_is_rejoined(inset: str) -> None:
    planted = FIRST.replace("，许多", f"，{inset}许多")
    article = article_of(planted, LAST)
    assert article.paragraphs == (FIRST, LAST)
    assert article.integrity.status == "injected"


@pytest.mark.parametrize(
    "told",
    [
        "预约有三个渠道，图书馆官网，掌上清溪app，大厅窗口，读者可以任选。",
        "报名从周一开始，恒岳体育官网，门店前台，都能办理。",
        "他查了两家，携程官网，同程官网，票价相差四十元。",
        "新书上架，阅读器电脑版，两样都由志愿者打理。",
    ],
)
def test_sites_listed_in_a_sentence_stay(told: str) -> None:
    assert_stays(told)


@pytest.mark.parametrize("head", ["砚沐体育首页，", "k8砚沐在线："])
def test_search_words_in_front_of_a_later_sentence_go(head: str) -> None:
    two = "书架上新添了三百册本地作者的书。"
    told = f"馆长说，延长开放的两个小时由志愿者轮值。{head}{two}"
    assert article_of(FIRST, told).paragraphs == (FIRST, told.replace(head, ""))
