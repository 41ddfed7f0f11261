"""The body: advertisement between its sentences, keywords between its words, spun text."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from qingwen.article import Removal
from qingwen.hijack.shape import (
    CONTACT_ADVERT,
    QUOTED,
    Pitch,
    brand_in,
    fold,
    letters_glued,
    read_phrase,
    read_sentence,
    sentences,
)
from qingwen.hijack.verdict import Finding
from qingwen.hijack.vocabulary import Signs, vocabulary

_LABEL = re.compile(
    r"^\s*(?:文章|本文|内容)(?:摘要|简介|关键词|导读)[:：]|^\s*(?:简要描述|内容提要)[:：]"
)
_DOUBLED = re.compile(r"([，,、；;])[，,、；;]+|^[，,、；;：:]+")
_COMMA_CLAUSE = re.compile(r"[^，,]*(?:[，,]+|$)")
_CLAUSE = re.compile(r"[^，,、：:]*(?:[，,、：:]+|$)")
_LABELS = re.compile("摘要|关键词|简介|导读|简要描述|内容提要")
_LETTERS = re.compile("[A-Za-z][0-9]*[\u4e00-\u9fff]|[a-z][0-9]")
_IMPERATIVE = re.compile(r"[【\s]*(?:点击进入|更多精彩|欢迎光临|请?认准|立即注册|想看|马上注册)")
_NARRATES = re.compile(
    "[日月]前|近[日期年]|昨[日天晚]|看到|写着|印着|贴着|发现|先生|女士|市民|村民|网友|有人|接到|收到|对方|[一二两三四五六七八九十几多\\d] ?[名位]|骗|[他她]|不要|勿|不得|严禁"
)
"""Told of somebody: an advertisement speaks to whoever reads it."""
_ACCOUNT = re.compile("[A-Za-z0-9⒈-⒛①-⑳]{4}|[QqＱ]")
_OPENERS = ("asino", "【", "『", "[")
"""What advertisement may begin with that holds no word of the trade."""
_HAN_RUN = re.compile("[\u4e00-\u9fff]+")
_SLOGAN_CHARS = 12
"""What follows a list of brands in one sentence is their slogan where it is this short."""
_LEARNT = 9.0
"""Weight of a brand that the page itself taught."""
_EDGE = " \u3000，,、：:；;‘’'\"“”-—_|"


class Cleaned(NamedTuple):
    """Paragraphs without advertisement."""

    paragraphs: tuple[str, ...]
    removals: tuple[Removal, ...]
    findings: tuple[Finding, ...]
    ad_chars: int
    marked: bool
    """Whether games or calls to action stand in the prose at all."""
    planted: tuple[str, ...] = ()
    """Brands that summary lines begin with: they stand between other words too."""


def advertises(text: str) -> bool:
    """Whether one of its sentences is advertisement."""
    folded = fold(text)
    signs = vocabulary().needles.signs(folded)
    speaks = signs.offer or signs.errand or signs.game
    return bool(speaks) and any(_pitch(part, (), 0, signs) for part in sentences(folded))


def cut_pitches(paragraphs: Sequence[str], brands: Sequence[str], signs: Signs) -> Cleaned:
    """Cut the sentences that advertise, the keyword lists and the brands that stand alone.

    `brands` are the names the page taught; what the first cuts teach is looked for again. `signs`
    are those of the paragraphs: one without any need not be looked at.
    """
    text = "\n".join(map(fold, paragraphs))
    spoken = signs.offer or signs.tail or signs.game or signs.errand
    if not (
        brands
        or spoken
        or any(map(text.__contains__, _OPENERS))
        or _LETTERS.search(text)
        or _LABELS.search(text)
    ):
        return Cleaned(tuple(paragraphs), (), (), 0, False)
    topic = _topic(paragraphs) if signs.game else 0
    first = _cut_once(paragraphs, brands, topic, signs)
    learnt = [f.brand for f in first.findings if len(f.brand) > 1 and f.brand not in brands]
    if not learnt:
        return first
    second = _cut_once(first.paragraphs, [*brands, *learnt], topic, signs)
    return Cleaned(
        second.paragraphs,
        first.removals + second.removals,
        first.findings + second.findings,
        first.ad_chars + second.ad_chars,
        first.marked,
        first.planted + second.planted,
    )


def _cut_once(
    paragraphs: Sequence[str], brands: Sequence[str], topic: int, signs: Signs
) -> Cleaned:
    """One pass. A story about gambling (`topic`) names games, so more than games must speak."""
    kept: list[str] = []
    removals: list[Removal] = []
    findings: list[Finding] = []
    planted: list[str] = []
    story = fold("".join(paragraphs))
    near = (*signs.offer, *signs.tail, *signs.game, *signs.errand, *_OPENERS)

    def cut(text: str, rule: str, why: str) -> None:
        removals.append(Removal(text=text.strip(), rule=rule, reason="spam", place="body"))
        brand = brand_in(text) if rule in ("ad-sentence", "ad-paragraph", "brand-list") else ""
        findings.append(Finding("body", text.strip(), why, "shape", "injected", 1.0, brand))

    for whole in paragraphs:
        folded = fold(whole)
        if not (
            any(map(folded.__contains__, near))
            or any(map(folded.__contains__, brands))
            or _LETTERS.search(folded)
            or _LABEL.match(folded)
        ):
            kept.append(whole)
            continue
        paragraph, lead = _without_lead(whole) if topic < 3 else (whole, "")
        if lead:
            cut(lead, "search-words", "search words in front of the sentence")
        if why := _whole(paragraph, brands):
            cut(paragraph, "ad-paragraph", why)
            planted += _label_brand(paragraph)
            continue
        rest: list[str] = []
        for sentence in sentences(paragraph):
            for bracketed in _bracketed(sentence, signs):
                cut(bracketed, "ad-bracket", "a name with a call to action in brackets")
                sentence = sentence.replace(bracketed, "")
            spliced = _without_spliced(sentence, brands, topic, signs)
            if spliced != sentence:
                cut(_difference(sentence, spliced), "ad-clause", "advertisement inside a sentence")
                sentence = spliced
            if (contact := CONTACT_ADVERT.search(sentence)) and _ACCOUNT.search(contact[0]):
                cut(contact[0], "contact-advert", "a contact in disguise")
                sentence = sentence.replace(contact[0], "")
            left, listed = _without_listed(sentence, brands, topic >= 3)
            if listed and (len(left) > _SLOGAN_CHARS or not _offers(left, signs)):
                cut(listed, "brand-list", "names with calls to action, put between the words")
                sentence = left
            elif listed:
                cut(sentence, "ad-sentence", "names with calls to action and a slogan")
                continue
            if why := _pitch(fold(sentence), brands, topic, signs, story):
                if rest and _leads_in(rest[-1], signs):
                    cut(rest.pop(), "ad-sentence", "leads in to advertisement")
                cut(sentence, "errand-line" if why.startswith(_WARES) else "ad-sentence", why)
                continue
            rest.append(sentence)
        if joined := "".join(rest).strip():
            kept.append(joined)
    return Cleaned(
        tuple(kept),
        tuple(removals),
        tuple(findings),
        sum(len(removal.text) for removal in removals),
        bool(signs.tail or signs.game),
        tuple(planted),
    )


def _label_brand(paragraph: str) -> list[str]:
    label = _LABEL.match(paragraph)
    first = _CLAUSE.match(paragraph, label.end()) if label else None
    clause = first[0].strip(_EDGE) if first else ""
    return [clause] if 3 < len(clause) < 20 else []


def _whole(paragraph: str, brands: Sequence[str]) -> str:
    """Why the paragraph goes as a whole, "" where it stays."""
    if label := _LABEL.match(paragraph):
        first = _CLAUSE.match(paragraph, label.end())
        clause = first[0].strip(_EDGE) if first else ""
        own = label[0].lstrip().startswith(("本文", "文章"))
        if (
            any(b in paragraph for b in brands)
            or (clause and _promotes(clause, brands) >= (0.6 if own else 1.0))
            or (len(clause) > 1 and _called_again(clause, paragraph[first.end() if first else 0 :]))
        ):
            return "a summary or keyword line that begins with a brand"
    if len(paragraph) < 60:
        weight = _promotes(paragraph, brands)
        if (
            weight >= 1.0
            and not re.search("[。！？]", paragraph)
            and (weight >= _LEARNT or read_phrase(paragraph).branded)
        ):
            return "a line that is nothing but a name with calls to action"
    said = QUOTED.sub("", paragraph) if len(paragraph) > 40 else ""
    found = vocabulary().game.findall(said) if not vocabulary().report.search(said) else []
    if len(found) >= 8 and len(found) * 14 > len(paragraph):
        return "a heap of search words: " + ",".join(sorted(set(found))[:6])
    pieces = paragraph.replace("|", " ").replace("｜", " ").split()
    if len(pieces) >= 4 and len(paragraph) < 30 * len(pieces):
        weights = [read_phrase(piece).weight for piece in pieces]
        if sum(w >= 0.6 for w in weights) * 2 >= len(pieces):
            return "a list of search words"
    return ""


def _called_again(clause: str, rest: str) -> bool:
    """Whether the next words are the clause again with a call to action: X,X官网."""
    return rest.startswith(clause) and bool(vocabulary().any_tail.search(rest[:30], len(clause)))


def _topic(paragraphs: Sequence[str]) -> int:
    """How many game words stand in sentences that offer nothing."""
    words = vocabulary()
    count = 0
    for paragraph in paragraphs:
        if words.game.search(paragraph):
            for sentence in sentences(paragraph):
                if found := words.game.findall(sentence):
                    offers = words.promise.search(sentence) or words.call.search(sentence)
                    count += 0 if offers and not words.report.search(sentence) else len(found)
    return count


def _without_lead(paragraph: str) -> tuple[str, str]:
    """Cut search words that stand in front of a paragraph, each closed by a blank."""
    head, blank, rest = paragraph.partition(" ")
    if not blank or not 3 < len(head) < 20 or len(rest) < 40 or "、" in head:
        return paragraph, ""
    phrase = read_phrase(head)
    if phrase.weight < 1.0 or not phrase.branded:
        return paragraph, ""
    second = re.match(r"[\w]{3,16}(?=[(（\s，])", rest)
    if second and read_phrase(second[0]).weight >= 0.8:
        return rest[second.end() :].lstrip(), head + blank + second[0]
    return (rest, head) if phrase.called else (paragraph, "")


def cut_planted(paragraphs: Sequence[str], planted: Sequence[str]) -> Cleaned:
    """Delete brands that a kit strews between words, and rejoin the words around them."""
    kept: list[str] = []
    removals: list[Removal] = []
    for paragraph in paragraphs:
        text = paragraph
        for brand in planted:
            if brand not in text:
                continue
            pattern = rf"{re.escape(brand)}[：:]?\s?"
            removals += [
                Removal(text=found.strip(), rule="planted-brand", reason="spam", place="body")
                for found in re.findall(pattern, text)
            ]
            text = _DOUBLED.sub(r"\1", re.sub(pattern, "", text)).strip()
        if text:
            kept.append(text)
    findings = tuple(
        Finding(
            "body",
            r.text,
            "a brand of the title between the words of a sentence",
            "shape",
            "injected",
            1.0,
        )
        for r in removals[:2]
    )
    return Cleaned(tuple(kept), tuple(removals), findings, 0, True)


def is_about(brands: Sequence[str], paragraphs: Sequence[str]) -> str:
    """The brand that half of the paragraphs speak of as of a game; "" where there is none."""
    text = "".join(paragraphs)
    games = set(vocabulary().game.findall(text)) | {w for w in ("玩家", "游戏") if w in text}
    if len(games) > 1 and len(paragraphs) > 2:
        for brand in brands:
            if sum(brand in paragraph for paragraph in paragraphs) * 2 >= len(paragraphs):
                return brand
    return ""


def strewn(brand: str, paragraphs: Sequence[str], title: str) -> str:
    """The brand, or what it begins with, that stands only where a kit drops it: twice or more,
    behind marks, not in the title; "" where it stands otherwise."""
    text = "\n" + "\n".join(paragraphs)
    for size in range(len(brand), 1, -1):
        head = brand[:size]
        places = [found.start() for found in re.finditer(re.escape(head), text)]
        if len(places) > 1 and head not in title:
            return head if all(text[at - 1] in "\n，。、：；！？“" for at in places) else ""
    return ""


def _promotes(text: str, brands: Sequence[str]) -> float:
    phrase = read_phrase(text)
    if any(text.strip(_EDGE) == b or phrase.stem == b for b in brands):
        return _LEARNT
    known = vocabulary().known
    if any(b in text and not known.sub("", text.replace(b, "")).strip(_EDGE) for b in brands):
        return _LEARNT
    if any(b in phrase.stem and len(phrase.stem) < len(b) + 4 for b in brands):
        return _LEARNT if _ends_in_call(text) else 0.0
    return phrase.weight if phrase.called or (phrase.branded and _ends_in_call(text)) else 0.0


def _ends_in_call(text: str) -> bool:
    return any(True for m in vocabulary().any_tail.finditer(text) if m.end() >= len(text) - 1)


def _pitch(sentence: str, brands: Sequence[str], topic: int, signs: Signs, story: str = "") -> str:
    """Why the sentence is advertisement, "" where it is none."""
    if not 4 <= len(sentence) <= 1500 or (
        not any(map(sentence.__contains__, (*signs.offer, *signs.errand, *brands)))
        and sum(map(sentence.__contains__, signs.game)) < 2
        and "asino" not in sentence
    ):
        return ""
    pitch = read_sentence(sentence)
    named = any(brand in sentence for brand in brands)
    if pitch.reports and not (named and pitch.offers > 1):
        return ""
    about_it = topic >= 3
    if pitch.games >= 5 and pitch.games * 16 > len(sentence) and not about_it:
        return f"a list of search words: {pitch.why}"
    if len(sentence) > 300:
        return ""
    if not _NARRATES.search(sentence):
        if why := _errand(pitch, about_it):
            return why
        if story and not about_it and _isolated(pitch, sentence, story):
            return f"speaks of nothing that the story speaks of: {pitch.why}"
    needed = 3 if about_it and not _IMPERATIVE.match(sentence) else 2
    spoken = pitch.offers >= needed and (pitch.games or pitch.named)
    if spoken or pitch.offers >= 4 or (named and pitch.offers):
        return f"speaks to a customer: {pitch.why}"
    return ""


_WARES = "sells what is sold in the dark"
_ENOUGH = 3
_SHARED = 0.06
"""Share of its pairs of chars that an advertisement has in common with the story around it: 0 for six
of seven made-up ones, above 0.05 for three of four sentences of news."""
_STORY_CHARS = 150


def _isolated(pitch: Pitch, sentence: str, story: str) -> bool:
    """Whether weak signs add up in a sentence that has no words in common with its story."""
    if len(sentence) < 10:
        return False
    speaking = pitch.named or pitch.games or pitch.errands or pitch.contact or pitch.offers > 2
    score = pitch.offers + pitch.games + pitch.errands + pitch.hints + pitch.named
    if not speaking or score + 2 * bool(pitch.contact) < _ENOUGH:
        return False
    rest = story.replace(sentence.strip(), "")
    pairs = {run[i : i + 2] for run in _HAN_RUN.findall(sentence) for i in range(len(run) - 1)}
    return len(rest) > _STORY_CHARS and sum(pair in rest for pair in pairs) <= _SHARED * len(pairs)


def _errand(pitch: Pitch, about_it: bool) -> str:
    """Why a sentence sells what no newspaper sells, or sends the reader to an account."""
    wares = pitch.errands + pitch.games
    if pitch.contact and wares + pitch.offers + pitch.named > 1:
        if pitch.errands and not pitch.named:
            return f"{_WARES}, with an account to write to: {pitch.why}"
        return f"an account to write to, {pitch.contact}: {pitch.why}"
    if pitch.errands > (4 if about_it else 3):
        return f"{_WARES}: {pitch.why}"
    return ""


def _leads_in(sentence: str, signs: Signs) -> bool:
    """Whether a few words and a mark, 急用钱？, belong to the advertisement behind them."""
    return (
        len(sentence) <= 10
        and sentence.endswith(("？", "！", "?", "!"))
        and any(map(sentence.__contains__, (*signs.offer, *signs.errand, *signs.game)))
    )


def _without_listed(sentence: str, brands: Sequence[str], about_it: bool) -> tuple[str, str]:
    """Cut the clauses at either end that are brands with calls to action, or learnt brands alone.

    One clause alone goes only where it is a learnt brand; a run of two needs a common stem.
    """
    if not brands and not letters_glued(sentence) and not _tailed(sentence):
        return sentence, ""
    clauses = [c for c in _CLAUSE.findall(sentence) if c]
    if len(clauses) < 2:
        return sentence, ""
    promoting = [_clause_weight(c, brands) for c in clauses]
    quoted = 0
    for i, clause in enumerate(clauses):
        quoted += clause.count("“")
        if quoted and promoting[i] < _LEARNT:
            promoting[i] = 0.0
        quoted -= clause.count("”")
    drop: set[int] = {i for i, w in enumerate(promoting) if w >= _LEARNT}
    for order in (range(len(clauses)), range(len(clauses) - 1, -1, -1)):
        run = []
        for i in order:
            if promoting[i] < 0.7:
                break
            run.append(i)
        stems = {read_phrase(clauses[i].strip(_EDGE)).stem[:2] for i in run}
        if about_it and (len(run) < 3 or len(stems) > 1):
            continue
        if (len(run) >= 2 and len(stems) < len(run)) or len(run) >= 3:
            drop.update(run)
    if not drop or len(drop) == len(clauses):
        return sentence, ""
    left = "".join(c for i, c in enumerate(clauses) if i not in drop)
    return left, "".join(c for i, c in enumerate(clauses) if i in drop)


_BRACKETS = re.compile(r"[【『\[（(《]([^【】『』\[\]（）()《》，。]{3,24})[】』\]）)》]")
_LEADS_TO = re.compile(
    r"(?:登录|登陆|访问|关注|下载|在|通过|进入|打开|搜索|点击|见|即|网址|平台|系统|公司)$"
)


def _bracketed(sentence: str, signs: Signs) -> list[str]:
    """Brands with calls to action that a kit sets into a sentence in brackets."""
    if not any(map(sentence.__contains__, (*signs.tail, "【", "『", "["))):
        return []
    cuts = []
    for found in _BRACKETS.finditer(sentence):
        phrase = read_phrase(found[1])
        hard = found[0][0] in "【『["
        if not (
            phrase.called and phrase.weight >= (0.6 if hard else 0.7) and _ends_in_call(found[1])
        ):
            continue
        named = phrase.branded or (
            hard and (phrase.weight >= 1.0 or (phrase.stem.isascii() and len(phrase.stem) > 4))
        )
        if named and not _LEADS_TO.search(sentence[: found.start()]):
            cuts.append(found[0])
    return cuts


def _without_spliced(sentence: str, brands: Sequence[str], topic: int, signs: Signs) -> str:
    """Cut clauses that advertise out of a sentence whose first and last clauses do not."""
    clauses = [c for c in _COMMA_CLAUSE.findall(sentence) if c]
    if topic >= 3 or len(clauses) < 3:
        return sentence
    ads = [i for i, clause in enumerate(clauses) if _advertises(clause, brands, signs)]
    if not ads or ads[0] == 0 or ads[-1] == len(clauses) - 1 or ads[-1] - ads[0] >= len(ads):
        return sentence
    head, tail = "".join(clauses[: ads[0]]), "".join(clauses[ads[-1] + 1 :])
    if len(head) < 10 or len(tail) < 6 or _offers(head + tail, signs):
        return sentence
    return head + tail


def _advertises(clause: str, brands: Sequence[str], signs: Signs) -> bool:
    if not _offers(clause, signs) and not any(brand in clause for brand in brands):
        return False
    pitch = read_sentence(clause)
    return not pitch.reports and pitch.offers >= 2 and (pitch.games > 0 or pitch.named)


def _offers(text: str, signs: Signs) -> bool:
    return any(map(text.__contains__, (*signs.offer, *signs.game)))


def _difference(whole: str, left: str) -> str:
    """What was cut from the middle of `whole`."""
    start = next(
        (i for i, (a, b) in enumerate(zip(whole, left, strict=False)) if a != b), len(left)
    )
    return whole[start : start + len(whole) - len(left)]


def _tailed(sentence: str) -> bool:
    return len(vocabulary().tail.findall(sentence)) > 1


def _clause_weight(clause: str, brands: Sequence[str]) -> float:
    bare = clause.strip(_EDGE + "。！？")
    if not bare or len(bare) > 30:
        return 0.0
    return _promotes(bare, brands)


_ADDRESS_LINE = re.compile(r"^(?:https?://)?[\w-]+(?:\.[\w-]+)+/\S*$", re.ASCII)


SPUN = "words no editor writes: spun or filtered text"
SEARCHED = "search words of other trades"


def find_spinning(paragraphs: Sequence[str], signs: Signs) -> Iterator[Finding]:
    """Findings of text that a program wrote or filled with search words of other trades."""
    text = "\n".join(paragraphs)
    words = vocabulary()
    spun = set(words.spun.findall(text)) if signs.spun else set()
    if len(spun) >= 2:
        seen = " ".join(sorted(spun))
        yield Finding("body", seen, SPUN, "characters", "hijacked", 1.0)
    vices = set(words.vice.findall(text)) if signs.vice else set()
    if len(vices) >= 2 and not words.report.search(text.replace("记者", "").replace("表示", "")):
        seen = " ".join(sorted(vices))
        yield Finding("body", seen, SEARCHED, "shape", "injected", 1.0)
    addresses = [p for p in paragraphs if p.isascii() and _ADDRESS_LINE.match(p)]
    if len(addresses) >= 5:
        yield Finding(
            "body",
            " ".join(addresses[:4]),
            f"{len(addresses)} bare addresses of foreign pages",
            "shape",
            "injected",
            1.0,
        )
