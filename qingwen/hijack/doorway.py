"""Pages without an article: written for a brand from the headline down, or by a program."""

from collections.abc import Iterable, Sequence

from qingwen.hijack.shape import read_phrase
from qingwen.hijack.spinning import SEARCHED, SPUN
from qingwen.hijack.titles import is_headline, title_pieces
from qingwen.hijack.verdict import Finding, Hijack
from qingwen.hijack.vocabulary import vocabulary

_SENTENCE_RULES = ("ad-sentence", "ad-paragraph")
_REPORTING = 3
"""So many different words of police, courts and business make a text a report on the brand."""


def doorway_of(
    hijack: Hijack,
    title: str,
    paragraphs: Sequence[str],
    left: Sequence[str],
    cuts: Sequence[tuple[str, str]],
    spinning: Sequence[Finding],
) -> str | None:
    """Why the text is no article; None where one may be left.

    `paragraphs` are those of the page, `left` what the cuts leave of them, `cuts` (rule, text).
    """
    if hijack.doorway:
        return hijack.doorway
    if any(finding.proof in (SPUN, SEARCHED) for finding in spinning):
        return "spun text, or search words strewn between the words of another's"
    if name := _is_about(_taught_here(hijack), paragraphs):
        return f"a text about {name}, which its title promotes"
    if name := _promoted(hijack, title, paragraphs, cuts):
        return f"{name} in headline, advertisement and most of the text"
    chars_left = sum(map(len, left))
    ad_chars = sum(len(text) for rule, text in cuts if rule != "planted-brand")
    if ad_chars > chars_left and (hijack.stuffed or chars_left < 20):
        return "most of the text is advertisement"
    return None


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
