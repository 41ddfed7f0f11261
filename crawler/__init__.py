"""Fetching: spiders, discovery, politeness, the ledger of URLs and the commands."""
