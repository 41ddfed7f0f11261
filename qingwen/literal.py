"""What a string in code or in an attribute stands for, where that is the markup of a story."""

import re
from base64 import b64decode
from urllib.parse import unquote

MIN_CHARS = 30
"""The shortest brief (han)."""

MIN_CODED = 120
"""The shortest run of base64 that may hold one."""

_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|(.))", re.DOTALL)
_OLD_ESCAPE = re.compile(r"%u([0-9A-Fa-f]{4})")
_HALF = re.compile("[\ud800-\udfff]")
_CODED = re.compile(r"[A-Za-z0-9+/\s]+={0,2}")
_CONTROLS = {"n": "\n", "r": "\r", "t": "\t", "b": "", "f": "", "v": ""}
_STOP = re.compile("[。！？]")
_HAN = re.compile("[\u4e00-\u9fff]")


def story_markup(literal: str) -> str | None:
    """Return the markup that a string literal stands for; None where it holds too little text for a story."""
    if len(literal) < MIN_CHARS:
        return None
    value = _paired(_ESCAPE.sub(_unescaped, literal)) if "\\" in literal else literal
    if len(value) >= MIN_CODED and "<" not in value and _CODED.fullmatch(value):
        try:
            value = b64decode(value, validate=False).decode("utf-8")
        except ValueError:
            return None
    if "%" in value and "<" not in value:
        value = unquote(_paired(_OLD_ESCAPE.sub(lambda found: chr(int(found[1], 16)), value)))
    told = "<" in value and _STOP.search(value) and len(_HAN.findall(value)) >= MIN_CHARS
    return value if told else None


def _paired(text: str) -> str:
    """`text` with the halves of a character above U+FFFF, as scripts escape it, made one."""
    if not _HALF.search(text):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _unescaped(found: re.Match[str]) -> str:
    if code := found[1] or found[2]:
        return chr(int(code, 16))
    return _CONTROLS.get(found[3], found[3])
