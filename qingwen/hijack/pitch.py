"""A sentence that speaks to a customer, between sentences that tell a story."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from operator import add

from qingwen.hijack.clauses import said_of_all
from qingwen.hijack.shape import Pitch, fold, read_sentence, sentences
from qingwen.hijack.vocabulary import Signs, vocabulary

_IMPERATIVE = re.compile(r"[【\s]*(?:点击进入|更多精彩|欢迎光临|请?认准|立即注册|想看|马上注册)")
_NARRATES = re.compile(
    "[日月]前|近[日期年]|昨[日天晚]|看到|写着|印着|贴着|发现|先生|女士|市民|村民|网友|有人|接到|收到|对方|[一二两三四五六七八九十几多\\d] ?[名位]|骗|[他她]|不要|勿|不得|严禁"
)
"""Told of somebody: an advertisement speaks to whoever reads it."""
_HAN_CHAR = re.compile("[\u4e00-\u9fff]")
_HAN_RUN = re.compile("[\u4e00-\u9fff]+")

ADDRESS = "://"
"""An advertisement may hold a web address and few words of the trade."""
WARES = "sells what is sold in the dark"
_ENOUGH = 3
_SHARED = 0.06
"""Share of its pairs of chars that an advertisement has in common with the story around it: 0 for six
of seven made-up ones, above 0.05 for three of four sentences of news."""
_STORY_CHARS = 150


class Story:
    """The text around a sentence; its pairs of chars are counted once, where they are asked for."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._times: dict[str, int] = {}

    def times(self, sentence: str) -> int:
        """How often a sentence stands in the text; asked again it costs nothing."""
        if sentence not in self._times:
            self._times[sentence] = self.text.count(sentence)
        return self._times[sentence]

    @cached_property
    def pairs(self) -> Counter[str]:
        """How often each pair of neighbours stands in the text."""
        return Counter(map(add, self.text, self.text[1:]))


def advertises(text: str) -> bool:
    """Whether one of its sentences is advertisement."""
    folded = fold(text)
    signs = vocabulary().needles.signs(folded)
    heard = signs.offer or signs.errand or signs.game or signs.foreign
    return bool(heard) and any(pitch_of(part, (), 0, signs) for part in sentences(folded))


def pitch_of(
    sentence: str, brands: Sequence[str], topic: int, signs: Signs, story: Story | None = None
) -> str:
    """Why the sentence is advertisement, "" where it is none."""
    if not 4 <= len(sentence) <= 1500 or (
        not any(map(sentence.__contains__, (*signs.offer, *signs.errand, *brands)))
        and sum(map(sentence.__contains__, signs.game)) < 2
        and "asino" not in sentence
        and not any(map(sentence.__contains__, signs.foreign))
        and ADDRESS not in sentence
    ):
        return ""
    pitch = read_sentence(sentence)
    named = any(brand in sentence for brand in brands)
    if (pitch.reports or said_of_all(sentence)) and not (named and pitch.offers > 1):
        return ""
    about_it = topic >= 3
    if pitch.games >= 5 and pitch.games * 16 > len(sentence) and not about_it:
        return f"a list of search words: {pitch.why}"
    if len(sentence) > 300:
        return ""
    if (signs.foreign or "asino" in sentence) and (why := _in_another_language(sentence)):
        return why
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


def speaks(sentence: str, signs: Signs) -> bool:
    """Whether a sentence may be half of an advertisement."""
    return ADDRESS in sentence or any(map(sentence.__contains__, (*signs.offer, *signs.game)))


_FOREIGN_ENOUGH = 4


def _in_another_language(sentence: str) -> str:
    """Why a sentence is advertisement that a kit of another country left, "" where it is none."""
    words = vocabulary()
    sure = set(words.foreign.findall(sentence))
    weak = set(words.english.findall(sentence.lower()))
    if 2 * len(sure) + len(weak) < _FOREIGN_ENOUGH or not sure:
        return ""
    if len(_HAN_CHAR.findall(sentence)) * 4 > len(sentence):
        return ""
    return f"gambling in another language: {', '.join(sorted(sure | weak)[:6])}"


def _isolated(pitch: Pitch, sentence: str, story: Story) -> bool:
    """Whether weak signs add up in a sentence that has no words in common with its story."""
    if len(sentence) < 10:
        return False
    speaking = pitch.named or pitch.games or pitch.errands or pitch.contact or pitch.offers > 2
    speaking = speaking or ((pitch.offers > 1 or pitch.addressed) and pitch.hints)
    score = pitch.offers + pitch.games + pitch.errands + pitch.hints + pitch.named + pitch.addressed
    if not speaking or score + 2 * bool(pitch.contact) < _ENOUGH:
        return False
    return is_apart(sentence.strip(), story)


def is_apart(sentence: str, story: Story, name: str = "") -> bool:
    """Whether a sentence, `name` left out, has no words in common with the story around it."""
    runs = _HAN_RUN.findall(sentence.replace(name, " ") if name else sentence)
    own = Counter(run[i : i + 2] for run in runs for i in range(len(run) - 1))
    told = story.pairs
    allowed = _SHARED * len(own)
    # It stands in the story at most so often; most sentences share too much even then.
    most = min((told[pair] // count for pair, count in own.items()), default=1)
    if sum(told[pair] > most * count for pair, count in own.items()) > allowed:
        return False
    times = story.times(sentence) if most > 1 else most
    rest_chars = len(story.text) - times * len(sentence)
    shared = sum(told[pair] > times * count for pair, count in own.items())
    return rest_chars > _STORY_CHARS and shared <= allowed


def _errand(pitch: Pitch, about_it: bool) -> str:
    """Why a sentence sells what no newspaper sells, or sends the reader to an account."""
    wares = pitch.errands + pitch.games
    if pitch.contact and wares + pitch.offers + pitch.named > 1:
        if pitch.errands and not pitch.named:
            return f"{WARES}, with an account to write to: {pitch.why}"
        return f"an account to write to, {pitch.contact}: {pitch.why}"
    if pitch.errands > (4 if about_it else 3):
        return f"{WARES}: {pitch.why}"
    return ""


def leads_in(sentence: str, signs: Signs) -> bool:
    """Whether a few words and a mark, 急用钱？, belong to the advertisement behind them."""
    return (
        len(sentence) <= 10
        and sentence.endswith(("？", "！", "?", "!"))
        and any(map(sentence.__contains__, (*signs.offer, *signs.errand, *signs.game)))
    )
