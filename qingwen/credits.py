"""The credit line: one grammar for the labelled fields printed around an article.

Info line under the title, editor line at the end, imprint, parenthesis behind the last sentence:
all are runs of fields, each a label, a value and whatever stands between. A value ends at the next
label, at a date or at its own bracket, so that an empty field never swallows its neighbour.
"""

import re
from typing import NamedTuple

from qingwen.article import Role
from qingwen.fields import Person
from qingwen.moment import FOLD, find_moments, find_yearless
from qingwen.names import is_name, is_sure_name, split_names


class Credits(NamedTuple):
    """What a credit line says. `rest` is how many characters belong to no field."""

    date: str | None
    source: str | None
    has_source_label: bool
    people: tuple[Person, ...]
    labels: int
    rest: int


_ROLES: dict[str, Role] = {
    "reporter": "reporter",
    "correspondent": "correspondent",
    "author": "author",
    "photographer": "photographer",
    "editor": "editor",
    "reviewer": "reviewer",
    "other": "other",
}
_REPORTER = (
    r"(?:(?:本报|本网|本台|本刊|全媒体?|融媒体?|首席|特约|见习|实习|驻[^\s:，。]{2,6}|[^\s:，。、()\[\]]{2,12}?"
    r"(?:日报|晚报|早报|晨报|时报|商报|报|新闻网|网|社|台|客户端|中心|传媒)(?:全媒体?|融媒体?|新媒体)?)\s*)*记者|实习生"
)
# Kind of field to its labels. Order inside the alternation is longest first, kinds are disjoint.
_LABELS = {
    "date": "发布时间|发表时间|更新时间|发稿时间|发布日期|发表日期|更新日期|发文时间|发文日期|添加时间|录入时间|上传时间|提交时间|公开日期|"
    "成文日期|生成日期|留言时间|编辑时间|稿件时间|出版日期|见报日期|发表于|发布于|更新于|日期|时间",
    "source": "信息来源|新闻来源|稿件来源|文章来源|内容来源|资料来源于|本文来源|原文来源|来源媒体|来源单位|来源于|来源|稿源|文章出处|出处|来自|转载自|转自|摘自|原载于|发布机构|信息提供|发布单位|供稿单位",
    "reporter": _REPORTER,
    "correspondent": "特约通讯员|通讯员|特约报道员|报道员|特约撰稿人?|投稿人?|通联",
    "author": "文章作者|本文作者|作者|撰文|撰稿|文字|供稿人?|文/图|图/文|文图|图文|文/摄|文/视频|文/表|文案|采写|采访|整理|综合|编译|记者/作者|署名|文",
    "photographer": "摄影报道|摄影|摄像|图片|供图|图/视频|图表|航拍|图",
    "editor": "本文责任编辑|责任编辑|网络编辑|网站编辑|值班编辑|首席编辑|实习编辑|见习编辑|新媒体编辑|美术编辑|视觉编辑|视频编辑|栏目编辑|文字编辑|图片编辑|版面编辑|"
    "本版责编|本期责编|本期编辑|本版编辑|责编|网编|版编|选稿|编辑|微信编辑|执行编辑|编 辑|责任编校|编校|本文编辑|栏目主编|执行主编|编辑/排版|主编|责任主编",
    "reviewer": "值班主任|值班总监|值班总编辑?|值班编委|值班领导|总值班|责任校对|校对|审核人?|审校|校审|编审|审签|终审|初审|复审|一审一校|二审二校|三审三校|一审|二审|三审|一校|二校|三校|"
    "总监制|监制|签发|审读|审稿|责任审核|内容审核|总编辑|总审",
    "other": "美编|排版|设计|制作|制图|播音|配音|剪辑|录入|统筹|策划|出品人?|总策划|视觉|技术|运营|版式|监督|后期|出镜|主播|翻译|实习",
    "skip": "浏览次数|浏览量|浏览|点击次数|点击数|点击量|点击|阅读次数|阅读量|阅读数|阅读|访问量|访问次数|人气|评论数?|跟帖|字号|字体大小|字体|关键字|关键词|标签|分享到|分享|版次|"
    "版面|栏目|所属栏目|频道|分类|所在位置|当前位置|索引号|文号|主题词|我要评论|打印|收藏|扫一扫|背景色|视力保护色|有效性|用户评论|推荐|微信|微博|编号|主办|主管|"
    "原标题|导读|摘要|内容摘要|核心提示|提要|上一篇|下一篇|邮箱|电话|投稿|热线",
}
_GROUP_OF = {kind: f"(?P<{kind}>{words})" for kind, words in _LABELS.items()}
# With a colon any label counts; without one only those that are never words of a sentence.
_LABEL = re.compile(
    r"(?:^|(?<=[^\w])|(?<=[\u3400-\u9fff\d]))(?:" + "|".join(_GROUP_OF.values()) + r")\s?[:>]\s*"
    r"|(?:^|(?<=[\s(\[【|,，、;；]))(?:(?P<bare_reporter>" + _REPORTER + r")|(?P<bare_correspondent>特约通讯员|通讯员|报道员)"
    r"|(?P<bare_editor>责任编辑|责编|网络编辑|编辑)|(?P<bare_source>来源于|来源|稿源|转自|来自)(?=\s)|(?P<bare_author>作者|文/图|图/文|文/摄|文/(?=\S))"
    r"|(?P<bare_photographer>摄影(?!师|展|家|协|比|作)|图/)"
    r"|(?P<bare_reviewer>审核|校对|一审|二审|三审|监制)(?=\s)|(?P<bare_date>发表于|发布于)"
    r"|(?P<bare_skip>大 中 小|大中小|我要评论|字号|打印|收藏|分享|浏览|点击|阅读|评论|扫一扫|\d+\s?次|A-|A\+|T\|T))\s*"
)
_CLOSERS = "】])）〗〕"
_OUTLET = re.compile(
    r"(?:日报|晚报|早报|晨报|时报|商报|周报|快报|导报|都市报|报|新闻网|网|在线|热线|社|电视台|电台|广播|台|客户端|频道|融媒体?|中心|传媒|集团|发布|"
    r"杂志|周刊|月刊|公众号|之声|新闻|资讯|宣传部|文明办|政府|委员会|局|厅|委|办公室|办|新媒体|APP|号|视频|观察|交警|公安|消防|法院|检察院|大学|学院|医院|公司|协会|学会|网站|门户|信息港|中文站|论坛)$",
    re.IGNORECASE,
)
_EDGES = " \t\r\n|丨/·:,，、;；-_\"'“”*"


def read_credits(text: str) -> Credits:
    """Read one line of labelled fields.

    >>> read_credits("来源: 作者: 发表时间:02-13 09:33")[:3]
    ('02-13 09:33', None, True)
    >>> [p[:2] for p in read_credits("来源:武威日报 记者张婷 魏晓莹").people]
    [('张婷', 'reporter'), ('魏晓莹', 'reporter')]
    """
    folded = text.translate(FOLD)
    date, spans = _dates(folded, text)
    marks = [(m.start(), m.end(), _kind(m)) for m in _LABEL.finditer(folded)]
    stops = sorted([(s, e, "") for s, e in spans] + [m for m in marks if not any(s <= m[0] < e for s, e in spans)])
    source: str | None = None
    has_label = False
    people: list[Person] = []
    rest = 0
    edge = 0
    labels = 0
    for index, (start, end, kind) in enumerate(stops):
        rest += len(text[edge:start].strip(_EDGES + "([【（" + _CLOSERS))
        limit = stops[index + 1][0] if index + 1 < len(stops) else len(text)
        value = _within(text[end:limit])
        edge = end + len(value)
        if not kind:
            loose_source, loose_people = _loose(value)
            source = source or loose_source
            people += loose_people
            rest += 0 if loose_source or loose_people else len(value.strip(_EDGES))
            continue
        labels += 1
        if kind == "source":
            has_label = True
            name, behind = _source(value)
            source = source or name
            people += behind
        elif kind in _ROLES:
            people += _people(value, _ROLES[kind], text[start : end + len(value)].strip(_EDGES))
    rest += len(text[edge:].strip(_EDGES + "([【（" + _CLOSERS))
    return Credits(date, source, has_label, tuple(people), labels, rest)


def _dates(folded: str, text: str) -> tuple[str | None, list[tuple[int, int]]]:
    spans = [(m.start, m.end) for m in find_moments(folded)]
    if not spans and (moment := find_yearless(folded)):
        spans = [(moment.start, moment.end)]
    raw = text[spans[0][0] : spans[0][1]].strip(" []【】") if spans else None
    return raw, spans


def _kind(match: re.Match[str]) -> str:
    return str(match.lastgroup).removeprefix("bare_")


def _within(value: str) -> str:
    """Cut a value at the bracket that closes its field."""
    for index, char in enumerate(value):
        if char in _CLOSERS and not _opens(value[:index], char):
            return value[:index]
    return value


def _opens(before: str, closer: str) -> bool:
    opener = "【[(（〖〔"["】])）〗〕".index(closer)]
    return before.count(opener) > before.count(closer)


def _source(value: str) -> tuple[str | None, list[Person]]:
    """Name of the outlet in a source value, and the people printed behind it."""
    tokens = value.strip(_EDGES + "（(【[").split()
    if not tokens:
        return None, []
    name = tokens[0]
    used = 1
    while used < len(tokens) and _joins(name, tokens[used]):
        name += " " + tokens[used]
        used += 1
    name = name.strip(_EDGES + "。》《")
    behind = [Person(n, "author", n) for n in split_names(" ".join(tokens[used:])) if is_sure_name(n)]
    return (name or None) if len(name) <= 40 else None, behind


def _joins(name: str, token: str) -> bool:
    if name[-1].isascii() and token[0].isascii() and name[-1].isalpha() and token[0].isalpha():
        return True
    return token in "-—|·" or name[-1] in "-—·" or bool(_OUTLET.search(token) and not _OUTLET.search(name))


def _loose(value: str) -> tuple[str | None, list[Person]]:
    """Read what follows a date without any label: outlet, then names."""
    source: str | None = None
    people: list[Person] = []
    for token in re.split(r"[\s|丨]+", value.strip(_EDGES + "[]【】-—")):
        token = token.strip(_EDGES + "-—")
        if not token or len(token) > 20:
            continue
        if source is None and len(token) >= 2 and _OUTLET.search(token):
            source = token
        elif is_sure_name(token):
            people.append(Person(token, "author", token))
    return source, people


def _people(value: str, role: Role, raw: str) -> list[Person]:
    """Read the names of one labelled field; it ends with the first thing that is no name."""
    names = split_names(value)
    people: list[Person] = []
    for name in names:
        if is_name(name):
            people.append(Person(name, role, raw))
        elif not people and len(names) == 1 and 2 <= len(name) <= 20:
            people.append(Person(name, role, raw))
        else:
            break
    return people
