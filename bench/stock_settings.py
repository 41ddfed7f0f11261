"""The settings of the stock spider: Scrapy's own, without a delay, and the meter."""

DOWNLOAD_DELAY = 0
CONCURRENT_REQUESTS_PER_DOMAIN = 8
TELNETCONSOLE_ENABLED = False
EXTENSIONS = {"bench.reactor_meter.ReactorMeter": 0}
