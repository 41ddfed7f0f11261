"""Requests for data in the scripts of a page: where they go, and what they send."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from crawler.discovery.names import PAGER

MAX_VALUES_CHARS = 50_000
MAX_SCRIPT_CHARS = 300_000
"""Of one script; the calls of a page stand in short ones, libraries are long."""
MAX_OBJECT_CHARS = 800
MAX_CHOICES = 20
MAX_CHANNEL_CHARS = 12
_SMELL = re.compile(
    r"\.json|\.xml|\.load\s?\(|\.(?:post|get)\s?\(|/api|/rest/|ajax|getJSON|fetch\s?\(|axios|[?&]p(?:age)?\w{0,6}="
)
_HINT = re.compile(r"""["'`][^"'`]*(?:/|\.json|\.xml)""")
_CALL = re.compile(
    r"""(?P<verb>\.(?:getJSON|get|post|ajax|load)\s?\(|\bfetch\s?\(|\burl\s?:|\baxios\s?\(|[=(,:])\s{0,9}"""
    r"""(?P<address>(?:["'`][^"'`<>\n]{0,300}["'`]|[\w.$]{1,60})"""
    r"""(?:\s{0,9}\+\s{0,9}(?:["'`][^"'`<>\n]{0,200}["'`]|[\w.$]{1,60}(?:\([\w.$]{0,40}\))?)){0,8})"""
)
_TOKEN = re.compile(r"""["'`]([^"'`]*)["'`]|([\w.$]+(?:\([\w.$]*\))?)""")
_INSERTED = re.compile(r"\$\{\s*([\w.$]+)\s*\}")
_NEXT_CALL = re.compile(r"\}\);|\$\.|\baxios\b|\bfetch\s?\(")
_BEGUN = re.compile(r"(?:^|[;{})\n])\s{0,9}[\w$.]{0,30}$")
_ASSIGNED = re.compile(r"\.src\s?$")
_ENDED = re.compile(r"\s{0,9}\)?\s{0,9}(?:[;}]|$)")
_POST = re.compile(r"""(?:type|method)\s*:\s*["']post["']""", re.IGNORECASE)
_VALUE = re.compile(
    r"""(?<![?&])\b(\w{1,40})["']?\s{0,9}[=:]\s{0,9}(?:["']([^"'<>\n]{0,120})["']|(\d{1,12})\b)"""
)
# $(this).data('cid'), btn.attr("data-cid"), $('#cid').val(): what the page itself states of an element
_OF_ELEMENT = re.compile(
    r"""(?:\$\([^()\n]{1,40}\)|\b\w{1,40})\.(?:data|attr)\(\s?["'](?:data-)?([\w-]{1,40})["']\s?\)"""
    r"""|\$\(\s?["']#([\w-]{1,40})["']\s?\)\.val\(\)"""
    r"""|\bgetElementById\(\s?["']([\w-]{1,40})["']\s?\)\.value"""
)
_PAIR = re.compile(r"""["']?([A-Za-z_]\w*)["']?\s*:\s*(?:["']([^"']*)["']|([\w.$]+))""")
_OPENED = r"(?:JSON\.stringify\()?\s{0,9}\{"
_ARGUMENT = re.compile(r"\s{0,9},\s{0,9}" + _OPENED)
_NAMED = re.compile(r"\s{0,9},\s{0,9}(?:JSON\.stringify\()?\s?(\w{1,40})\s?[,)]")
_NAMED_DATA = re.compile(r"\b(?:data|params|body)\s?:\s?(?:JSON\.stringify\()?\s?(\w{1,40})\b")
_OBJECT = re.compile(r"\b(\w{1,40})\s?=\s?\{([^{}]{1,600})\}")
_APPENDED = re.compile(
    r"""\b(\w{1,40})\.append\(\s?["'](\w{1,40})["']\s?,\s?("[^"]{0,100}"|'[^']{0,100}'|[\w.$]{1,60})\s?\)"""
)
_DATA = re.compile(r"\b(?:data|params|body)\s?:\s{0,9}" + _OPENED)
_KEY = re.compile(r"""(\w+)["']?\s?:""")
_INNER = re.compile(r"\{[^{}]*\}")
_OPTIONS = frozenset(
    ("method", "type", "headers", "params", "data", "body", "dataType", "timeout", "responseType",
     "credentials", "cache", "mode", "contentType", "withCredentials", "redirect", "jsonp", "async")
)  # fmt: skip
_HEADER = re.compile(r"\bfunction\s?\w{0,40}\s?\(([^()]{1,80})\)|\(([\w$,\s]{1,80})\)\s?=>")
_NAME = re.compile(r"[A-Za-z_$][\w.$]{1,60}")
_WORD = re.compile(r"[\w$]+")
_DECIMAL = re.compile(r"\d+(?:\.\d+)?")


class Stated(NamedTuple):
    """What is known where a call stands; the page's own values are there once, for all its calls."""

    values: dict[str, str]
    """Of the page."""
    own: dict[str, str]
    """Of this call alone: the channel of one tab."""
    shadowed: frozenset[str]
    """Parameters of the function around it, which mean another value in each call."""

    def get(self, name: str) -> str | None:
        """Return the value of a name; None where it is not stated."""
        if name in self.own:
            return self.own[name]
        return None if name in self.shadowed else self.values.get(name)


class Call(NamedTuple):
    """A request for data in a script, with what is known of the page's variables."""

    address: str
    """A value that the page does not state stands in it as {name}."""
    after: str
    """The script behind the address: parameters, options."""
    values: Stated
    objects: dict[str, str]
    """What its variables hold that are objects."""
    is_posted: bool
    is_fragment: bool
    """Whether it puts the answer into the page as it is."""
    is_used: bool
    """Whether anything is done with the answer: a counter of readers wants none."""
    sends_json: bool


def read_calls(scripts: list[str], root: etree._Element) -> list[Call]:
    """Return the calls of scripts whose address can be told; `root` is the tree of their page."""
    plain = [without_elements(text) for text in scripts if _SMELL.search(text, 0, MAX_SCRIPT_CHARS)]
    found = [
        (call, script)
        for script in plain
        for call in _CALL.finditer(script, 0, MAX_SCRIPT_CHARS)
        if _HINT.search(call["address"])
        or (len(call["verb"]) > 1 and _NAME.fullmatch(call["address"]))
    ]
    if not found:
        return []
    values, many = _values(scripts, root)
    objects = _objects(plain)
    calls = []
    choices = _choices(root)
    for call, script in found:
        known = Stated(values, {}, _shadowed(script, call.start(), many))
        for stated in _each_choice(call, script, known, choices):
            address = _resolve(call["address"], stated)
            if address is not None and ("/" in address or ".json" in address):
                calls.append(_call(call, script, address, stated, objects))
    return calls


def _call(
    call: re.Match[str], script: str, address: str, values: Stated, objects: dict[str, str]
) -> Call:
    after = script[call.end() : call.end() + MAX_OBJECT_CHARS]
    # what stands around a verb of its own may be the options of another call
    is_posted = call["verb"].startswith(".post") or (
        not call["verb"].startswith((".get", ".load")) and bool(_POST.search(_around(script, call)))
    )
    is_fragment = call["verb"].startswith(".load")
    sends_json = "JSON.stringify" in after
    is_used = is_fragment or not _is_statement(call, script)
    return Call(address, after, values, objects, is_posted, is_fragment, is_used, sends_json)


def _is_statement(call: re.Match[str], script: str) -> bool:
    """Whether a request is all there is to a statement: $.get('/read?id='+id); new Image().src='/r?id='+id;"""
    start = call.start()
    before = _ASSIGNED if call["verb"][0] == "=" else _BEGUN
    return bool(
        _ENDED.match(script, call.end()) and before.search(script, max(0, start - 60), start)
    )


def data_of(call: Call) -> list[tuple[str, str | None]]:
    """Return the parameters that a call sends; None for a value that the page does not state."""
    pairs: list[tuple[str, str | None]] = []
    for name, text, word in _PAIR.findall(_object_of(call)):
        counts = name.lower() in PAGER["parameter"] and not (text or word).isdecimal()
        if call.sends_json and text.isdecimal() and name.lower() not in PAGER["parameter"]:
            text = f'"{text}"'  # {"cid": "7"} is no {"cid": 7}
        pairs.append((name, "1" if counts else text or _value(word, call.values)))
    return pairs


def is_read_whole(call: Call) -> bool:
    """Whether `data_of` is all that a call sends: {cid, page: 1} and {type: -1, page: 1} hold more."""
    return not _PAIR.sub("", _object_of(call)).replace(",", "").strip()


def _around(script: str, call: re.Match[str]) -> str:
    """The script around an address, without the calls before and after this one."""
    before = script[max(0, call.start() - 120) : call.start()]
    own = before[max((end.start() for end in _NEXT_CALL.finditer(before)), default=0) :]
    after = script[call.end() : call.end() + MAX_OBJECT_CHARS]
    following = _NEXT_CALL.search(after)
    return own + (after[: following.start()] if following else after)


def without_elements(script: str) -> str:
    """Return a script that names what it reads from elements of the page as a variable."""
    if ".data(" in script or ".attr(" in script or ".val(" in script or ".value" in script:
        return _OF_ELEMENT.sub(_as_name, script)
    return script


def _as_name(found: re.Match[str]) -> str:
    return (found[1] or found[2] or found[3]).replace("-", "_")


def _objects(scripts: list[str]) -> dict[str, str]:
    """What variables hold that are objects: query = {cid: 7}, form.append('cid', 7)."""
    objects: dict[str, str] = {}
    for script in scripts:
        objects |= dict(_OBJECT.findall(script))
        for name, key, value in _APPENDED.findall(script):
            objects[name] = f"{objects.get(name, '')},{key}:{value}"
    return objects


def _shadowed(script: str, at: int, many: set[str]) -> frozenset[str]:
    """Names that mean another value where a call stands: getRows(id, page) is called for each channel."""
    headers = list(_HEADER.finditer(script, max(0, at - 300), at)) if many else []
    names = _WORD.findall(headers[-1][1] or headers[-1][2]) if headers else ()
    return frozenset(many.intersection(names))


def _values(scripts: list[str], root: etree._Element) -> tuple[dict[str, str], set[str]]:
    """What the variables of a page hold and its elements state, and which names hold several values."""
    values: dict[str, str] = {}
    many: set[str] = set()
    for script in scripts:
        if len(script) <= MAX_VALUES_CHARS:
            for name, text, number in _VALUE.findall(script):
                if values.setdefault(name, text or number) != (text or number):
                    many.add(name)
    for field in root.iter("input"):
        for name in filter(None, (field.get("id"), field.get("name"))):
            values.setdefault(name.replace("-", "_"), (field.get("value") or "")[:120])
    told: dict[str, set[str]] = {}
    for _, name, value, _ in _stated_by_elements(root):
        told.setdefault(name, set()).add(value)
    for name, different in told.items():
        if len(different) == 1:  # the id of a button in a row says nothing of the list
            values.setdefault(name, *different)
    return values, many


def _choices(root: etree._Element) -> dict[str, list[str]]:
    """Data attributes that tell the channels of a page apart: those of its tabs, with short names.

    Tabs are built alike; a button elsewhere that states an id of its own is none of them.
    """
    groups: dict[tuple[str, object, object], dict[str, str]] = {}
    for element, name, value, text in _stated_by_elements(root):
        parent = element.getparent()
        build = name, element.tag, parent.tag if parent is not None else None
        groups.setdefault(build, {}).setdefault(value, text)
    found: dict[str, list[str]] = {}
    for (name, _, _), stated in groups.items():
        if (
            1 < len(stated) <= MAX_CHOICES
            and name.lower() not in PAGER["parameter"]
            and all(1 < len(text) <= MAX_CHANNEL_CHARS for text in stated.values())
        ):
            found.setdefault(name, list(stated))
    return found


def _stated_by_elements(root: etree._Element) -> Iterator[tuple[etree._Element, str, str, str]]:
    """What elements state in data attributes: each name and value, with the text of its element."""
    for element in root.xpath("//*[@*[starts-with(name(), 'data-')]]")[:500]:
        text = "".join(element.itertext()).strip()[: MAX_CHANNEL_CHARS + 1]
        for name, value in element.items():
            if name.startswith("data-"):
                yield element, name[5:].replace("-", "_"), value[:120], text


def _each_choice(
    call: re.Match[str], script: str, stated: Stated, choices: dict[str, list[str]]
) -> Iterator[Stated]:
    """What is stated for a call: once for each channel where a tab of the page tells its own."""
    around = script[max(0, call.start() - 120) : call.end() + 300] if choices else ""
    name = next((name for name in choices if re.search(rf"\b{name}\b", around)), None)
    if name is None:
        yield stated
        return
    alias = re.search(rf"\b(\w{{1,40}})\s?=\s?{name}\b", around)
    for value in choices[name]:
        yield stated._replace(own={name: value, **({alias[1]: value} if alias else {})})


def _resolve(expression: str, values: Stated) -> str | None:
    """Return the text of a concatenation; page counters are 1. None where its beginning is unknown."""
    parts: list[str] = []
    for literal, name in _TOKEN.findall(expression):
        if not name:
            parts.append(_INSERTED.sub(lambda m: _known(m[1], values), literal))
            continue
        parts.append(_known(name, values))
        if parts[0].startswith("{"):
            return None
    return "".join(parts)


def _known(name: str, values: Stated) -> str:
    value = _value(name, values)
    return f"{{{name.rpartition('.')[2]}}}" if value is None else value


def _value(name: str, values: Stated) -> str | None:
    if _DECIMAL.fullmatch(name):
        return name
    last = re.sub(r"[()]", "", name).rpartition(".")[2]
    if last.lower() in PAGER["parameter"]:
        return "1"
    return values.get(last)


def _object_of(call: Call) -> str:
    """The object of parameters that a call sends, without its braces; "" where it names none."""
    text = call.after
    if argument := _ARGUMENT.match(text):
        inner = _braced(text, argument.end())
        if not set(_KEY.findall(_INNER.sub("", inner))) <= _OPTIONS:
            return inner
        text = inner
    if found := _DATA.search(text, 0, 300):
        return _braced(text, found.end())
    named = _NAMED.match(call.after) or _NAMED_DATA.search(call.after, 0, 300)
    return call.objects.get(named[1], "") if named else ""


def _braced(text: str, start: int) -> str:
    """Return `text` from behind an opening brace to the closing one; "" for functions."""
    depth = 1
    for at in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        if not depth:
            inner = text[start:at]
            return "" if "function" in inner or "=>" in inner else inner
    return ""
