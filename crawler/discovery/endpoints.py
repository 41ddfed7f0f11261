"""Addresses scripts fetch their lists from, and the next page of such an answer."""

import re
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from crawler.discovery.actions import acts
from crawler.discovery.calls import Call, data_of
from crawler.discovery.names import PAGER
from crawler.discovery.records import Answer
from crawler.discovery.script_pager import page_number, with_page_number
from qingwen.address import fetch_url

MAX_ENDPOINTS = 20
_ENDPOINT = re.compile(
    r"\.(?:json|xml)(?:\?|$)|-ajax\.php(?:\?|$)|/(?:[\w-]{0,20}api|apis|rest|interface|ajax|graph)/|"
    r"[?&](?:page|pageno|pagenum|pageindex|p|pn|offset|start|skip|limit|page_?size)=|"
    r"/(?:get|query|load)?\w*(?:list|news|content)s?(?:\.(?:do|action|php|jsp|ashx|aspx))?(?:\?|$)",
    re.IGNORECASE,
)
_NOT_LISTS = re.compile(
    r"login|logout|auth(?!or)|user|comment|count|click|hits?\b|vote|stat(?!ic)|token|captcha|upload|weather|search|config|setting|sms|"
    r"(?:^|[/_.-])(?:log|pv|uv|visits?|trace|beacon|events?|report|monitor)(?:[/_.?-]|$)|"
    r"config|manifest|favicon|wx|wechat|share|sign|collect|praise|like|track|locale|i18n|\.(?:js|css|png|jpe?g|gif)(?:\?|$)|"
    r"\.s?html?(?:$|\?(?!(?:.*&)?(?:page|pageno|pagenum|pageindex|p|pn)=))",
    re.IGNORECASE,
)
# '/home.json?t=' + Date.now()
_CACHE_BREAKER = re.compile(
    r"(?<=[?&])(?:t|_t?|v|r|rnd|rand|random|ts|time|timestamp)=(?:\{[^{}]*\})?(?=&|$)&?",
    re.IGNORECASE,
)
_HOLE = re.compile(r"\{(\w+)\}")
_ID = re.compile(
    r"(?:^|_)(?:id|cid|code|lm)$|I[dD]$|^(?:id|node|channel|column|cat|item|key)\w{0,8}$"
)
_STORY = re.compile(
    r"(?:detail|info|view|show|article|content|news|read|get)\w{0,20}"
    r"(?:/|(?:\.\w{2,6})?\?(?:[\w=&]*&)?\w*id=)\{id\}",
    re.IGNORECASE,
)
_ROWS = re.compile(r"list|page|query|rows|column|channel|categor", re.IGNORECASE)


class Templates(NamedTuple):
    """Addresses that the scripts of a page put an id into: "/api/rows?cid={id}&page=1"."""

    rows: str | None
    """Of the rows of a channel."""
    story: str | None
    """Of one story as data."""


def find_endpoints(calls: list[Call], sources: list[str], base: str) -> list[str]:
    """Return the addresses that scripts and data attributes of a page GET list data from.

    Parameters the page sets are filled in; a page number starts at 1. A call with a parameter that
    nothing on the page sets is left out.
    """
    found = [_complete(source, base) for source in sources if is_endpoint(source)]
    for call in calls:
        address = _with_data(call)
        if not call.is_posted and (
            is_endpoint(address) or (call.is_fragment and not acts(address))
        ):
            found.append(_complete(address, base))
    return list(dict.fromkeys(url for url in found if url))[:MAX_ENDPOINTS]


def find_templates(calls: list[Call]) -> Templates:
    """Return the addresses of calls that want nothing more than an id."""
    rows = story = None
    for call in calls:
        holes = [] if call.is_posted else _HOLE.findall(_with_data(call, unknown=True))
        if len(holes) != 1 or not _ID.search(holes[0]):
            continue
        address = _HOLE.sub("{id}", _with_data(call, unknown=True))
        if _NOT_LISTS.search(address) or acts(address):
            continue
        path = address.partition("?")[0].rpartition("/")[2] or address
        if _STORY.search(address) and not _ROWS.search(path):
            story = story or (address if call.is_used else None)
        elif is_endpoint(address):
            rows = rows or address
    return Templates(rows, story)


def next_answer(answer: Answer, url: str) -> str | None:
    """Return the address of the answer after this one; None at the end or where nothing counts pages."""
    if answer.next_url and answer.next_url != url:
        return answer.next_url
    if not (answer.records or answer.markup) or answer.has_more is False:
        return None
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    for index, (name, value) in enumerate(pairs):
        if name.lower() in PAGER["parameter"] and value.isdecimal():
            return _stepped(url, pairs, index, 1, answer.total_pages)
        if name.lower() in PAGER["offset"] and value.isdecimal():
            return _stepped(url, pairs, index, len(answer.records), None)
        # lastId=89937: the answer names the row that the next one begins behind
        if (cursor := answer.scalars.get(name.lower())) and str(cursor) != value:
            if name.lower() not in PAGER["cursor"] or isinstance(cursor, bool):
                continue
            pairs[index] = (name, str(cursor))
            return urlunsplit(parts._replace(query=urlencode(pairs)))
    number = page_number(url)
    if number is not None and ((answer.total_pages or 0) > number or answer.has_more):
        return with_page_number(url, number + 1)
    if (
        answer.total_pages
        and answer.total_pages > 1
        and (answer.has_more or "." not in parts.path.rpartition("/")[2])
    ):
        return _stepped(url, [*pairs, ("page", "1")], len(pairs), 1, answer.total_pages)
    return None


def next_fragment(url: str) -> str | None:
    """Return the address after that of a piece of markup with rows, where it counts pages.

    Such a piece, made to be put into a list, has no pager of its own.
    """
    pairs = parse_qsl(urlsplit(url).query, keep_blank_values=True)
    for index, (name, value) in enumerate(pairs):
        if name.lower() in PAGER["parameter"] and value.isdecimal():
            return _stepped(url, pairs, index, 1, None)
    return None


def _stepped(
    url: str, pairs: list[tuple[str, str]], index: int, step: int, total: int | None
) -> str | None:
    name, value = pairs[index]
    number = int(value) + step
    if total is not None and step == 1 and number > total:
        return None
    pairs = [*pairs[:index], (name, str(number)), *pairs[index + 1 :]]
    return urlunsplit(urlsplit(url)._replace(query=urlencode(pairs)))


def is_endpoint(address: str) -> bool:
    """Whether an address looks like one that list data comes from."""
    return (
        len(address) < 500
        and ("/" in address or ".json" in address)
        and bool(_ENDPOINT.search(address))
        and not _NOT_LISTS.search(address)
        and not acts(address)
    )


def _complete(address: str, base: str) -> str | None:
    address = re.sub(
        r"([?&](?:page|pageno|pagenum|pageindex|page_no|pn|p)=)(?=&|$)",
        r"\g<1>1",
        address,
        flags=re.IGNORECASE,
    )
    address = _CACHE_BREAKER.sub("", address).rstrip("?&")
    if re.search(r"[{}$]|=(?:undefined|null)|=$", address):
        return None
    return fetch_url(address, base)


def _with_data(call: Call, *, unknown: bool = False) -> str:
    """The address of a GET with its parameters; `unknown`: those without a value as {name}."""
    pairs = [
        f"{name}={{{name}}}" if value is None else urlencode([(name, value)])
        for name, value in data_of(call)
        if value is not None or unknown
    ]
    return (
        "&".join([f"{call.address}{'&' if '?' in call.address else '?'}{pairs[0]}", *pairs[1:]])
        if pairs
        else call.address
    )
