"""Editor credits that close a paragraph: （责任编辑：X） glued to the story's last sentence.

DedeCMS and EmpireCMS templates append them to the text itself; where the text has no paragraphs,
they share its last block.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from qingwen.article import Notice, Removal
from qingwen.outline import Outline

_ROLE = r"(?:责任|值班|执行|本版|网络|文字)?(?:编\s?辑|责\s?编|编审|校对|审核|监制|终审|初审|复审)"
_CREDIT = re.compile(
    rf"(?<=[。！？”』」）)…])\s*(?:[（(【\[〔]\s*{_ROLE}\s*[:：][^（()）】\]〕。]{{1,40}}[）)】\]〕]|{_ROLE}\s*[:：]\s*[\u4e00-\u9fff·、 ]{{2,16}})\s*$"
)


@dataclass(frozen=True, slots=True)
class Signed:
    """The page without such credits; block indices stay."""

    outline: Outline
    removals: tuple[Removal, ...]
    notices: tuple[Notice, ...]


def cut_signatures(outline: Outline, blocks: Iterable[int]) -> Signed:
    """Cut editor credits from the ends of `blocks`; `outline` itself is not changed."""
    texts: dict[int, str] = {}
    for i in blocks:
        text = outline.blocks[i].text
        if ("编" in text or "审" in text or "校" in text) and (found := _CREDIT.search(text)):
            texts[i] = found[0].strip()
    if not texts:
        return Signed(outline, (), ())
    cleaned = [
        block._replace(text=block.text[: -len(texts[i])].rstrip()) if i in texts else block
        for i, block in enumerate(outline.blocks)
    ]
    return Signed(
        replace(outline, blocks=cleaned),
        tuple(
            Removal(text=text, rule="editor-credit", reason="editor", place="body")
            for text in texts.values()
        ),
        tuple(Notice(kind="editor", text=text) for text in texts.values()),
    )
