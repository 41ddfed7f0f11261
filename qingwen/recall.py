"""Recall: what was judged of a short string is kept, since the pages of a site say it again.

Kept are so many answers and no long string: a hostile page says megabytes that no page says again.
"""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar, TypeVarTuple

KEPT = 4096
"""The links or boxes of some ten pages: what a site repeats stood on the one before."""
MAX_CHARS = 300
"""Of 87,000 links of saved news pages one in two hundred is longer."""

Words = TypeVarTuple("Words")
Answer = TypeVar("Answer")


def recalled(judge: Callable[[*Words], Answer]) -> Callable[[*Words], Answer]:
    """Return a pure function of strings that is not run again for what was said of late."""
    kept = lru_cache(maxsize=KEPT)(judge)

    @wraps(judge)
    def answer(*words: *Words) -> Answer:
        if len("".join(words)) > MAX_CHARS:  # type: ignore[arg-type]  # of one word no copy is made
            return judge(*words)
        return kept(*words)

    return answer
