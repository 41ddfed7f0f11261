"""The people of a credit: names with role words before, between or behind them."""

import re
from collections.abc import Iterator

from qingwen.article import Role
from qingwen.fields import Person
from qingwen.labels import BRACKETS, CORRESPONDENT, EDGES, PLACE, PROVINCE, REPORTER
from qingwen.moment import FOLD
from qingwen.names import SURNAMES, is_name, is_sure_name, split_names

_NAME_END = re.compile(
    rf"发自|摄影报道|综合报道|报道|综合|整理|通讯|系(?=\S{{3}})|译$|来源|编辑|(?<=\S\S)(?:{PROVINCE}|本报|单位|现任|著名|资深)|/|丨|文并摄|实习|为?您"
)
ROLE = re.compile(
    rf"(?P<reporter>(?:[\u3400-\u9fff·]{{1,8}}?(?:报|网|社|台|新闻|客户端|周刊|中心|传媒))?{REPORTER})|(?P<correspondent>{CORRESPONDENT})|(?P<editor>(?:责任|实习|见习|值班)?编辑|责编)"
    r"|(?P<reviewer>审核|校对)|(?P<author>(?:特约)?评论员|特约作者|(?<!工)作者|执笔|撰文|撰稿|采写|编译|文/图|图/文|图文/|文/摄|文/视频|文\s?[/|丨]|编译/)"
    r"|(?P<photographer>摄影(?=[\s/:])/?|图/|摄/|图丨|供图[:/])"
)
_SUFFIX = re.compile(
    r"(?:[\s/]*(?P<photographer>摄影报道|摄影|摄|供图|航拍|(?<=[\s/])[图供])"
    r"|[\s/]*(?P<author>文/图|图/文|文/摄|文图|图文|文并摄|供稿|撰文|整理|编译|报道|(?<=[\s/])文))$"
)

# Of two letters with a blank between them the second is a name's, not a role: 钱 文.
_SPACED_NAME = re.compile(rf"(?:^|[\s、])[{''.join(sorted(SURNAMES))}]\s[文图]$")


def read_people(text: str, role: Role | None = None, raw: str = "") -> list[Person]:
    """Read names with role words before, between or behind them.

    Without `role`, names that no role word governs count only where all of them are sure.

    >>> [p[:2] for p in read_people("通讯员陈童记者陈雪娇")]
    [('陈童', 'correspondent'), ('陈雪娇', 'reporter')]
    >>> read_people("李茜 文/图")[0][:2], read_people("洪凯华 摄")[0][:2]
    (('李茜', 'author'), ('洪凯华', 'photographer'))
    """
    marks = list(ROLE.finditer(text.translate(FOLD)))
    people: list[Person] = []
    raw = raw or text.strip()
    lead = text[: marks[0].start()] if marks else text
    if role or not marks:
        people += _names(lead, role, raw, glued=bool(marks))
    elif not text[marks[0].end() :].strip(EDGES + BRACKETS):  # 李茜 文/图
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
    text = text.strip(EDGES + BRACKETS + "○●□■◎▲◆")
    sure = role is None or glued
    suffix = _SUFFIX.search(text.translate(FOLD))
    if suffix and suffix.start() >= 2 and not _SPACED_NAME.search(text):
        text = text[: suffix.start()]
        if role is None:
            role = str(suffix.lastgroup)  # type: ignore[assignment]
        elif suffix.lastgroup == "photographer" and "文" not in raw and role != "editor":
            role = "photographer"
    else:
        suffix = None
    text = remark_free(text)
    names = split_names(text)
    if role is None and not all(is_sure_name(n) for n in names):
        return
    for name in names:
        if cut := _NAME_END.search(name.translate(FOLD), 2):
            name = name[: cut.start()]
            if cut[0] == "译":
                yield Person(name, "other", raw)
                continue
        if (is_sure_name(name) if sure else is_name(name)) and not PLACE.fullmatch(name):
            yield Person(name, role or "author", raw)
        else:
            break


def remark_free(text: str) -> str:
    """`text` without what stands in brackets behind a name: 方敏（北京大学教授）."""
    return (
        re.sub(r"[（(【\[][^（()）】\]]*[）)】\]]?", " ", text)
        if any(c in text for c in "（([【")
        else text
    )
