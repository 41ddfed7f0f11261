"""Pagers that put a number into a form and send it: goPage(2), with pageNo in a hidden field."""

import re
from collections.abc import Iterator
from urllib.parse import urlencode

from lxml import etree

from crawler.discovery.found import FoundLink
from crawler.discovery.names import PAGER
from crawler.discovery.posts import NEXT, WRITES, Post, request_key
from qingwen.address import fetch_url, same_site

MAX_FIELDS = 30
MAX_FIELD_CHARS = 200

_CALL = re.compile(r"""\b(\w{1,40})\(\s?['"]?(\d{1,5})['"]?\s?(?:,[^()]{0,60})?\)""")
_FUNCTION = r"(?:function\s+{0}\s?\(|\b{0}\s?[:=]\s?(?:function\s?)?\()[^()]{{0,80}}\)\s?(?:=>\s?)?\{{(.{{0,600}})"
_SENDS = re.compile(r"\bsubmit\s?\(")

Field = tuple[str, str]


def page_form(root: etree._Element) -> etree._Element | None:
    """Return the form of a page that counts pages in one of its fields."""
    for form in root.iter("form"):
        fields = _fields(form)
        if fields and any(name.lower() in PAGER["parameter"] for name, _ in fields):
            return form
    return None


def next_of_page_form(
    form: etree._Element, root: etree._Element, scripts: list[str], base: str, asked: str
) -> list[FoundLink]:
    """Return the page after this one, where a link of the page sends `form` for it."""
    url = fetch_url(form.get("action") or asked.partition("#")[0], base)
    number = next(_numbers(root, scripts), None)
    if (
        not url
        or number is None
        or not same_site(url, base)
        or WRITES.search(url.rpartition("/")[2])
    ):
        return []
    fields = [
        (name, str(number) if name.lower() in PAGER["parameter"] else value)
        for name, value in _fields(form)
    ]
    if (form.get("method") or "get").lower() == "post":
        address = Post(url, "form", urlencode(fields)).address
    else:
        address = fetch_url(f"{url.partition('?')[0]}?{urlencode(fields)}") or ""
    if not address or request_key(address) == request_key(asked):
        return []
    return [FoundLink(address, via="pager", priority=8, ahead=1)]


def _fields(form: etree._Element) -> list[Field]:
    """Return what a form sends; nothing for one that asks for more than a page of a list."""
    fields: list[Field] = []
    for field in form.iter("input", "select", "textarea"):
        kind = (field.get("type") or "text").lower()
        name, value = field.get("name") or "", field.get("value") or ""
        if kind in ("password", "file") or name.startswith("__") or field.tag == "textarea":
            return []
        if field.tag == "select":
            chosen = field.xpath("(.//option[@selected] | .//option)[1]/@value")
            value = str(chosen[0]) if chosen else ""
        if not name or kind in ("submit", "button", "image", "reset", "checkbox", "radio"):
            continue
        if len(value) > MAX_FIELD_CHARS or not value.isascii() or WRITES.fullmatch(value):
            return []
        fields.append((name, value))
    return fields if len(fields) <= MAX_FIELDS else []


def _numbers(root: etree._Element, scripts: list[str]) -> Iterator[int]:
    """The pages that a link called 下一页 sends a form for."""
    for element in root.iter("a", "button", "input", "span", "li"):
        text = " ".join("".join(element.itertext()).split())[:12] or element.get("value") or ""
        handler = f"{element.get('href') or ''} {element.get('onclick') or ''}"
        if not NEXT.match(text) or (call := _CALL.search(handler)) is None:
            continue
        function = re.compile(_FUNCTION.format(re.escape(call[1])), re.DOTALL)
        if any((body := function.search(s)) and _SENDS.search(body[1]) for s in scripts):
            yield int(call[2])
