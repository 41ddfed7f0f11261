"""What the steps of one page handed on: kept only for those who want to see how a page was read."""

from dataclasses import dataclass

from qingwen.fields import Body, Claims, Heading, InfoLine
from qingwen.outline import Outline


@dataclass(slots=True)
class Trace:
    """Filled by the order of work; what a page did not come to stays None."""

    outline: Outline | None = None
    """The page before anything was cut from it."""
    claims: Claims | None = None
    heading: Heading | None = None
    info: InfoLine | None = None
    body: Body | None = None
    """Indices of blocks count in `outline`: cutting spam leaves them as they are."""
