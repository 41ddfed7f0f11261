"""The script files of a page that may say what the page itself does not: its menu, its rows, its pager."""

import re
from urllib.parse import urlsplit

from lxml import etree

from crawler.discovery.found import Discovery
from crawler.discovery.structure import FEW_LINKS
from qingwen.address import fetch_url, same_site

MAX_FILES = 6
"""Of one page, the last ones: libraries stand first, what a site wrote itself behind them."""

_LIBRARY = re.compile(
    r"jquery|(?:^|[/_.-])(?:vue|react|axios|swiper|bootstrap|lay(?:ui|er|page)|polyfill|runtime|echarts?|zepto|require)"
    r"(?:[./@_-]|\.js)|vendor|player|share|stat(?!ic)|tongji|analytics|baidu|weixin|jweixin|wx|superslide|lazyload|swfobject"
    r"|datepicker|font|resize|flexible|respond|html5|modernizr|qrcode|cookie|hm\.js|push\.js|count(?!y)|hits|advert|ads?\.js"
    r"|comment|login|search|weather|scroll(?:bar|top)|marquee|slide|carousel|barrier|accessib|wza|editor|suggest",
    re.IGNORECASE,
)
_PAGING = re.compile(
    r"(?:加载|查看|点击|显示)更多|load-?more|下一?[页頁]|尾[页頁]"
    r"""|<(?:div|ul|span|p|nav)\b[^<>]{0,100}(?:id|class)\s?=\s?["']?[\w -]{0,30}pag(?:e|er|ing|ination)\b[^<>]{0,60}>\s{0,99}<(?:/|script)""",
    re.IGNORECASE,
)


def wanted_files(found: Discovery, root: etree._Element, text: str, base: str) -> tuple[str, ...]:
    """Return the script files to read a page with: one that leads nowhere, or whose list goes on.

    `text` is the markup of the page, `root` its tree.
    """
    if found.kind in ("article", "epaper"):
        return ()
    links = [link for link in (*found.articles, *found.lists) if link.via != "probe"]
    goes_on = any(link.ahead or link.via == "endpoint" for link in found.lists)
    if len(links) >= FEW_LINKS and (goes_on or not found.articles or not _PAGING.search(text)):
        return ()
    files: dict[str, None] = {}
    for element in root.iter("script"):
        address = fetch_url(element.get("src") or "", base)
        if address and same_site(address, base) and not _LIBRARY.search(urlsplit(address).path):
            files[address] = None
    return tuple(files)[-MAX_FILES:]
