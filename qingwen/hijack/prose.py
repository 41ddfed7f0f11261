"""The body: advertisement between its sentences, keywords between its words."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile
from typing import NamedTuple

from qingwen.article import Removal
from qingwen.hijack.clauses import (
    CLAUSE,
    EDGE,
    LEARNT,
    bracketed,
    difference,
    offers,
    promotes,
    without_listed,
    without_spliced,
)
from qingwen.hijack.heads import Heads, calls_first, may_call
from qingwen.hijack.pitch import ADDRESS, WARES, Story, is_apart, leads_in, pitch_of, speaks
from qingwen.hijack.shape import (
    CONTACT_ADVERT,
    QUOTED,
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
_LABELS = re.compile("摘要|关键词|简介|导读|简要描述|内容提要")
_LETTERS = re.compile("[A-Za-z][0-9]*[\u4e00-\u9fff]|[a-z][0-9]")
_ACCOUNT = re.compile("[A-Za-z0-9⒈-⒛①-⑳]{4}|[QqＱ]")
_OPENERS = ("asino", "【", "『", "[")
"""What advertisement may begin with that holds no word of the trade."""
_SLOGAN_CHARS = 12
"""What follows a list of brands in one sentence is their slogan where it is this short."""

_VERB = re.compile("[是的在为有将让]$")
_HEAD_CHARS = 60
"""Where a name with a call in front of a sentence has ended."""
_MOST_BRANDS = 40
"""A kit has a few names on one page; each is looked for in every paragraph."""


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


def cut_pitches(
    paragraphs: Sequence[str], brands: Sequence[str], signs: Signs, around: str = ""
) -> Cleaned:
    """Cut the sentences that advertise, the keyword lists and the brands that stand alone.

    `brands` are the names the page taught; what the first cuts teach is looked for again. `signs`
    are those of the paragraphs: one without any need not be looked at. `around` is the page outside
    its prose.
    """
    text = "\n".join(map(fold, paragraphs))
    spoken = signs.offer or signs.tail or signs.game or signs.errand or signs.foreign
    if not (
        brands
        or spoken
        or any(map(text.__contains__, _OPENERS))
        or _LETTERS.search(text)
        or _LABELS.search(text)
        or (signs.trade and may_call(text))
    ):
        return Cleaned(tuple(paragraphs), (), (), 0, False)
    topic = _topic(paragraphs) if signs.game else 0
    first = _Pass(paragraphs, brands, topic, signs, around).result
    named = dict.fromkeys(f.brand for f in first.findings if len(f.brand) > 1)
    named.update(dict.fromkeys(_shared_heads(first.removals)))
    learnt = [brand for brand in named if brand not in brands][:_MOST_BRANDS]
    if not learnt:
        return first
    sure = [name for name in named if _is_sure(name, first.removals)]
    second = _Pass(first.paragraphs, [*brands, *learnt], topic, signs, around, sure).result
    return Cleaned(
        second.paragraphs,
        first.removals + second.removals,
        first.findings + second.findings,
        first.ad_chars + second.ad_chars,
        first.marked,
        first.planted + second.planted,
    )


def _shared_heads(ads: Sequence[Removal]) -> Iterator[str]:
    """What two advertisements begin with: their brand, where it is no word of the trade."""
    heads = sorted(fold(ad.text)[:20] for ad in ads if ad.rule == "ad-sentence")[:_MOST_BRANDS]
    for one, next_one in pairwise(heads):
        pairs = zip(one, next_one, strict=False)
        same = takewhile(lambda pair: pair[0] == pair[1], pairs)
        name = _VERB.sub("", "".join(char for char, _ in same))
        if 2 <= len(name) <= 12 and name.isalnum() and not vocabulary().known.search(name):
            yield name


def _is_sure(name: str, ads: Sequence[Removal]) -> bool:
    """Whether what was cut advertises a name beyond doubt: it is said again, or spelt as brands are."""
    return sum(ad.text.count(name) for ad in ads) > 1 or bool(letters_glued(name))


class _Pass:
    """One pass over the paragraphs. A story about gambling (`topic`) names games, so more than games
    must speak."""

    def __init__(
        self,
        paragraphs: Sequence[str],
        brands: Sequence[str],
        topic: int,
        signs: Signs,
        around: str,
        sure: Sequence[str] = (),
    ) -> None:
        self._brands, self._topic, self._signs, self._sure = brands, topic, signs, sure
        self._story = Story(fold("".join(paragraphs)))
        others = (p for p in paragraphs if not any(map(p.__contains__, sure)))
        self._untouched = Story(fold("".join(others))) if sure else self._story
        self._heads = Heads(around, self._story.text)
        self._near = (
            *signs.offer, *signs.tail, *signs.game, *signs.errand, *signs.foreign, *_OPENERS, *brands,
        )  # fmt: skip
        self._removals: list[Removal] = []
        self._findings: list[Finding] = []
        self._planted: list[str] = []
        kept = [left for paragraph in paragraphs if (left := self._read(paragraph))]
        self.result = Cleaned(
            tuple(kept),
            tuple(self._removals),
            tuple(self._findings),
            sum(len(removal.text) for removal in self._removals),
            bool(signs.tail or signs.game),
            tuple(self._planted),
        )

    def _cut(self, text: str, rule: str, why: str) -> None:
        self._removals.append(Removal(text=text.strip(), rule=rule, reason="spam", place="body"))
        brand = brand_in(text) if rule in ("ad-sentence", "ad-paragraph", "brand-list") else ""
        self._findings.append(Finding("body", text.strip(), why, "shape", "injected", 1.0, brand))

    def _read(self, whole: str) -> str:
        """Return what is left of a paragraph."""
        folded = fold(whole)
        if not (
            any(map(folded.__contains__, self._near))
            or _LETTERS.search(folded)
            or _LABEL.match(folded)
            or (self._signs.trade and may_call(folded))
        ):
            return whole
        paragraph = self._without_front(whole)
        if why := _whole(paragraph, self._brands):
            self._cut(paragraph, "ad-paragraph", why)
            self._planted += _label_brand(paragraph)
            return ""
        kept: list[str] = []
        cut = len(self._removals)
        for sentence in sentences(paragraph):
            self._judge(self._without_insets(sentence), kept, "" if kept else folded)
        if kept and len(self._removals) > cut and all(map(_is_cry, kept)):
            self._cut("".join(kept), "ad-sentence", "leads in to advertisement")
            return ""
        return "".join(kept).strip()

    def _without_front(self, paragraph: str) -> str:
        """Cut search words in front of the first sentence."""
        if self._topic >= 3:
            return paragraph
        paragraph, lead = _without_lead(paragraph)
        if lead:
            self._cut(lead, "search-words", "search words in front of the sentence")
        return self._without_head(paragraph)

    def _without_head(self, text: str) -> str:
        """Cut a name with a call that a sentence begins with."""
        front = fold(text[:_HEAD_CHARS])
        calls = any(map(front.__contains__, self._signs.tail)) or calls_first(front)
        if self._topic < 3 and calls and (head := self._heads.head_of(text)):
            self._cut(head, "brand-list", "a name that calls to a site, in front of a sentence")
            return text[len(head) :].lstrip()
        return text

    def _without_inset(self, sentence: str) -> str:
        if not self._signs.tail or self._topic >= 3 or not (i := self._heads.inset_of(sentence)):
            return sentence
        self._cut(i, "brand-list", "a name with a call, a clause between others")
        return sentence.replace(i, "", 1)

    def _without_insets(self, sentence: str) -> str:
        """Cut brackets, clauses and contacts set into a sentence."""
        for name in bracketed(sentence, self._signs):
            self._cut(name, "ad-bracket", "a name with a call to action in brackets")
            sentence = sentence.replace(name, "")
        spliced = without_spliced(sentence, self._brands, self._topic, self._signs)
        if spliced != sentence:
            why = "advertisement inside a sentence"
            self._cut(difference(sentence, spliced), "ad-clause", why)
            sentence = spliced
        if (contact := CONTACT_ADVERT.search(sentence)) and _ACCOUNT.search(contact[0]):
            self._cut(contact[0], "contact-advert", "a contact in disguise")
            sentence = sentence.replace(contact[0], "")
        return sentence

    def _judge(self, sentence: str, kept: list[str], begun: str) -> None:
        """Add a sentence to those kept before it, or cut it, with the one before where both are one
        advertisement."""
        brands, signs, about_it = self._brands, self._signs, self._topic >= 3
        left, listed = without_listed(sentence, brands, about_it, self._story.text)
        sold = listed and self._sure and offers(left, signs) and is_apart(left, self._untouched)
        if sold or (listed and _is_slogan(left, signs)):
            self._cut(sentence, "ad-sentence", "names with calls to action and a slogan")
            return
        if listed:
            called = vocabulary().any_tail.search(listed)
            what = "names with calls to action" if called else "the brand that the page promotes"
            self._cut(listed, "brand-list", f"{what}, put between the words")
            sentence = left
        folded = fold(sentence)
        why = pitch_of(folded, brands, self._topic, signs, self._story)
        if not why and not about_it and kept and speaks(kept[-1], signs) and speaks(folded, signs):
            pair = fold(kept[-1]) + folded
            games = ADDRESS in pair or any(map(pair.__contains__, signs.game))
            why = pitch_of(pair, brands, self._topic, signs, self._story) if games else ""
            if why:
                self._cut(kept.pop(), "ad-sentence", why)
        why = why or self._speaks_of_brand(folded, begun)
        if not why:
            sentence = self._without_inset(sentence)
            kept.append(self._without_head(sentence) if kept else sentence)
            return
        if kept and leads_in(kept[-1], signs):
            self._cut(kept.pop(), "ad-sentence", "leads in to advertisement")
        self._cut(sentence, "errand-line" if why.startswith(WARES) else "ad-sentence", why)

    def _speaks_of_brand(self, sentence: str, begun: str) -> str:
        """Why a sentence goes that offers nothing: 某某提现多久到账？, among advertisements for it.

        `begun` is its paragraph while nothing of it is kept.
        """
        for name in self._sure:
            opens = sentence.startswith(name) or begun.startswith(name)
            if (
                opens
                and not vocabulary().report.search(sentence)
                and is_apart(sentence, self._untouched, name)
            ):
                return f"speaks of {name}, which the page advertises, and of nothing else here"
        return ""


def _is_cry(sentence: str) -> bool:
    """Whether a sentence is a few words and a mark, 还在犹豫？: nothing stays of its paragraph but this."""
    return len(sentence) <= 10 and sentence.endswith(("？", "！", "?", "!"))


def _label_brand(paragraph: str) -> list[str]:
    label = _LABEL.match(paragraph)
    first = CLAUSE.match(paragraph, label.end()) if label else None
    clause = first[0].strip(EDGE) if first else ""
    return [clause] if 3 < len(clause) < 20 else []


def _whole(paragraph: str, brands: Sequence[str]) -> str:
    """Why the paragraph goes as a whole, "" where it stays."""
    if label := _LABEL.match(paragraph):
        first = CLAUSE.match(paragraph, label.end())
        clause = first[0].strip(EDGE) if first else ""
        own = label[0].lstrip().startswith(("本文", "文章"))
        if (
            any(b in paragraph for b in brands)
            or (clause and promotes(clause, brands) >= (0.6 if own else 1.0))
            or (len(clause) > 1 and _called_again(clause, paragraph[first.end() if first else 0 :]))
        ):
            return "a summary or keyword line that begins with a brand"
    if len(paragraph) < 60:
        weight = promotes(paragraph, brands)
        if (
            weight >= 1.0
            and not re.search("[。！？]", paragraph)
            and (weight >= LEARNT or read_phrase(paragraph).branded)
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


def _is_slogan(left: str, signs: Signs) -> bool:
    """Whether what a cut of names leaves of a sentence advertises as they did."""
    if not offers(left, signs):
        return False
    pitch = read_sentence(fold(left))
    return len(left) <= _SLOGAN_CHARS or (pitch.offers + pitch.games > 2 and not pitch.reports)


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
