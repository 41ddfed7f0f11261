"""The <datastore> of a JCMS list: rows in CDATA, and the address of the next group of them."""

import html
import re

from qingwen.address import fetch_url

_CDATA = re.compile(r"<!\[CDATA\[(.*?)(?:\]\]>|\Z)", re.DOTALL)
_RECORD_END = re.compile(r"</record>", re.IGNORECASE)
_RECORD_START = re.compile(r"<record\b[^>]{0,200}>", re.IGNORECASE)
_ADDRESS = re.compile(r"""href\s?=\s?["']?([^"'\s>]{1,1000})|(/[^\s<>"']{1,1000})""")


def datastore_rows(text: str) -> str:
    """Return the markup of the rows in the <datastore> of a JCMS list, "" where there is none."""
    start = text.lower().find("<datastore")
    if start < 0:
        return ""
    rows: list[str] = []
    for piece in _RECORD_END.split(text[start:])[:-1]:
        openings = [found.end() for found in _RECORD_START.finditer(piece)]
        if not openings:
            continue
        record = piece[openings[-1] :]
        cdata = _CDATA.search(record)
        row = cdata[1] if cdata else html.unescape(record)
        rows.append(row if row.lstrip()[:3].lower() == "<li" else f"<div><p>{row}</p></div>")
    return f"<ul>{''.join(rows)}</ul>" if rows else ""


def datastore_proxy(text: str, base: str) -> str | None:
    """Return the address of the next group of <datastore> rows."""
    start = text.lower().find("<nextgroup")
    if start < 0:
        return None
    group = text[start : start + 3000].partition("</nextgroup>")[0].partition(">")[2]
    inner = cdata[1] if (cdata := _CDATA.search(group)) else group
    found = _ADDRESS.search(inner)
    return fetch_url(html.unescape(found[1] or found[2]), base) if found else None
