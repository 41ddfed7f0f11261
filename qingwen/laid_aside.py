"""Stories that an element keeps in a data attribute or a template, for a script to show."""

import html
import re
from itertools import islice

from qingwen.literal import story_markup

MAX_TEMPLATES = 4
"""Looked into on one page."""

_ATTRIBUTE = re.compile(r"""\bdata-[\w-]{1,30}\s*=\s*(?:"([^"]{60,})"|'([^']{60,})')""")
_TEMPLATE = re.compile(r"<template\b[^<>]*>", re.IGNORECASE)


def with_laid_aside(markup: str) -> str | None:
    """Return the page with the story that is laid aside in it set in its place; None where none is.

    Asked of a page that shows no story itself.
    """
    kept = [
        (html.unescape(found[1] or found[2]), markup.rfind("<", 0, found.start()))
        for found in _ATTRIBUTE.finditer(markup)
    ]
    for opened in islice(_TEMPLATE.finditer(markup), MAX_TEMPLATES):
        if (end := markup.find("</template", opened.end())) >= 0:
            kept.append((markup[opened.end() : end], opened.start()))
    value, start = max(kept, key=lambda pair: len(pair[0]), default=("", 0))
    if "{{" in value or not (story := story_markup(value)):
        return None
    return f"{markup[:start]}<div>{story}</div>{markup[start:]}"
