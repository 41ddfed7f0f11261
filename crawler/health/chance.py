"""How unlikely a count is if nothing had changed."""

import math


def tail(bad: int, pages: int, expected: float) -> float:
    """Return the chance of `bad` or more bad pages out of `pages` where each is so with `expected`.

    >>> tail(0, 10, 0.5), round(tail(10, 10, 0.5), 6)
    (1.0, 0.000977)
    """
    if bad == 0:
        return 1.0
    expected = min(max(expected, 1e-9), 1 - 1e-9)
    return math.fsum(
        math.exp(
            math.lgamma(pages + 1) - math.lgamma(k + 1) - math.lgamma(pages - k + 1)
            + k * math.log(expected) + (pages - k) * math.log1p(-expected)
        )
        for k in range(bad, pages + 1)
    )  # fmt: skip


def at_most(count: int, mean: float) -> float:
    """Return the chance of `count` events or fewer where `mean` are usual (Poisson).

    >>> round(at_most(0, 3), 4), at_most(5, 0)
    (0.0498, 1.0)
    """
    if mean <= 0:
        return 1.0
    return math.fsum(
        math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in range(count + 1)
    )
