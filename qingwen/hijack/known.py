"""Brands that other sites taught, in the places where a kit writes them.

The name of a brand may be an honest name here (a hotel, a town, a firm), and honest news reports on
brands. So name slots, parts of the title, anchors that leave the site and calls to action count, a
mention never does.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from qingwen.article import Removal
from qingwen.brands import KnownBrands
from qingwen.hijack.clauses import CLAUSE, EDGE, ends_in_call, said_of_all
from qingwen.hijack.elsewhere import NONE_HERE, SURE_SITES, KnownHere
from qingwen.hijack.links import Farm, leads_away
from qingwen.hijack.shape import QUOTED, read_phrase, read_sentence, sentences
from qingwen.hijack.slots import place_of
from qingwen.hijack.verdict import Finding
from qingwen.hijack.vocabulary import vocabulary
from qingwen.identity import Identity, shares_bigram
from qingwen.outline import Outline


def known_here(
    known: KnownBrands | None, text: str, own: Sequence[str], identity: Identity
) -> KnownHere:
    """Return the known brands that stand on the page and are no name of its publisher.

    `own`: brands of this host; those that no other site taught are left to the host's memory.
    """
    if not known:
        return NONE_HERE
    return KnownHere(
        {
            brand: known.sites[brand]
            for brand in known.found_in(text)
            if not _own(brand, identity) and not (brand in own and known.sites[brand] < SURE_SITES)
        }
    )


def _own(brand: str, identity: Identity) -> bool:
    """Whether it is the publisher's name; a kit that writes it behind the copyright sign too leaves
    other names that disagree."""
    others = [name for name in identity.names if name.removesuffix("有限公司") != brand]
    if others:
        return shares_bigram(vocabulary().known.sub("", brand) or brand, others)
    return brand in identity.names


def find_known_slots(here: KnownHere, identity: Identity) -> Iterator[Finding]:
    """Name slots that a known brand fills; the text is what to cut."""
    for slot in dict.fromkeys(identity.slots) if here.sites else ():
        if brand := here.named_by(slot.text):
            weight = here.weight(brand)
            why = f"{here.why(brand)} and fills {slot.kind} here"
            yield Finding(place_of(slot), slot.phrase, why, "corpus", "hijacked", weight, brand)


def find_known_anchors(here: KnownHere, outline: Outline, host: str) -> Farm | None:
    """Anchors to other sites that are a known brand, with or without a call to action."""
    found: dict[int, str] = {}
    for at, link in enumerate(outline.links) if here.sites else ():
        brand = here.named_by(link.text) if len(link.text) <= 40 else ""
        if brand and leads_away(link.href, host):
            found[at] = brand
    if not found:
        return None
    best = max(found.values(), key=lambda brand: (here.sites[brand], brand))
    texts = " ".join(outline.links[at].text for at in list(found)[:6])
    why = f"{here.why(best)}; {len(found)} anchors to other sites are named so"
    finding = Finding("links", texts, why, "corpus", "injected", here.weight(best), best)
    return Farm(tuple(found), (finding,), ())


class KnownCut(NamedTuple):
    """Paragraphs without the calls of known brands."""

    paragraphs: tuple[str, ...]
    removals: tuple[Removal, ...]
    findings: tuple[Finding, ...]


def cut_known(paragraphs: Sequence[str], here: KnownHere) -> KnownCut:
    """Cut what calls the reader to a known brand; a page that reports on one keeps every word."""
    brands = [brand for brand in here.sites if here.sites[brand] >= SURE_SITES]
    brands = [brand for brand in brands if not _reported(brand, paragraphs)]
    brands.sort(key=len, reverse=True)  # 开云体育 before 开云, which it holds
    kept: list[str] = []
    removals: list[Removal] = []
    findings: list[Finding] = []
    for paragraph in paragraphs:
        if not any(map(paragraph.__contains__, brands)):
            kept.append(paragraph)
            continue
        left = ""
        for sentence in sentences(paragraph):
            rest, brand = _without_calls(sentence, brands)
            left += rest
            if brand:
                cut = sentence.removesuffix(rest).strip()
                removals.append(Removal(text=cut, rule="known-brand", reason="spam", place="body"))
                findings.append(
                    Finding("body", cut, here.why(brand), "corpus", "injected", 1.0, brand)
                )
        if left.strip():
            kept.append(left.strip())
    return KnownCut(tuple(kept), tuple(removals), tuple(findings))


def _reported(brand: str, paragraphs: Sequence[str]) -> bool:
    """Whether a sentence says something of the brand: it is quoted, or named beside police."""
    for paragraph in paragraphs:
        for sentence in sentences(paragraph) if brand in paragraph else ():
            if brand in sentence and (
                vocabulary().report.search(sentence)
                or any(brand in quoted for quoted in QUOTED.findall(sentence))
            ):
                return True
    return False


def _without_calls(sentence: str, brands: Sequence[str]) -> tuple[str, str]:
    """What is left of a sentence behind clauses that call to a brand, and the brand."""
    brand = next((name for name in brands if name in sentence), "")
    if not brand or said_of_all(sentence):
        return sentence, ""
    clauses = [clause for clause in CLAUSE.findall(sentence) if clause]
    called = 0
    for clause in clauses:
        bare = clause.strip(EDGE + "。！？")
        if not (read_phrase(bare).stem == brand and ends_in_call(bare)):
            break
        called += 1
    rest = "".join(clauses[called:])
    if brand in rest and read_sentence(rest).offers:
        return "", brand
    return (rest, brand) if called else (sentence, "")
