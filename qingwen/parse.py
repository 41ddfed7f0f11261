"""Text to one lxml tree."""

import re
from threading import local

from lxml import etree

# libxml2 refuses these in any text and would end the document there.
_FORBIDDEN = bytes(set(range(0x20)) - {0x09, 0x0A, 0x0D})
# libxml2 compares every attribute of a tag with all before it: 100,000 of them cost 20 s.
_LONG_TAG = re.compile(rb"<([a-zA-Z][\w:-]{0,40}+)[^<>]{4096,}+>")
_LARGE_BYTES = 200_000

_CLOSERS = re.compile(rb"</\s*(?:[hH][tT][mM][lL]|[bB][oO][dD][yY])\s*>")


class _Parsers(local):
    """A parser a thread: to make one costs a tenth of a parse, and a shared one is a lock."""

    def __init__(self) -> None:
        # huge_tree: else libxml2 drops what is nested deeper than 255, in silence
        self.html: etree.HTMLParser[etree._Element] = etree.HTMLParser(
            encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True
        )


_PARSERS = _Parsers()


def parse_html(text: str) -> etree._Element | None:
    """Return the root element of `text`; None where nothing in it is an element.

    An included header that brings its own `</html>` would end the page for libxml2 (found on
    portals that paste whole documents into each other), so closers in front of more page are
    dropped.
    """
    data = text.encode("utf-8", "replace").translate(None, _FORBIDDEN)
    if found := _CLOSERS.search(data):
        start = found.start()
        rest = _CLOSERS.sub(b"", data[start:])
        if rest.strip():
            data = data[:start] + rest
    if len(data) > _LARGE_BYTES:
        data = _LONG_TAG.sub(rb"<\1>", data)
    try:
        root: etree._Element | None = etree.fromstring(data, _PARSERS.html)
    except etree.XMLSyntaxError:
        return None
    return root
