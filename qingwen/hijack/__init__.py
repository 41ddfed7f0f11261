"""Gambling spam: find it, cut it, say why.

`find_hijack` looks at the page before anything is cut, `cut_spam` cuts what it found, and
`judge_prose` takes the last look when the body is known. One file for each layer.
"""

import re
from collections.abc import Container, Iterator, Sequence
from itertools import chain
from urllib.parse import unquote_plus

from qingwen.article import Removal
from qingwen.hijack.captions import find_caption_spam
from qingwen.hijack.characters import find_disguises
from qingwen.hijack.comments import find_comment_spam
from qingwen.hijack.cut import Plan, apply_cuts
from qingwen.hijack.doorway import doorway_of, find_subject
from qingwen.hijack.elsewhere import KnownHere
from qingwen.hijack.known import (
    cut_known,
    find_known_anchors,
    find_known_slots,
    known_here,
)
from qingwen.hijack.links import (
    find_farms,
    find_hidden_words,
    find_inlays,
    find_lone_anchors,
    find_unread,
)
from qingwen.hijack.names import find_replacements, known_names, restore
from qingwen.hijack.prose import cut_pitches, cut_planted, strewn
from qingwen.hijack.renamed import Renamed, find_renamed, site_names, strange_names
from qingwen.hijack.shape import fold
from qingwen.hijack.slots import find_conflicts, find_source_slots
from qingwen.hijack.spinning import find_spinning
from qingwen.hijack.standins import find_standins
from qingwen.hijack.titles import (
    DROPPED,
    ECHO,
    STREWN,
    Setting,
    TitleRead,
    heading_blocks,
    proven,
    read_title,
)
from qingwen.hijack.verdict import Finding, Hijack, Prose, conclude, weigh
from qingwen.hijack.vocabulary import vocabulary
from qingwen.identity import Identity
from qingwen.memory import SiteMemory
from qingwen.outline import Outline

_HAN = re.compile("[\u4e00-\u9fff]")
_MASTHEAD = re.compile("(?:网|报|台|在线|频道)$")
_ZERO_WIDTH = re.compile("(?<=[\u4e00-\u9fff])[\u200b\u200c\u2060\ufeff]+(?=[\u4e00-\u9fff])")

__all__ = ["Hijack", "Prose", "cut_spam", "find_hijack", "judge_prose"]

_FILE_FOLDER = re.compile(
    r"/(?:uploadfiles?|uploads?|images?|css|js|plus|templets|userfiles|attached)/[^?]*"
    r"(?:/|\.s?html?|\.php|\.asp)$",
    re.IGNORECASE,
)


def find_hijack(
    outline: Outline,
    identity: Identity,
    markup: str,
    url: str | None,
    memory: SiteMemory | None = None,
) -> Hijack:
    """Judge a page before anything is cut: its links, characters, name slots and title.

    `memory` lends the brands found on other pages of the host, and those of other sites.
    """
    text = "\n".join(block.text for block in outline.blocks)
    plan = Plan(outline)
    findings: list[Finding] = []
    known = memory.known if memory else None
    here = known_here(
        known, f"{outline.title}\n{text}", list(memory.brands if memory else ()), identity
    )

    farms = list(find_farms(outline, markup, identity.host))
    for farm in (
        find_lone_anchors(outline, identity.host),
        find_inlays(outline, identity.host),
        find_known_anchors(here, outline, identity.host),
    ):
        if farm:
            farms.append(farm)
    for farm in farms:
        findings += farm.findings
        plan.drop_links(farm.links)
    findings += find_unread(outline, markup, identity.host)
    for index, finding in chain(
        find_comment_spam(outline), find_hidden_words(outline), find_caption_spam(outline)
    ):
        findings.append(finding)
        plan.drop_phrase(index, finding.text)
    disguises = list(find_disguises(outline, text))
    findings += disguises
    lower_cased = any("no capital" in finding.proof for finding in disguises)
    conflicts = list(find_conflicts(identity, text, lower_cased))
    conflicts += find_known_slots(here, identity)
    names = site_names(identity, outline.title) if memory else {}
    strange = strange_names(names, identity)
    renamed = find_renamed(outline, names, identity, memory) if memory else Renamed()
    conflicts += renamed.findings
    findings += conflicts
    for index, finding in find_source_slots(outline, bool(disguises)):
        findings.append(finding)
        plan.drop_phrase(index, finding.text)
    findings += _remembered(text, memory, identity)

    headings = heading_blocks(outline)
    setting = _setting(outline, identity, url, headings, plan.spoiled, here)
    title = read_title(outline.title, "title", setting)
    findings += title.findings
    reads: dict[int, TitleRead] = {}
    for index in headings:
        if outline.from_text or _overlap(outline.blocks[index].text, outline.title):
            slot = "title" if outline.from_text and index == 0 else "heading"
            reads[index] = read_title(outline.blocks[index].text, slot, setting)
            findings += reads[index].findings

    counted = weigh(findings)
    if not counted:
        return Hijack(
            findings=tuple(findings),
            spare=_spare(outline),
            around=f"{title.text}\n{setting.chrome}",
            headline=outline.title,
            known=here,
            strange=strange,
            named=tuple(names),
        )
    brands = _brands(counted, [stem for farm in farms for stem in farm.stems])
    plan.undo = tuple(disguises)
    plan.name_slots([c.text for c in conflicts], brands)
    plan.titles(title, reads)
    return Hijack(
        findings=tuple(findings),
        brands=brands,
        planted=tuple(
            f.brand
            for f in counted
            if f.layer == "shape" and f.slot == "title" and len(f.brand) > 1
        ),
        cuts=plan.cuts(brands),
        doorway=_doorway(outline, setting, title, reads),
        spare=_spare(outline),
        stuffed=bool(title.findings),
        headless=bool(title.findings)
        and not any(read.headline_named for read in (title, *reads.values())),
        around=f"{title.text}\n{setting.chrome}",
        headline=outline.title,
        known=here,
        strange=strange,
        named=tuple(names),
        own_name=renamed.name,
    )


def cut_spam(outline: Outline, hijack: Hijack) -> tuple[Outline, list[Removal]]:
    """Cut what was found; block indices stay, a block cut whole has the text ""."""
    return apply_cuts(outline, hijack.cuts), list(hijack.cuts.removals)


def judge_prose(paragraphs: Sequence[str], hijack: Hijack, identity: Identity, title: str) -> Prose:
    """Take the last look when the body is known; the verdict on the page is final here."""
    signs = vocabulary().needles.signs("\n".join(map(fold, paragraphs)))
    elsewhere = cut_known(paragraphs, hijack.known)
    cleaned = cut_pitches(elsewhere.paragraphs, hijack.brands, signs, hijack.around)
    disguised = any(f.layer == "characters" for f in hijack.findings)
    replaced = list(find_replacements(cleaned.paragraphs, title, cleaned.marked, disguised))
    replaced += find_standins(cleaned.paragraphs, title, hijack.around, signs)
    replaced = [f for f in replaced if not (f.brand and proven(f.brand, identity))]
    names = {finding.brand for finding in replaced if finding.brand}
    planted: list[str] = []
    for brand in dict.fromkeys((*hijack.planted, *cleaned.planted)):
        if head := strewn(brand, cleaned.paragraphs, title):
            planted.append(head)
        elif brand not in names and len(brand) > 3:
            planted.append(brand)
    replaced = [f for f in replaced if f.brand not in planted]
    names.difference_update(planted)
    rejoined = cut_planted(cleaned.paragraphs, planted)
    left = [*_left_standing(hijack, rejoined.paragraphs)]
    names.update(finding.brand for finding in left)
    replaced += left
    spinning = list(find_spinning(paragraphs, signs))
    headline = f"{title}_{hijack.headline}"
    subjects = list(find_subject(headline, paragraphs, cleaned.findings, signs))
    findings = [
        *hijack.findings,
        *elsewhere.findings,
        *cleaned.findings,
        *replaced,
        *rejoined.findings,
        *spinning,
        *subjects,
    ]
    if not weigh(findings):
        return Prose(tuple(paragraphs), (), conclude((), ()), None, title)
    plain = [_ZERO_WIDTH.sub("", paragraph) for paragraph in rejoined.paragraphs]
    written_over = {
        f.brand: hijack.own_name for f in hijack.findings if hijack.own_name and f.brand
    }
    mended = restore(plain, _ZERO_WIDTH.sub("", title), replaced, hijack.spare, written_over)
    findings += mended.findings
    advertised = [f.brand for f in (*elsewhere.findings, *cleaned.findings) if f.brand]
    brands = [*hijack.brands, *sorted(names), *advertised]
    if not brands and replaced:
        brands = known_names("\n".join([title, *cleaned.paragraphs]))
    integrity = conclude(findings, brands, damaged=mended.damaged)
    removals = (*elsewhere.removals, *cleaned.removals, *rejoined.removals)
    cuts = [(removal.rule, removal.text) for removal in removals]
    doorway = doorway_of(
        hijack, title, paragraphs, mended.paragraphs, cuts, spinning, next(iter(subjects), None)
    )
    return Prose(
        mended.paragraphs,
        (*removals, *mended.removals),
        integrity,
        doorway,
        mended.title,
    )


def _left_standing(hijack: Hijack, paragraphs: Sequence[str]) -> Iterator[Finding]:
    """Brands written over the site's name that stand in its sentences too."""
    slots = {f.brand for f in hijack.findings if f.layer in ("identity", "corpus") and f.brand}
    for brand in hijack.brands:
        if brand in slots and any(brand in paragraph for paragraph in paragraphs):
            why = "the brand of the name slots, in sentences where a name belongs"
            yield Finding("body", brand, why, "identity", "hijacked", 1.0, brand)


def _remembered(text: str, memory: SiteMemory | None, identity: Identity) -> list[Finding]:
    """Brands of other pages of the host that stand on this one."""
    if not memory:
        return []
    return [
        Finding(
            "page",
            brand,
            f"found on {pages} other pages of this host",
            "memory",
            "injected",
            1.0 if pages > 1 else 0.6,
            brand,
        )
        for brand, pages in sorted(memory.brands.items())
        if len(brand) > 2 and brand in text and not proven(brand, identity)
    ]


def _brands(findings: Sequence[Finding], stems: Sequence[str]) -> tuple[str, ...]:
    learnt = [
        f.brand
        for f in findings
        if f.brand and f.weight >= 0.5 and (f.layer != "shape" or _is_name(f.brand))
    ]
    return tuple(dict.fromkeys(name for name in [*learnt, *stems] if len(name) > 1))


def _is_name(text: str) -> bool:
    """Whether a stem is short enough for a brand: the host's other pages are searched for it."""
    own = _HAN.findall(vocabulary().known.sub("", text))
    return len(own) < 6 and len(text) < 16


def _doorway(
    outline: Outline, setting: Setting, title: TitleRead, reads: dict[int, TitleRead]
) -> str | None:
    """Why no article can be left: the title is promotion through and through."""
    read = title if outline.title else reads.get(0)
    if not read or not read.findings:
        return None
    for finding in read.findings:
        if finding.proof.startswith((ECHO, DROPPED, STREWN)):
            return finding.proof
    if len(outline.title) > 9 and setting.prose.count(outline.title) > 2:
        return STREWN
    for index in heading_blocks(outline):
        text = outline.blocks[index].text
        if index in reads and outline.boxes[outline.blocks[index].box].tag == "h1":
            if any(text in part for part in read.cut) and len(text) > 3:
                return f"the headline itself is promotion: {text}"
            if len(text) > 9 and setting.prose.count(text) > 2:
                return STREWN
        if outline.from_text:
            stands_alone = 0 < index < 3
        else:
            stands_alone = outline.boxes[outline.blocks[index].box].tag == "h1"
        clean = index not in reads or not reads[index].findings
        if (
            stands_alone
            and clean
            and 4 <= len(text) <= 50
            and not _MASTHEAD.search(text)
            and not any(text in part for part in read.cut)
        ):
            return None
    if read.headline_left or not _promotes_too(setting, read):
        return None
    return f"nothing but promotion in the title: {' '.join(read.cut)}"


def _promotes_too(setting: Setting, read: TitleRead) -> bool:
    """Whether the text goes on as its title begins; a story whose title was overwritten does not."""
    stems = {finding.brand for finding in read.findings if len(finding.brand) > 1}
    games = set(vocabulary().game.findall(setting.prose))
    story = setting.prose.count("。") + setting.chrome.count("。") > 1
    games |= set(vocabulary().vice.findall(setting.prose + setting.chrome))
    return not story or len(games) > 1 or any(stem in setting.prose for stem in stems)


def _overlap(heading: str, title: str) -> bool:
    """Whether heading and title have a run of chars in common: the heading is the article's."""
    if heading in title:
        return True
    return any(heading[i : i + 4] in title for i in range(0, max(1, len(heading) - 3), 3))


def _spare(outline: Outline) -> str:
    """Copies of the text that a kit may have missed: metas and captions."""
    metas = [outline.metas.get(name, "") for name in ("description", "og:description")]
    return "\n".join([*metas, *(picture.alt for picture in outline.pictures)])


def _setting(
    outline: Outline,
    identity: Identity,
    url: str | None,
    headings: list[int],
    spoiled: Container[int],
    known: KnownHere,
) -> Setting:
    query, dropped = "", False
    if url:
        _, _, query = url.partition("?")
        query = unquote_plus(query) if "=" in query else ""
        dropped = bool(_FILE_FOLDER.search(url))
    heads = {i for i in headings if _overlap(outline.blocks[i].text, outline.title)}
    prose: list[str] = []
    chrome: list[str] = []
    for i, block in enumerate(outline.blocks):
        if i not in heads and i not in spoiled:
            long = len(block.text) >= 40 and block.link_chars * 3 < len(block.text)
            (prose if long else chrome).append(block.text)
    return Setting(
        identity=identity,
        prose="\n".join(prose),
        chrome="\n".join(chrome),
        heads=frozenset(outline.blocks[i].text for i in headings),
        metas=outline.metas,
        query=query,
        dropped=dropped,
        known=known,
    )
