"""Back into the script it was published in: what a kit converted character by character.

Kits put clones of simplified pages into traditional script. The record keeps the text as it was found
and says so; whoever wants the original asks for it. OpenCC does the work and is an extra.
"""

from dataclasses import replace
from functools import cache
from typing import Any

from qingwen.article import Article, Evidence

_CONVERTED = ("pinyin with a tone mark", "converted char by char")


class ConverterMissing(Exception):
    """OpenCC is not installed; the message says how to get it."""


def check_converter() -> None:
    """Raise ConverterMissing where nothing can be converted."""
    _converter()


def is_converted_clone(article: Article) -> bool:
    """Whether a kit put the page into traditional script; a page that was written in it is none.

    The characters prove it, or a hijacked page with a licence of the mainland, where outlets publish
    in simplified script.
    """
    if article.language != "zh-Hant":
        return False
    evidence = article.integrity.evidence
    if any(sign in seen.proof for seen in evidence for sign in _CONVERTED):
        return True
    return article.integrity.status == "hijacked" and article.site.icp is not None


def simplify_clone(article: Article) -> Article:
    """Return the article in simplified script where it is a converted clone, else as it is.

    `content_hash` stays that of the page as published. Raises ConverterMissing where OpenCC is not installed.
    """
    if not is_converted_clone(article):
        return article
    text = _converter().convert
    integrity = article.integrity
    done = Evidence(
        slot="body",
        text=article.title[:120],
        proof="turned back into simplified script, as was asked for",
        layer="characters",
    )
    return replace(
        article,
        title=text(article.title),
        kicker=text(article.kicker) if article.kicker else None,
        subtitle=text(article.subtitle) if article.subtitle else None,
        section=text(article.section) if article.section else None,
        source=replace(
            article.source,
            name=text(article.source.name),
            chain=tuple(map(text, article.source.chain)),
        )
        if article.source
        else None,
        bylines=tuple(replace(line, name=text(line.name)) for line in article.bylines),
        images=tuple(
            replace(image, caption=text(image.caption) if image.caption else None)
            for image in article.images
        ),
        site=replace(article.site, name=text(article.site.name) if article.site.name else None),
        paragraphs=tuple(map(text, article.paragraphs)),
        language="zh-Hans",
        integrity=replace(integrity, evidence=(*integrity.evidence, done)),
    )


@cache
def _converter() -> Any:
    try:
        from opencc import OpenCC
    except ImportError as error:
        raise ConverterMissing(
            "Turning clones back into simplified script needs OpenCC: pip install 'qingwen[script]'."
        ) from error
    return OpenCC("t2s")
