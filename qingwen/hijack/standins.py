"""A brand where a common noun stood: reporter, villagers, children.

A kit replaces one noun of a site in every body. Reporters fill places in a story that nobody else
fills (X从市水利局获悉, 告诉X, 本报讯（X 张三）), and people are counted by head (500名X).
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from qingwen.hijack.shape import letters_glued, plain, read_phrase
from qingwen.hijack.verdict import Finding
from qingwen.hijack.vocabulary import vocabulary

_HEAD = r"(?:^|[。，；！？”\n（(])"
_NAME = r"(?P<name>[\w·]{2,10}?)"
_DAY = r"(?:\d{1,2}月\d{1,2}日|近日|日前|昨日|今日)?"
_PERSON = r"[\u4e00-\u9fff]{2,3}"
_REPORTER = (
    re.compile(rf"{_HEAD}{_NAME}{_DAY}从[^，。]{{2,24}}(?:获悉|了解到|采访)", re.MULTILINE),
    re.compile(rf"{_HEAD}{_NAME}在[^，。]{{2,24}}看到", re.MULTILINE),
    re.compile(rf"{_HEAD}{_NAME}了解到", re.MULTILINE),
    re.compile(r"告诉(?P<name>[\w·]{2,10})(?=[。，：])|对(?P<other>[\w·]{2,10})说(?=[。，：])"),
    re.compile(
        rf"[（(](?P<name>[^\s（）()，,：:；\d][^\s（）()，,：:；]{{1,9}}?)[ 　]?{_PERSON}"
        rf"(?:[ 、　]{_PERSON})*(?:[ 　]?通讯员[^）)]*)?[）)]"
    ),
)
_COUNTED = re.compile(
    r"(?:\d|[一二三四五六七八九十百千万两几多数余])(?:余|多)?[名位](?P<name>[\w·]{2,10})"
)
_PEOPLE = re.compile(
    r"(?:记者|通讯员|网|报|台|社|局|新闻|客户端|门户|融媒|传媒|媒体|频道|视频|财经|晚报|周刊|杂志|快报|播报|编辑|摄影|作者|来源|[者员人警民们生长队组院所部委办区镇村司户师星友家我他她它])$"
    r"|记者|通讯员|[摄图文]|[这那该此]|^[的了在是和]"
)


def find_standins(paragraphs: Sequence[str], title: str, around: str) -> Iterator[Finding]:
    """Names that stand in a reporter's or a counted person's place.

    `around` is the page outside its prose: an outlet that really reports is named there.
    """
    text = plain("\n".join(paragraphs).replace("\n", "。"))
    places: dict[str, set[str]] = defaultdict(set)
    for kind, pattern in enumerate(_REPORTER):
        for found in pattern.finditer(text):
            name = next(group for group in found.groups() if group)
            places[name].add(f"reporter {kind}")
    for found in _COUNTED.finditer(text):
        for name in _ends(found["name"], text):
            places[name].add("counted")
    for name, kinds in places.items():
        if _PEOPLE.search(name) or name in around or f"{name}讯" in text or len(name) < 2:
            continue
        count = text.count(name)
        phrase = read_phrase(name)
        shaped = phrase.branded or bool(vocabulary().game.search(name))
        weight = (0.5 if shaped else 0.2) + 0.3 * len(kinds) + (0.1 if count > 2 else 0.0)
        if count < 2 or weight < 0.8:
            continue
        where = "the reporter" if any("reporter" in kind for kind in kinds) else "people"
        yield Finding(
            "body",
            name,
            f"{count} times, in {len(kinds)} kinds of places where only {where} can stand",
            "identity",
            "hijacked",
            min(1.0, weight + 0.2),
            name,
        )
    yield from _glued(text, around)


def _ends(raw: str, text: str) -> Iterator[str]:
    """The beginnings of `raw` that end in a word of the trade and stand elsewhere too."""
    words = vocabulary()
    for found in re.finditer(
        rf"(?:{words.trade_words})[a-z]{{0,3}}\d{{0,3}}|{words.game.pattern}", raw
    ):
        name = raw[: found.end()]
        if len(name) > 2 and text.count(name) > 1:
            yield name
            return


_LETTERED = re.compile(
    r"[\u4e00-\u9fff]{2,4}(?:体育|娱乐|国际|电竞|棋牌|真人|平台)[a-z]{1,2}\d{1,3}(?![\d\w])"
)


def _glued(text: str, around: str) -> Iterator[Finding]:
    """凯发体育k8 and the like, twice in prose: nothing honest is spelt so."""
    counts: dict[str, int] = defaultdict(int)
    for found in _LETTERED.findall(text):
        counts[found] += 1
    for name, count in counts.items():
        if count > 1 and letters_glued(name) and name not in around:
            yield Finding(
                "body",
                name,
                f"{count} times in prose, spelt as only brands are",
                "shape",
                "hijacked",
                1.0,
                name,
            )
