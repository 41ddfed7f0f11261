"""Documents that are data: sitemaps, feeds, JSON lists."""

import re

from crawler.discovery import structure
from crawler.discovery.avoid import is_followed
from crawler.discovery.endpoints import next_answer
from crawler.discovery.feeds import XmlList, looks_like_xml_list, read_text_sitemap, read_xml
from crawler.discovery.found import Discovery, FoundLink
from crawler.discovery.markup import read_markup
from crawler.discovery.posts import next_posted
from crawler.discovery.records import json_text, read_json
from crawler.discovery.result import discovery, of_records
from qingwen.address import canonical_url, same_site
from qingwen.decode import Decoded, decode_page
from qingwen.page import Page
from qingwen.parse import parse_html

_JSON = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:[\w.$]{1,60}\s?\(\s?)?[{\[]")
_LINES = re.compile(rb"(?:\xef\xbb\xbf)?\s*https?://")


def read_document(
    body: bytes, url: str, http_charset: str | None, template: str | None
) -> Discovery | None:
    """Return what a sitemap, feed or JSON list leads to; None where `body` is none of them."""
    if looks_like_xml_list(body):
        found = read_xml(_text(body, url, http_charset), url)
        return _of_xml(found, url) if found else None
    if _JSON.match(body):
        return _of_json(body, url, template)
    if _LINES.match(body):
        found = read_text_sitemap(body.decode("utf-8", "replace").removeprefix("\ufeff"), url)
        return _of_xml(found, url) if found else None
    return None


def _text(body: bytes, url: str, http_charset: str | None) -> str:
    decoded = decode_page(Page(body=body, url=url, http_charset=http_charset))
    return decoded.text if isinstance(decoded, Decoded) else body.decode("utf-8", "replace")


def _of_xml(found: XmlList, url: str) -> Discovery:
    hosts = {link.url.split("/", 3)[2] for link in (*found.articles, *found.lists)}
    ours = {host for host in hosts if same_site(f"http://{host}/", url)}
    articles = [
        link
        for link in found.articles
        if link.url.split("/", 3)[2] in ours and is_followed(link.url)
    ]
    lists = [link for link in found.lists if link.url.split("/", 3)[2] in ours]
    return Discovery(  # the protocol has its own limit, and names no address twice
        kind="sitemap" if found.kind == "sitemap" else "feed",
        canonical_url=canonical_url(url),
        articles=_unseen(articles, {url}),
        lists=_unseen(lists, {url}),
        cut=found.cut,
    )


def _unseen(links: list[FoundLink], seen: set[str]) -> tuple[FoundLink, ...]:
    unique: dict[str, FoundLink] = {}
    for link in links:
        if link.url not in seen:
            unique.setdefault(link.url, link)
    return tuple(unique.values())


def _of_json(body: bytes, url: str, template: str | None) -> Discovery | None:
    text = json_text(body)
    asked, url = url, url.partition("#")[0]
    answer = read_json(text, url, template)
    if answer is None:
        return None
    articles, lists = of_records(answer.records, url, template)
    if (
        answer.markup
        and (tree := parse_html(f"<html><body>{answer.markup}</body></html>")) is not None
    ):
        rows, more = structure.classify(read_markup(tree, url, "utf-8"), url, skip=frozenset())
        articles, lists = articles + rows, lists + more
    if articles:
        lists += next_posted(asked, template, answer)
    following = next_answer(answer, url) if asked == url else None
    if following and same_site(following, url):
        lists.append(FoundLink(following, via="pager", priority=8, ahead=1, template=template))
    return discovery("list", url, articles, lists)
