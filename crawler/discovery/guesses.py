"""Addresses nobody linked: sitemaps named in robots.txt, and the well-known ones."""

from urllib.parse import urljoin

from crawler.discovery.found import FoundLink
from qingwen.address import fetch_url

_WELL_KNOWN = ("/sitemap.xml", "/rss.xml")


def robots_sitemaps(text: str, url: str) -> tuple[FoundLink, ...]:
    """Return the sitemaps a robots.txt names; a page of HTML in its place names none."""
    found = []
    for line in text.splitlines():
        field, colon, value = line.partition(":")
        if (
            colon
            and field.strip().lower() == "sitemap"
            and (address := fetch_url(value.strip(), url))
        ):
            found.append(FoundLink(address, via="sitemap", priority=12))
    return tuple(dict.fromkeys(found))


def well_known(home: str) -> tuple[FoundLink, ...]:
    """Return the addresses worth one try on a host: sitemaps and feeds are rare on these sites."""
    return tuple(FoundLink(urljoin(home, path), via="guess", priority=-5) for path in _WELL_KNOWN)
