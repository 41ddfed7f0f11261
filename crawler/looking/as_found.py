"""The page as it was found: its blocks in reading order, each with what became of it."""

from collections import Counter

from crawler.looking.markup import Markup, element, markup_of, quoted, say
from crawler.looking.original import MAX_BLOCKS, Shown, Span, shown_blocks
from crawler.looking.words import KINDS, named
from qingwen import Article
from qingwen.trace import Trace


def as_found(trace: Trace, article: Article | None) -> Markup:
    """Return the blocks, under boxes that hide and show their kinds."""
    blocks = shown_blocks(trace, article)
    if not blocks:
        return element("p", say("The page could not be read as text.", "页面无法读作文本。"))
    kinds = Counter(_kind(block) for block in blocks)
    total = len(trace.outline.blocks) if trace.outline else 0
    capped = say(
        f"The first {MAX_BLOCKS} of {total} blocks.", f"共 {total} 块，只显示前 {MAX_BLOCKS} 块。"
    )
    return markup_of([
        _legend(kinds),
        element("p", capped, class_="note") if total > MAX_BLOCKS else None,
        element("ol", *[_block(block) for block in blocks], class_="blocks", id="blocks", lang="zh-Hans"),
    ])  # fmt: skip


def _legend(kinds: Counter[str]) -> Markup:
    boxes = [
        element(
            "label",
            element("input", type="checkbox", value=kind, checked=True, disabled=True),
            element("span", class_=f"swatch {_class(kind)}", aria_hidden="true"),
            element("span", named(KINDS, kind), f" {count}"),
        )
        for kind, count in kinds.most_common()
    ]
    name = element("legend", say("Show", "显示"))
    return element("fieldset", name, *boxes, class_="kinds", id="kinds")


def _kind(block: Shown) -> str:
    """Return what a block is listed under: its fate, or the reason why it was cut."""
    if block.fate == "cut":
        return next((span.reason for span in block.spans if span.reason), "unused")
    return {"kicker": "title", "subtitle": "title"}.get(block.fate, block.fate)


def _class(kind: str) -> str:
    own = kind in ("kept", "title", "info", "unused")
    return f"kind-{kind}" if own else f"cut cut-{''.join(filter(str.isalnum, kind))}"


def _block(block: Shown) -> Markup:
    kind = _kind(block)
    rules = dict.fromkeys(span.rule for span in block.spans if span.rule)
    hidden = (
        [" · ", say("hidden from readers", "读者看不见")]
        if block.hidden and kind != "hidden"
        else None
    )
    why = element(
        "span",
        named(KINDS, kind),
        [f" · {', '.join(rules)}"] if rules else None,
        hidden,
        class_="why",
    )
    is_whole = block.fate == "cut" and all(span.reason for span in block.spans)
    text = [quoted(span.text) if is_whole else _span(span) for span in block.spans]
    return element("li", *text, why, class_=_class(kind), data_kind=kind)


def _span(span: Span) -> Markup:
    if span.reason is None:
        return quoted(span.text)
    return element("mark", quoted(span.text), class_=f"cut {_class(span.reason)}", title=span.rule)
