"""What people look at: pages that show how an article was read, and how a crawl went."""
