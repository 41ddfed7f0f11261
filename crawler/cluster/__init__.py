"""Many sites on many machines: the jobs of a schedule, one a site, handed out by Celery.

Imported only by `scrapy cluster` and `celery -A crawler.cluster.app`: the extra `cluster` brings
what it needs.
"""
