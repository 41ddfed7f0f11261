"""Gambling spam: find it, cut it, say why.

`find_hijack` looks at the page before anything is cut, `cut_spam` cuts what it found, and
`judge_prose` takes the last look when the body is known. One file for each layer.
"""

import re
from collections.abc import Sequence
from urllib.parse import unquote_plus

from qingwen.article import Removal
from qingwen.hijack.characters import find_disguises, undo_disguises
from qingwen.hijack.cut import apply_cuts, cut_phrases
from qingwen.hijack.links import find_farms
from qingwen.hijack.names import find_replacements
from qingwen.hijack.prose import cut_pitches, find_spinning
from qingwen.hijack.shape import read_phrase
from qingwen.hijack.slots import Setting, find_conflicts, heading_blocks, read_title
from qingwen.hijack.verdict import Finding, Hijack, Prose, conclude, weigh
from qingwen.identity import Identity
from qingwen.memory import SiteMemory
from qingwen.outline import Outline

_FILE_FOLDER = re.compile(
    r"/(?:uploadfiles?|uploads?|images?|css|js|plus|templets|userfiles|attached)/[^?]*(?:/|\.s?html?|\.php|\.asp)$", re.IGNORECASE
)

__all__ = ["Hijack", "Prose", "cut_spam", "find_hijack", "judge_prose"]


def find_hijack(
    outline: Outline, identity: Identity, markup: str, url: str | None, memory: SiteMemory | None = None
) -> Hijack:
    """Judge a page before anything is cut: its links, characters, name slots and title."""
    text = "\n".join(block.text for block in outline.blocks)
    findings: list[Finding] = []
    links: set[int] = set()
    stems: list[str] = []
    for farm in find_farms(outline, markup, identity.host):
        findings += farm.findings
        links.update(farm.links)
        stems += farm.stems
    findings += find_disguises(outline, text)
    lower_cased = any("no capital" in f.proof for f in findings)
    conflicts = list(find_conflicts(identity, text, lower_cased))
    findings += conflicts
    title: str | None = None
    headings_at = heading_blocks(outline)
    setting = _setting(outline, identity, text, url, headings_at)
    read = read_title(outline.title, "title", setting)
    if read.findings:
        findings += read.findings
        title = read.text
    headings: dict[int, str] = {}
    pieces = list(read.cut)
    for index in headings_at:
        if not outline.from_text and not _in_title(outline.blocks[index].text, outline.title):
            continue
        slot = "title" if outline.from_text and index == 0 else "heading"
        part = read_title(outline.blocks[index].text, slot, setting)
        if part.findings:
            findings += part.findings
            headings[index] = part.text
            pieces += part.cut
    counted = weigh(findings)
    if not counted:
        return Hijack(findings=tuple(findings))
    brands = list(dict.fromkeys(f.brand for f in counted if f.brand and f.weight >= 0.5))
    brands += [s for s in stems if s not in brands]
    doorway = None
    if read.findings and not read.headline_left and sum(f.weight for f in read.findings) >= 1:
        doorway = None
    texts, removals = _text_cuts(outline, counted, links, headings, brands, conflicts)
    metas = frozenset(k for k, v in outline.metas.items() if any(b in v for b in brands))
    if conflicts and title is None:
        for conflict in conflicts:
            if outline.title.endswith(conflict.brand):
                title = outline.title[: -len(conflict.brand)].rstrip(" -_|—")
    if title is not None:
        removals.append(Removal(text=outline.title, rule="stuffed-title", reason="spam", place="title"))
    return Hijack(
        findings=tuple(findings),
        brands=tuple(brands),
        title=title,
        texts=tuple(sorted(texts.items())),
        links=frozenset(links),
        metas=metas,
        removals=tuple(removals),
        doorway=doorway,
    )


def _in_title(heading: str, title: str) -> bool:
    """Whether heading and title have a run of chars in common: the heading is the article's."""
    return any(heading[i : i + 4] in title for i in range(0, max(1, len(heading) - 3), 2))


def _setting(
    outline: Outline, identity: Identity, text: str, url: str | None, headings: list[int]
) -> Setting:
    query, dropped = "", False
    if url:
        _, _, query = url.partition("?")
        query = unquote_plus(query) if "=" in query else ""
        dropped = bool(_FILE_FOLDER.search(url))
    return Setting(
        identity=identity,
        text=text,
        prose="\n".join(
            b.text for b in outline.blocks if len(b.text) >= 40 and b.link_chars * 3 < len(b.text)
        ),
        chrome="\n".join(b.text for b in outline.blocks if len(b.text) < 40),
        heads=frozenset(outline.blocks[i].text for i in headings),
        metas=outline.metas,
        query=query,
        dropped=dropped,
    )


def _text_cuts(
    outline: Outline,
    findings: Sequence[Finding],
    links: set[int],
    headings: dict[int, str],
    brands: list[str],
    conflicts: Sequence[Finding],
) -> tuple[dict[int, str], list[Removal]]:
    """What is left of each block that is cut, and the record of the cuts."""
    phrases: dict[int, list[str]] = {}
    for i in sorted(links):
        link = outline.links[i]
        for index in (link.block, link.block - 1):
            if 0 <= index < len(outline.blocks) and link.text in outline.blocks[index].text:
                phrases.setdefault(index, []).append(link.text)
                break
    texts: dict[int, str] = dict(headings)
    removals: list[Removal] = []
    slot_phrases = [c.text for c in conflicts] + [c.brand for c in conflicts]
    disguised = any(f.layer == "characters" for f in findings)
    for index, block in enumerate(outline.blocks):
        text = texts.get(index, block.text)
        wanted = list(phrases.get(index, ()))
        if slot_phrases and len(text) < 160:
            wanted += slot_phrases
        if wanted:
            text, cut = cut_phrases(text, wanted)
            removals += [Removal(text=c, rule="link-farm" if index in phrases else "name-slot", reason="spam", place="page") for c in cut]
        if disguised:
            text, dropped = undo_disguises(text, tuple(findings))
            if dropped:
                removals.append(Removal(text=dropped, rule="disguise", reason="spam", place="body"))
        if text != block.text:
            texts[index] = text
    return texts, removals


def cut_spam(outline: Outline, hijack: Hijack) -> tuple[Outline, list[Removal]]:
    """Cut what was found; block indices stay, a block cut whole has the text ""."""
    return apply_cuts(outline, hijack), list(hijack.removals)


def judge_prose(
    paragraphs: Sequence[str], hijack: Hijack, identity: Identity, title: str
) -> Prose:
    """Take the last look when the body is known; the verdict on the page is final here."""
    cleaned = cut_pitches(paragraphs, hijack.brands)
    findings = [*hijack.findings, *cleaned.findings]
    replaced = list(find_replacements(cleaned.paragraphs, title))
    findings += replaced
    findings += find_spinning(paragraphs)
    brands = list(hijack.brands) + [f.brand for f in replaced if f.brand]
    doorway = hijack.doorway
    integrity = conclude(findings, brands, damaged=bool(replaced))
    if integrity.status == "clean":
        return Prose(tuple(paragraphs), (), integrity, None, title)
    left = sum(map(len, cleaned.paragraphs))
    if not doorway and cleaned.ad_chars > left:
        doorway = "most of the text is advertisement"
    return Prose(cleaned.paragraphs, cleaned.removals, integrity, doorway, title)
