"""What a record owes to its list and to the catalogue: a day and a region the page does not print."""

from typing import Any

from qingwen.moment import FOLD, find_yearless


def dated_by_list(day: str, printed: str | None) -> dict[str, Any]:
    """Return the date fields that a list row's `day` (ISO) gives, the printed hour kept.

    County clouds print 06-12 06:30 on the page, no year anywhere; their lists know the year.

    >>> dated_by_list("2024-06-12", "06-12 06:30")["published_at"]
    '2024-06-12T06:30:00+08:00'
    >>> dated_by_list("2024-06-12", None)["published_at"]
    '2024-06-12'
    """
    fields = {
        "published_at": day,
        "published_raw": printed or day,
        "date_method": "list",
        "date_precision": "day",
    }
    moment = find_yearless(printed.translate(FOLD)) if printed else None
    if moment and moment.hour is not None and f"{moment.month:02}-{moment.day:02}" == day[5:]:
        clock = f"{moment.hour:02}:{moment.minute or 0:02}:{moment.second or 0:02}"
        fields["published_at"] = f"{day}T{clock}+08:00"
        fields["date_precision"] = "minute" if moment.second is None else "second"
    return fields


class ListingPipeline:
    """Fills in what only the way to the page tells; what the page says itself always stands."""

    def process_item(self, item: Any) -> Any:
        """Complete the record of an outcome."""
        record = item.record
        if record is None or record.get("deleted"):
            return item
        if record["published_at"] is None and item.lease.date:
            record.update(dated_by_list(item.lease.date, record["published_raw"]))
        for field, value in item.region.items():
            if record["site"][field] is None:
                record["site"][field] = value
        return item
