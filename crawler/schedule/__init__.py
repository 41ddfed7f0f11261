"""The schedule: which sites are crawled when, by whom it is seen to, and what became of it."""
