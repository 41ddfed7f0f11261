"""The page as a list of blocks: one walk over the tree gathers all that later steps look at.

A block is a run of text with no block-level boundary inside it. A box is the block-level element
around blocks; since blocks stand in reading order, every box is a slice of them, and densities
are differences of running sums. Plain text enters here too, one block a line.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, groupby
from typing import Any, NamedTuple

from lxml import etree

from qingwen.recall import recalled


class Block(NamedTuple):
    """One run of text."""

    text: str
    """Blanks collapsed, never empty."""
    box: int
    """Index of the nearest box around it."""
    link_chars: int
    """How many of its characters stand in links."""
    hidden: bool
    """Whether a style keeps readers from seeing it."""


class Box(NamedTuple):
    """One block-level element."""

    tag: str
    parent: int
    """Index of the box around it; -1 for the root."""
    marks: str
    """Its id and classes, lower case, separated by blanks."""
    first: int
    """Its blocks are `blocks[first:last]`."""
    last: int
    hidden: str
    """The style that hides it ("display:none"), "" for a visible box."""
    centred: bool
    """Whether its text stands in the middle of the line, as captions and bylines do."""

    @property
    def name(self) -> str:
        """Tag and marks: what boxes of one skin have in common from page to page."""
        return f"{self.tag} {self.marks}".strip()


class Link(NamedTuple):
    """One anchor with text or title."""

    text: str
    href: str
    title: str
    block: int
    """Index of the block it ends in (or of the next one)."""
    hidden: bool


class Picture(NamedTuple):
    """One img element."""

    src: str
    alt: str
    block: int
    """Index of the first block after it."""
    box: int


@dataclass(slots=True)
class Outline:
    """What one walk over a page finds, in reading order."""

    blocks: list[Block] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    title: str = ""
    """Text of the title element."""
    metas: dict[str, str] = field(default_factory=dict)
    """Content of each meta by lower-case name, property, itemprop; the first of a name counts."""
    scripts: list[tuple[str, str]] = field(default_factory=list)
    """(id or type, text) of inline scripts."""
    script_files: int = 0
    """How many scripts are loaded from files."""
    times: list[str] = field(default_factory=list)
    """What time elements say without showing it."""
    canonical: str = ""
    lang: str = ""
    base: str = ""
    players: int = 0
    """How many video, audio, embed, object and iframe elements there are."""
    passwords: int = 0
    from_text: bool = False
    """Whether it was made of plain text."""


# What the walk gathers is named at its end, all of a kind in one go: a third of what calls cost.
_block: Callable[[tuple[str, int, int, bool]], Block] = partial(tuple.__new__, Block)
_box: Callable[[list[Any]], Box] = partial(tuple.__new__, Box)
_link: Callable[[tuple[str, str, str, int, bool]], Link] = partial(tuple.__new__, Link)

_BLOCK, _SKIP, _BREAK, _LINK, _IMAGE, _HEAD, _PLAYER, _INPUT, _SCRIPT, _TIME = range(1, 11)
_KINDS = {
    **dict.fromkeys(
        "html body div p table tbody thead tfoot tr td th caption ul ol li dl dt dd h1 h2 h3 h4 h5 h6 "
        "section article header footer nav aside main center form fieldset legend figure figcaption "
        "pre blockquote address details summary hgroup dir menu marquee layer frameset".split(),
        _BLOCK,
    ),
    **dict.fromkeys(
        "select option textarea template svg math button datalist canvas".split(), _SKIP
    ),
    **dict.fromkeys("noscript noframes".split(), _SKIP),
    **dict.fromkeys(["br", "hr"], _BREAK),
    **dict.fromkeys("video audio embed object iframe".split(), _PLAYER),
    **dict.fromkeys("title meta link base style".split(), _HEAD),
    "a": _LINK,
    "img": _IMAGE,
    "script": _SCRIPT,
    "input": _INPUT,
    "time": _TIME,
}
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:\.\d+)?(?:px|pt|em|%)?\s*(?:;|$|!)"
    r"|text-indent\s*:\s*-\d{3,}|(?:left|top|right|margin|margin-left|margin-top)\s*:\s*-\d{3,}"
    r"|(?:opacity|line-height|max-height|zoom)\s*:\s*0(?:px)?\s*(?:;|$|!)"
    r"|(?:^|[;\s])(?:width|height)\s*:\s*[01]px(?=.*overflow\s*:\s*hidden)"
    r"|overflow\s*:\s*hidden.*(?:width|height)\s*:\s*[01](?:px|;|$)|clip\s*:\s*rect\(0",
    re.IGNORECASE | re.DOTALL,
)
# Watermark classes are hidden by a rule in the page itself: .a1b2{display:none}
_HIDES = (
    re.compile(r"display\s*:\s*none"),
    re.compile(r"font-size\s*:\s*0(?![.\d]*[1-9])"),
)
_LAST_CLASS = re.compile(r"\.([\w-]+)\s*$")
_RULE_CHARS = 400
"""How far behind the brace of its rule the declaration that hides may stand."""
_CENTRED = frozenset(("center", "figcaption"))
# In <pre>, a line ends a paragraph where it stops with a sentence or the next one is indented.
_PARAGRAPH = re.compile(r"\n(?=[ \t]*\n)|\n(?=[\u3000\t]| {2,}\S)|(?<=[。！？”：])[ \t\r]*\n")
_LAST_NARROW = "\u2e7f"  # Han, kana and full-width marks come after it
_SOURCES = ("data-src", "data-original", "original", "data-url", "_src", "src")
_FILE_NAME_CHARS = 200
"""Of a longer address, only so much of the end is the name of a file."""
_MARKUP = re.compile(r"</p>|<br\b|</div>|</section>", re.IGNORECASE)
_TEXTAREA_CHARS = 500_000
# Longer texts are prose, in which old encodings hold rare characters at such places, as in names.
_ICON, _ICON_CHARS = re.compile("(?<![\u3400-\u9fff])[\ue000-\uf8ff]"), 120
_COPIED_CHARS = 12
# What a handler does that opens another page; others read a paragraph out, enlarge or unfold it.
_OPENS_PAGE = re.compile(
    r"location|\bopen\s*\(|\b(?:go|jump)[A-Za-z]*\s*\(|\.s?html?\b", re.IGNORECASE
)
_CLICKED_CHARS, _CLICKED_LINES = 60, 3
"""The longest headline, and how many in a row are a list of them: a lone one may be a subhead."""
_SENTENCE = re.compile("[，。；！？།᠂᠃،؛]")
MIN_PROSE = 150
"""Prose (chars) above which a page shows its story: a footer has less."""
_PLACEHOLDERS = "blank grey loading lazy spacer transparent placeholder".split()
_PLACEHOLDER = re.compile(rf"(?:{'|'.join(_PLACEHOLDERS)})[\w.-]*$")


def collapse(text: str) -> str:
    """Return `text` with blanks collapsed; a line wrap between two Chinese characters is nothing.

    >>> collapse(" 市 民\\n   广场\\u3000开放 \\n")
    '市 民广场 开放'
    """
    if "\n" not in text:
        return " ".join(text.split())
    text = text.strip()
    if "\n" not in text:  # it stood on a line of its own
        return " ".join(text.split())
    glued = ""
    for raw in text.split("\n"):
        if line := " ".join(raw.split()):
            wraps = glued and glued[-1] > _LAST_NARROW and line[0] > _LAST_NARROW
            glued += line if wraps or not glued else f" {line}"
    return glued


def _without_icons(text: str) -> str:
    """Return `text` without the private letters that icon fonts draw beside dates, names and counters."""
    if len(text) <= _ICON_CHARS and _ICON.search(text):
        return " ".join(_ICON.sub(" ", text).split())
    return text


def _is_headline(line: str) -> bool:
    return len(line) <= _CLICKED_CHARS and not _SENTENCE.search(line[-1])


def _lines(text: str) -> list[str]:
    """The paragraphs of preformatted text; [] where its lines are wrapped, not ended.

    >>> _lines("　　市民广场开放。\\n　　全长两公里。")
    ['市民广场开放。', '全长两公里。']
    """
    if "\n" not in text or not (parts := _PARAGRAPH.split(text))[1:]:
        return []
    return [line for part in parts if (line := collapse(part))]


@recalled
def hiding_style(style: str) -> str:
    """Return the part of a style attribute that hides its element, "" where none does."""
    found = _HIDING.search(style)
    return found[0].strip(" ;") if found else ""


def _hidden_classes(sheet: str) -> frozenset[str]:
    """Classes that a style sheet hides, read backwards from the declarations that hide."""
    classes = set()
    for found in chain.from_iterable(hides.finditer(sheet) for hides in _HIDES):
        brace = sheet.rfind("{", max(0, found.start() - _RULE_CHARS - 1), found.start())
        if brace >= 0 and sheet.find("}", brace, found.start()) < 0:
            selector = _LAST_CLASS.search(sheet, max(0, brace - 80), brace)
            if selector:
                classes.add(selector[1])
    return frozenset(classes)


def outline_text(text: str) -> Outline:
    """Outline plain text: one block a line, one box around all."""
    blocks = [
        Block(line, 0, 0, False) for raw in text.splitlines() if (line := " ".join(raw.split()))
    ]
    return Outline(
        blocks=blocks,
        boxes=[Box("text", -1, "", 0, len(blocks), "", centred=False)],
        from_text=True,
    )


def outline_tree(root: etree._Element) -> Outline:
    """Outline a page tree in one walk, linear in its nodes; the tree is not changed.

    A page that keeps markup in textareas and shows no prose is walked again, with what they hold.
    """
    walk = _Walk(root)
    outline = walk.gathered()
    if walk.textareas and sum(map(len, shown := prose(outline))) <= MIN_PROSE:
        outline = _Walk(root, told=shown).gathered()
    return outline


def shows_story(outline: Outline) -> bool:
    """Whether the page itself shows enough sentences to be that of a story."""
    return sum(map(len, prose(outline))) > MIN_PROSE


def prose(outline: Outline) -> list[str]:
    """The first blocks that hold sentences outside links: enough of them to see whether a page shows a story."""
    found: list[str] = []
    chars = 0
    for block in outline.blocks:
        if block.link_chars * 2 < len(block.text) and _SENTENCE.search(block.text):
            found.append(block.text)
            chars += len(block.text)
            if chars > MIN_PROSE:
                break
    return found


def _is_placeholder(src: str) -> bool:
    """Whether `src` is what lazy loading shows until it has loaded the picture."""
    if src[:6].lower().startswith(("data:", "about:")):
        return True
    name = src[max(src.rfind("/") + 1, len(src) - _FILE_NAME_CHARS) :].lower()
    return any(word in name for word in _PLACEHOLDERS) and bool(_PLACEHOLDER.search(name))


def _repeats(textarea: etree._Element, told: list[str]) -> bool:
    """Whether a textarea holds a line that the page shows: markup to be copied, not the story."""
    text = "".join(textarea.itertext())
    return any(len(line) >= _COPIED_CHARS and line in text for line in told)


class _Walk:
    """The state of one walk: what has been gathered, and the run of text being filled."""

    def __init__(self, root: etree._Element, told: list[str] | None = None) -> None:
        """`told` is what the page itself shows: textareas are read where it is given, but for copies of it."""
        self.root = root
        self.told = told
        self.textareas = 0
        self.out = Outline()
        self.blocks: list[tuple[str, int, int, bool]] = []
        self.boxes: list[list[Any]] = []
        """Fields of `Box`; where it ends is not known before it is closed."""
        self.links: list[tuple[str, str, str, int, bool]] = []
        self.box = -1
        self.parts: list[str] = []
        self.link_chars = 0
        self.href: str | None = None
        self.href_title = ""
        self.link_parts: list[str] = []
        self.link_hidden = False
        self.hidden_boxes = 0
        self.hidden_inline = 0
        self.hidden_parts: list[str] = []
        self.hidden_link_chars = 0
        self.hidden_classes: frozenset[str] = frozenset()
        self.in_textarea = False
        self.clicked: list[int] = []
        """Open boxes that open a page when clicked."""
        self.clicked_lines: list[int] = []
        """Blocks that are headlines in such boxes."""

    def gathered(self) -> Outline:
        """Walk, and return what was found."""
        self._open_box("page", "", "", centred=False)
        self._walk(self.root)
        self._close_box()
        self._link_lines()
        self.out.blocks = list(map(_block, self.blocks))
        self.out.boxes = list(map(_box, self.boxes))
        self.out.links = list(map(_link, self.links))
        return self.out

    def _walk(self, root: etree._Element) -> None:  # noqa: C901, PLR0912
        # The hot loop of the core: a page has some 1,400 events, most of them of boxes and of
        # blanks between them, so what is commonest is asked first and without a call.
        parts, kind_of = self.parts, _KINDS.get
        enter, close, flush = self._enter_box, self._close_box, self._flush
        walker = etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:
            tag: str = element.tag  # type: ignore[assignment]  # comments and PIs are not parsed
            kind = kind_of(tag)
            if event == "start":
                if kind == _BLOCK:
                    if parts:
                        flush()
                    enter(element, tag)
                elif kind is None:
                    style = element.get("style")
                    if style or self.hidden_inline or self.hidden_classes or "-" in tag:
                        self._open_inline(element, tag, style)
                elif kind == _LINK:
                    self._open_link(element)
                elif kind != _BREAK and self._open_other(element, tag, kind):
                    walker.skip_subtree()
                    continue
                text = element.text
            else:
                if kind == _BLOCK:
                    if parts:
                        flush()
                    close()
                elif kind is None:
                    if self.hidden_inline or "-" in tag:
                        self._close_inline()
                elif kind == _LINK:
                    self._close_link()
                elif kind == _BREAK and parts:
                    flush()
                text = element.tail
            if text and (parts or not text.isspace()):
                # between two inline elements a blank is one, on a new line or not
                if text.isspace():
                    text = " "
                if self.href is None and not self.hidden_inline:
                    parts.append(text)
                else:
                    self._add_marked(text)
        if parts:
            flush()

    # -- text ---------------------------------------------------------------------------------

    def _add_marked(self, text: str) -> None:
        """Add text that stands in a link or in a hidden inline element."""
        chars = 0
        if self.href is not None:
            self.link_parts.append(text)
            chars = len(text.strip())
        if self.hidden_inline:
            self.hidden_parts.append(text)
            self.hidden_link_chars += chars
        else:
            self.parts.append(text)
            self.link_chars += chars

    def _flush(self) -> None:
        """End the block being filled."""
        parts = self.parts
        text = parts[0] if len(parts) == 1 else "".join(parts)
        if self.boxes[self.box][0] == "pre" and (lines := _lines(text)):
            links = self.link_chars
            for line in lines:
                held = min(links, len(line))
                self.blocks.append((line, self.box, held, self.hidden_boxes > 0))
                links -= held
        elif text := _without_icons(collapse(text)):
            link_chars = self.link_chars
            link_chars = min(link_chars, len(text))
            self.blocks.append((text, self.box, link_chars, self.hidden_boxes > 0))
        parts.clear()
        self.link_chars = 0

    # -- elements -----------------------------------------------------------------------------

    def _enter_box(self, element: etree._Element, tag: str) -> None:
        marks = hidden = ""
        centred = tag in _CENTRED
        if given := element.items():  # a third of all boxes have no attributes
            attributes = dict(given)
            has = attributes.get
            box_id, classes, style = has("id"), has("class"), has("style")
            if classes:
                marks = (f"{box_id} {classes}" if box_id else classes).lower().strip()
            elif box_id:
                marks = box_id.lower().strip()
            if style or "hidden" in attributes or (classes and self.hidden_classes):
                hidden = self._hiding(element, style, classes)
            if (style and "center" in style) or has("align") == "center":
                centred = True
            if (handler := has("onclick")) and _OPENS_PAGE.search(handler):
                self.clicked.append(len(self.boxes))
            if tag == "html":
                self.out.lang = has("lang") or ""
        self._open_box(tag, marks, hidden, centred=centred)

    def _open_box(self, tag: str, marks: str, hidden: str, *, centred: bool) -> None:
        boxes = self.boxes
        boxes.append([tag, self.box, marks, len(self.blocks), 0, hidden, centred])
        self.box = len(boxes) - 1
        if hidden:
            self.hidden_boxes += 1

    def _close_box(self) -> None:
        box = self.boxes[self.box]
        box[4] = len(self.blocks)
        if self.clicked and self.clicked[-1] == self.box:
            self.clicked.pop()
            if len(self.blocks) == box[3] + 1 and _is_headline(self.blocks[-1][0]):
                self.clicked_lines.append(box[3])
        self.box = box[1]
        if box[5]:
            self.hidden_boxes -= 1

    def _link_lines(self) -> None:
        """Take lines in a row that open a page when clicked for links: lists of stories of a script."""
        lines = enumerate(sorted(set(self.clicked_lines)))
        for _, row in groupby(lines, lambda pair: pair[1] - pair[0]):
            row_blocks = [index for _, index in row]
            if len(row_blocks) >= _CLICKED_LINES:
                for index in row_blocks:
                    text, box, _, hidden = self.blocks[index]
                    self.blocks[index] = (text, box, len(text), hidden)

    def _open_link(self, element: etree._Element) -> None:
        get = element.get
        self.href = get("href") or ""
        self.href_title = get("title") or ""
        self.link_parts = []
        if (style := get("style")) and not self.hidden_inline and hiding_style(style):
            self.link_hidden = True
            self.hidden_inline = 1

    def _close_link(self) -> None:
        if self.href is None:
            return
        parts = self.link_parts
        text = collapse(parts[0] if len(parts) == 1 else "".join(parts))
        if text or self.href_title:
            hidden = self.hidden_boxes > 0 or self.hidden_inline > 0
            self.links.append((text, self.href, self.href_title, len(self.blocks), hidden))
        self.href = None
        if self.link_hidden:
            self.link_hidden = False
            self._end_hidden()

    def _open_inline(self, element: etree._Element, tag: str, style: str | None) -> None:
        if self.hidden_inline:
            self.hidden_inline += 1
        elif "-" in tag:  # custom elements hold blocks: <founder-content>
            if self.parts:
                self._flush()
            self._enter_box(element, tag)
        elif self._hiding(element, style, element.get("class")):
            self.hidden_inline = 1

    def _close_inline(self) -> None:
        if not self.hidden_inline:
            if self.parts:
                self._flush()
            self._close_box()
        elif self.hidden_inline > 1:
            self.hidden_inline -= 1
        elif not self.link_hidden:
            self._end_hidden()

    def _end_hidden(self) -> None:
        """End a hidden inline element: what it held is a block of its own, out of the run."""
        self.hidden_inline = 0
        if text := collapse("".join(self.hidden_parts)):
            link_chars = min(self.hidden_link_chars, len(text))
            self.blocks.append((text, self.box, link_chars, True))
        self.hidden_parts = []
        self.hidden_link_chars = 0

    def _hiding(self, element: etree._Element, style: str | None, classes: str | None) -> str:
        if style and (found := hiding_style(style)):
            return found
        if element.get("hidden") is not None:
            return "hidden"
        if self.hidden_classes and classes and not self.hidden_classes.isdisjoint(classes.split()):
            return "stylesheet"
        return ""

    def _open_other(self, element: etree._Element, tag: str, kind: int) -> bool:
        """Take what an element without text of its own tells; True where its inside is skipped."""
        if kind == _IMAGE:
            self._add_picture(element)
            return False
        if kind == _TIME:
            if (moment := element.get("datetime")) and not "".join(element.itertext()).strip():
                self.out.times.append(moment)
            return False
        if kind == _SCRIPT:
            if text := element.text:
                self.out.scripts.append((element.get("id") or element.get("type") or "", text))
            elif element.get("src"):
                self.out.script_files += 1
        elif kind == _HEAD:
            self._read_head(element, tag)
        elif kind == _PLAYER:
            self.out.players += 1
        elif kind == _INPUT and element.get("type") == "password":
            self.out.passwords += 1
        elif tag == "textarea":
            self._read_textarea(element)
        return True

    def _read_textarea(self, element: etree._Element) -> None:
        """Read markup that a script will move out of its textarea: the story, in county skins."""
        text = element.text or ""
        if self.in_textarea or not (len(element) or _MARKUP.search(text)):
            return
        self.textareas += 1
        if self.told is None or _repeats(element, self.told):
            return
        self.in_textarea = True
        for child in element:
            self._walk(child)
        if not len(element) and len(text) < _TEXTAREA_CHARS:
            parser = etree.HTMLParser(remove_comments=True, remove_pis=True)
            self._walk(etree.fromstring(f"<div>{text}</div>", parser))
        self.in_textarea = False

    def _add_picture(self, element: etree._Element) -> None:
        src = ""
        for name in _SOURCES:
            if (value := element.get(name)) and not _is_placeholder(value):
                src = value
                break
        if src:
            # text before the picture may still be unflushed: it belongs to the next block
            self.out.pictures.append(
                Picture(src.strip(), element.get("alt") or "", len(self.blocks), self.box)
            )

    def _read_head(self, element: etree._Element, tag: str) -> None:
        if tag == "meta":
            name = element.get("name") or element.get("property") or element.get("itemprop")
            content = element.get("content")
            if name and content:
                self.out.metas.setdefault(name.strip().lower(), content.strip())
        elif tag == "title":
            self.out.title = self.out.title or collapse("".join(element.itertext()))
        elif tag == "link":
            if element.get("rel") == "canonical":
                self.out.canonical = element.get("href") or ""
        elif tag == "base":
            self.out.base = element.get("href") or ""
        elif tag == "style" and (text := element.text):
            self.hidden_classes |= _hidden_classes(text)
