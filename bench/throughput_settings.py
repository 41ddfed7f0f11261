"""The settings of the crawl, and a meter that watches its reactor."""

from crawler.settings import *  # noqa: F403
from crawler.settings import EXTENSIONS as OURS

EXTENSIONS = {**OURS, "bench.reactor_meter.ReactorMeter": 0}
