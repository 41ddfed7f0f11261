"""Search words in place of a picture's caption: 某某官网 under a photo, and in its alt text."""

from collections.abc import Iterator

from qingwen.hijack.clauses import ends_in_call
from qingwen.hijack.heads import SEARCHED, may_be_brand
from qingwen.hijack.shape import read_phrase
from qingwen.hijack.verdict import Finding
from qingwen.hijack.vocabulary import vocabulary
from qingwen.outline import Outline

_CAPTION_CHARS = 40
_MOST_PICTURES = 200


def find_caption_spam(outline: Outline) -> Iterator[tuple[int, Finding]]:
    """Blocks beside pictures that call to a name of no body on the page: (block, finding)."""
    near = {
        i: picture.alt
        for picture in outline.pictures[:_MOST_PICTURES]
        for i in (picture.block - 1, picture.block)
        if 0 <= i < len(outline.blocks)
    }
    for index, alt in near.items():
        text = outline.blocks[index].text
        if 3 < len(text) <= _CAPTION_CHARS and _is_call(text, alt, outline):
            why = "a name with a call to action as the caption of a picture"
            yield (
                index,
                Finding("body", text, why, "shape", "injected", 1.0, read_phrase(text).stem),
            )


def _is_call(text: str, alt: str, outline: Outline) -> bool:
    """Whether a line is a name of the trade with a call, or any name with one that the alt text repeats."""
    if not ends_in_call(text):
        return False
    phrase = read_phrase(text)
    sure = phrase.branded and phrase.weight >= 1.0
    searched = SEARCHED.search(text) and alt.strip() == text
    if not (phrase.called and (sure or searched) and may_be_brand(phrase.stem)):
        return False
    others = (block.text for block in outline.blocks if block.text != text)
    own = vocabulary().known.sub("", phrase.stem) or phrase.stem
    told = "\n".join(
        (outline.title, *others)
    )  # 清溪文旅 is no stranger to a page that speaks of 清溪
    return not any(own[i : i + 2] in told for i in range(max(1, len(own) - 1)))
