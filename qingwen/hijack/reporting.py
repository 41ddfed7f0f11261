"""Names with a word of the trade that do what only reporters do: find out, see, are told."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache

from qingwen.hijack.vocabulary import vocabulary

_DEEDS = frozenset(("投注", "下注", "买球", "首存", "返水", "赌博", "现金", "综合"))
_AFTER_OUTLET = re.compile("(?:报|网|社|台|报》|》|实习|见习|特约)$")
_SPOKEN_TO = re.compile("(?:告诉|接受|向|对|让|带领下，)$")
_DOES = re.compile(
    r"(?:还|也|又|曾|随后|首先|近日|昨日|日前|多次|\d{1,2}日)?(?:获悉|了解到|了解|注意到|发现|看到|见到|调查|采访|来到|来|赶到|到达|前往|登录|查询|查看|查阅"
    r"|询问|咨询|联系|致电|总结|接触|为此|通过|随|跟随|购票|驻足|表示|透露|介绍|坦言|证实|说[，：。]|从[^，。]{2,24}(?:获悉|了解|处)|在[^，。]{2,24}(?:看到|见到|发现|了解|采访|就)"
    r"|[ 　]?[\u4e00-\u9fff]{2,4} ?通讯员)"
)
_OUTLET_HEAD = re.compile(
    r"^.*(?:报|网|社|台|实习|见习|告诉|接受|采访|记者|从|在|向|对|让|了|的|和|与|及|是)"
)


@cache
def brand_end() -> re.Pattern[str]:
    """What a brand ends in: a word of the trade or a game, letters glued on."""
    words = vocabulary()
    # each word with its letters: the search skips to what begins one of the alternatives
    trade = "|".join(rf"{word}[a-z]{{0,3}}\d{{0,3}}" for word in words.trade_each)
    return re.compile(f"{trade}|{words.game.pattern}")


def reporting_brands(text: str) -> Iterator[tuple[str, int, int]]:
    """(name, hits, count) of names with a word of the trade that do what reporters do."""
    words = vocabulary()
    ends: Counter[str] = Counter()
    spots: list[tuple[int, int]] = []
    for found in brand_end().finditer(text):
        if found[0] in _DEEDS:
            continue
        start = found.start()
        spots.append((start, found.end()))
        for size in range(2, 6):
            left = text[max(0, start - size) : start]
            if len(left) == size and left.isalnum():
                ends[left + found[0]] += 1
    names: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for start, end in spots:
        best = max(
            (
                text[start - size : end]
                for size in range(2, 6)
                if ends[text[max(0, start - size) : end]]
            ),
            key=lambda name: (ends[name], len(name)),
            default="",
        )
        head = _OUTLET_HEAD.sub("", best[: len(best) - (end - start)])
        name = head + text[start:end]
        if len(words.known.sub("", name)) > 1 and not words.outlet.match(name):
            names[name].append((end - len(name), end))
    for name, places in names.items():
        beside = sum(bool(_AFTER_OUTLET.search(text, max(0, a - 4), a)) for a, _ in places)
        told = sum(bool(_SPOKEN_TO.search(text, max(0, a - 4), a)) for a, _ in places)
        does = sum(bool(_DOES.match(text, b, b + 36)) for _, b in places)
        if (beside and beside + told + does > 1) or (does > 1 and told + does > 2):
            yield name, beside + told + does, len(places)
