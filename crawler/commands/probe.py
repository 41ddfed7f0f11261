"""`scrapy probe URL`: tells in a minute what a site is, and writes its catalogue entry."""

import argparse
import json
import tempfile
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.catalogue import load_catalogue
from crawler.discovery import twin_host, url_kind
from crawler.manual import show_examples
from crawler.order import OrderError, read_order
from crawler.probe import Findings, Look, ProbeSpider

_EXAMPLES = """\
examples:
  scrapy probe https://news.example.cn/
  scrapy probe https://news.example.cn/ > probe.txt && tail -8 probe.txt
"""


class Command(ScrapyCommand):
    """Looks at one site and says what it is."""

    requires_project = True

    def syntax(self) -> str:
        return "[options] URL"

    def short_desc(self) -> str:
        return "Say what a news site is: CMS, charset, lists, articles, robots, hijack, entry"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        show_examples(parser, _EXAMPLES)
        parser.add_argument(
            "--allow-private", metavar="HOST:PORT", help="may be fetched though not public"
        )
        parser.add_argument("--delay", metavar="SECONDS", help="pause between two requests")

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        assert self.settings is not None
        if not (opts.loglevel or opts.logfile):
            self.settings.set("LOG_ENABLED", False, priority="cmdline")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            raise UsageError("Give one URL: scrapy probe https://www.example.cn/", print_help=False)
        arguments = {"url": args[0]}
        if opts.allow_private:
            arguments["allow_private"] = opts.allow_private
        if opts.delay:
            arguments["delay_s"] = opts.delay
        with tempfile.TemporaryDirectory() as folder:
            try:
                order = read_order(
                    {**arguments, "out": folder, "state": str(Path(folder) / "state")}
                )
            except OrderError as error:
                print(error)
                self.exitcode = 2
                return
        assert self.crawler_process is not None
        assert self.settings is not None
        self.settings.set("ALLOW_PRIVATE", list(order.allow_private), priority="cmdline")
        crawler = self.crawler_process.create_crawler(ProbeSpider)
        self.crawler_process.crawl(crawler, order=order)
        self.crawler_process.start()
        assert isinstance(crawler.spider, ProbeSpider)
        findings = crawler.spider.findings
        print("\n".join(report_of(findings)))
        self.exitcode = 1 if findings.problem else 0


def report_of(findings: Findings) -> list[str]:
    """Return the lines that tell a person what was found."""
    if findings.home is None:
        return [f"{findings.url} could not be read: {findings.problem}."]
    home = findings.home
    lines = [f"site       {home.url}", *_robots_lines(findings)]
    lines.append(f"cms        {findings.cms[1] if findings.cms else 'unknown family'}")
    lines.append(f"charset    {_charset(home)}")
    if is_script_shell(home):
        lines.append(
            "pages      built by script: a crawl reads the front page with -a render=yes alone"
        )
    lines += _list_lines(findings)
    lines += _article_lines(findings)
    lines.append(f"integrity  {_verdict(findings)}")
    lines += [f"refused    {url} ({why})" for url, why in findings.refused]
    return [*lines, "", *entry_of(findings)]


def entry_of(findings: Findings) -> list[str]:
    """Return the catalogue entry of the site, ready for a file of one's own."""
    assert findings.home is not None
    known = load_catalogue().of_url(findings.home.url)
    host = urlsplit(findings.home.url).hostname or ""
    names = Counter(name for record in findings.records if (name := record["site"]["name"]))
    publishers = Counter(
        name for record in findings.records if (name := record["site"]["publisher"])
    )
    lines = []
    if known and known.province:
        lines += [f"province = {_quoted(known.province)}", ""]
    lines.append("[[site]]")
    name = known.name if known else names.most_common(1)[0][0] if names else host
    lines.append(f"name = {_quoted(name)}")
    lines.append(f"domain = {_quoted(known.domain if known else twin_host(host))}")
    if findings.home.found.get("kind") == "epaper":
        lines.append('kind = "newspaper"')
    if known and known.city:
        lines.append(f"city = {_quoted(known.city)}")
    if publisher := (known and known.publisher) or (publishers and publishers.most_common(1)[0][0]):
        lines.append(f"publisher = {_quoted(str(publisher))}")
    if findings.cms:
        lines.append(f"cms = {_quoted(findings.cms[0])}")
    lines.append(f"start_urls = [{_quoted(findings.url)}]")
    if findings.crawl_delay_s:
        lines.append(f"delay_s = {findings.crawl_delay_s:g}")
    if is_script_shell(findings.home) and not findings.articles:
        lines.append("render = true")
    return lines


def is_script_shell(look: Look) -> bool:
    """Whether a page leads nowhere because a script would have to build it."""
    return look.extraction.reason == "script-shell" or (
        not look.found.get("articles") and not look.found.get("lists") and "<script" in look.text
    )


def _robots_lines(findings: Findings) -> list[str]:
    if findings.robots is None:
        return ["robots     no robots.txt: everything may be read"]
    delay = f", {findings.crawl_delay_s:g} s between requests" if findings.crawl_delay_s else ""
    maps = f", {len(findings.sitemaps)} sitemaps" if findings.sitemaps else ""
    forbidden = " ".join(findings.forbidden[:6])
    rules = f"forbids {forbidden}" if forbidden else "forbids nothing"
    return [f"robots     {rules}{delay}{maps}"]


def _charset(look: Look) -> str:
    if look.declared and look.used and look.declared.replace("-", "") != look.used.replace("-", ""):
        return f"{look.used} (declared {look.declared})"
    return look.used or "not decoded"


def _list_lines(findings: Findings) -> list[str]:
    assert findings.home is not None
    links = findings.home.found.get("lists", ())
    lines = [f"lists      {len(links)} on the front page, {len(findings.lists)} read"]
    for look in findings.lists:
        following = any(link[5] == 1 for link in look.found.get("lists", ()))
        count = len(look.found.get("articles", ()))
        pager = ", goes on" if following else ""
        lines.append(f"           {count:4d} articles  {look.url}{pager}")
    return lines


def _article_lines(findings: Findings) -> list[str]:
    assert findings.home is not None
    links = findings.home.found.get("articles", ())
    by_shape = sum(url_kind(link[0]) == "article" for link in links)
    lines = [
        f"articles   {len(links)} on the front page ({by_shape} of a known address), "
        f"{len(findings.records)} of {len(findings.articles)} read"
    ]
    for look in findings.articles:
        if record := look.extraction.record:
            day = str(record["published_at"] or "no date")[:10]
            source = record["source"] or {}
            name = source.get("name") if isinstance(source, dict) else None
            lines.append(f"           {day}  {record['title']}  {name or ''}  {look.url}")
        else:
            lines.append(f"           no article ({look.extraction.reason})  {look.url}")
    return lines


def _verdict(findings: Findings) -> str:
    verdict = findings.verdict
    if not verdict:
        return "no article was read"
    counts = ", ".join(f"{count} {status}" for status, count in verdict.most_common())
    brands = f"; injected: {'、'.join(findings.brands[:5])}" if findings.brands else ""
    return counts + brands


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
