"""HTML that is put together from parts: whatever is not markup already is escaped.

Page text is hostile: it may hold tags, quotes, bidi overrides and characters that nobody sees.
"""

import unicodedata
from html import escape
from urllib.parse import urlsplit


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


def markup_of(value: object) -> Markup:
    """Return a value as markup: escaped, unless it is markup; None gives none.

    >>> markup_of("<img onerror=x>")
    '&lt;img onerror=x&gt;'
    """
    if isinstance(value, Markup):
        return value
    if value is None or value is False:
        return Markup()
    if isinstance(value, (list, tuple)):
        return Markup("".join(markup_of(part) for part in value))
    return Markup(escape(str(value)))


def element(tag: str, *children: object, **attributes: object) -> Markup:
    """Return an element; `class_` and `aria_label` name attributes, None and False leave one out.

    >>> element("p", "a < b", class_="x", hidden=True)
    '<p class="x" hidden>a &lt; b</p>'
    """
    written = "".join(
        f" {name.rstrip('_').replace('_', '-')}"
        + ("" if value is True else f'="{escape(str(value))}"')
        for name, value in attributes.items()
        if value is not None and value is not False
    )
    inner = markup_of(list(children))
    return Markup(f"<{tag}{written}/>" if tag in _VOID else f"<{tag}{written}>{inner}</{tag}>")


_VOID = frozenset({"input", "br", "meta", "rect", "line"})


def say(english: str, chinese: str) -> Markup:
    """Return a phrase in both languages; the reader's choice shows one."""
    return Markup(
        f'<span class="en" lang="en">{quoted(english)}</span>'
        f'<span class="zh" lang="zh-Hans">{quoted(chinese)}</span>'
    )


def quoted(text: str) -> Markup:
    """Return text of a page, with the marks that no reader sees written as their code."""
    parts = (
        [
            element("span", f"U+{ord(char):04X}", class_="unseen-mark")
            if unicodedata.category(char) in _UNSEEN and char not in "\n\t"
            else escape(char)
            for char in text
        ]
        if not text.isprintable()
        else [escape(text)]
    )
    return Markup("".join(parts))


_UNSEEN = frozenset({"Cf", "Cc", "Cs", "Co"})


def address(url: str | None) -> Markup:
    """Return a link to a web address; anything else that calls itself one stays text.

    >>> address("javascript:alert(1)")
    'javascript:alert(1)'
    """
    if not url:
        return Markup()
    try:
        is_web = urlsplit(url).scheme in ("http", "https")
    except ValueError:
        is_web = False
    if not is_web:
        return quoted(url)
    return element("a", quoted(url), href=url, rel="noreferrer nofollow noopener")
