"""The page of `scrapy inspect`: the article beside the page it was read from, and every why."""

from typing import Any, NamedTuple

from crawler.looking.as_found import as_found
from crawler.looking.frame import framed
from crawler.looking.lead import lead_of_page
from crawler.looking.markup import Markup, address, element, markup_of, quoted, say
from crawler.looking.proofs import tell
from crawler.looking.words import (
    FIELDS,
    KINDS,
    LAYERS,
    LOST,
    NOTICES,
    ORIGINS,
    PLACES,
    REASONS,
    STATUS,
    named,
)
from qingwen import Article, Rejection
from qingwen.record import record_of
from qingwen.trace import Trace
from qingwen.votes import Vote, votes_of


class Inspected(NamedTuple):
    """One page as the core read it."""

    name: str
    """The file or address it came from."""
    result: Article | Rejection
    trace: Trace


def inspect_page(inspected: Inspected) -> str:
    """Return the whole HTML page."""
    result, trace = inspected.result, inspected.trace
    if isinstance(result, Rejection):
        sections = [
            ("verdict", say("No article", "没有文章"), _refusal(result)),
            ("original", say("The page as found", "原始页面"), as_found(trace, None)),
        ]
        title = say("No article on this page", "此页没有文章")
        return framed(
            f"{result.reason}: {inspected.name}",
            element("div", element("h1", title), _origin(inspected.name, result.url)),
            sections,
            script="inspect.js",
            foot=_foot(inspected.name),
        )
    record = record_of(result, removed=True)
    side_by_side = element(
        "div",
        element("div", element("h3", say("As cleaned", "清理之后")), _article(record)),
        element("div", element("h3", say("As found", "清理之前")), as_found(trace, result)),
        class_="side-by-side",
    )
    sections = [
        ("text", say("Text", "正文"), side_by_side),
        ("evidence", say("Evidence", "证据"), _evidence(record["integrity"])),
        ("fields", say("Fields and votes", "字段与取舍"), _fields(votes_of(result, trace), record)),
        ("notices", say("Notices", "声明"), _notices(record["notices"])),
        ("cuts", say("All cuts", "全部删除"), _cuts(result)),
    ]
    return framed(
        f"{record['title'] or inspected.name} · Qingwen",
        _heading(inspected.name, record),
        sections,
        script="inspect.js",
        foot=_foot(inspected.name, str(record["cleaner_version"])),
    )


def _heading(name: str, record: dict[str, Any]) -> Markup:
    integrity = record["integrity"]
    chips = [
        element(
            "li", named(STATUS, integrity["status"]), class_=f"chip status-{integrity['status']}"
        )
    ]
    if integrity["body"] == "damaged":
        chips.append(element("li", named(STATUS, "damaged"), class_="chip status-damaged"))
    chips += [
        element("li", quoted(value), class_="chip", lang="zh-Hans")
        for value in (record["site"]["name"], (record["published_at"] or "")[:16].replace("T", " "))
        if value
    ]
    return element(
        "div",
        element("h1", quoted(record["title"] or name), lang="zh-Hans"),
        element("ul", *chips, class_="chips"),
        lead_of_page(record, len(record["removed"])),
        _origin(name, record["url"]),
    )


def _origin(name: str, url: str | None) -> Markup:
    return element("p", address(url) if url else quoted(name), class_="note")


def _foot(name: str, version: str | None = None) -> Markup:
    cleaned = say(f"cleaned by rules {version}", f"清理规则 {version}") if version else ""
    return element("p", "Qingwen 清闻 · ", quoted(name), " · " if version else "", cleaned)


def _refusal(rejection: Rejection) -> Markup:
    return element(
        "div",
        element(
            "p",
            element("strong", named(REASONS, rejection.reason)),
            f" ({rejection.reason})",
            [": ", tell(rejection.detail)] if rejection.detail else None,
        ),
        element("ul", *[element("li", tell(seen)) for seen in rejection.evidence])
        if rejection.evidence
        else None,
    )


def _article(record: dict[str, Any]) -> Markup:
    above = [
        element("p", quoted(record[name]), class_=name)
        for name in ("kicker", "subtitle")
        if record[name]
    ]
    body = [element("p", quoted(line)) for line in record["paragraphs"]]
    images = [
        element("li", address(image["url"]), " ", quoted(image["caption"] or ""))
        for image in record["images"]
    ]
    count = say(
        f"{len(record['paragraphs'])} paragraphs, {len(record['text'])} chars",
        f"{len(record['paragraphs'])} 段，{len(record['text'])} 字",
    )
    return markup_of([
        element("p", count, class_="note"),
        element("div", *above, *body, class_="article", lang=record["language"] or "zh-Hans"),
        [element("h3", say("Images", "图片")), element("ul", *images)] if images else None,
    ])  # fmt: skip


def _evidence(integrity: dict[str, Any]) -> Markup:
    """Return the evidence, gathered under what speaks against it: a kit's name fills many slots."""
    if not integrity["evidence"]:
        return element("p", say("Nothing speaks against this page.", "没有发现污染的迹象。"))
    brands = [
        element("li", quoted(brand), class_="chip status-hijacked") for brand in integrity["brands"]
    ]
    gathered: dict[tuple[str, str], list[dict[str, str]]] = {}
    for seen in integrity["evidence"]:
        gathered.setdefault((seen["layer"], seen["proof"]), []).append(seen)
    return markup_of([
        element("ul", *brands, class_="chips", aria_label="Brands 品牌") if brands else None,
        element("ul", *[_proof(*key, seen) for key, seen in gathered.items()], class_="entries"),
    ])  # fmt: skip


def _proof(layer: str, proof: str, seen: list[dict[str, str]]) -> Markup:
    places = [
        element(
            "span", element("b", quoted(each["text"]), lang="zh-Hans"),
            element("i", named(PLACES, each["slot"]), class_="note"), class_="proven",
        )
        for each in seen
    ]  # fmt: skip
    return element(
        "li",
        element("span", named(LAYERS, layer), ": ", element("i", tell(proof)), class_="entry-told"),
        *places,
    )  # fmt: skip


def _entry(text: str, told: Markup | None, labels: list[Markup]) -> Markup:
    """Return one entry of a list: characters of the page, what is said of them, where they stood."""
    separated = [part for label in labels for part in (label, " · ")][:-1]
    return element(
        "li",
        element("span", quoted(text), lang="zh-Hans", class_="entry-text"),
        element("span", told, class_="entry-told") if told else None,
        element("span", *separated, class_="note"),
    )


def _fields(votes: tuple[Vote, ...], record: dict[str, Any]) -> Markup:
    rows = []
    for field in dict.fromkeys(vote.field for vote in votes):
        own = [vote for vote in votes if vote.field == field]
        won = [_won(vote, record) for vote in own if vote.won]
        lost = [
            element("li", element("s", quoted(vote.value)), " ", _where(vote.origin), ": ",
                    named(LOST, vote.why or "less-trusted"))
            for vote in own
            if not vote.won
        ]  # fmt: skip
        none = element("p", say("none", "无"), class_="note")
        rows.append(
            element(
                "div",
                element("dt", named(FIELDS, field)),
                element(
                    "dd", *(won or [none]), element("ul", *lost, class_="lost") if lost else None
                ),
            )
        )
    rows.append(_body_row(record))
    return element("dl", *rows, class_="fields")


def _won(vote: Vote, record: dict[str, Any]) -> Markup:
    value = vote.value
    if vote.field == "published_at":
        value = f"{record['published_at']} ({vote.value})"
    return element("div", element("span", quoted(value), lang="zh-Hans"), " ", _where(vote.origin))


def _where(origin: str) -> Markup:
    return element("span", "← ", named(ORIGINS, origin), class_="note")


def _body_row(record: dict[str, Any]) -> Markup:
    encoding = record["encoding"]
    declared = encoding["declared"]
    return element(
        "div",
        element("dt", say("body", "正文")),
        element(
            "dd",
            say(
                f"found by {record['extracted_by']}, confidence {record['confidence']}; "
                f"read as {encoding['used']}, declared {declared or 'nothing'}",
                f"定位方式 {record['extracted_by']}，把握 {record['confidence']}；"
                f"编码 {encoding['used']}，声明{declared or '无'}",
            ),
        ),
    )


def _notices(notices: list[dict[str, str]]) -> Markup:
    if not notices:
        return element("p", say("None.", "无。"))
    lines = [_entry(line["text"], None, [named(NOTICES, line["kind"])]) for line in notices]
    return element("ul", *lines, class_="entries")


def _cuts(article: Article) -> Markup:
    if not article.removed:
        return element("p", say("Nothing was cut.", "没有删除任何内容。"))
    cuts = [
        _entry(
            cut.text[:1000],
            None,
            [named(KINDS, cut.reason), quoted(cut.rule), named(PLACES, cut.place)],
        )
        for cut in article.removed
    ]
    count = say(f"{len(cuts)} cuts", f"{len(cuts)} 处删除")
    return element("details", element("summary", count), element("ul", *cuts, class_="entries"))
