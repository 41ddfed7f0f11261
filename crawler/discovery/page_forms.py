"""Pagers that put a number into a form and send it: goPage(2), with pageNo in a hidden field."""

import itertools
import re
from collections.abc import Iterator
from urllib.parse import urlencode, urlsplit

from lxml import etree

from crawler.discovery.avoid import is_followed
from crawler.discovery.found import FoundLink
from crawler.discovery.names import PAGER
from crawler.discovery.posts import NEXT, Post, request_key, sends_writing, writes
from qingwen.address import fetch_url, same_site

MAX_FIELDS = 30
MAX_FIELD_CHARS = 200

MAX_FORMS = 20
MAX_LINKS = 5
"""A pager above the rows and one below, and what else is called so."""
MAX_BODY_CHARS = 600

_CALL = re.compile(r"""\b(\w{1,40})\(\s?['"]?(\d{1,5})['"]?\s?(?:,[^()]{0,60})?\)""")
_FUNCTION = re.compile(
    r"(?:\bfunction\s{1,9}(\w{1,40})\s?\(|\b(\w{1,40})\s?[:=]\s?(?:function\s?)?\()[^()]{0,80}\)\s?(?:=>\s?)?\{"
)
_NAME = re.compile(r"\w{1,60}")
_OF_THE_VISIT = re.compile(
    r"csrf|token|nonce|timestamp|session|verif|^_?(?:ts|rnd|rand|random|r)$", re.IGNORECASE
)
"""Fields that are another on each visit: with them one page of a list would be ever new ones."""
_SENDS = re.compile(r"\bsubmit\s?\(")

Field = tuple[str, str]


def page_forms(root: etree._Element) -> list[etree._Element]:
    """Return the forms of a page that count pages in one of their fields."""
    forms = itertools.islice(root.iter("form"), MAX_FORMS)
    return [form for form in forms if any(map(_counts_pages, _fields(form)))]


def next_of_page_form(
    forms: list[etree._Element], root: etree._Element, scripts: list[str], base: str, asked: str
) -> list[FoundLink]:
    """Return the page after this one, where a link of the page sends one of `forms` for it."""
    form, number = _sent(forms, root, scripts) or (None, 0)
    if form is None:
        return []
    url = fetch_url(form.get("action") or asked.partition("#")[0], base)
    if not url or not same_site(url, base) or not is_followed(url):
        return []
    if writes(urlsplit(url)._replace(scheme="", netloc="").geturl()):
        return []
    fields = [
        (name, str(number) if _counts_pages((name, value)) else value)
        for name, value in _fields(form)
    ]
    if (form.get("method") or "get").lower() == "post":
        address = Post(url, "form", urlencode(fields)).address
    else:
        address = fetch_url(f"{url.partition('?')[0]}?{urlencode(fields)}") or ""
    if not address or not is_followed(address) or request_key(address) == request_key(asked):
        return []
    return [FoundLink(address, via="pager", priority=8, ahead=1)]


def _counts_pages(field: Field) -> bool:
    return field[0].lower() in PAGER["parameter"]


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
        if len(value) > MAX_FIELD_CHARS or not value.isascii():
            return []
        if not _OF_THE_VISIT.search(name):
            fields.append((name, value))
    return fields if len(fields) <= MAX_FIELDS and not sends_writing(fields) else []


def _sent(
    forms: list[etree._Element], root: etree._Element, scripts: list[str]
) -> tuple[etree._Element, int] | None:
    """The form that a link called 下一页 sends, and the page that it sends it for."""
    links = list(itertools.islice(_next_links(root), MAX_LINKS))
    bodies = _sending_functions(scripts) if links else {}
    for element, function, number in links:
        if (body := bodies.get(function)) is None:
            continue
        named = set(_NAME.findall(body))
        around = set(element.iterancestors("form"))
        for form in forms:
            if form in around or not named.isdisjoint((form.get("name"), form.get("id"))):
                return form, number
        alone = [form for form in forms if not _asks_for_words(form)]
        if len(alone) == 1:
            return alone[0], number
    return None


def _next_links(root: etree._Element) -> Iterator[tuple[etree._Element, str, int]]:
    """Links called 下一页: each with the function that it calls, and the page."""
    for element in root.iter("a", "button", "input", "span", "li"):
        text = " ".join("".join(element.itertext()).split())[:12] or element.get("value") or ""
        handler = f"{element.get('href') or ''} {element.get('onclick') or ''}"
        if NEXT.match(text) and (call := _CALL.search(handler)):
            yield element, call[1], int(call[2])


def _sending_functions(scripts: list[str]) -> dict[str, str]:
    """The bodies of the functions that send a form, by name."""
    found: dict[str, str] = {}
    for script in scripts:
        for function in _FUNCTION.finditer(script) if _SENDS.search(script) else ():
            body = script[function.end() : function.end() + MAX_BODY_CHARS]
            if _SENDS.search(body):
                found.setdefault(function[1] or function[2], body)
    return found


def _asks_for_words(form: etree._Element) -> bool:
    """Whether a form has a field to be filled in, as a search has."""
    return any(
        (field.get("type") or "text").lower() in ("text", "search")
        and not _counts_pages((field.get("name") or "", ""))
        for field in form.iter("input")
    )
