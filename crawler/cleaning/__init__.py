"""Pages that are there already, cleaned by the same core as a crawl."""
