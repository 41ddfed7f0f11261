"""`scrapy sites`: lists the catalogue, filters it, checks its files."""

import argparse
import os
import sys
from pathlib import Path
from typing import ClassVar

from scrapy.commands import ScrapyCommand

from crawler.catalogue import Catalogue, CatalogueError, SiteEntry, load_catalogue
from crawler.manual import show_examples

_EXAMPLES = """\
examples:
  scrapy sites --province 湖北
  scrapy sites mine.toml --check            whether a catalogue file of yours is well
"""


class Command(ScrapyCommand):
    """Lists and checks the sites that a crawl can be given by name."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, object]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "[options] [FILE ...]"

    def short_desc(self) -> str:
        return "List the sites of the catalogue, and of your own catalogue files"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        show_examples(parser, _EXAMPLES)
        parser.add_argument("--province", metavar="NAME", help="sites of one province (湖北)")
        parser.add_argument(
            "--kind", choices=("portal", "newspaper", "government"), help="sites of one kind"
        )
        parser.add_argument("--find", metavar="TEXT", help="in name, city, publisher or domain")
        parser.add_argument(
            "--check",
            action="store_true",
            help="only say whether the files are well; exit 1 if not",
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        try:
            catalogue = load_catalogue(tuple(Path(name) for name in args))
            sites = catalogue.of_province(opts.province) if opts.province else catalogue.sites
        except CatalogueError as error:
            print(error)
            self.exitcode = 1
            return
        if opts.check:
            print(_summary(catalogue))
            return
        found = catalogue.named(opts.find) if opts.find else catalogue.sites
        shown = [
            site for site in sites if site in found and (not opts.kind or site.kind == opts.kind)
        ]
        try:
            print("\n".join([*map(line_of, shown), f"{len(shown)} sites"]), flush=True)
        except BrokenPipeError:  # as `head` leaves it
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def line_of(site: SiteEntry) -> str:
    """Return one line on a site: region, name, kind, where it starts; tabs between."""
    region = f"{site.province or '-'} {site.city or ''}".strip()
    start = site.start_urls[0] if site.start_urls else site.issues
    return "\t".join((region, site.name, site.kind, start or "-"))


def _summary(catalogue: Catalogue) -> str:
    provinces = {site.province for site in catalogue if site.province}
    papers = sum(site.kind == "newspaper" for site in catalogue)
    return (
        f"{len(catalogue)} sites in {len(provinces)} provinces, {papers} of them newspapers: "
        "every file is well."
    )
