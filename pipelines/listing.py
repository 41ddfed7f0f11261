"""What a record owes to its list and to the catalogue: a day and a region the page does not print."""

from typing import Any


class ListingPipeline:
    """Fills in what only the way to the page tells; what the page says itself always stands."""

    def process_item(self, item: Any) -> Any:
        """Complete the record of an outcome."""
        record = item.record
        if record is None or record.get("deleted"):
            return item
        if record["published_at"] is None and item.lease.date:
            record["published_at"] = item.lease.date
            record["published_raw"] = item.lease.date
            record["date_method"] = "list"
            record["date_precision"] = "day"
        for field, value in item.region.items():
            if record["site"][field] is None:
                record["site"][field] = value
        return item
