"""The credit line: one grammar for the labelled fields printed around an article.

Info line under the title, editor line at the end, imprint, parenthesis behind the last sentence:
all are runs of fields, each a label, a value and whatever stands between. A value ends at the next
label, at a date or at its own bracket, so that an empty field never swallows its neighbour.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from qingwen.article import Role
from qingwen.fields import Person
from qingwen.moment import FOLD, Moment, find_ago, find_moments, find_yearless
from qingwen.names import is_name, is_sure_name, split_names


class Credits(NamedTuple):
    """What a credit line says."""

    date: str | None
    """The characters of its first date, that of publication before that of an update."""
    source: str | None
    has_source_label: bool
    people: tuple[Person, ...]
    labels: int
    rest: int
    """How many of its characters belong to no field."""


_PROVINCE = (
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海"
    "|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门|中国|国家|全国"
)
# Labels that name a field wherever they stand, glued to other text or not.
_STRONG = {
    "skip": (
        "(?:调整|选择)?(?:字体|字号)(?:大小|调整|选择)?|图片来源|资料来源|视频来源|数据来源|题图来源|素材来源|浏览次数|点击次数|阅读次数|访问次数|访问统计"
        "|关键字|关键词|信息索引号|索引号|所属栏目|所属分类|您?(?:所在|当前|现在)的?位置|主题词|文号|原标题"
    ),
    "date": (
        "(?:发布|发表|更新|发稿|发文|添加|录入|上传|提交|公开|成文|生成|留言|编辑|稿件|修改|出版|见报|创建|刊发)(?:时间|日期)"
    ),
    "source": (
        "(?:信息|新闻|稿件|文章|内容|本文|原文|媒体)?来源(?:媒体|单位|于|网站)?|稿源|文章出处|转载自|原载于"
        "|发布机构|发布单位|供稿单位|信息提供"
    ),
    "reporter": r"(?:本报|本网|本台|本刊|全媒体?|融媒体?|首席|特约|见习|实习|总台)*记者|实习生",
    "correspondent": "(?:特约)?(?:通讯员|报道员)",
    "author": "文章作者|本文作者|原作者|作者|执笔人?|主笔|撰文|撰稿人?|文/图|图/文|文/摄",
    "editor": (
        "(?:本文|本版|本期|网络|网站|值班|首席|实习|见习|新媒体|美术|视觉|视频|栏目|文字|图片|版面|微信|执行|责任|高级)*编辑"
        "|编辑/排版|责任编校|(?:本版|本期|本文)?责编|美编|网编|版编|选稿|编校|信息发布"
    ),
    "reviewer": (
        "值班主任|值班总监|值班总编辑?|值班编委|值班领导|总值班|责任校对|责任审核|内容审核|校对|审核人?|审校|校审|编审|审签|终审|初审|复审"
        "|[一二三]审[一二三]校|[一二三][审校]|审读|审稿|签发"
    ),
}
# Labels that are also ends of common words: only where nothing is glued to their left.
_WEAK = {
    "date": "日期|时间|发表于|发布于|更新于",
    "source": "出处|来自|转自|摘自|原载|原创",
    "author": "文字|供稿人?|文图|图文|文案|采写|采访|整理|编译|署名|文",
    "photographer": "摄影报道|摄影|摄像|图片|供图|图表|航拍|图",
    "editor": "栏目主编|执行主编|责任主编|主编",
    "other": (
        "总?监制|总策划|总审|总编辑|排版|设计|制作|制图|播音|配音|剪辑|录入|统筹|策划|出品人?|视觉|技术|运营"
        "|版式|监督|后期|出镜|主播|翻译"
    ),
    "skip": (
        "查看|发布者|发布人|浏览量?|点击[数量]?|阅读[数量]?|访问量|人气|评论数?|跟帖|标签|分享到?|版次|版面|栏目|频道"
        "|分类|我要评论|打印|收藏|扫一扫|背景色|视力保护色|有效性|用户评论|推荐|微信|微博|编号|主办|主管|导读|摘要"
        "|内容摘要|核心提示|提要|上一篇|下一篇|邮箱|电话|投稿|热线|网址|地址"
    ),
}
# Role words that stand before names without a colon.
_REPORTER = r"(?:本报|本网|本台|本刊|全媒体?|融媒体?|首席|特约|见习|实习|图片|总台)*记者|实习生"
_CORRESPONDENT = "(?:特约)?(?:通讯员|报道员|撰稿人)"
_BARE = {
    "reporter": _REPORTER,
    "correspondent": _CORRESPONDENT,
    "editor": r"(?:(?:实习|见习|值班|网络|责任)?编辑(?=[\s/])|责任编辑|责编)",
    "source": r"(?:来源于?|稿源|来自|原创)(?=\s)|(?:转自|摘自|原载)(?=[\s《“])",
    "author": r"作者(?=\s)|文/图|图/文|文/摄|图文/|文/|文丨",
    "photographer": r"摄影(?!师|展|家|协|比|作|/)|图/|图丨",
    "reviewer": r"(?:审核|校对|[一二三]审)(?=\s)",
    "date": "(?:发表|发布|更新)于",
    "skip": rf"来自(?:{_PROVINCE})\S*|大 中 小|大中小|我要评论|字号|打印|收藏|分享|浏览|点击|阅读|评论|扫一扫|\d+\s?次|A-|A\+|T\|T",
}


def _named(table: dict[str, str], prefix: str) -> str:
    return "|".join(f"(?P<{prefix}{kind}>{words})" for kind, words in table.items())


def _initials(table: dict[str, str]) -> set[str]:
    """Every character of the labels: a position that holds none of them begins no label."""
    return {char for words in table.values() for char in words if "\u3400" <= char <= "\u9fff"}


_INITIALS = "".join(sorted(_initials(_STRONG) | _initials(_WEAK)))
_LABEL = re.compile(
    rf"(?=[{_INITIALS}])(?:(?<![“\"「『])(?:{_named(_STRONG, 's_')})|(?<![\u3400-\u9fff])(?:{_named(_WEAK, 'w_')}))(?:\(\w{{1,4}}\))?\s?(?:[:>|丨]|/(?=[\u3400-\u9fff]{{2}}))\s*"
    rf"|(?:^|(?<=[\s(\[【|,，、;；○●□■◎]))(?:{_named(_BARE, 'b_')})\s*"
    r"|(?:(?<=[|(\[【])|(?<=[|(\[【]\s))(?:(?P<p_source>来源)|(?P<p_author>作者)|(?P<p_editor>编辑))(?=[^\s:|])"
)
_SPACED = re.compile(
    r"([编责审校作来记监终初复摄供撰文图])\s([辑编核读对者源制审影稿字片])(?=\s?[:：/])"  # 编 辑：, 审 读：
)
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s\u3400-\u9fff]+")
_UNTIL = re.compile(r"\s*(?:至|到|前|起|止|之?后|以[前后]|[—~～]|-{1,2}\s?\d)")
_FOREIGN = re.compile(r"[\u3400-\u9fff]{2}\s?:\s*\[?$")
_UPDATED = re.compile(r"(?:更新|修改|编辑)[于时]?[间期]?\s*[:：]?\s*$")
_AGO_CHARS = 60
"""Longest line in which 3小时前 is a stamp, not a word of a sentence."""
_CLOSERS, _OPENERS = "】])）〗〕》", "【[(（〖〔《"
"""Quotes are no brackets: “学习强国”学习平台 is a name."""
_CLOSER = re.compile(f"[{re.escape(_CLOSERS)}]")
_EDGES = " \t\r\n|丨/·:,，、;；-_\"'*。"
_BRACKETS = _CLOSERS + _OPENERS
_OUTLET = re.compile(
    r"(?:报|网|在线|热线|社|电视台?|电台|广播|台|客户端|频道|融媒体?|中心|传媒|集团|发布|杂志|[周月]刊|公众号|之声|新闻|资讯"
    r"|宣传部|文明办|政府|委员会|[局厅委]|办公室|新媒体|APP|视频|观察|交警|公安|消防|法院|检察院|大学|学院|医院|公司|[协学]会"
    r"|网站|门户|信息港|中文站|论坛|号外|云|交汇点)$",
    re.IGNORECASE,
)
_BY_OUTLET = re.compile(
    r"([\u3400-\u9fff]{2,3})\s?/\s?([\u3400-\u9fff·]{2,10}(?:报|社|网|新闻|台))"
)  # 石佳/中国青年报
# Two spans that touch: 中国新闻网王帆.
_TOUCHING = re.compile(
    r"([\u3400-\u9fff]{2,10}(?:日报|晚报|新闻网|网|新闻|客户端|通讯社|电视台))([\u3400-\u9fff]{2,3})"
)
_OFFICE = re.compile(r"[镇乡村队组科处站所厂店]$|街道|社区|支部|党委|机关|学校|中学|小学|部$")
_SENTENCE = re.compile(r"[，。！？；、\s\d]|\w:")
_LOGIN = re.compile(r"[A-Za-z][\w.-]{1,15}|\d{3,8}")
_NO_OUTLET = re.compile(
    r"^(?:未知|不详|无|暂无|佚名|匿名|admin|administrator|管理员|其[他它]|转载|转载文章|原创|本[报网台站]讯|投稿|null|undefined|查看|更多|编辑|作者|首页)$"
    r"|^[\W\d_]*$|^https?:",
    re.IGNORECASE,
)
_PLACE = re.compile(rf"(?:{_PROVINCE})(?:省|市|维吾尔|壮族|回族|自治区|特别行政区)*")
# What may follow a value without any mark: page tools, and for names the rest of a sentence.
_VALUE_END = re.compile(
    r"点击|浏览|评论(?!员)|我要|举报|关注|收藏|打印|分享|字号|字体|大中小|阅读|扫码|订阅|进入|宋体|下载|参与|跟帖|返回|纠错"
)
_NAME_END = re.compile(
    rf"发自|摄影报道|综合报道|报道|综合|整理|通讯|系(?=\S{{3}})|译$|来源|编辑|(?<=\S\S)(?:{_PROVINCE}|本报|单位|现任|著名|资深)|/|丨|文并摄|实习|为?您"
)
_ROLE = re.compile(
    rf"(?P<reporter>(?:[\u3400-\u9fff·]{{1,8}}?(?:报|网|社|台|新闻|客户端|周刊|中心|传媒))?{_REPORTER})|(?P<correspondent>{_CORRESPONDENT})|(?P<editor>(?:责任|实习|见习|值班)?编辑|责编)"
    r"|(?P<reviewer>审核|校对)|(?P<author>(?:特约)?评论员|特约作者|(?<!工)作者|执笔|撰文|撰稿|采写|编译|文/图|图/文|图文/|文/摄|文/视频|文\s?[/|丨]|编译/)"
    r"|(?P<photographer>摄影(?=[\s/:])/?|图/|摄/|图丨|供图[:/])"
)
_SUFFIX = re.compile(
    r"(?:[\s/]*(?P<photographer>摄影报道|摄影|摄|供图|航拍|(?<=[\s/])[图供])"
    r"|[\s/]*(?P<author>文/图|图/文|文/摄|文图|图文|文并摄|供稿|撰文|整理|编译|报道|(?<=[\s/])文))$"
)


def read_credits(text: str) -> Credits:
    """Read one line of labelled fields.

    >>> read_credits("来源: 作者: 发表时间:02-13 09:33")[:3]
    ('02-13 09:33', None, True)
    >>> [p[:2] for p in read_credits("来源:武威日报 记者张婷 魏晓莹").people]
    [('张婷', 'reporter'), ('魏晓莹', 'reporter')]
    """
    if " " in text:
        text = _SPACED.sub(r"\1\2 ", text)
    folded = text.translate(FOLD)
    date, stops = _stops(folded, text)
    source: str | None = None
    has_label = False
    people: list[Person] = []
    rest = labels = 0
    for start, end, value_end, kind in _spans(stops, len(text)):
        value = _within(text[end:value_end])
        rest += len(text[end + len(value) : value_end].strip(_EDGES + _BRACKETS))
        if kind == "lead" and _ROLE.search(value.translate(FOLD)):
            people += (found := read_people(value))
            rest += max(0, len(value) - sum(len(p.name) for p in found) - 12)
            continue
        if kind in ("", "lead"):
            loose_source, loose_people = _loose(value, dated=date is not None)
            source = source or loose_source
            people += loose_people
            if not loose_source and not loose_people:
                rest += len(_ADDRESS.sub("", value).strip(_EDGES + _BRACKETS))
            continue
        labels += 1
        if kind == "source":
            name, behind = _source(value)
            has_label = True
            source = source or name
            people += behind
        elif kind in ("date", "skip"):
            pass
        else:
            raw = text[start : end + len(value)].strip(_EDGES)
            named = _labelled_people(value, kind, raw)  # type: ignore[arg-type]
            people += named
            rest += 0 if named else len(value.strip(_EDGES + _BRACKETS))
    return Credits(date, source, has_label, tuple(people), labels, rest)


def _stops(folded: str, text: str) -> tuple[str | None, list[tuple[int, int, str]]]:
    """The first date as printed, and where every date and label begins and ends."""
    moments = find_moments(folded)
    dates = [(m.start, m.end) for m in moments if not _is_event(folded, m)]
    if not moments and (moment := find_yearless(folded)):
        dates = [(moment.start, moment.end)]
    if not moments and not dates and len(folded) < _AGO_CHARS and (ago := find_ago(folded)):
        dates = [(ago.start, ago.end)]
    first = next(
        (d for d in dates if not _UPDATED.search(text[: d[0]])), dates[0] if dates else None
    )
    raw = text[first[0] : first[1]].strip(" []【】") if first else None
    stops = [(start, end, "") for start, end in dates]
    for match in _LABEL.finditer(folded):
        if not any(start <= match.start() < end for start, end in dates):
            stops.append((match.start(), match.end(), str(match.lastgroup)[2:]))
    return raw, sorted(stops)


def _is_event(folded: str, moment: Moment) -> bool:
    """Whether a date is a fact of the story: 报名时间：2024年5月6日至10日."""
    if _UNTIL.match(folded, moment.end):
        return True
    if moment.hour is not None or "年" not in folded[moment.start : moment.end]:
        return False
    before = folded[max(0, moment.start - 14) : moment.start]
    return bool(_FOREIGN.search(before)) and not _LABEL.search(before)


def _spans(stops: list[tuple[int, int, str]], length: int) -> Iterator[tuple[int, int, int, str]]:
    """(start, value start, value end, kind) of every field; text in front of all is "lead"."""
    if not stops or stops[0][0] > 0:
        yield 0, 0, stops[0][0] if stops else length, "lead"
    for index, (start, end, kind) in enumerate(stops):
        yield start, end, stops[index + 1][0] if index + 1 < len(stops) else length, kind


def _within(value: str) -> str:
    """Cut a value at the bracket that closes its field."""
    for found in _CLOSER.finditer(value):
        before = value[: found.start()]
        if before.count(_OPENERS[_CLOSERS.index(found[0])]) <= before.count(found[0]):
            return before
    return value


def _source(value: str) -> tuple[str | None, list[Person]]:
    """Name of the outlet in a source value, and the people printed behind it."""
    tokens = value.strip(_EDGES).split()
    if not tokens:
        return None, []
    name = tokens[0]
    used = 1
    while used < len(tokens) and _joins(name, tokens[used]):
        name += " " + tokens[used]
        used += 1
    if cut := _VALUE_END.search(name, 2):
        name = name[: cut.start()]
    if (touching := _TOUCHING.fullmatch(name)) and is_sure_name(touching[2]):
        return _outlet_name(touching[1]), [Person(touching[2], "author", touching[2])]
    if (reporter := _ROLE.search(name, 2)) and reporter.lastgroup in ("reporter", "correspondent"):
        behind = read_people(" ".join([name[reporter.start() :], *tokens[used:]]))
        return _outlet_name(name[: reporter.start()]), behind
    behind = [
        Person(n, "author", n)
        for n in split_names(_remark_free(" ".join(tokens[used:])))
        if is_sure_name(n) and not _PLACE.fullmatch(n)
    ]
    return _outlet_name(name), behind


def _outlet_name(text: str) -> str | None:
    """`text` as the name of an outlet; None for a placeholder, a place, a sentence."""
    name = text.strip(_EDGES)
    name = name.rstrip(_OPENERS + _EDGES)
    while name and name[0] in _OPENERS and _CLOSERS[_OPENERS.index(name[0])] not in name[1:-1]:
        name = name[1:].removesuffix(_CLOSERS[_OPENERS.index(name[0])]).strip(_EDGES)
    while name and name[-1] in _CLOSERS and _OPENERS[_CLOSERS.index(name[-1])] not in name:
        name = name[:-1].strip(_EDGES)
    if (
        not name
        or len(name) > 40
        or name.count("”") > name.count("“")
        or _NO_OUTLET.search(name)
        or _PLACE.fullmatch(name)
    ):
        return None
    return name


def _joins(name: str, word: str) -> bool:
    """Whether a blank inside a source belongs to its name."""
    if name[-1].isascii() and name[-1].isalpha() and word[0].isascii() and word[0].isalpha():
        return True
    return (
        word in "-—·"
        or name[-1] in "-—·－"
        or bool(_OUTLET.search(word) and not _OUTLET.search(name))
    )


def _loose(value: str, *, dated: bool) -> tuple[str | None, list[Person]]:
    """Read what stands beside a date without any label: an outlet, then names."""
    source: str | None = None
    people: list[Person] = []
    for part in re.split(r"[\s|丨]+|--", value):
        token = part.strip(_EDGES + _BRACKETS + "-—")
        if not 2 <= len(token) <= 20:
            continue
        if by := _BY_OUTLET.fullmatch(token):
            source = source or by[2]
            people.append(Person(by[1], "author", token))
        elif (touching := _TOUCHING.fullmatch(token)) and is_sure_name(touching[2]):
            source = source or touching[1]
            people.append(Person(touching[2], "author", touching[2]))
        elif source is None and _OUTLET.search(token) and not _NO_OUTLET.search(token):
            source = token
        elif dated and is_sure_name(token) and not _PLACE.fullmatch(token):
            people.append(Person(token, "author", token))
    return source, people


def _labelled_people(value: str, role: Role, raw: str) -> list[Person]:
    """Read the names of one labelled field; an office may stand where a name is expected."""
    if cut := _VALUE_END.search(value):
        value = value[: cut.start()]
    people = read_people(value, role, raw)
    if people:
        last = raw.rfind(people[-1].name)
        shown = raw[: last + len(people[-1].name)] if last >= 0 else raw
        return [person._replace(raw=shown) for person in people]
    office = value.strip(_EDGES + _BRACKETS)
    if not 2 <= len(office) <= 20 or role not in ("author", "editor") or _NO_OUTLET.search(office):
        return []
    if office[0] in "系为是":  # 作者：甲（作者系某校教授）
        return []
    if len(office) <= 8 and not _SENTENCE.search(office):  # a pen name: 石泓在线小闵
        return [Person(office, role, raw)]
    if not (_OUTLET.search(office) or _OFFICE.search(office) or _LOGIN.fullmatch(office)):
        return []
    return [Person(office, role, raw)]


def read_people(text: str, role: Role | None = None, raw: str = "") -> list[Person]:
    """Read names with role words before, between or behind them.

    Without `role`, names that no role word governs count only where all of them are sure.

    >>> [p[:2] for p in read_people("通讯员陈童记者陈雪娇")]
    [('陈童', 'correspondent'), ('陈雪娇', 'reporter')]
    >>> read_people("李茜 文/图")[0][:2], read_people("洪凯华 摄")[0][:2]
    (('李茜', 'author'), ('洪凯华', 'photographer'))
    """
    marks = list(_ROLE.finditer(text.translate(FOLD)))
    people: list[Person] = []
    raw = raw or text.strip()
    lead = text[: marks[0].start()] if marks else text
    if role or not marks:
        people += _names(lead, role, raw, glued=bool(marks))
    elif not text[marks[0].end() :].strip(_EDGES + _BRACKETS):  # 李茜 文/图
        people += _names(lead, str(marks[0].lastgroup), raw, glued=True)  # type: ignore[arg-type]
    else:  # 甲 乙 本报记者 丙: names in front count where nothing else stands there
        people += _names(lead, None, raw, glued=True)
    for index, mark in enumerate(marks):
        end = marks[index + 1].start() if index + 1 < len(marks) else len(text)
        glued = end < len(text) and not text[end - 1].isspace()
        people += _names(text[mark.end() : end], str(mark.lastgroup), raw, glued=glued)  # type: ignore[arg-type]
    return people


def _names(text: str, role: Role | None, raw: str, *, glued: bool) -> Iterator[Person]:
    """Names at the head of `text`; a suffix (摄, 文/图) gives those before it their role."""
    text = text.strip(_EDGES + _BRACKETS + "○●□■◎▲◆")
    sure = role is None or glued
    suffix = _SUFFIX.search(text.translate(FOLD))
    if suffix and suffix.start() >= 2:
        text = text[: suffix.start()]
        if role is None:
            role = str(suffix.lastgroup)  # type: ignore[assignment]
        elif suffix.lastgroup == "photographer" and "文" not in raw and role != "editor":
            role = "photographer"
    else:
        suffix = None
    text = _remark_free(text)
    names = split_names(text)
    if role is None and not all(is_sure_name(n) for n in names):
        return
    for name in names:
        if cut := _NAME_END.search(name.translate(FOLD), 2):
            name = name[: cut.start()]
            if cut[0] == "译":
                yield Person(name, "other", raw)
                continue
        if (is_sure_name(name) if sure else is_name(name)) and not _PLACE.fullmatch(name):
            yield Person(name, role or "author", raw)
        else:
            break


def _remark_free(text: str) -> str:
    """`text` without what stands in brackets behind a name: 方敏（北京大学教授）."""
    return (
        re.sub(r"[（(【\[][^（()）】\]]*[）)】\]]?", " ", text)
        if any(c in text for c in "（([【")
        else text
    )


def is_outlet(text: str) -> bool:
    """Say whether `text` is named like a newspaper, station, site or office."""
    return 2 <= len(text) <= 20 and bool(_OUTLET.search(text))
