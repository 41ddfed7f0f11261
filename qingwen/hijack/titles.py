"""What was stuffed into the title: the parts that promote, and that the story does not bear out."""

import re
from itertools import takewhile
from typing import NamedTuple

from qingwen.hijack.clauses import ends_in_call
from qingwen.hijack.elsewhere import KnownHere
from qingwen.hijack.shape import QUOTED, Phrase, read_phrase, shared_head
from qingwen.hijack.slots import INSTITUTION
from qingwen.hijack.verdict import Finding
from qingwen.hijack.vocabulary import vocabulary
from qingwen.identity import Identity
from qingwen.outline import Outline

ECHO = "the search words of the URL as title"
DROPPED = "a page in a folder for files"
STREWN = "the title stands between the words of other sentences"

_SEPARATOR = re.compile(r"(\s*(?:[_|丨｜,，、]|[-—–]+|>+|»|(?<!\d)[:：]|[:：](?!\d))\s*|\s+)")
_BRACKETS = tuple(
    re.compile(end.format(r"(?:【[^【】]{3,24}】|《[^《》]{3,24}》|「[^「」]{3,24}」)"))
    for end in ("^{}", "{}$")
)
_HAN = re.compile("[\u4e00-\u9fff]")
_HEADLINE_CHARS = 4
"""A story may be called 大桥合龙: shorter pieces of a title are channels."""
_MARKS = "\n，。、：；！？“ \u3000"
_SOFT = frozenset(",，、:：")
_HEADINGS = frozenset(("h1", "h2", "h3"))
# Stuffed titles have a few hundred; a text that is one long line, or a bomb, is no title.
_MAX_TITLE_CHARS = 1000
_META_CHARS = 24
"""The beginning of a description, held against the story's first line."""
_MAX_HEADINGS = 60
"""Each is held against the whole page; an article has few, lists have thousands."""


class TitleRead(NamedTuple):
    """A title without what was stuffed into it."""

    text: str
    cut: tuple[str, ...]
    findings: tuple[Finding, ...]
    headline_left: bool
    """Whether a part is left that reads like a headline."""
    headline_named: bool
    """Whether that is more than names of site and channels."""


class Setting(NamedTuple):
    """What a title is held against."""

    identity: Identity
    prose: str
    """The page's longer blocks, headings left out."""
    chrome: str
    """Its short blocks, headings left out."""
    heads: frozenset[str]
    metas: dict[str, str]
    query: str
    """The decoded query string of the URL."""
    dropped: bool
    """Whether the URL lies in a folder for files, where no editor puts articles."""
    known: KnownHere
    """Brands of other sites that stand on the page."""

    def stands(self, text: str) -> bool:
        """Whether the page outside its headings has `text`."""
        return text in self.prose or text in self.chrome


class _Part(NamedTuple):
    text: str
    join: str
    """The separator in front of it."""
    soft: bool
    """Whether a comma or colon parts it from its neighbours."""
    first: bool
    last: bool


def heading_blocks(outline: Outline) -> list[int]:
    """Blocks that may repeat the headline: h1 to h3, or named title; the first lines of a text."""
    if outline.from_text:
        first = range(min(8, len(outline.blocks)))
        lines = ((i, outline.blocks[i].text) for i in first)
        return [i for i, line in lines if len(line) <= _MAX_TITLE_CHARS and "。" not in line]
    out: list[int] = []
    for box in outline.boxes:
        marks = box.marks
        named = "tit" in marks and ("title" in marks or "tit" in marks.split())
        if (named or box.tag in _HEADINGS) and box.last - box.first < 4:
            out += (i for i in range(box.first, box.last) if len(outline.blocks[i].text) <= 90)
            if len(out) >= _MAX_HEADINGS:
                break
    return list(dict.fromkeys(out))


def read_title(title: str, slot: str, setting: Setting) -> TitleRead:
    """Take a title apart and drop the parts that promote."""
    parts = _parts(title[:_MAX_TITLE_CHARS], setting)
    texts = [part.text for part in parts]
    head = shared_head([text for text in texts if len(text) > 2])
    listed = _listed(parts)
    findings: list[Finding] = []
    kept: list[_Part] = []
    cut: list[str] = []
    for part in parts:
        weight, why, layer = *_weigh_part(part, texts, head, setting), "shape"
        if weight < 0.5 and (brand := setting.known.named_by(part.text)):
            weight, why, layer = setting.known.weight(brand), setting.known.why(brand), "corpus"
        if listed and not (is_headline(part.text) or proven(part.text, setting.identity)):
            weight, why = 1.0, "a list of search words"
        if weight < 0.5:
            kept.append(part)
            continue
        stem = read_phrase(part.text).stem
        findings.append(Finding(slot, part.text, why, layer, "injected", min(1.0, weight), stem))
        cut.append(part.text)
    clean = "".join(part.join + part.text if n else part.text for n, part in enumerate(kept))
    clean = clean.strip(" -_|—,，:：、")
    headed = clean in setting.heads or is_headline(clean)
    named = headed and (clean in setting.heads or _holds_headline(kept, setting.identity))
    if cut and not named and not is_headline(clean) and not setting.stands(clean):
        clean = ""  # V8.6.3, 安全无毒: what is left of a title that is promotion alone
    return TitleRead(clean, tuple(cut), tuple(findings), headed, named)


def title_pieces(title: str) -> list[str]:
    """Cut a title at all its marks and blanks."""
    return _SEPARATOR.split(title)[::2]


def _holds_headline(kept: list[_Part], identity: Identity) -> bool:
    """Whether one of the pieces between hard separators is a headline and no name of the site."""
    pieces = [""]
    for part in kept:
        if part.join.strip(" ,，、:：") and pieces[-1]:
            pieces.append("")
        pieces[-1] += part.join + part.text if pieces[-1] else part.text
    return any(
        len(piece) >= _HEADLINE_CHARS
        and read_phrase(piece).weight < 0.7
        and not INSTITUTION.search(piece)
        and not (proven(piece, identity) and len(piece) <= 10)
        for piece in pieces
    )


def _parts(title: str, setting: Setting) -> list[_Part]:
    pieces = [shard for piece in _SEPARATOR.split(title) for shard in _opened(piece, setting)]
    texts, joins = pieces[::2], [*pieces[1::2], ""]
    last = len(texts) - 1
    return [
        _Part(
            text,
            joins[i - 1] if i else "",
            joins[i].strip() in _SOFT or (i > 0 and joins[i - 1].strip() in _SOFT),
            i == 0,
            i == last,
        )
        for i, text in enumerate(texts)
        if text
    ]


def _opened(piece: str, setting: Setting) -> list[str]:
    """A piece of the title, with an empty separator where a bracket at either end of it calls to a name
    that the page never speaks of: 【某某体育官网】老街修缮完工."""
    for bracket in _BRACKETS:
        found = bracket.search(piece)
        if found and _calls(found[0], setting):
            shards = [piece[: found.start()], found[0], piece[found.end() :]]
            head, *rest = filter(None, shards)
            return [head, *(item for shard in rest for item in ("", shard))]
    return [piece]


def _calls(bracket: str, setting: Setting) -> bool:
    phrase = read_phrase(bracket[1:-1])
    called = phrase.called and phrase.weight >= 0.7
    if not (called or phrase.branded) or not ends_in_call(bracket[1:-1]):
        return False
    return not INSTITUTION.search(phrase.stem) and not setting.stands(phrase.stem)


def _listed(parts: list[_Part]) -> bool:
    """Whether the title is a comma list of search words."""
    if len(parts) < 3 or not all(part.soft for part in parts[:3]):
        return False
    promoting = sum(
        bool(vocabulary().vice.search(part.text)) or read_phrase(part.text).weight >= 0.7
        for part in parts
    )
    return promoting >= 2 and promoting * 2 >= len(parts)


def is_headline(text: str) -> bool:
    """Whether a text is long enough for a headline and does not promote."""
    return len(text) >= 7 and read_phrase(text).weight < 0.7


def _weigh_part(part: _Part, texts: list[str], head: str, setting: Setting) -> tuple[float, str]:
    text = part.text
    if not 2 <= len(text) <= 60:
        return 0.0, ""
    words = vocabulary()
    # 代理“u8彩票”网站: what a headline quotes is not said by it
    phrase = read_phrase(QUOTED.sub("", text) if text.find("“") > 0 else text)
    games = set(words.game.findall(text)) | set(words.vice.findall(text))
    if why := _sure_sign(phrase, text, texts, head, games, setting):
        return 1.0, why
    if not phrase.weight or proven(text, setting.identity):
        return 0.0, ""
    if part.first and part.soft and _in_metas(text, setting):
        return 0.5 * phrase.weight + 0.5, f"in front of the metas too: {phrase.why}"
    if phrase.weight >= 0.7 and phrase.called:
        if _foreign_part(part, phrase, texts, setting):
            return 1.0, f"beside the headline, {phrase.why}"
        return _weigh_called(phrase, text, setting)
    return _weigh_uncalled(part, phrase, texts, games, setting)


def _sure_sign(
    phrase: Phrase, text: str, texts: list[str], head: str, games: set[str], setting: Setting
) -> str:
    """What alone shows that a part of the title promotes; "" where nothing does."""
    words = vocabulary()
    named = ",".join(sorted(games))
    if setting.query and text in setting.query and (games or phrase.called) and phrase.weight:
        return f"{ECHO}: {phrase.why}"
    if setting.dropped and (games or words.lottery.search(text)):
        return f"{DROPPED}: {phrase.why}"
    if len(text) > 7 and (games or phrase.weight) and setting.prose.count(text) > 2:
        return STREWN
    if head and text.startswith(head) and len(text) < 24 and not proven(head, setting.identity):
        alike = zip(*(other for other in texts if other.startswith(head)), strict=False)
        name = "".join(chars[0] for chars in takewhile(lambda chars: len(set(chars)) == 1, alike))
        return f"{name} again and again in the title; {phrase.why}"
    called = phrase.called or (phrase.branded and words.any_tail.search(text))
    if texts.count(text) > 1 and (games or (called and not setting.stands(text))):
        return f"twice in the title: {phrase.why or named}"
    if (
        texts.count(text) > 1
        and len(text) < 12
        and not setting.stands(text)
        and (any(other in setting.heads for other in texts) or _framed(text, setting.heads))
        and setting.identity.names
        and not INSTITUTION.search(text)
        and not proven(text, setting.identity)
    ):
        return "twice in the title, before and behind the headline"
    vices = sum(bool(words.vice.search(other)) for other in texts) if games else 0
    if vices > 1 and words.vice.search(text):
        return f"search words of another trade: {named}"
    return ""


def _framed(text: str, heads: frozenset[str]) -> bool:
    """Whether a heading begins and ends with a text, as the title does, with a headline between."""
    return any(
        head.startswith(text)
        and head.endswith(text)
        and is_headline(head.removeprefix(text).removesuffix(text).strip())
        for head in heads
    )


def _foreign_part(part: _Part, phrase: Phrase, texts: list[str], setting: Setting) -> bool:
    """Whether a part of its own beside the headline names what no template line of the page names:
    a brand may stand in the prose too, where a kit strews it."""
    return (
        not part.soft
        and bool(setting.identity.names)
        and any(text in setting.heads for text in texts if text != part.text)
        and len(phrase.stem) > 1
        and not INSTITUTION.search(phrase.stem)
        and phrase.stem not in setting.chrome
        and not any(phrase.stem in head for head in setting.heads)
    )


def _weigh_called(phrase: Phrase, text: str, setting: Setting) -> tuple[float, str]:
    """A name with calls to action; 官网 alone may be said of somebody's site in the story."""
    if not phrase.branded and phrase.weight < 1.3 and _stands_elsewhere(phrase.stem, setting):
        if not stands_between_marks(phrase.stem, setting.prose):
            return 0.0, ""
        return 1.0, f"between the marks of other sentences too: {phrase.why}"
    weight = 0.7 * phrase.weight + (0.0 if setting.stands(text) else 0.3)
    return weight, f"part of the title: {phrase.why}"


def stands_between_marks(name: str, text: str) -> bool:
    """Whether a name stands twice or more, each time between marks: a kit drops it there."""
    text = f"\n{text}\n"
    places = [found.span() for found in re.finditer(re.escape(name), text)]
    return len(places) > 1 and all(
        text[start - 1] in _MARKS and text[end] in "，,、" for start, end in places
    )


def _weigh_uncalled(
    part: _Part, phrase: Phrase, texts: list[str], games: set[str], setting: Setting
) -> tuple[float, str]:
    """Games and trade words alone: a headline may name them, if its story does."""
    if setting.stands(part.text) or len(texts) < 2 or not phrase.branded:
        return 0.0, ""
    if _goes_on(part.text):
        return 0.0, ""
    if games:
        others = [text for text in texts[:-1] if text != part.text]
        if part.soft or not any(map(is_headline, others)) or any(map(setting.stands, games)):
            return 0.0, ""
        return 0.3 + 0.7 * phrase.weight, f"{phrase.why}; the story never mentions it"
    if len(part.text) > 10 or part.last or len(phrase.stem) < 3:
        return 0.0, ""
    headed = any(text in setting.heads for text in texts)
    return 0.7 + (0.3 if headed else 0.0), f"{phrase.why}; stands nowhere else on the page"


def _goes_on(text: str) -> bool:
    """Whether a clause goes on behind a word of the trade, RNG电竞落户本市: a team's headline."""
    found = re.search(f"(?:{vocabulary().trade_words})(?P<rest>.+)", text)
    rest = found["rest"] if found else ""
    return len(_HAN.findall(vocabulary().known.sub("", rest))) > 2


def _in_metas(brand: str, setting: Setting) -> bool:
    """Whether keywords or description begin with the brand as the title does, in other words than
    those of the story or its headline."""
    metas = (setting.metas.get(name, "") for name in ("keywords", "description"))
    return any(
        re.match(rf"{re.escape(brand)}\s*(?:[,:，：_|-]|$)", meta)
        and not (
            not vocabulary().game.search(brand)
            and len(meta) > len(brand) + 8
            and setting.stands(meta[:_META_CHARS].strip())
        )
        for meta in metas
    )


def proven(text: str, identity: Identity) -> bool:
    """Whether the publisher's proofs stand behind a name, by more than 公司 or 体育."""
    own = re.sub("有限|公司|集团|中国", "", vocabulary().known.sub("", text))
    if len(own) < 2:
        return any(text in name or name in text for name in identity.names)
    return identity.proves(own)


def _stands_elsewhere(stem: str, setting: Setting) -> bool:
    word = next((w for w in re.findall("[\u4e00-\u9fff]+", stem) if len(w) > 1), stem)
    return setting.stands(word)
