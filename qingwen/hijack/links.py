"""Links that an article page does not have: farms of anchors, hidden or in plain sight, and single
paid items in an honest list.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from qingwen.hijack.shape import Phrase, read_phrase
from qingwen.hijack.verdict import Finding
from qingwen.outline import Outline

_SECOND_LEVEL = frozenset(
    ["com", "net", "org", "gov", "edu", "ac", "mil", "co", "ah", "bj", "cq", "fj", "gd", "gs", "gx", "gz", "ha", "hb", "he", "hi", "hk", "hl", "hn", "jl", "js", "jx", "ln", "mo", "nm", "nx", "qh", "sc", "sd", "sh", "sn", "sx", "tj", "tw", "xj", "xz", "yn", "zj"]
)
_THROWAWAY = re.compile(r"\.(?:cc|top|vip|xyz|win|bet|club|site|online|icu|fun|live|app|me|pw|tk|ag|ph|info|asia|biz|us|pro|shop|ink|wang|ltd)$|\d{2,}")
_WRITTEN_BOX = re.compile(
    r"document\.write(?:ln)?\(\s*[\"'][^\"']*<(?:div|span|marquee|ul|table)[^\"']*(?:-\d{3,}\s*px|display\s*:\s*none|overflow\s*:\s*hidden|(?:height|width)\s*[:=]\s*[\"\\]*[01])"
    , re.IGNORECASE)
_HREF = re.compile(r"href\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)
_RUN_GAP = 3
"""Ordinary links that may stand between two of one farm."""


class Farm(NamedTuple):
    """Links of one farm and what they teach."""

    links: tuple[int, ...]
    findings: tuple[Finding, ...]
    stems: tuple[str, ...]


class _Judged(NamedTuple):
    index: int
    phrase: Phrase
    domain: str
    foreign: bool
    weight: float


def registrable(host: str) -> str:
    """Return the part of a host name that someone registered.

    >>> registrable("news.lcrb.com.cn")
    'lcrb.com.cn'
    """
    labels = host.lower().strip(".").split(".")
    if len(labels) > 2 and labels[-2] in _SECOND_LEVEL and len(labels[-1]) == 2:
        return ".".join(labels[-3:])
    return ".".join(labels[-2:])


def _host_of(href: str) -> str:
    if "//" not in href[:8]:
        return ""
    try:
        return urlsplit(href.strip()).hostname or ""
    except ValueError:
        return ""


def find_farms(outline: Outline, markup: str, host: str, tail_at: int) -> Iterator[Farm]:
    """Farms of a page in document order.

    `tail_at` is where the page ended in the markup (behind </html>), -1 where nothing follows.
    """
    own = registrable(host) if host else ""
    judged = [j for i, link in enumerate(outline.links) if (j := _judge(i, link.text, link.href, own))]
    if not judged:
        return
    written = _written_links(outline, markup, tail_at)
    by_index = {j.index: j for j in judged}
    for run in _runs([j for j in judged if j.weight >= 0.9]):
        if farm := _farm(outline, by_index, run, written):
            yield farm
    hidden = [i for i, link in enumerate(outline.links) if link.hidden or i in written]
    if hidden:
        yield from _hidden_farms(outline, by_index, hidden, own)


def _judge(index: int, text: str, href: str, own: str) -> _Judged | None:
    if not 2 <= len(text) <= 60 or (text.isascii() and not any(c.isdigit() for c in text)):
        return None
    phrase = read_phrase(text)
    if not phrase.weight:
        return None
    host = _host_of(href)
    domain = registrable(host) if host else ""
    foreign = bool(domain) and domain != own
    weight = phrase.weight + (0.4 if foreign and _THROWAWAY.search(domain) else 0.0)
    return _Judged(index, phrase, domain, foreign, weight)


def _runs(judged: list[_Judged]) -> Iterator[list[_Judged]]:
    run: list[_Judged] = []
    for item in judged:
        if run and item.index - run[-1].index > _RUN_GAP + 1:
            yield run
            run = []
        run.append(item)
    if run:
        yield run


def _farm(
    outline: Outline, by_index: dict[int, _Judged], run: list[_Judged], written: frozenset[int]
) -> Farm | None:
    foreign = [j for j in run if j.foreign]
    domains = {j.domain for j in foreign}
    hidden = sum(outline.links[j.index].hidden or j.index in written for j in run)
    if (len(foreign) >= 3 and len(domains) >= 2) or (hidden >= 2 and len(run) >= 2) or (len(run) >= 4 and sum(j.weight for j in run) >= 1.4 * len(run) and len(foreign) * 2 >= len(run)):
        where, weight = "links", 1.0
    elif strong := [j for j in run if j.weight >= 2.0 and (j.foreign or j.weight >= 2.4)]:
        return _single_items(outline, strong)
    else:
        return None
    links = [j.index for j in run]
    if hidden * 2 >= len(run) or len(run) >= 5:
        links = _widen(outline, links, by_index)
    stems = _stems(run)
    sample = " ".join(outline.links[i].text for i in links[:5])
    proof = f"{len(links)} anchors in a row, {len(domains)} foreign hosts: {run[0].phrase.why}"
    if hidden:
        proof = f"hidden from readers; {proof}"
    finding = Finding(where, sample, proof, "bytes" if hidden else "shape", "injected", weight)
    return Farm(tuple(links), (finding,), stems)


def _widen(outline: Outline, links: list[int], by_index: dict[int, _Judged]) -> list[int]:
    """A farm's own gaps belong to it: bare brands without any word of the trade."""
    return list(range(links[0], links[-1] + 1))


def _single_items(outline: Outline, strong: list[_Judged]) -> Farm:
    findings = tuple(
        Finding("links", outline.links[j.index].text, f"an item unlike its neighbours: {j.phrase.why}", "shape", "injected", 1.0)
        for j in strong[:3]
    )
    return Farm(tuple(j.index for j in strong), findings, ())


def _hidden_farms(
    outline: Outline, by_index: dict[int, _Judged], hidden: list[int], own: str
) -> Iterator[Farm]:
    runs: list[list[int]] = []
    for index in hidden:
        if runs and index == runs[-1][-1] + 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    for run in runs:
        domains = {registrable(h) for i in run if (h := _host_of(outline.links[i].href))} - {own}
        promo = [j for i in run if (j := by_index.get(i)) and j.weight >= 0.7]
        if len(run) < 2 or not domains:
            continue
        offscreen = _offscreen(outline, run[0])
        if (len(promo) * 3 >= len(run) and len(promo) >= 2) or (offscreen and len(domains) >= 4):
            sample = " ".join(outline.links[i].text for i in run[:5])
            proof = f"{len(run)} anchors to {len(domains)} foreign hosts in a box hidden from readers ({offscreen or 'hidden'})"
            yield Farm(tuple(run), (Finding("links", sample, proof, "bytes", "injected", 1.0),), _stems(promo))


def _offscreen(outline: Outline, link: int) -> str:
    """The style that moves the link out of sight, "" where it is merely folded away."""
    index = outline.links[link].block
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
    """Names in front of calls to action that several anchors of the farm share or that look coined."""
    counts: dict[str, int] = {}
    for item in run:
        stem = item.phrase.stem
        if 2 <= len(stem) <= 14:
            counts[stem] = counts.get(stem, 0) + 1
    return tuple(stem for stem, count in counts.items() if count > 1)


def _written_links(outline: Outline, markup: str, tail_at: int) -> frozenset[int]:
    """Links behind a script that writes an opening tag out of sight, or behind the page's end."""
    zones = []
    if "document.write" in markup:
        for found in _WRITTEN_BOX.finditer(markup):
            end = markup.find("document.write", found.end())
            zones.append(markup[found.end() : end if end > 0 else found.end() + 20_000])
    if tail_at >= 0:
        zones.append(markup[tail_at:])
    hrefs = {href for zone in zones for href in _HREF.findall(zone)}
    if not hrefs:
        return frozenset()
    return frozenset(i for i, link in enumerate(outline.links) if link.href in hrefs)
