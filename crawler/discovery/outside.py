"""The script files of a page that may say what the page itself does not: its menu, its rows, its pager."""

import re
from urllib.parse import urlsplit

from lxml import etree

from crawler.discovery.found import Discovery
from crawler.discovery.structure import FEW_LINKS
from qingwen.address import fetch_url, same_site

MAX_FILES = 6
"""Of one page, the last ones: libraries stand first, what a site wrote itself behind them."""

# Words of a file's name: load.js and country.js hold more than ad.js and count.js.
_LIBRARY = re.compile(
    r"jquery|vue|react|axios|swiper|bootstrap|layui|layer|laypage|polyfill|runtime|echarts?|zepto|require|vendors?|.{0,20}player"
    r"|share|stats?|tongji|analytics|baidu|weixin|jweixin|wx|superslide|lazyload|swfobject|datepicker|fonts?|resize|flexible"
    r"|respond|html5\w{0,5}|modernizr|qrcode|cookies?|hm|push|count|counter|hits|adverts?|ads?|comments?|login|search|weather"
    r"|scroll(?:bar|top)?|marquee|slides?|slider|carousel|barrier\w{0,5}|accessib\w{0,6}|wza|.{0,20}editor|suggest",
    re.IGNORECASE,
)
_WORD = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])")
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
        if address and same_site(address, base) and not _is_library(address):
            files[address] = None
    return tuple(files)[-MAX_FILES:]


def _is_library(address: str) -> bool:
    """Whether a file is called like what sites take from elsewhere, or what says nothing of their lists."""
    name = urlsplit(address).path.rpartition("/")[2]
    return "jquery" in name.lower() or any(map(_LIBRARY.fullmatch, _WORD.findall(name)))
