"""Text that a program wrote, or filled with the search words of other trades."""

import re
from collections.abc import Iterator, Sequence

from qingwen.hijack.verdict import Finding
from qingwen.hijack.vocabulary import Signs, vocabulary

_ADDRESS_LINE = re.compile(r"^(?:https?://)?[\w-]+(?:\.[\w-]+)+/\S*$", re.ASCII)
SPUN = "words no editor writes: spun or filtered text"
SEARCHED = "search words of other trades"


def find_spinning(paragraphs: Sequence[str], signs: Signs) -> Iterator[Finding]:
    """Findings of text that a program wrote or filled with search words of other trades."""
    text = "\n".join(paragraphs)
    words = vocabulary()
    spun = set(words.spun.findall(text)) if signs.spun else set()
    if len(spun) >= 2:
        seen = " ".join(sorted(spun))
        yield Finding("body", seen, SPUN, "characters", "hijacked", 1.0)
    vices = set(words.vice.findall(text)) if signs.vice else set()
    if len(vices) >= 2 and not words.report.search(text.replace("记者", "").replace("表示", "")):
        seen = " ".join(sorted(vices))
        yield Finding("body", seen, SEARCHED, "shape", "injected", 1.0)
    addresses = [p for p in paragraphs if p.isascii() and _ADDRESS_LINE.match(p)]
    if len(addresses) >= 5:
        yield Finding(
            "body",
            " ".join(addresses[:4]),
            f"{len(addresses)} bare addresses of foreign pages",
            "shape",
            "injected",
            1.0,
        )
