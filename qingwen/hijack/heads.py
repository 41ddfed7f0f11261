"""Search words in front of a sentence: 某某官网，, 某某登录入口：, 某某网址 某某下载.

A headline or a sentence may begin with somebody's site (12306官网，暑运车票今日开售). It then names a body
or a firm, and the page speaks of it; a kit's name stands on the page in no other way.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from qingwen.hijack.clauses import EDGE, ends_in_call
from qingwen.hijack.shape import letters_glued, read_phrase
from qingwen.hijack.slots import INSTITUTION
from qingwen.hijack.vocabulary import vocabulary

_HEAD = re.compile(
    r"(?P<name>[^\s，,：:、。；！？“”《》【】『』\[\]（）()]{3,26})(?P<mark>[，,：:、]|\s+)"
)
_SAID = re.compile(
    "[的了可在将被是为把让已未及或]|市民|用户|居民|群众|旅客|游客|考生|家长|学生|企业|读者|网友|消费者|会员|记者|日起|近日|目前"
)
_COMMA_CLAUSE = re.compile("[^，,]+[，,]?")
SEARCHED = re.compile(
    "(?:最新网址|备用网址|最新地址|登[录陆]入口|登[录陆]网址|官方入口|电脑版|网页版|手机版|[Aa][Pp][Pp]下载|下载安装|客户端下载|注册开户)$"
)
"""What is typed behind a name into a search box; a sentence has it in no other way."""
_LEADS = re.compile(
    "渠道|途径|方式|预约|报名|查询|登[录陆]|购票|下载|通过|访问|关注|打开|进入|平台|网站|官网|小程序|等|推出|上线|开发"
)
_INSET_CHARS = 20
_BRAND_CHARS = 8
_REST_CHARS = 8
"""Shorter, what follows is no sentence of the story."""
_MOST_STEMS = 40
"""A kit has a few names on one page; each costs a reading of the story."""
_BODY = re.compile(
    r"(?:局|部|委|院|办|行|厅|署|所|校|馆|厂|社|司|集团|公司|法院|大学|协会|学会|联盟|移动|联通|电信|航空|铁路|地铁|公交|税务|医保|社保|公积金"
    r"|高考|招考|考试|教育|政务|商城|超市|银联|支付|地图|书店|气象|电力|电网|石化|邮政|快递|保险|证券|基金|游戏|手游|[省市县区镇乡村])$"
)
_GENERIC = re.compile(
    "全民|大众|智慧|校园|社区|青少年|户外|数字|互联|网络|手机|公共|群众|职工|国家|全国|世界|亚洲|中[国华体]|[省市县区镇乡村]"
)
_EDITION = re.compile("[新旧老][版款]|手机|网上|掌上|移动")
_SAID_FIRST = re.compile(
    r"^(?:登[录陆]|访问|关注|下载|打开|进入|通过|点击|扫|据|在|从|由|于|经|向|对|把|用|上|到|和|及|与|其|该|本|这|那|各|新|一|两|三|如|请|可"
    r"|关[停闭]|查[封处获]|封堵|屏蔽|取缔|打击|整治|捣毁|举报|约谈|曝光)"
)


class Heads:
    """Finds what stands in front of first sentences and calls to a site."""

    def __init__(self, around: str, story: str) -> None:
        """`around` is the page outside its prose, `story` the prose."""
        self._around, self._story = around, story
        self._judged: dict[tuple[str, bool], bool] = {}

    def head_of(self, paragraph: str) -> str:
        """Return the head of a paragraph, with the mark behind it; "" for none."""
        stems: list[str] = []
        end, branded = 0, False
        for name, after in _names(paragraph):
            phrase = read_phrase(name)
            strong = phrase.called and ends_in_call(name)
            if not strong and not (phrase.branded and ends_in_call(name)):
                break
            if stems and phrase.stem != stems[0]:
                break
            if not self._is_brand(phrase.stem, strong=strong):
                break
            stems.append(phrase.stem)
            end, branded = after, branded or phrase.branded
        if not stems or len(paragraph) - end < _REST_CHARS:
            return ""
        blank = paragraph[end - 1 : end].isspace()
        # 抖音官网，今日起可查询… opens an honest sentence: one call of a name without a trade is none.
        if len(stems) < 2 and (blank or not branded):
            return ""
        return paragraph[:end]

    def inset_of(self, sentence: str) -> str:
        """Return a clause between others that is nothing but a name and a call, with its comma; "" for
        none.

        A sentence that leads its reader somewhere (可登录…预约) may name the place so.
        """
        clauses: list[str] = _COMMA_CLAUSE.findall(sentence)
        for before, clause in pairwise(clauses[:-1]):
            name = clause.rstrip("，,")
            if len(name) > _INSET_CHARS or not ends_in_call(name) or before[-1:] not in "，,":
                continue
            phrase = read_phrase(name)
            sure = phrase.weight >= 1.0 or SEARCHED.search(name)
            if not (phrase.called and sure and self._is_brand(phrase.stem, strong=True)):
                continue
            if not _LEADS.search(sentence.replace(clause, "")):
                return clause
        return ""

    def _is_brand(self, stem: str, *, strong: bool) -> bool:
        """Whether a name may be a kit's: nobody's body, and the page has it in these calls alone."""
        key = (stem, strong)
        if key not in self._judged and may_be_brand(stem):
            if len(self._judged) == _MOST_STEMS:
                return False
            self._judged[key] = self._stands_in_calls_alone(stem) and (
                strong or self._is_unheard(stem)
            )
        return self._judged.get(key, False)

    def _stands_in_calls_alone(self, stem: str) -> bool:
        calls = vocabulary().any_tail
        places = re.finditer(re.escape(stem), self._story)
        return stem not in self._around and all(
            calls.match(self._story, found.end()) for found in places
        )

    def _is_unheard(self, stem: str) -> bool:
        """Whether what is a name's own says nothing (全民, 校园) and stands nowhere else, as a place's does:
        a weak call behind it is not enough."""
        own = vocabulary().known.sub("", stem)
        if len(own) > 3 or _GENERIC.search(own):
            return False
        return own not in self._around and self._story.count(own) == self._story.count(stem)


@cache
def _weak_call() -> re.Pattern[str]:
    words = vocabulary()
    trade = rf"[\w·]{{2,5}}?(?:{words.trade_words})[a-z]{{0,3}}\d{{0,3}}"
    lettered = "[a-z]{1,3}[0-9]{1,3}[\u4e00-\u9fff]{2,3}|[\u4e00-\u9fff]{2,3}[a-z]{2,4}[0-9]{0,4}"
    return re.compile(rf"\s*(?:{trade}|{lettered})(?:{words.any_tail_words})[，,：:]")


def calls_first(text: str) -> bool:
    """Whether it begins with a name of the trade, or one with letters, and a call that honest menus hold
    too: 某某体育首页，."""
    return bool(_weak_call().match(text))


@cache
def _trade_call() -> re.Pattern[str]:
    words = vocabulary()
    # each word with what goes on behind it: the search skips to what begins one of the alternatives
    trades = "|".join(rf"{word}[a-z]{{0,3}}[0-9]{{0,3}}" for word in words.trade_each)
    return re.compile(rf"(?:{trades})(?:{words.any_tail_words})[，,：:]")


def may_call(text: str) -> bool:
    """Whether a word of the trade and a call stand before a mark somewhere in it."""
    return bool(_trade_call().search(text))


def _names(paragraph: str) -> Iterator[tuple[str, int]]:
    """(name, where the text goes on) for what is closed by a mark, from the beginning."""
    end = len(paragraph) - len(paragraph.lstrip())
    while found := _HEAD.match(paragraph, end):
        end = found.end()
        yield found["name"].strip(EDGE), end


def may_be_brand(stem: str) -> bool:
    """Whether a name in front of a call is nobody's that a reader is sent to: no body, no outlet."""
    own = vocabulary().known.sub("", stem)
    if not 2 <= len(stem) <= 16 or (len(own) < 2 and not letters_glued(stem)):
        return False
    if len(own) > _BRAND_CHARS or vocabulary().any_tail.search(stem) or _SAID.search(stem):
        return False
    if stem.isdigit() or INSTITUTION.search(stem) or _BODY.search(stem) or _SAID_FIRST.match(stem):
        return False
    if _EDITION.fullmatch(own):
        return False
    return not (vocabulary().outlet.match(stem) or vocabulary().report.search(stem))
