"""Links that an article page does not have: farms of anchors, hidden or in plain sight, and single
paid items in an honest list.
"""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple

from qingwen.hijack.clauses import LEADS_TO, ends_in_call
from qingwen.hijack.pitch import advertises
from qingwen.hijack.shape import Phrase, read_phrase
from qingwen.hijack.verdict import Finding
from qingwen.hijack.vocabulary import vocabulary
from qingwen.outline import Block, Outline
from qingwen.recall import recalled

_SECOND_LEVEL = frozenset(
    "com net org gov edu ac mil co ah bj cq fj gd gs gx gz ha hb he hi hk hl hn jl js jx ln mo nm nx"
    " qh sc sd sh sn sx tj tw xj xz yn zj".split()
)
_THROWAWAY = re.compile(
    r"\.(?:cc|top|vip|xyz|win|bet|club|site|online|icu|fun|live|app|pw|tk|ag|ph|biz|shop|ink|wang)(?:[/:?]|$)"
    r"|\d{2,}[a-z]*(?:\.[a-z]+)+(?:[/:?]|$)"
)
_WRITTEN_BOX = re.compile(
    r"document\.write(?:ln)?\(\s*[\"'][^)]{0,200}?<(?:div|span|marquee|ul|table)[^)]{0,200}?"
    r"(?:-\d{3,}\s*px|display\s*:\s*none|overflow\s*:\s*hidden)",
    re.IGNORECASE,
)
_UNREAD = re.compile(r"<(/?)(noscript|noframes|template|textarea)\b", re.IGNORECASE)
_UNREAD_CHARS = 200_000
"""Of all elements that browsers do not show, so much is read: twenty of the largest."""
_LEAST_ZONE, _MOST_ZONE = 60, 20_000
_ANCHOR = re.compile(r"<a\b([^<>]*)>([^<]{2,40})<", re.IGNORECASE)
_HREF = re.compile(r"href\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)
_AUTHORITY = re.compile(r"\s*(?:[A-Za-z]{1,6}:)?//([^/?#\\\s]+)")
_HAN = re.compile("[\u4e00-\u9fff]")
_CLOSED = re.compile("[，。、；：！？]")
_LETTERED = re.compile("[a-z][0-9]*[\u4e00-\u9fff]|[0-9][.][a-z]|【")
_STEM_LINKS = 60
_MOST_INLAYS = 40
"""A block with more anchors is a list; each one read costs a reading of its block."""
_GAP = 3
"""Ordinary links that may stand between two promotional ones of one farm."""


class Farm(NamedTuple):
    """Links of one farm and what they teach."""

    links: tuple[int, ...]
    findings: tuple[Finding, ...]
    stems: tuple[str, ...]


class _Judged(NamedTuple):
    at: int
    phrase: Phrase
    domain: str
    foreign: bool
    weight: float


@recalled
def registrable(host: str) -> str:
    """Return the part of a host name that someone registered.

    >>> registrable("news.lcrb.com.cn")
    'lcrb.com.cn'
    """
    labels = host.lower().strip(".").split(".")
    if len(labels) > 2 and labels[-2] in _SECOND_LEVEL and len(labels[-1]) == 2:
        return ".".join(labels[-3:])
    return ".".join(labels[-2:])


def _domain_of(href: str) -> str:
    """What someone registered of the host a link leads to; "" for one without a host."""
    found = _AUTHORITY.match(href)
    return registrable(found[1].rpartition("@")[2].partition(":")[0]) if found else ""


def leads_away(href: str, host: str) -> bool:
    """Whether a link leads to what somebody else registered."""
    domain = _domain_of(href)
    return bool(domain) and domain != registrable(host)


def find_farms(outline: Outline, markup: str, host: str) -> Iterator[Farm]:
    """Farms of a page in document order."""
    own = registrable(host) if host else ""
    judged = _judged(outline, own)
    hidden = _hidden_links(outline, markup)
    if not judged and not hidden:
        return
    by_link = {j.at: j for j in judged}
    taken: set[int] = set()
    for run in _runs(hidden, 0):
        if farm := _hidden_farm(outline, run, by_link, own):
            taken.update(farm.links)
            yield farm
    for run in _runs([j.at for j in judged if j.foreign and j.at not in taken], 0):
        if farm := _game_row(outline, [by_link[at] for at in run]):
            taken.update(farm.links)
            yield farm
    open_links = [j.at for j in judged if j.weight >= 0.7 and j.at not in taken]
    for run in _runs(open_links, _GAP):
        if farm := _open_farm(outline, [by_link[at] for at in run]):
            yield farm


def find_unread(outline: Outline, markup: str, host: str) -> Iterator[Finding]:
    """Farms in elements that browsers do not show and in scripts that write them."""
    own = registrable(host) if host else ""
    zones = _unread_zones(markup)
    for _, script in outline.scripts:
        if "href" in script and "document.write" in script and "<a" in script:
            zones.append(("a script", script[:_MOST_ZONE]))
    for where, zone in zones:
        promo = [
            (text, domain)
            for attributes, text in _ANCHOR.findall(zone)
            if (href := _HREF.search(attributes))
            and (domain := _domain_of(href[1]))
            and domain != own
            and read_phrase(text).weight >= 0.7
        ]
        domains = {domain for _, domain in promo}
        if len(promo) > 2 and len(domains) > 1:
            sample = " ".join(text for text, _ in promo[:6])
            proof = f"{len(promo)} anchors to {len(domains)} foreign hosts in {where}"
            yield Finding("links", sample, proof, "bytes", "injected", 1.0)


def _unread_zones(markup: str) -> list[tuple[str, str]]:
    """Elements that browsers do not show, with what stands in them; one inside another is part of it.

    Each is closed by the next end tag of its name. One that stays open so long that it cannot be a
    farm gives way to the next.
    """
    spans: list[tuple[int, int, str]] = []
    opened: dict[str, int] = {}
    for found in _UNREAD.finditer(markup):
        name = found[2].lower()
        start = opened.get(name, -1)
        if not found[1]:
            if start < 0 or found.start() - start > _MOST_ZONE:
                opened[name] = found.end()
        elif start >= 0:
            del opened[name]
            if _LEAST_ZONE <= found.start() - start <= _MOST_ZONE:
                spans.append((start, found.start(), name))
    zones: list[tuple[str, str]] = []
    read = chars = 0
    for start, end, name in sorted(spans):
        chars += end - start
        if chars > _UNREAD_CHARS:
            break
        if start >= read:
            zones.append((f"<{name}>", markup[start:end]))
            read = end
    return zones


def find_lone_anchors(outline: Outline, host: str) -> Farm | None:
    """Paragraphs of a story that are one foreign anchor, a name with a call to action."""
    own = registrable(host) if host else ""
    blocks = outline.blocks
    lone: list[int] = []
    last = len(blocks) - 1
    for at, (text, href, _, block, _) in enumerate(outline.links):
        if len(text) > 20 or not 0 < block < last or blocks[block].text != text:
            continue
        before, after = _is_prose(blocks[block - 1]), _is_prose(blocks[block + 1])
        if not (before or after):
            continue
        domain = _domain_of(href)
        if not domain or domain == own:
            continue
        phrase = read_phrase(text)
        if len(phrase.stem) < 2:
            continue
        alone = not any(phrase.stem in blocks[i].text for i in (block - 1, block + 1))
        least = 0.3 if _THROWAWAY.search(domain) else 0.7
        if alone and phrase.weight >= least and ((before and after) or phrase.branded):
            lone.append(at)
    if not lone:
        return None
    proof = "a paragraph that is one anchor to a foreign host"
    stems = tuple(read_phrase(outline.links[at].text).stem for at in lone)
    return Farm(tuple(lone), (_finding(outline, lone, proof, "shape"),), stems)


def _is_prose(block: Block) -> bool:
    return len(block.text) >= 30 and block.link_chars * 2 < len(block.text)


def find_hidden_words(outline: Outline) -> Iterator[tuple[int, Finding]]:
    """Blocks no reader sees that name games: (block, finding)."""
    words = vocabulary()
    for index, block in enumerate(outline.blocks):
        if not block.hidden or not 3 < len(block.text) < 300:
            continue
        games = set(words.game.findall(block.text))
        story = len(block.text) > 60 and "。" in block.text
        played = words.lottery.search(block.text) or words.foreign.search(block.text)
        if not games and played and advertises(block.text):
            why = "advertisement hidden from readers"
            yield index, Finding("links", block.text, why, "bytes", "injected", 1.0)
        elif games and not story and not words.report.search(block.text):
            why = f"hidden from readers: {','.join(sorted(games)[:4])}"
            yield index, Finding("links", block.text, why, "bytes", "injected", 1.0)


def find_inlays(outline: Outline, host: str) -> Farm | None:
    """Anchors to foreign pages set between the chars of a word: 增幅渐<a>...</a>放缓."""
    own = registrable(host) if host else ""
    inlaid: list[int] = []
    domains: set[str] = set()
    blocks = outline.blocks
    block_read, end = -1, 0  # the links of one block stand in it one behind the other
    for at, (text, href, _, index, _) in enumerate(outline.links):
        if len(text) < 8 or index >= len(blocks) or len(blocks[index].text) < 60:
            continue
        block = blocks[index]
        if block.link_chars * 2 > len(block.text):
            continue
        if index != block_read:
            block_read, end = index, 0
        start = block.text.find(text, end)
        if start < 0:
            continue
        end = start + len(text)
        if _HAN.match(block.text[start - 1 : start]) and _HAN.match(block.text, end):
            domain = _domain_of(href)
            if domain and domain != own:
                inlaid.append(at)
                domains.add(domain)
    if len(inlaid) < 3 or len(domains) < 3:
        return _called_inlays(outline, own)
    # the same hand set the others of these paragraphs, at commas too
    spoiled = {outline.blocks[outline.links[at].block].box for at in inlaid}
    inlaid = [
        at
        for at, link in enumerate(outline.links)
        if link.block < len(outline.blocks)
        and outline.blocks[link.block].box in spoiled
        and _domain_of(link.href) not in ("", own)
    ]
    proof = f"{len(inlaid)} anchors to {len(domains)} foreign hosts set inside sentences"
    return Farm(tuple(inlaid), (_finding(outline, inlaid, proof, "shape"),), ())


def _called_inlays(outline: Outline, own: str) -> Farm | None:
    """Anchors in sentences to a throw-away host, a name with a call to action that the page
    names nowhere else; one name of the trade that leads to several hosts."""
    called: list[int] = []
    hosts: defaultdict[str, dict[int, str]] = defaultdict(dict)
    for at in _foreign_inlays(outline, own):
        link, block = outline.links[at], outline.blocks[outline.links[at].block]
        domain = _domain_of(link.href)
        phrase = read_phrase(link.text)
        if phrase.branded and not vocabulary().outlet.match(link.text):
            hosts[link.text][at] = domain
        least = 0.6 if _THROWAWAY.search(domain) else 1.0
        alone = phrase.weight >= least and block.text.count(phrase.stem) == 1
        if alone and _set_between(block.text, link.text, phrase):
            called.append(at)
    several = [name for name, places in hosts.items() if _scattered(set(places.values()))]
    for name in several:
        called += hosts[name]
    if not called:
        return None
    called = sorted(set(called))
    proof = "an anchor to a foreign host, a name with a call to action, inside a sentence"
    if several and not any(ends_in_call(outline.links[at].text) for at in called):
        proof = f"“{several[0]}” inside sentences, each time an anchor to another foreign host"
    stems = tuple(read_phrase(outline.links[at].text).stem for at in called)
    return Farm(tuple(called), (_finding(outline, called, proof, "shape"),), stems)


def _foreign_inlays(outline: Outline, own: str) -> list[int]:
    """Short anchors to foreign hosts in blocks that say more, and are no list of anchors."""
    blocks = outline.blocks
    found = [
        at
        for at, (text, href, _, block, _) in enumerate(outline.links)
        if "//" in href[:8]
        and len(text) <= 24
        and block < len(blocks)
        and len(blocks[block].text) >= len(text) + 20
        and _domain_of(href) not in ("", own)
    ]
    if not found:
        return []
    anchors = Counter(link.block for link in outline.links)
    return [at for at in found if anchors[outline.links[at].block] <= _MOST_INLAYS]


def _scattered(domains: set[str]) -> bool:
    """Whether one name leads to hosts that no firm has: its site and its page at a portal are two."""
    return len(domains) > 2 or (len(domains) > 1 and any(map(_THROWAWAY.search, domains)))


def _set_between(text: str, name: str, phrase: Phrase) -> bool:
    """Whether a name with a call stands in a sentence that is whole without it: nobody is led to it,
    as in 市民可登录某某体育平台."""
    start = text.find(name)
    before, end = text[:start], start + len(name)
    opens = bool(_CLOSED.search(before[-1:]) and _HAN.match(text, end))
    if phrase.called and opens:
        return True
    if not (phrase.branded and ends_in_call(name)) or LEADS_TO.search(before):
        return False
    return opens or bool(_CLOSED.match(text, end))


def _judged(outline: Outline, own: str) -> list[_Judged]:
    texts = [link.text for link in outline.links]
    joined = "\n".join(texts)
    judged = []
    for at in _holding(_places(joined), texts):
        if not 2 <= len(texts[at]) <= 80:
            continue
        phrase = read_phrase(texts[at])
        if phrase.weight:
            domain = _domain_of(outline.links[at].href)
            foreign = bool(domain) and domain != own
            bonus = 0.3 if foreign and _THROWAWAY.search(domain) else 0.0
            judged.append(_Judged(at, phrase, domain, foreign, phrase.weight + bonus))
    return judged


def _places(joined: str) -> list[int]:
    """Where words of the trade stand, or letters glued to Chinese; lotteries count beside games."""
    hits = list(vocabulary().needles.hits(joined))
    groups = {"game", "vice", "tail", "foreign"}
    if any(hit.group == "game" for hit in hits):
        groups.add("lottery")
    glued = [found.start() for found in _LETTERED.finditer(joined)]
    return glued + [hit.at for hit in hits if hit.group in groups]


def _holding(places: list[int], texts: list[str]) -> list[int]:
    """Indices of the texts that `places` of the joined text lie in."""
    if not places:
        return []
    starts = list(accumulate((len(text) + 1 for text in texts), initial=0))
    return sorted({bisect_right(starts, place) - 1 for place in places})


def _hidden_links(outline: Outline, markup: str) -> list[int]:
    """Links that readers do not see: styled away, written away by a script, or behind the page."""
    zones = []
    at = markup.find("document.write")
    while at >= 0:
        found = _WRITTEN_BOX.match(markup, at)
        at = markup.find("document.write", at + 1)
        if found:
            end = markup.find("document.write", found.end())
            zones.append(markup[found.end() : end if end > 0 else found.end() + 20_000])
    end = markup.rfind("</html>")
    if 0 < end < len(markup) - 100:
        zones.append(markup[end:])
    hrefs = {href for zone in zones for href in _HREF.findall(zone)}
    if not hrefs:
        return [i for i, link in enumerate(outline.links) if link.hidden]
    return [i for i, link in enumerate(outline.links) if link.hidden or link.href in hrefs]


def _runs(links: list[int], gap: int) -> Iterator[list[int]]:
    """Cut ascending indices into runs with at most `gap` others between two neighbours."""
    run: list[int] = []
    for at in links:
        if run and at - run[-1] > gap + 1:
            yield run
            run = []
        run.append(at)
    if run:
        yield run


def _hidden_farm(
    outline: Outline, run: list[int], by_link: dict[int, _Judged], own: str
) -> Farm | None:
    domains = {d for at in run if (d := _domain_of(outline.links[at].href)) and d != own}
    promo = [j for at in run if (j := by_link.get(at)) and j.weight >= 0.7]
    if len(run) < 2 or not domains:
        return None
    strength = sum(min(j.weight, 1.5) for j in promo if j.foreign)
    offscreen = _offscreen(outline, run[0])
    enough = strength >= 2.0 and len(promo) * 4 >= len(run)
    if not enough and promo:
        enough = _one_stem(outline, run, own)
    if not enough and not (offscreen and len(domains) >= 4):
        return None
    proof = f"{len(run)} anchors to {len(domains)} foreign hosts where no reader sees them"
    if offscreen:
        proof += f" ({offscreen})"
    if promo:
        proof += f": {promo[0].phrase.why}"
    return Farm(tuple(run), (_finding(outline, run, proof, "bytes"),), _stems(promo))


def _one_stem(outline: Outline, run: list[int], own: str) -> bool:
    """Whether three hidden anchors or more to as many foreign hosts are one name, tails apart.

    X官网, X登录, X下载: lawful menus lead to hosts with names of their own.
    """
    hosts: dict[str, set[str]] = {}
    for at in run[:_STEM_LINKS]:
        link = outline.links[at]
        domain = _domain_of(link.href)
        if domain and domain != own and 2 < len(link.text) <= 20:
            hosts.setdefault(read_phrase(link.text).stem, set()).add(domain)
    return any(len(stem) > 2 and len(domains) > 2 for stem, domains in hosts.items())


def _open_farm(outline: Outline, run: list[_Judged]) -> Farm | None:
    foreign = [j for j in run if j.foreign]
    domains = {j.domain for j in foreign}
    strength = sum(min(j.weight, 1.5) - 0.4 for j in foreign)
    if len(foreign) >= 3 and ((len(domains) >= 3 and strength >= 1.5) or strength >= 3.0):
        links = list(range(run[0].at, run[-1].at + 1))
        proof = (
            f"{len(links)} anchors in a row to {len(domains)} foreign hosts: {run[0].phrase.why}"
        )
        return Farm(tuple(links), (_finding(outline, links, proof, "shape"),), _stems(run))
    own = [j for j in run if j.weight >= 1.2 and j.phrase.called]
    if len(own) >= 5:
        links = [j.at for j in own]
        proof = f"{len(links)} anchors in a row that promote: {own[0].phrase.why}"
        return Farm(tuple(links), (_finding(outline, links, proof, "shape"),), _stems(own))
    paid = [j for j in run if j.phrase.called and j.weight >= (1.4 if j.foreign else 1.6)]
    if not paid:
        return None
    findings = [
        _finding(outline, [j.at], f"an item unlike its neighbours: {j.phrase.why}", "shape")
        for j in paid[:3]
    ]
    return Farm(tuple(j.at for j in paid), tuple(findings), ())


def _game_row(outline: Outline, run: list[_Judged]) -> Farm | None:
    """Anchors side by side, each to another host, that name games lawful and unlawful."""
    domains = {j.domain for j in run}
    unlawful = sum(bool(vocabulary().game.search(outline.links[j.at].text)) for j in run)
    if len(run) < 4 or len(domains) < 4 or unlawful < 2:
        return None
    links = [j.at for j in run]
    proof = f"{len(run)} anchors in a row to {len(domains)} foreign hosts, all named after games"
    return Farm(tuple(links), (_finding(outline, links, proof, "shape"),), ())


def _finding(outline: Outline, links: list[int], proof: str, layer: str) -> Finding:
    sample = " ".join(outline.links[at].text for at in links[:6])
    return Finding("links", sample, proof, layer, "injected", 1.0)


def _offscreen(outline: Outline, at: int) -> str:
    """The style that moves the link out of sight, "" where it is merely folded away."""
    index = outline.links[at].block
    if index >= len(outline.blocks):
        return ""
    box = outline.blocks[index].box
    while box >= 0:
        style = outline.boxes[box].hidden
        if style and "-" in style.partition(":")[2]:
            return style
        box = outline.boxes[box].parent
    return ""


def _stems(run: list[_Judged]) -> tuple[str, ...]:
    """Names in front of calls to action that several anchors of the farm share."""
    counts: dict[str, int] = {}
    for item in run:
        stem = item.phrase.stem
        if 2 <= len(stem) <= 14 and item.phrase.called:
            counts[stem] = counts.get(stem, 0) + 1
    return tuple(stem for stem, count in counts.items() if count > 1)
