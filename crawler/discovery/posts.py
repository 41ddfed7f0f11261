"""Lists that a page asks for by POST, read as data: what its script sends, or its ASP.NET form.

Such a request is written as an address whose fragment, which no server ever gets, holds the body:
http://a.cn/getList#post-form:cid=7&page=1. So one address with two bodies is two lists.
"""

import json
import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import parse_qsl, quote, unquote, urlencode

from lxml import etree

from crawler.discovery.actions import acts
from crawler.discovery.avoid import is_followed
from crawler.discovery.calls import Call, data_of, is_read_whole
from crawler.discovery.endpoints import is_endpoint
from crawler.discovery.found import FoundLink
from crawler.discovery.names import PAGER
from crawler.discovery.records import Answer
from qingwen.address import fetch_url, identity, same_site

MAX_POSTS = 4
"""Of one page: a list asks for its rows once, a front page for those of its channels."""
MAX_BODY_CHARS = 1000
MAX_STATE_CHARS = 300_000
"""The state of a form on these sites takes 5 to 100 KB."""

_COLUMN = re.compile(r"(?:create|update|add|order|submit)_?(?:time|date|num|by)", re.IGNORECASE)
"""A column to sort by, as in sort: 'createTime'."""
_READS = re.compile(
    r"load_?more|list|news|article|content|query|page|get|find|rows|info|data|search", re.IGNORECASE
)
"""What a request for rows speaks of, in its address or in a value; /api/ alone may be anything."""
# What may change something is never sent, whatever it returns.
_WRITES = re.compile(
    r"add|save|submit|insert|update|del(?!t|h|iv)|remove|create|edit|send|order|apply|import|export|regist|pay",
    re.IGNORECASE,
)
# {delete: 1, page: 1}; orderBy and sendTime are names of lists
_WRITING_NAME = re.compile(
    r"(?:is|do)?_?(?:add|save|submit|insert|update|delete|del|remove|create|edit|send|apply)",
    re.IGNORECASE,
)
_POSTED = re.compile(r"#post-(form|json|event):(.*)", re.DOTALL)
_POSTBACK = re.compile(
    r"""__doPostBack\(\s?['"]([^'"<>,]{1,200})['"]\s?,\s?['"]([^'"<>]{0,100})['"]"""
)
_NUMBER = re.compile(r"0|[1-9][0-9]{0,8}")  # 001002 is the code of a column, sent as it stands
_LAST_NUMBER = re.compile(r"(\d{1,5})\D*$")
NEXT = re.compile(
    r"^\W*(?:下一?[页頁]|后一?[页頁]|next(?:\s?page)?)\W*$|^[>›»＞→]{1,2}$", re.IGNORECASE
)


class Post(NamedTuple):
    """One request that brings rows of a list and changes nothing."""

    url: str
    sort: str
    """form, json, or event: the pager of a form, whose state has to be sent along."""
    body: str

    @property
    def address(self) -> str:
        """How the request is written as one address."""
        return f"{self.url}#post-{self.sort}:{self.body}"

    def payload(self, state: str = "") -> bytes:
        """Return the body as it is sent; `state` is that of the form, for an event."""
        pairs = parse_qsl(self.body, keep_blank_values=True)
        if self.sort == "json":
            plain = {k: int(v) if _NUMBER.fullmatch(v) else v.strip('"') for k, v in pairs}
            return json.dumps(plain).encode("ascii")
        if self.sort == "event":
            target, _, argument = self.body.partition(",")
            pairs = [
                *parse_qsl(state, keep_blank_values=True),
                ("__EVENTTARGET", unquote(target)),
                ("__EVENTARGUMENT", unquote(argument)),
            ]
        return urlencode(pairs).encode("ascii")

    def following(self) -> "Post | None":
        """Return the request for the page after this one; None where nothing counts pages."""
        pairs = parse_qsl(self.body, keep_blank_values=True)
        at = _counter(pairs)
        if at is None or self.sort == "event":
            return None
        name, value = pairs[at]
        pairs[at] = name, str(int(value) + 1)
        return self._replace(body=urlencode(pairs))


def read_post(address: str) -> Post | None:
    """Return the request that an address stands for; None for one that is fetched by GET."""
    found = _POSTED.search(address)
    return Post(address[: found.start()], found[1], found[2]) if found else None


def request_key(address: str) -> str:
    """Return the key of a request: the identity of its address, with the body where it is posted."""
    found = _POSTED.search(address)
    return f"{identity(address[: found.start()])}{found[0]}" if found else identity(address)


def find_posts(
    calls: list[Call],
    root: etree._Element,
    base: str,
    template: str | None,
    asked: str,
    state: str | None,
) -> list[FoundLink]:
    """Return the requests by which a page gets rows of its list; `root` is its tree, `asked` the
    address it came from, `state` that of its form.

    Only a call all of whose parameters the page states, one of which counts pages, and the numbered
    下一页 of a form that carries its own state.
    """
    found = [post for call in calls if call.is_posted and (post := _of_call(call, base))]
    links = [
        FoundLink(post.address, via="endpoint", priority=10, template=template)
        for post in dict.fromkeys(found)
        if same_site(post.url, base)
    ][:MAX_POSTS]
    event = _next_of_form(root, base, asked) if state is not None else None
    if event is not None and same_site(event.url, base):
        links.append(FoundLink(event.address, via="pager", priority=8, ahead=1))
    return links


def next_posted(url: str, template: str | None, answer: Answer | None = None) -> list[FoundLink]:
    """Return the page after an answer that rows were read from, where it was posted for."""
    post = read_post(url)
    following = post.following() if post else None
    if following is None or (answer is not None and _is_last(answer, following)):
        return []
    return [FoundLink(following.address, via="pager", priority=8, ahead=1, template=template)]


def _is_last(answer: Answer, following: Post) -> bool:
    """Whether an answer says that no page comes after it."""
    pairs = parse_qsl(following.body, keep_blank_values=True)
    at = _counter(pairs)
    number = int(pairs[at][1]) if at is not None else 0
    return answer.has_more is False or (
        answer.total_pages is not None and number > answer.total_pages
    )


def form_state(root: etree._Element) -> str | None:
    """Return the hidden fields of a form that pages by events, as they are sent."""
    form = _stateful_form(root)
    if form is None:
        return None
    fields = [
        (name, field.get("value") or "")
        for field in form.iter("input")
        if (field.get("type") or "").lower() == "hidden"
        and (name := field.get("name"))
        and name not in ("__EVENTTARGET", "__EVENTARGUMENT")
    ]
    state = urlencode(fields)
    return state if len(state) <= MAX_STATE_CHARS else None


def _of_call(call: Call, base: str) -> Post | None:
    url = fetch_url(call.address, base) if "{" not in call.address else None
    if not url or not is_endpoint(call.address) or not is_followed(url) or writes(call.address):
        return None
    pairs = data_of(call)
    spoken = [call.address.partition("?")[0], *(value or "" for _, value in pairs)]
    if not any(map(_READS.search, spoken)):
        return None
    if any(value is None for _, value in pairs) or not is_read_whole(call):
        return None
    stated = [(name, value or "") for name, value in pairs]
    if sends_writing(stated):
        return None
    body = urlencode(stated)
    if _counter(stated) is None or len(body) > MAX_BODY_CHARS:
        return None
    return Post(url, "json" if call.sends_json else "form", body)


def writes(url: str) -> bool:
    """Whether what is posted to an address may change something, whatever is returned."""
    return bool(_WRITES.search(url)) or acts(url)


def sends_writing(pairs: list[tuple[str, str]]) -> bool:
    """Whether a parameter is called like an action, or names one: {action: 'delete', page: 1}."""
    return any(
        _WRITES.search(_COLUMN.sub("", value)) or _WRITING_NAME.fullmatch(name)
        for name, value in pairs
    ) or acts("?" + urlencode(pairs))


def _counter(pairs: list[tuple[str, str]]) -> int | None:
    """The place of the parameter that counts pages."""
    places = (
        at
        for at, (name, value) in enumerate(pairs)
        if name.lower() in PAGER["parameter"] and value.isdecimal()
    )
    return next(places, None)


def _stateful_form(root: etree._Element) -> etree._Element | None:
    state = root.find(".//input[@name='__VIEWSTATE']")
    form = next(state.iterancestors("form"), None) if state is not None else None
    return form if form is not None and (form.get("method") or "").lower() == "post" else None


def _next_of_form(root: etree._Element, base: str, asked: str) -> Post | None:
    """The next page of a list whose pager hands its form back: __doPostBack('Pager1','2').

    Only to the page itself: where /list/7.html and /list/8.html hand theirs to one List.aspx, its
    address and the event would be those of both lists.
    """
    form = _stateful_form(root)
    page = asked.partition("#")[0]
    url = fetch_url(form.get("action") or page, base) if form is not None else None
    event = next(_next_events(root, _page_of_event(asked) + 1), None)
    if not url or event is None or identity(url) != identity(page):
        return None
    return Post(url, "event", f"{quote(event[0])},{quote(event[1])}")


def _page_of_event(asked: str) -> int:
    """The page that an event brought; 1 for a page that no event did."""
    post = read_post(asked)
    digits = _LAST_NUMBER.search(unquote(post.body)) if post and post.sort == "event" else None
    return int(digits[1]) if digits else 1


def _next_events(root: etree._Element, number: int) -> Iterator[tuple[str, str]]:
    """Events of 下一页, or of the page's `number`, that say which page they bring: others mean another
    one on each page.

    A number or an arrow alone has to bring page `number`: the days and months of a calendar look
    like it and bring '8798'.
    """
    for element in root.iter("a"):
        text = " ".join("".join(element.itertext()).split())[:12]
        if not NEXT.match(text) and text != str(number):
            continue
        handler = f"{element.get('href') or ''} {element.get('onclick') or ''}"
        event = _POSTBACK.search(handler)
        digits = re.findall(r"\d+", event[2]) if event else []
        is_word = any(map(str.isalpha, text))
        if event and (digits if is_word else str(number) in digits):
            yield event[1], event[2]
