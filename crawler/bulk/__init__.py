"""Stored pages by the million: the steps of `scrapy clean` under the executors of datatrove.

Imported only by `scrapy bulk` and by pipelines of users: the extra `bulk` brings what it needs.
"""
