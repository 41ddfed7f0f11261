"""Every field with what stood for election on the page: what won, what lost, and why.

For people who ask why a page was read as it was; made after the fact, from what the steps handed on.
"""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from qingwen.article import Article
from qingwen.fields import Claims, InfoLine
from qingwen.outline import Outline
from qingwen.trace import Trace

Why = Literal["injected", "suffix", "agrees", "less-trusted", "other-role"]
"""Why a value lost: it holds an injected name; it is the winner with more around it; it says the
same; the winner's place is trusted more; its name is given under a role that tells more."""


class Vote(NamedTuple):
    """One value that a page offers for a field."""

    field: str
    value: str
    origin: str
    """Where it stands: block, title-element, claim, info-line, closing-line, meta, json, ..."""
    won: bool
    why: Why | None
    """None for a winner."""


def votes_of(article: Article, trace: Trace) -> tuple[Vote, ...]:
    """Return all votes, field by field; empty where the trace was not filled."""
    if trace.outline is None or trace.claims is None or trace.info is None:
        return ()
    outline, claims, info = trace.outline, trace.claims, trace.info
    offers = {
        "title": (article.title, _titles(outline, claims, trace)),
        "kicker": (article.kicker, _given("claim", claims.kicker)),
        "subtitle": (article.subtitle, _given("claim", claims.subtitle)),
        "published_at": (article.published_raw, _dates(info, claims)),
        "source": (article.source.name if article.source else None, _sources(info, claims)),
        "section": (article.section, _given("meta", claims.section)),
        "site": (article.site.name, _sites(outline, claims)),
    }
    brands = article.integrity.brands
    votes = [
        vote
        for field, (winner, offered) in offers.items()
        for vote in _counted(field, winner, dict.fromkeys(offered), brands)
    ]
    return (*votes, *_people(article, claims))


def _titles(outline: Outline, claims: Claims, trace: Trace) -> Iterator[tuple[str, str]]:
    heading = trace.heading
    if heading is not None and heading.block is not None:
        block = outline.blocks[heading.block]
        yield f"block {outline.boxes[block.box].tag}", block.text
    yield from _given("title-element", outline.title)
    yield from _given("claim" if claims.sure_title else "meta", claims.title)


def _dates(info: InfoLine, claims: Claims) -> Iterator[tuple[str, str]]:
    yield from _given("info-line", info.date)
    for raw, method in claims.published:
        yield from _given(method, raw)


def _sources(info: InfoLine, claims: Claims) -> Iterator[tuple[str, str]]:
    yield from _given("info-line", info.source)
    yield from _given("closing-line", info.closing_source)
    yield from _given("meta", claims.source)


def _sites(outline: Outline, claims: Claims) -> Iterator[tuple[str, str]]:
    yield from _given("meta", claims.site_name)
    for name in ("og:site_name", "application-name"):
        yield from _given("meta", outline.metas.get(name))


def _given(origin: str, value: str | None) -> Iterator[tuple[str, str]]:
    if value and value.strip():
        yield origin, " ".join(value.split())


def _counted(
    field: str,
    winner: str | None,
    offered: dict[tuple[str, str], None],
    brands: tuple[str, ...],
) -> Iterator[Vote]:
    won = False
    for origin, value in offered:
        is_first = not won and winner is not None and _key(value) == _key(winner)
        won = won or is_first
        why = None if is_first else _why(value, winner, brands)
        yield Vote(field, value, origin, is_first, why)
    if not won and winner is not None:
        yield Vote(field, winner, "page", True, None)


def _why(value: str, winner: str | None, brands: tuple[str, ...]) -> Why:
    if any(brand.lower() in value.lower() for brand in brands):
        return "injected"
    if winner and _key(value) == _key(winner):
        return "agrees"
    return "suffix" if winner and _key(winner) in _key(value) else "less-trusted"


def _people(article: Article, claims: Claims) -> Iterator[Vote]:
    for byline in article.bylines:
        yield Vote(f"byline {byline.role}", byline.name, byline.raw or "page", True, None)
    names = {byline.name for byline in article.bylines}
    for role, values in (("author", claims.authors), ("editor", claims.editors)):
        for value in values:
            known = any(name in value for name in names)
            why: Why = "other-role" if known else "less-trusted"
            yield Vote(f"byline {role}", value, "meta", False, why)


def _key(text: str) -> str:
    return "".join(text.split()).lower()
