"""The outlet of a credit: newspaper, station, site, account or office, and who is printed behind it."""

import re

from qingwen.article import Role
from qingwen.fields import Person
from qingwen.labels import (
    BRACKETS,
    CLOSERS,
    CORRESPONDENT,
    EDGES,
    OPENERS,
    PLACE,
    REPORTER,
    VALUE_END,
)
from qingwen.names import is_sure_name, split_names
from qingwen.people import ROLE, read_people, remark_free

_OUTLET = re.compile(
    r"(?:报|网|在线|热线|社|电视台?|电台|广播|台|客户端|频道|融媒体?|中心|传媒|集团|发布|杂志|[周月]刊|公众号|之声|新闻|资讯"
    r"|宣传部|文明办|政府|委员会|[局厅委]|办公室|新媒体|APP|视频|观察|交警|公安|消防|法院|检察院|大学|学院|医院|公司|[协学]会"
    r"|网站|门户|信息港|中文站|论坛|号外|云|交汇点)$",
    re.IGNORECASE,
)
_ACCOUNT = re.compile(
    r"^[\u3400-\u9fffA-Za-z·]+(?:报|[^上]网|社|电视台|广播电台|客户端|融媒体?(?:中心)?|发布|在线|宣传部)$"
)
# What stands between the outlets a story passed through.
_PASSED_ON = re.compile(
    r"\s*(?:[-－—–]{1,2}|[/／、,，;；|]|综合|转载?自|转发|原载|据(?=\S{3})|[》”](?=\S)|\s)\s*"
)
_PUBLISHER = re.compile(
    r"^(?!(?:社会|本地|国内|国际|时政|图片|视频|网络)?新闻$)(?:\S{1,12}(?:日报|晚报|[早晨时商快学周]报|[^海]报|新闻网|[^上官]网|[^公报]社|[卫电]视台|广播台|电台|总台|客户端|融媒体?(?:中心)?|发布|在线|[\u3400-\u9fff]{2}新闻|周刊|公众号))(?:海外版|客户端|微信公众号|官微|微博)?$"
)
_BY_OUTLET = re.compile(
    r"([\u3400-\u9fff]{2,3})\s?/\s?([\u3400-\u9fff·]{2,10}(?:报|社|网|新闻|台))"
)  # 石佳/中国青年报
# Two spans that touch: 中国新闻网王帆.
_TOUCHING = re.compile(
    r"([\u3400-\u9fff]{2,10}(?:日报|晚报|新闻网|网|新闻|客户端|通讯社|电视台))([\u3400-\u9fff]{2,3})"
)
_REPORTING = re.compile(rf"{REPORTER}|{CORRESPONDENT}")
_OFFICE = re.compile(r"[镇乡村队组科处站所厂店]$|街道|社区|支部|党委|机关|学校|中学|小学|部$")
_SENTENCE = re.compile(r"[，。！？；、\s\d]|\w:")
_LOGIN = re.compile(r"[A-Za-z][\w.-]{1,15}|\d{3,8}")
_NO_OUTLET = re.compile(
    r"^(?:未知|不详|无|暂无|佚名|匿名|admin|administrator|管理员|其[他它]|转载|转载文章|原创|本[报网台站]讯|投稿|null|undefined|查看|更多|编辑|作者|首页)$"
    r"|^[\W\d_]*$|^https?:",
    re.IGNORECASE,
)


def read_source(value: str) -> tuple[str | None, list[Person]]:
    """Name of the outlet in a source value, and the people printed behind it."""
    tokens = value.strip(EDGES).split()
    if not tokens:
        return None, []
    name = tokens[0]
    used = 1
    while used < len(tokens) and _joins(name, tokens[used]):
        name += " " + tokens[used]
        used += 1
    if cut := VALUE_END.search(name, 2):
        name = name[: cut.start()]
    if (touching := _TOUCHING.fullmatch(name)) and is_sure_name(touching[2]):
        return _outlet_name(touching[1]), [Person(touching[2], "author", touching[2])]
    if (reporter := ROLE.search(name, 2)) and reporter.lastgroup in ("reporter", "correspondent"):
        behind = read_people(" ".join([name[reporter.start() :], *tokens[used:]]))
        return _outlet_name(name[: reporter.start()]), behind
    behind = [
        Person(n, "author", n)
        for n in split_names(remark_free(" ".join(tokens[used:])))
        if is_sure_name(n) and not PLACE.fullmatch(n)
    ]
    return _outlet_name(name), behind


def read_chain(value: str) -> tuple[str, ...]:
    """The outlets of a source value that names several, in page order; () where it does not.

    >>> read_chain("沅陵新闻网-健康时报"), read_chain("人民网-文化频道")
    (('沅陵新闻网', '健康时报'), ())
    >>> read_chain("沅陵发布 综合 新华社、《健康时报》")
    ('沅陵发布', '新华社', '健康时报')
    """
    if cut := VALUE_END.search(value, 2):
        value = value[: cut.start()]
    outlets: list[str] = []
    for part in _PASSED_ON.split(value.strip(EDGES)):
        name = _outlet_name(part)
        if name and _PUBLISHER.search(name):
            outlets.append(name)
        elif part.strip():
            break
    return tuple(dict.fromkeys(outlets)) if len(outlets) > 1 else ()


def _outlet_name(text: str) -> str | None:
    """`text` as the name of an outlet; None for a placeholder, a place, a sentence."""
    name = text.strip(EDGES)
    name = name.rstrip(OPENERS + EDGES)
    while name and name[0] in OPENERS and CLOSERS[OPENERS.index(name[0])] not in name[1:-1]:
        name = name[1:].removesuffix(CLOSERS[OPENERS.index(name[0])]).strip(EDGES)
    while name and name[-1] in CLOSERS and OPENERS[CLOSERS.index(name[-1])] not in name:
        name = name[:-1].strip(EDGES)
    if (
        not name
        or len(name) > 40
        or name.count("”") > name.count("“")
        or _NO_OUTLET.search(name)
        or PLACE.fullmatch(name)
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


def read_unlabelled(value: str, *, dated: bool) -> tuple[str | None, list[Person]]:
    """Read what stands beside a date without any label: an outlet, then names."""
    reporting = _REPORTING.search(value, 2)
    if reporting and is_outlet(outlet := value[: reporting.start()].strip(EDGES + BRACKETS)):
        return outlet, read_people(value[reporting.start() :])  # 某县融媒体中心记者 甲 乙
    source: str | None = None
    people: list[Person] = []
    for part in re.split(r"[\s|丨]+|--", value):
        token = part.strip(EDGES + BRACKETS + "-—")
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
        elif dated and is_sure_name(token) and not PLACE.fullmatch(token):
            people.append(Person(token, "author", token))
    return source, people


def read_labelled_people(value: str, role: Role, raw: str) -> list[Person]:
    """Read the names of one labelled field; an office may stand where a name is expected."""
    if cut := VALUE_END.search(value):
        value = value[: cut.start()]
    people = read_people(value, role, raw)
    if people:
        last = raw.rfind(people[-1].name)
        shown = raw[: last + len(people[-1].name)] if last >= 0 else raw
        return [person._replace(raw=shown) for person in people]
    office = value.strip(EDGES + BRACKETS)
    if not 2 <= len(office) <= 20 or role not in ("author", "editor") or _NO_OUTLET.search(office):
        return []
    if office[0] in "系为是":  # 作者：甲（作者系某校教授）
        return []
    if len(office) <= 8 and not _SENTENCE.search(office):  # a pen name: 石泓在线小闵
        return [Person(office, role, raw)]
    if not (_OUTLET.search(office) or _OFFICE.search(office) or _LOGIN.fullmatch(office)):
        return []
    return [Person(office, role, raw)]


def is_account(text: str) -> bool:
    """Say whether a line that stands alone names a publishing account, not a channel of a site.

    >>> is_account("沅陵融媒体中心"), is_account("社会新闻")
    (True, False)
    """
    return 3 <= len(text) <= 16 and bool(_ACCOUNT.search(text)) and not _NO_OUTLET.search(text)


def is_outlet(text: str) -> bool:
    """Say whether `text` is named like a newspaper, station, site or office."""
    return 2 <= len(text) <= 20 and bool(_OUTLET.search(text))
