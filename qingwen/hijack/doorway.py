"""Pages without an article: written for a brand from the headline down, or by a program."""

import re
from collections.abc import Iterable, Iterator, Sequence

from qingwen.hijack.shape import QUOTED, read_phrase
from qingwen.hijack.spinning import SEARCHED, SPUN
from qingwen.hijack.titles import is_headline, title_pieces
from qingwen.hijack.verdict import Finding, Hijack
from qingwen.hijack.vocabulary import Signs, vocabulary

_SENTENCE_RULES = ("ad-sentence", "ad-paragraph")
SUBJECT = "offers games and gain in most of its paragraphs for"
_LAWFUL = re.compile("旅游|旅客|度假|酒店|景区|演唱会|门票|版号|防沉迷|公测|影片|电影|小说")
"""Resorts, films and games of consoles offer and name casinos too."""
_LEAST_PARAGRAPHS, _SPOKEN = 3, 4
_MOST_PIECES, _NAME_CHARS = 12, 16
_REPORTING = 3
"""So many different words of police, courts and business make a text a report on the brand."""


def doorway_of(
    hijack: Hijack,
    title: str,
    paragraphs: Sequence[str],
    left: Sequence[str],
    cuts: Sequence[tuple[str, str]],
    spinning: Sequence[Finding],
    subject: Finding | None,
) -> str | None:
    """Why the text is no article; None where one may be left.

    `paragraphs` are those of the page, `left` what the cuts leave of them, `cuts` (rule, text).
    """
    if hijack.doorway:
        return hijack.doorway
    if any(finding.proof in (SPUN, SEARCHED) for finding in spinning):
        return "spun text, or search words strewn between the words of another's"
    if subject is not None:
        return subject.proof
    if name := _is_about(_taught_here(hijack), paragraphs):
        return f"a text about {name}, which its title promotes"
    if name := _promoted(hijack, title, paragraphs, cuts):
        return f"{name} in headline, advertisement and most of the text"
    chars_left = sum(map(len, left))
    ad_chars = sum(len(text) for rule, text in cuts if rule != "planted-brand")
    if ad_chars > chars_left and (hijack.stuffed or chars_left < 20):
        return "most of the text is advertisement"
    if not chars_left and any(finding.slot == "title" for finding in hijack.findings):
        return "no text under a title that promotes"
    return None


def find_subject(
    title: str, paragraphs: Sequence[str], ads: Sequence[Finding], signs: Signs
) -> Iterator[Finding]:
    """The name of the headline in a text that speaks of it as of a game, and to customers.

    Tutorials, awards and encyclopedias of a brand offer too little in each sentence. `ads` were found
    already: those for another name say nothing of this one.
    """
    if not signs.game or not signs.offer or len(paragraphs) < _LEAST_PARAGRAPHS:
        return
    text = QUOTED.sub("", "\n".join(paragraphs))
    words = vocabulary()
    if len(set(words.report.findall(text))) > 1 or _LAWFUL.search(text):
        return
    for piece in title_pieces(title)[:_MOST_PIECES]:
        name = _subject_of(piece.lstrip("【《「"), paragraphs)
        if not name or words.known.fullmatch(name):
            continue
        said = text
        for ad in ads:
            said = said if not ad.brand or name in ad.text else said.replace(ad.text, "")
        games = set(words.game.findall(said))
        offered = set(words.promise.findall(said)) | set(words.call.findall(said))
        if games and offered and len(games) + len(offered) >= _SPOKEN:
            seen = ", ".join(sorted(games | offered)[:8])
            why = f"{SUBJECT} {name}: {seen}"
            yield Finding("body", title, why, "shape", "hijacked", 1.0, name)
            return


def _subject_of(piece: str, paragraphs: Sequence[str]) -> str:
    """The longest beginning of a piece of the headline that half of the paragraphs have; "" for none."""
    for size in range(min(len(piece), _NAME_CHARS), 1, -1):
        name = piece[:size]
        if _fills(name, paragraphs):
            ends_in_word = name.isascii() and piece[size : size + 1].isascii() and size < len(piece)
            return "" if ends_in_word and piece[size].isalnum() else name
    return ""


def _taught_here(hijack: Hijack) -> list[str]:
    """The brands that the page itself taught: one lent by other pages says nothing of this one."""
    lent = {f.brand for f in hijack.findings if f.layer == "memory"}
    lent -= {f.brand for f in hijack.findings if f.layer != "memory"}
    return [brand for brand in hijack.brands if brand not in lent]


def _is_about(brands: Sequence[str], paragraphs: Sequence[str]) -> str:
    """The brand that half of the paragraphs speak of as of a game; "" where there is none."""
    text = "".join(paragraphs)
    games = set(vocabulary().game.findall(text)) | {w for w in ("玩家", "游戏") if w in text}
    if len(games) > 1 and len(paragraphs) > 2:
        return next((brand for brand in brands if _fills(brand, paragraphs)), "")
    return ""


def _promoted(
    hijack: Hijack, title: str, paragraphs: Sequence[str], cuts: Sequence[tuple[str, str]]
) -> str:
    """The name of the headline that advertisement in the text is for and half of it speaks of.

    Of a title that was cut, nothing may be left: a kit that overwrites titles strews its brand over
    genuine stories too.
    """
    if not cuts or len(set(vocabulary().report.findall("".join(paragraphs)))) >= _REPORTING:
        return ""
    said = [text for rule, text in cuts if rule in _SENTENCE_RULES]
    names = [(name, said) for name in _names(title_pieces(title))]
    if hijack.headless and not is_headline(title):
        stuffed = (f.brand for f in hijack.findings if f.slot in ("title", "heading"))
        names += [(name, [text for _, text in cuts]) for name in _names(stuffed)]
    for name, ads in names:
        if any(name in ad for ad in ads) and _fills(name, paragraphs):
            return name
    return ""


def _names(texts: Iterable[str]) -> list[str]:
    stems = dict.fromkeys(read_phrase(text).stem for text in texts if text)
    return [stem for stem in stems if 2 <= len(stem) <= 20]


def _fills(name: str, paragraphs: Sequence[str]) -> bool:
    return sum(name in paragraph for paragraph in paragraphs) * 2 >= max(len(paragraphs), 2)
