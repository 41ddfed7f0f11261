"""The last word on every article: earlier revisions and vanished articles are left out."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

Record = dict[str, Any]


def latest(open_records: Callable[[], Iterable[Record]]) -> Iterator[Record]:
    """Yield the last record of each id, unless that says deleted; in the order of the lines.

    The records are read twice, so that memory holds one number an article and no text.
    """
    last = {record["id"]: place for place, record in enumerate(open_records())}
    for place, record in enumerate(open_records()):
        if last[record["id"]] == place and not record.get("deleted"):
            yield record
