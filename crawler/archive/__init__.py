"""What was fetched, kept as WARC and tied to the records that were made of it."""
