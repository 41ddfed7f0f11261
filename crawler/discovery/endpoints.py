"""Addresses scripts fetch their lists from, and the next page of such an answer."""

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from crawler.discovery.names import PAGER
from crawler.discovery.records import Answer
from crawler.discovery.script_pager import page_number, with_page_number
from qingwen.address import fetch_url

MAX_ENDPOINTS = 20
MAX_VALUES_CHARS = 50_000
MAX_SCRIPT_CHARS = 300_000
"""Of one script; the calls of a page stand in short ones, libraries are long."""
_SMELL = re.compile(
    r"\.json|\.(?:post|get)\s?\(|/api|/rest/|ajax|getJSON|fetch\s?\(|axios|[?&]p(?:age)?\w{0,6}="
)
_HINT = re.compile(r"""["'`][^"'`]*(?:/|\.json)""")
_ENDPOINT = re.compile(
    r"\.json(?:\?|$)|/(?:api|apis|openapi|rest|interface|ajax|graph)/|[?&](?:page|pageno|pagenum|pageindex|p|pn)=|"
    r"/(?:get|query|load)?\w*(?:list|news|content)s?(?:\.(?:do|action|php|jsp|ashx|aspx))?(?:\?|$)",
    re.IGNORECASE,
)
_NOT_LISTS = re.compile(
    r"login|logout|user|comment|count|click|hits?\b|vote|stat|token|captcha|upload|weather|search|config|setting|sms|"
    r"config|manifest|favicon|wx|wechat|share|sign|collect|praise|like|track|locale|i18n|\.(?:js|css|png|jpe?g|gif)(?:\?|$)|"
    r"\.s?html?(?:$|\?(?!(?:.*&)?(?:page|pageno|pagenum|pageindex|p|pn)=))",
    re.IGNORECASE,
)
_CALL = re.compile(
    r"""(?P<verb>\.(?:getJSON|get|post|ajax|load)\s?\(|\bfetch\s?\(|\burl\s?:|\baxios\s?\(|[=(,:])\s{0,9}"""
    r"""(?P<address>(?:["'`][^"'`<>\n]{0,300}["'`]|[\w.$]{1,60})"""
    r"""(?:\s{0,9}\+\s{0,9}(?:["'`][^"'`<>\n]{0,200}["'`]|[\w.$]{1,60}(?:\([\w.$]{0,40}\))?)){0,8})"""
)
_TOKEN = re.compile(r"""["'`]([^"'`]*)["'`]|([\w.$]+(?:\([\w.$]*\))?)""")
_DATA = re.compile(
    r"""(?:\b(?:data|params|body)\s?:|,|JSON\.stringify\()\s{0,9}(?:JSON\.stringify\()?\s{0,9}\{([^{}]{0,600})\}"""
)
_PAIR = re.compile(r"""["']?([A-Za-z_]\w*)["']?\s*:\s*(?:["']([^"']*)["']|([\w.$]+))""")
_POST = re.compile(r"""(?:type|method)\s*:\s*["']post["']""", re.IGNORECASE)
_VALUE = re.compile(
    r"""\b(\w{1,40})\s{0,9}[=:]\s{0,9}(?:["']([^"'<>\n]{0,120})["']|(\d{1,12})\b)"""
)


class Call(NamedTuple):
    """A request for data in a script, with what is known of the page's variables."""

    address: str
    after: str
    """The script behind the address: parameters, options."""
    values: dict[str, str]
    sends_json: bool


def find_endpoints(scripts: list[str], sources: list[str], base: str) -> list[str]:
    """Return the addresses that scripts and data attributes of a page GET list data from.

    Parameters the page sets are filled in; a page number starts at 1. A call with a parameter that
    nothing on the page sets is left out.
    """
    found = [_complete(source, base) for source in sources if is_endpoint(source)]
    for call in list_calls(scripts, posted=False):
        if is_endpoint(call.address):
            found.append(_complete(_with_data(call), base))
    return list(dict.fromkeys(url for url in found if url))[:MAX_ENDPOINTS]


def list_calls(scripts: list[str], *, posted: bool) -> Iterator[Call]:
    """Yield the calls of scripts whose address can be told: those by POST, or all others."""
    calls = [
        (call, script)
        for script in scripts
        if _SMELL.search(script, 0, MAX_SCRIPT_CHARS)
        for call in _CALL.finditer(script, 0, MAX_SCRIPT_CHARS)
        if _HINT.search(call["address"])
    ]
    values: dict[str, str] = {}
    if calls:
        for script in scripts:
            if len(script) <= MAX_VALUES_CHARS:
                for name, text, number in _VALUE.findall(script):
                    values.setdefault(name, text or number)
    for call, script in calls:
        after = script[call.end() : call.end() + 800]
        around = script[max(0, call.start() - 120) : call.start()] + after.split("});")[0]
        # what stands around a verb of its own may be the options of another call
        is_posted = call["verb"].startswith(".post") or (
            not call["verb"].startswith((".get", ".load")) and bool(_POST.search(around))
        )
        address = _resolve(call["address"], values) if is_posted is posted else None
        if address is not None:
            yield Call(address, after, values, sends_json="JSON.stringify" in after)


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
    )


def _complete(address: str, base: str) -> str | None:
    address = re.sub(
        r"([?&](?:page|pageno|pagenum|pageindex|page_no|pn|p)=)(?=&|$)",
        r"\g<1>1",
        address,
        flags=re.IGNORECASE,
    )
    if re.search(r"[{}$]|=(?:undefined|null)|=$", address):
        return None
    return fetch_url(address, base)


def _resolve(expression: str, values: dict[str, str]) -> str | None:
    """Return the text of a concatenation; page counters are 1, None for any other unknown."""
    parts: list[str] = []
    for literal, name in _TOKEN.findall(expression):
        if not name:
            parts.append(
                re.sub(r"\$\{\s*([\w.$]+)\s*\}", lambda m: _value(m[1], values) or "{}", literal)
            )
            continue
        value = _value(name, values)
        if value is None:
            return None
        parts.append(value)
    return "".join(parts)


def _value(name: str, values: dict[str, str]) -> str | None:
    last = re.sub(r"[()]", "", name).rpartition(".")[2]
    if last.lower() in PAGER["parameter"]:
        return "1"
    if last.isdecimal():
        return last
    return values.get(last)


def _with_data(call: Call) -> str:
    pairs = [(name, value) for name, value in data_of(call) if value is not None]
    if not pairs:
        return call.address
    return f"{call.address}{'&' if '?' in call.address else '?'}{urlencode(pairs)}"


def data_of(call: Call) -> list[tuple[str, str | None]]:
    """Return the parameters that a call sends; None for a value that the page does not state."""
    pairs = []
    for name, text, word in _PAIR.findall(_object_of(call)):
        counts = name.lower() in PAGER["parameter"] and not (text or word).isdecimal()
        value = "1" if counts else text or _value(word, call.values)
        if value not in ("get", "GET", "json", "jsonp"):
            pairs.append((name, value))
    return pairs


def is_read_whole(call: Call) -> bool:
    """Whether `data_of` is all that a call sends: {cid, page: 1} and {type: -1, page: 1} hold more."""
    return not _PAIR.sub("", _object_of(call)).replace(",", "").strip()


def _object_of(call: Call) -> str:
    found = _DATA.match(call.after.lstrip()) or _DATA.search(call.after[:300])
    return found[1] if found and "function" not in found[1] else ""
