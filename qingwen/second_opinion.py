"""What trafilatura takes for the story, asked where our own reading is unsure.

Its answer is text; it is laid over the outline, so that spam, boilerplate and fields are treated
alike whoever found the body. Not asked for huge pages: jusText, its last resort, is quadratic in
paragraphs (105 KB of them cost 5.6 s).
"""

import re
from collections.abc import Collection

from qingwen.fields import Body
from qingwen.outline import Outline

SURE = 0.35
"""Confidence below which a second opinion is asked: none of 241 saved Chinese news pages is."""

NEAR_BLOCKS = 3
MAX_CHARS = 300_000
MAX_BLOCKS = 2_000
FORGOTTEN_CHARS = 30_000
"""Above it what trafilatura remembers of a page is freed: it keeps 1,024 strings of any length, which
of one damaged page of 50 KB were 15 MB."""
MIN_CHARS = 60
OVERLAP = 0.5
"""Share of its text that must be found on our outline for the opinion to count."""

_BLANKS = re.compile(r"\s+")
_SENTENCE = re.compile(r".{25}[。！？.!?]")
_HAN = re.compile("[\u3400-\u9fff]+")


def is_unsure(
    outline: Outline, body: Body | None, headed: bool, beneath: Collection[int] = ()
) -> bool:
    """Whether trafilatura may read the page better: no clear body, or no Chinese.

    `headed` tells whether a title and a date stand above: a page without body and heading is a
    list, of which trafilatura would make an article. `beneath` are the blocks of title and info line:
    a brief right below them is small beside the page and still the story.
    """
    if outline.from_text:
        return False
    if body is None:
        return headed
    sample = "".join(outline.blocks[i].text for i in body.blocks[:20])[:1000]
    near = any(0 < body.blocks[0] - i <= NEAR_BLOCKS for i in beneath)
    return (body.confidence < SURE and not near) or sum(map(len, _HAN.findall(sample))) * 5 < len(
        sample
    )


def second_opinion(outline: Outline, markup: str, outside: Collection[int]) -> Body | None:
    """Return the blocks of `outline` that trafilatura extracts; None where it finds no story."""
    if len(markup) > MAX_CHARS or len(outline.blocks) > MAX_BLOCKS:
        return None
    import trafilatura  # 0.5 s to import, needed on one page in some thirty
    from trafilatura.meta import reset_caches

    text = trafilatura.extract(
        markup, fast=True, include_comments=False, include_tables=True, deduplicate=False
    )
    if len(markup) > FORGOTTEN_CHARS:
        reset_caches()
    found = _BLANKS.sub("", text or "").replace("|", "")
    if len(found) < MIN_CHARS:
        return None
    blocks = tuple(
        i
        for i, block in enumerate(outline.blocks)
        if i not in outside
        and not block.hidden
        and block.link_chars * 2 <= len(block.text)
        and (line := _BLANKS.sub("", block.text))
        and line in found
    )
    chars = sum(len(_BLANKS.sub("", outline.blocks[i].text)) for i in blocks)
    told = any(_SENTENCE.search(outline.blocks[i].text) for i in blocks)
    if not told or chars < max(MIN_CHARS, OVERLAP * len(found)):
        return None
    return Body(blocks, 0, "trafilatura", SURE)
