"""Clauses and brackets of advertisement set into a sentence of the story."""

import re
from collections.abc import Sequence
from functools import cache

from qingwen.hijack.shape import letters_glued, read_phrase, read_sentence
from qingwen.hijack.vocabulary import Signs, vocabulary

_COMMA_CLAUSE = re.compile(r"[^，,]*(?:[，,]+|$)")
CLAUSE = re.compile(r"[^，,、：:]*(?:[，,、：:]+|$)")
_BRACKETS = re.compile(r"[【『\[（(《]([^【】『』\[\]（）()《》，。]{3,24})[】』\]）)》]")
LEADS_TO = re.compile(
    r"(?:登录|登陆|访问|关注|下载|在|通过|进入|打开|搜索|点击|见|即|网址|平台|系统|公司)$"
)
_OF_THEM = re.compile("[，,](?:均|都|皆|等(?:渠道|方式|平台|途径))")

LEARNT = 9.0
"""Weight of a brand that the page itself taught."""
EDGE = " \u3000，,、：:；;‘’'\"“”-—_|"


def without_listed(
    sentence: str, brands: Sequence[str], about_it: bool, story: str
) -> tuple[str, str]:
    """Cut the clauses at either end that are brands with calls to action, or learnt brands alone.

    One clause alone goes only where it is a learnt brand; a run of two needs a common stem.
    """
    if said_of_all(sentence):
        return sentence, ""
    clauses = [c for c in CLAUSE.findall(sentence) if c]
    if not about_it and (opening := _opening_calls(clauses, story)):
        return "".join(clauses[opening:]), "".join(clauses[:opening])
    if not brands and not letters_glued(sentence) and not _tailed(sentence):
        return sentence, ""
    if len(clauses) < 2:
        return sentence, ""
    promoting = [_clause_weight(c, brands) for c in clauses]
    quoted = 0
    for i, clause in enumerate(clauses):
        quoted += clause.count("“")
        if quoted and promoting[i] < LEARNT:
            promoting[i] = 0.0
        quoted -= clause.count("”")
    drop: set[int] = {i for i, w in enumerate(promoting) if w >= LEARNT}
    for order in (range(len(clauses)), range(len(clauses) - 1, -1, -1)):
        run = []
        for i in order:
            if promoting[i] < 0.7:
                break
            run.append(i)
        stems = {read_phrase(clauses[i].strip(EDGE)).stem[:2] for i in run}
        if about_it and (len(run) < 3 or len(stems) > 1) and not _repeats(clauses, run):
            continue
        if (len(run) >= 2 and len(stems) < len(run)) or len(run) >= 3:
            drop.update(run)
    if not drop or len(drop) == len(clauses):
        return sentence, ""
    left = "".join(c for i, c in enumerate(clauses) if i not in drop)
    return left, "".join(c for i, c in enumerate(clauses) if i in drop)


def _repeats(clauses: Sequence[str], run: Sequence[int]) -> bool:
    """Whether four calls or more say a name twice, beside a rest that speaks of no game: a story
    about such sites names each once, and says something of them."""
    stems = {read_phrase(clauses[i].strip(EDGE)).stem for i in run}
    if len(run) < 4 or len(stems) == len(run):
        return False
    if not all(ends_in_call(clauses[i].strip(EDGE)) for i in run):
        return False
    rest = "".join(clause for i, clause in enumerate(clauses) if i not in run)
    words = vocabulary()
    return not words.game.search(rest) and not words.vice.search(rest)


def said_of_all(sentence: str) -> bool:
    """Whether it says something of the names it begins with: 医保官网，医保小程序，均已开通。"""
    return bool(_OF_THEM.search(sentence))


def _opening_calls(clauses: Sequence[str], story: str) -> int:
    """How many clauses at the head call one name twice, 某某注册，某某开户，: a name that the story
    says in no other way. 0 where none do, or nothing stands behind them."""
    if len(clauses) < 3 or not ends_in_call(clauses[0].strip(EDGE)):
        return 0
    stem = read_phrase(clauses[0].strip(EDGE)).stem
    run: list[float] = []
    again = 0
    for clause in clauses:
        bare = clause.strip(EDGE)
        phrase = read_phrase(bare)
        same = _is_one_name(phrase.stem, stem)
        if not ends_in_call(bare) or not (same or phrase.weight >= 0.7):
            break
        run.append(phrase.weight)
        again += same
    if len(stem) < 3 or again < 2 or sum(run) < 1.0 or len(run) == len(clauses):
        return 0
    calls = vocabulary().any_tail
    places = [found.end() for found in re.finditer(re.escape(stem), story)]
    return len(run) if all(calls.match(story, at) for at in places) else 0


def _is_one_name(name: str, other: str) -> bool:
    """Whether two names are one, with or without Latin letters in front: hth某某, 某某."""
    short, long = sorted((name, other), key=len)
    return short == long or (
        len(short) >= 3 and long.endswith(short) and long.removesuffix(short).isascii()
    )


def _clause_weight(clause: str, brands: Sequence[str]) -> float:
    bare = clause.strip(EDGE + "。！？")
    if not bare or len(bare) > 30:
        return 0.0
    return promotes(bare, brands)


def _tailed(sentence: str) -> bool:
    return len(vocabulary().tail.findall(sentence)) > 1


def promotes(text: str, brands: Sequence[str]) -> float:
    phrase = read_phrase(text)
    if any(text.strip(EDGE) == b or phrase.stem == b for b in brands):
        return LEARNT
    known = vocabulary().known
    if any(b in text and not known.sub("", text.replace(b, "")).strip(EDGE) for b in brands):
        return LEARNT
    if any(b in phrase.stem and len(phrase.stem) < len(b) + 4 for b in brands):
        return LEARNT if ends_in_call(text) else 0.0
    return phrase.weight if phrase.called or (phrase.branded and ends_in_call(text)) else 0.0


@cache
def _call_at_end() -> re.Pattern[str]:
    # from every place: in 国际娱乐网页版 the call is 网页版, not 娱乐网
    return re.compile(rf"(?:{vocabulary().any_tail_words}).?$", re.DOTALL)


def ends_in_call(text: str) -> bool:
    return bool(_call_at_end().search(text))


def bracketed(sentence: str, signs: Signs) -> list[str]:
    """Brands with calls to action that a kit sets into a sentence in brackets."""
    if not any(map(sentence.__contains__, (*signs.tail, "【", "『", "["))):
        return []
    cuts = []
    for found in _BRACKETS.finditer(sentence):
        phrase = read_phrase(found[1])
        hard = found[0][0] in "【『["
        if not (
            phrase.called and phrase.weight >= (0.6 if hard else 0.7) and ends_in_call(found[1])
        ):
            continue
        named = phrase.branded or (
            hard and (phrase.weight >= 1.0 or (phrase.stem.isascii() and len(phrase.stem) > 4))
        )
        sure = hard and phrase.branded and phrase.weight >= 1.0
        if named and (sure or not LEADS_TO.search(sentence[: found.start()])):
            cuts.append(found[0])
    return cuts


def without_spliced(sentence: str, brands: Sequence[str], topic: int, signs: Signs) -> str:
    """Cut clauses that advertise out of a sentence whose first and last clauses do not."""
    clauses = [c for c in _COMMA_CLAUSE.findall(sentence) if c]
    if topic >= 3 or len(clauses) < 3:
        return sentence
    ads = [i for i, clause in enumerate(clauses) if _advertises(clause, brands, signs)]
    if not ads or ads[0] == 0 or ads[-1] == len(clauses) - 1 or ads[-1] - ads[0] >= len(ads):
        return sentence
    head, tail = "".join(clauses[: ads[0]]), "".join(clauses[ads[-1] + 1 :])
    if len(head) < 10 or len(tail) < 6 or offers(head + tail, signs):
        return sentence
    return head + tail


def _advertises(clause: str, brands: Sequence[str], signs: Signs) -> bool:
    if not offers(clause, signs) and not any(brand in clause for brand in brands):
        return False
    pitch = read_sentence(clause)
    return not pitch.reports and pitch.offers >= 2 and (pitch.games > 0 or pitch.named)


def offers(text: str, signs: Signs) -> bool:
    return any(map(text.__contains__, (*signs.offer, *signs.game)))


def difference(whole: str, left: str) -> str:
    """What was cut from the middle of `whole`."""
    start = next(
        (i for i, (a, b) in enumerate(zip(whole, left, strict=False)) if a != b), len(left)
    )
    return whole[start : start + len(whole) - len(left)]
