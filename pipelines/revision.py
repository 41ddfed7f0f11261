"""Revisions: a body that changed is a new revision of the same article, an equal one is nothing."""

from typing import Any


class RevisionPipeline:
    """Numbers the revisions of an article and stops those that say nothing new."""

    def process_item(self, item: Any) -> Any:
        """Give a record its id and revision, or take it away where nothing changed."""
        record, lease = item.record, item.lease
        if record is None or record.get("deleted"):
            return item
        if lease.record_id is not None:
            record["id"] = lease.record_id
        if record["content_hash"] == lease.content_hash:
            item.record = None
            item.reason = "unchanged"
        else:
            record["revision"] = lease.revision + 1
        return item
