"""Cutting what was found out of the outline; block indices stay as they are."""

import re
from dataclasses import replace

from qingwen.hijack.verdict import Hijack
from qingwen.outline import Outline


def apply_cuts(outline: Outline, hijack: Hijack) -> Outline:
    """Return the outline without the cuts of `hijack`; the given one is not changed."""
    if not (hijack.texts or hijack.links or hijack.metas or hijack.title is not None):
        return outline
    blocks = list(outline.blocks)
    for index, text in hijack.texts:
        block = blocks[index]
        blocks[index] = block._replace(text=text, link_chars=min(block.link_chars, len(text)))
    return replace(
        outline,
        blocks=blocks,
        links=[link for i, link in enumerate(outline.links) if i not in hijack.links],
        metas={k: v for k, v in outline.metas.items() if k not in hijack.metas},
        title=outline.title if hijack.title is None else hijack.title,
    )


def cut_phrases(text: str, phrases: list[str]) -> tuple[str, list[str]]:
    """Return `text` without `phrases`, the longest first, and those that were in it."""
    found = []
    for phrase in sorted(phrases, key=len, reverse=True):
        if phrase and phrase in text:
            found.append(phrase)
            text = text.replace(phrase, " ")
    if found:
        text = re.sub(r"^[\s|,，、·>_-]+|[\s|,，、·>_-]+$", "", " ".join(text.split()))
    return text, found
