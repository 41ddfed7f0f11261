"""What a page says about its article where readers do not look.

Government metas, news metas, the Founder property comment, comments that fence a field, JSON-LD.
Claims are believed only as far as nothing visible contradicts them; placeholders and numeric ids
(people.com.cn tenants print staff numbers as author) are no claims.
"""

import json
import re
from collections.abc import Iterator
from html import unescape
from itertools import islice

from qingwen.fields import Claims
from qingwen.names import is_latin_name, is_name, split_names
from qingwen.outline import Outline

_META_NAMES = {
    "article_title": ("articletitle", "headline", "dc.title"),
    "title": ("og:title", "twitter:title", "title"),
    "published": (
        "pubdate", "publishdate", "article:published_time", "og:release_date", "datepublished", "publish_time",
        "publishtime", "publish-date", "pubtime", "_pubtime", "apub:time", "weibo:article:create_at", "og:published_time",
        "bytedance:published_time", "dc.date", "dc.date.issued", "dcterms.created", "article.published", "date", "createdate",
        "releasedate", "og:time", "sailthru.date", "parsely-pub-date",
    ),
    "source": ("contentsource", "source", "og:source", "article:source", "newssource", "copyfrom"),
    "author": ("author", "article:author", "og:article:author", "dc.creator", "byl", "reporter"),
    "editor": ("editor", "responsibleeditor", "articleeditor", "contenteditor"),
    "section": ("columnname", "article:section", "channel", "og:article:section"),
    "site": ("sitename", "og:site_name", "application-name"),
    "image": ("og:image", "twitter:image"),
}  # fmt: skip
_NOISE = re.compile(
    r"^(?:[\W_\d]*|null|none|undefined|n/?a|nan|unknown|admin|administrator|root|test|editor|author|source|未知|暂无|佚名|匿名|管理员|无|不详|"
    r"标题|文章标题|作者|来源|编辑|本站|本网|网络|互联网|转载|[a-z]{0,3}\d{3,}|[0-9a-f]{16,})$|[{}$<>\ufffd]|https?:|^www\.|\?\?\?",
    re.IGNORECASE,
)
_ENP = re.compile(
    r"<(articleid|date|author|title|subtitle|introtitle|nodename|source|editor)>([^<]*)</\1>"
)
_FENCE_START = re.compile(
    r"<!--[\s<$\[{]*(引题|肩题|主标题|副标题|标题|文章标题|来源|稿源|时间|发布时间|日期|作者|责任编辑|责编|编辑)"
    r"[\s\]}>]*(?:begin|start|开始)\s*-->",
    re.IGNORECASE,
)
_FENCE_END = re.compile(r"<!--[^>]{0,40}?(?:end|结束|over)", re.IGNORECASE)
_MAX_FENCES, _MAX_FENCED = 40, 500
"""Fences read on one page, and the characters between two (markup in them)."""
_FENCED = {
    "引题": "kicker", "肩题": "kicker", "主标题": "title", "文章标题": "title", "标题": "title", "副标题": "subtitle", "来源": "source",
    "稿源": "source", "时间": "published", "发布时间": "published", "日期": "published", "作者": "author", "责任编辑": "editor",
    "责编": "editor", "编辑": "editor",
}  # fmt: skip
_TAG = re.compile(r"<[^>]*>")
_LABEL = re.compile(
    r"^[\s【\[(（]*(?:责任编辑|编辑|责编|来源|稿源|作者|记者|发布时间|时间|日期)\s*[:：]\s*|[\s】\])）]+$"
)
# WeChat's pages print the time of "var ct" by script; county skins call it publishTime.
_ASSIGNED = re.compile(
    r"""\b(?:var|let|const)\s+(?:ct|pub(?:lish)?_?(?:time|date))\s*=\s*["'](1\d{9}(?:\d{3})?|20\d\d[-/]\d{1,2}[-/]\d{1,2}[ T]\d{1,2}:\d\d(?::\d\d)?)["']""",
    re.IGNORECASE,
)
# Begins with a literal, which a search leaps to: most scripts assign no date, and are long.
_DATED = re.compile(r"""=\s*["'](?:1\d{9}|20\d\d[-/])""")
_MAX_JSON = 400_000


def read_claims(outline: Outline, markup: str) -> Claims:
    """Read the claims of one page; `markup` is its decoded text, comments still in it."""
    comment = _founder(markup)
    fenced = _fences(markup)
    data = _json_ld(outline)
    metas = outline.metas
    article_title = _meta(metas, "article_title")
    sure = comment.get("title") or fenced.get("title") or article_title
    published = [(raw, "comment") for raw in (comment.get("date"), fenced.get("published")) if raw]
    published += [(raw, "json") for raw in data.get("published", ())]
    published += [(raw, "meta") for name in _META_NAMES["published"] if (raw := metas.get(name))]
    published += [(raw, "json") for raw in _assigned(outline)]
    if len(set(outline.times)) == 1:  # those of a list of stories differ
        published.append((outline.times[0], "meta"))
    authors = (
        comment.get("author"),
        fenced.get("author"),
        _meta(metas, "author"),
        *data.get("author", ()),
    )
    editors = (
        comment.get("editor"),
        fenced.get("editor"),
        _meta(metas, "editor"),
        *data.get("editor", ()),
    )
    return Claims(
        title=sure or _first(data.get("title", ())) or _meta(metas, "title"),
        sure_title=bool(sure),
        kicker=comment.get("introtitle") or fenced.get("kicker"),
        subtitle=comment.get("subtitle") or fenced.get("subtitle"),
        published=tuple(published),
        source=comment.get("source")
        or fenced.get("source")
        or _meta(metas, "source")
        or _first(data.get("source", ())),
        authors=_credited(authors),
        editors=_credited(editors),
        section=_meta(metas, "section") or comment.get("nodename"),
        site_name=_meta(metas, "site") or _first(data.get("site", ())),
        images=tuple(
            dict.fromkeys([*data.get("image", ()), *filter(None, [_raw_meta(metas, "image")])])
        ),
    )


def _assigned(outline: Outline) -> Iterator[str]:
    """Publication times that inline scripts assign to a variable, to print them later."""
    for _, text in outline.scripts:
        if len(text) <= _MAX_JSON and _DATED.search(text) and (found := _ASSIGNED.search(text)):
            yield found[1]


def _meta(metas: dict[str, str], kind: str) -> str | None:
    for name in _META_NAMES[kind]:
        if (value := metas.get(name)) and (clean := _value(value)):
            return clean
    return None


def _raw_meta(metas: dict[str, str], kind: str) -> str | None:
    return next((metas[name] for name in _META_NAMES[kind] if metas.get(name)), None)


def _value(text: str) -> str | None:
    """`text` without entities and blanks around it; None where it is a placeholder."""
    if "&" in text:
        text = unescape(text)
    text = _LABEL.sub("", " ".join(text.split()))
    return text if text and len(text) <= 300 and not _NOISE.search(text) else None


def _first(values: tuple[str, ...]) -> str | None:
    return values[0] if values else None


def _credited(values: tuple[str | None, ...]) -> tuple[str, ...]:
    """The first value that holds a name, without its label."""
    for value in values:
        clean = _LABEL.sub("", value or "")
        if is_latin_name(clean) or any(is_name(name) for name in split_names(clean)):
            return (clean,)
    return ()


def _founder(markup: str) -> dict[str, str]:
    start = markup.find("<!--enpproperty")
    if start < 0:
        return {}
    end = markup.find("/enpproperty", start)
    part = markup[start : end if 0 < end < start + 20_000 else start + 20_000]
    return {key: clean for key, value in _ENP.findall(part) if (clean := _stamp(key, value))}


def _stamp(key: str, value: str) -> str | None:
    return (" ".join(value.split()) or None) if key == "date" else _value(_TAG.sub("", value))


def _fence_starts(markup: str) -> Iterator[re.Match[str]]:
    at = markup.find("<!--")
    while at >= 0:
        if found := _FENCE_START.match(markup, at):
            yield found
        at = markup.find("<!--", at + 4)


def _fences(markup: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    for found in islice(_fence_starts(markup), _MAX_FENCES):
        kind = _FENCED[found[1]]
        end = _FENCE_END.search(markup, found.end(), found.end() + _MAX_FENCED)
        if kind in fields or not end:
            continue
        value = " ".join(unescape(_TAG.sub("", markup[found.end() : end.start()])).split())
        value = _LABEL.sub("", value)
        if value and (kind == "published" or _value(value)):
            fields[kind] = value
    return fields


def _json_ld(outline: Outline) -> dict[str, tuple[str, ...]]:
    for kind, text in outline.scripts:
        if "ld+json" not in kind.lower() or len(text) > _MAX_JSON:
            continue
        try:
            data = json.loads(text.strip().rstrip(";"), strict=False)
        except (ValueError, RecursionError):
            continue
        for node in _nodes(data):
            fields = {
                "title": _strings(node.get("headline") or node.get("title")),
                "published": _strings(
                    node.get("datePublished") or node.get("pubDate"), claim=False
                ),
                "author": _strings(node.get("author")),
                "editor": _strings(node.get("editor")),
                "source": _strings(node.get("sourceOrganization") or node.get("copyrightHolder")),
                "site": _strings(node.get("publisher")),
                "image": _strings(node.get("image") or node.get("images"), claim=False),
            }
            if fields["title"] or fields["published"]:
                return fields
    return {}


def _nodes(data: object) -> Iterator[dict[str, object]]:
    queue = [data]
    for node in queue[:200]:
        if isinstance(node, list):
            queue.extend(node[:50])
    for node in queue:
        if isinstance(node, dict):
            yield node
            if isinstance(graph := node.get("@graph"), list):
                yield from (n for n in graph if isinstance(n, dict))


def _strings(value: object, *, claim: bool = True) -> tuple[str, ...]:
    if isinstance(value, dict):
        value = value.get("name") or value.get("url")
    if isinstance(value, list):
        return tuple(text for item in value[:20] for text in _strings(item, claim=claim))
    if not isinstance(value, str):
        return ()
    text = _value(value) if claim else value.strip()
    return (text,) if text else ()
