"""From the bytes of a page to what should be fetched next. Pure: no network, no clock, no state."""

from crawler.discovery.discover import discover
from crawler.discovery.found import Discovery, FoundLink, Kind, Via
from crawler.discovery.guesses import robots_sitemaps, well_known
from crawler.discovery.posts import read_post, request_key
from crawler.discovery.shapes import UrlKind, url_kind
from crawler.discovery.traps import TrapMeter, url_pattern
from qingwen.address import (
    canonical_url,
    fetch_url,
    identity,
    in_scope,
    same_site,
    site_of,
    twin_host,
)

__all__ = [
    "Discovery",
    "FoundLink",
    "Kind",
    "TrapMeter",
    "UrlKind",
    "Via",
    "canonical_url",
    "discover",
    "fetch_url",
    "identity",
    "in_scope",
    "read_post",
    "request_key",
    "robots_sitemaps",
    "same_site",
    "site_of",
    "twin_host",
    "url_kind",
    "url_pattern",
    "well_known",
]
