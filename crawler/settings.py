"""Settings of the crawl: polite, quiet and bounded unless told otherwise."""

import socket

from crawler.order import DEFAULT_DELAY_S

BOT_NAME = "qingwen"
SPIDER_MODULES = ["crawler.spiders"]
COMMANDS_MODULE = "crawler.commands"

# Who we are, and where to complain: whoever runs this machine can be reached at its standard
# mailbox (RFC 2142); -a contact=you@example.cn names somebody better.
USER_AGENT = f"Qingwen/0.1 (+mailto:webmaster@{socket.gethostname()}; news archive crawler)"
ROBOTSTXT_USER_AGENT = "Qingwen"

# Manners.
CONCURRENT_REQUESTS = 0  # the scheduler bounds them: a host that hangs must not use up the places
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = DEFAULT_DELAY_S
DOWNLOAD_DELAY_JITTER = 0  # jitter would fall below a Crawl-delay
AUTOTHROTTLE_ENABLED = False  # crawler.pace does it, with a floor for each host
PATIENCE_S = 90
"""A run waits so long for a host that asks for a pause; a longer one is left to the next run."""
ROBOTSTXT_OBEY = False  # crawler.guard_robots obeys it, as RFC 9309 asks
COOKIES_ENABLED = False
REFERER_ENABLED = False
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5",
}

# No control surface, no state but the ledger, nothing that resolves names from the web.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
HTTPCACHE_ENABLED = False
DOWNLOAD_HANDLERS = {
    "http": "crawler.guard_transfer.GuardedHandler",
    "https": "crawler.guard_transfer.GuardedHandler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
TWISTED_DNS_RESOLVER = "crawler.guard_resolver.PublicResolver"
DOWNLOAD_VERIFY_CERTIFICATES = True
ALLOW_PRIVATE: list[str] = []
"""HOST:PORT that may be fetched although it is not public; -a allow_private= sets it."""

# Bounds.
REACTOR_THREADPOOL_MAXSIZE = 20  # names are resolved there: a slow one holds up no other
DOWNLOAD_TIMEOUT = 60
DOWNLOAD_MAXSIZE = 5_000_000
DOWNLOAD_WARNSIZE = 0
URLLENGTH_LIMIT = 2083
RENDER_DEADLINE_S = 60
"""With a pause of a second before each of its requests a page that scripts build is done in that."""
EXTRACT_WORKERS = 2
EXTRACT_DEADLINE_S = 5
EXTRACT_MEMORY_MB = 400
EXTRACT_RETIRE_MB = 160

# The ledger does what these would do without it: retry, redirect, remember, queue.
SCHEDULER = "crawler.scheduler.LedgerScheduler"
RETRY_ENABLED = False
REDIRECT_ENABLED = False
METAREFRESH_ENABLED = False
CONCURRENT_ITEMS = 1  # the links of a page are entered before its outcome is settled
DOWNLOADER_MIDDLEWARES = {
    "crawler.guard_urls.UrlGuard": 50,
    "crawler.guard_robots.RobotsGuard": 100,
    "crawler.guard_encoding.EncodingGuard": 590,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
}
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,
    "scrapy.spidermiddlewares.referer.RefererMiddleware": None,
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
}
ITEM_PIPELINES = {
    "pipelines.listing.ListingPipeline": 100,
    "pipelines.revision.RevisionPipeline": 200,
    "pipelines.cluster.ClusterPipeline": 300,
    "pipelines.validation.ValidationPipeline": 400,
    "crawler.archive.pipeline.ArchivePipeline": 800,
    "crawler.settlement.Settlement": 900,
}
LIKENESS = "crawler.page_state.Likeness"
RECORD_FILE = "pipelines.jsonl.JsonlFile"
WARC: str | None = None
"""Folder that keeps what is fetched; -a warc= sets it."""
EXPORT = "pipelines.export.writers.write_records"
EXTENSIONS = {
    "crawler.bookkeeper.Bookkeeper": 0,
    "crawler.health.evidence.EvidenceKeeper": 0,
    "crawler.guard_transfer.TransferGuard": 0,
    "crawler.pace.Pace": 0,
    "crawler.progress.Progress": 0,
    "crawler.timings.Timings": 0,
    "scrapy.extensions.feedexport.FeedExporter": None,
    "scrapy.extensions.logstats.LogStats": None,
    "scrapy.extensions.memusage.MemoryUsage": None,
}

LOG_LEVEL = "INFO"
LOG_FORMATTER = "crawler.log_lines.QuietFormatter"
FEED_EXPORT_ENCODING = "utf-8"
