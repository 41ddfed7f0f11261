"""The bundled demo sites, crawled the way a user crawls them and held against their own data."""

import json
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from crawler.demo.__main__ import ROOT, crawl_command
from crawler.demo.outlet import load_outlets
from crawler.demo.server import RunningSite, running_sites
from crawler.demo.truth import Expected, expected_articles, expected_rejections


class Crawl(NamedTuple):
    """One finished crawl of the demo sites."""

    sites: list[RunningSite]
    code: int
    said: str
    report: dict[str, Any]
    records: dict[str, dict[str, Any]]
    """By the URL they were fetched from."""
    rejects: dict[str, dict[str, Any]]

    @property
    def expected(self) -> dict[str, Expected]:
        return expected_articles(self.sites)


def lines_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def crawl(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawl]:
    folder = tmp_path_factory.mktemp("demo")
    with running_sites() as sites:
        done = subprocess.run(
            [*crawl_command(sites, folder / "starts.txt"), "-a", f"out={folder}"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        records = lines_of(folder / "articles.jsonl")
        yield Crawl(
            sites,
            done.returncode,
            done.stdout + done.stderr,
            json.loads((folder / "state" / "report.json").read_text(encoding="utf-8")),
            {record["url"]: record for record in records},
            {reject["url"]: reject for reject in lines_of(folder / "rejects.jsonl")},
        )
        assert len({record["id"] for record in records}) == len(records)


def wrong(crawl: Crawl, field: str, got: dict[str, Any], wanted: dict[str, Any]) -> str:
    """List the stories found whose field came out otherwise than its author wrote it."""
    return "\n".join(
        f"{field} of {crawl.expected[url].title}: {got[url]!r}, not {wanted[url]!r}"
        for url in wanted
        if url in got and got[url] != wanted[url]
    )


def test_the_sites_are_what_the_demo_promises() -> None:
    outlets = load_outlets()
    stories = [story for outlet in outlets for story in outlet.stories]
    sentences = [
        sentence
        for story in stories
        for page in story.pages
        for part in page
        if isinstance(part, str)
        for sentence in re.split("(?<=[。！？])", part)
        if len(sentence) >= 12
    ]
    assert len(stories) >= 36
    assert len({outlet.skin for outlet in outlets if not outlet.brand}) >= 3
    assert any(outlet.charset == "gb18030" for outlet in outlets)
    assert len(sentences) == len(set(sentences))


def test_crawl_ends_well_and_says_so(crawl: Crawl) -> None:
    assert crawl.code == 0, crawl.said
    assert f"{len(crawl.expected)} article" in crawl.said


def test_the_report_names_the_brands_that_were_learnt(crawl: Crawl) -> None:
    wanted = {site.outlet.brand for site in crawl.sites if site.outlet.brand}
    rows = {row["brand"]: row for row in crawl.report["brands"]}
    assert wanted <= set(rows)
    for brand in wanted:
        pages = [r for r in crawl.records.values() if brand in r["integrity"]["brands"]]
        assert rows[brand]["pages"] == len(pages)
        assert rows[brand]["first_url"] in {record["url"] for record in pages}
        assert rows[brand]["hosts"] == len(rows[brand]["host_names"]) == 1
        assert "identity" in rows[brand]["layers"]
        assert brand in crawl.said or len(rows) > 3


def test_every_story_is_found_once_and_nothing_else(crawl: Crawl) -> None:
    assert sorted(crawl.records) == sorted(crawl.expected)


@pytest.mark.parametrize("field", ["title", "kicker", "subtitle", "published_at"])
def test_field(crawl: Crawl, field: str) -> None:
    got = {url: record[field] for url, record in crawl.records.items()}
    wanted = {url: getattr(story, field) for url, story in crawl.expected.items()}
    if field == "published_at":
        # A page that prints no seconds may leave them out.
        got = {
            url: moment and re.sub(r"(T\d\d:\d\d)(?=\+)", r"\1:00", moment)
            for url, moment in got.items()
        }
    faults = wrong(crawl, field, got, wanted)
    assert faults == ""


def test_source(crawl: Crawl) -> None:
    got = {
        url: record["source"] and record["source"]["name"] for url, record in crawl.records.items()
    }
    wanted = {url: story.source for url, story in crawl.expected.items()}
    faults = wrong(crawl, "source", got, wanted)
    assert faults == ""


def test_bylines(crawl: Crawl) -> None:
    got = {
        url: tuple(
            sorted(
                (byline["name"], byline["role"])
                for byline in record["bylines"]
                if byline["role"] != "photographer"  # named with the pictures
            )
        )
        for url, record in crawl.records.items()
    }
    wanted = {url: story.bylines for url, story in crawl.expected.items()}
    faults = wrong(crawl, "bylines", got, wanted)
    assert faults == ""


def test_paragraphs(crawl: Crawl) -> None:
    got = {
        url: tuple(" ".join(paragraph.split()) for paragraph in record["paragraphs"])
        for url, record in crawl.records.items()
    }
    wanted = {url: story.paragraphs for url, story in crawl.expected.items()}
    faults = wrong(crawl, "paragraphs", got, wanted)
    assert faults == ""


def test_pictures(crawl: Crawl) -> None:
    got = {
        url: tuple((image["caption"], image["credit"]) for image in record["images"])
        for url, record in crawl.records.items()
    }
    wanted = {url: story.images for url, story in crawl.expected.items()}
    faults = wrong(crawl, "pictures", got, wanted)
    assert faults == ""


def test_spam_is_told_from_honest_news(crawl: Crawl) -> None:
    got = {url: record["integrity"]["status"] for url, record in crawl.records.items()}
    wanted = {url: story.status for url, story in crawl.expected.items()}
    faults = wrong(crawl, "status", got, wanted)
    assert faults == ""


def test_hijacked_site_gets_its_name_back(crawl: Crawl) -> None:
    hijacked = {url: story for url, story in crawl.expected.items() if story.outlet.brand}
    assert hijacked
    for url, story in hijacked.items():
        record = crawl.records[url]
        assert record["site"]["name"] == story.outlet.name
        assert record["site"]["publisher"] == story.outlet.publisher
        assert record["site"]["icp"] == story.outlet.icp
        assert record["integrity"]["brands"] == [story.outlet.brand]


def test_no_spam_is_left_in_any_record(crawl: Crawl) -> None:
    for site in crawl.sites:
        adverts = [story.advert for story in site.outlet.stories if story.advert]
        for spam in filter(None, [site.outlet.brand, *adverts]):
            for record in crawl.records.values():
                assert spam not in record["title"] + record["text"] + str(record["site"])


def test_pages_without_a_story_are_turned_down_with_their_reason(crawl: Crawl) -> None:
    wanted = expected_rejections(crawl.sites)
    assert {url: crawl.rejects.get(url, {}).get("reason") for url in wanted} == wanted


def test_robots_are_obeyed(crawl: Crawl) -> None:
    for site in crawl.sites:
        banned = re.findall(r"(?m)^Disallow: (\S+)", site.outlet.robots)
        assert banned
        assert site.requested[0] == "/robots.txt"
        assert not [path for path in site.requested if path.startswith(tuple(banned))]


def test_runner_passes_arguments_on_and_leaves_nothing_running(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "crawler.demo", "--out", str(tmp_path), "-a", "limit=2"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    records = lines_of(tmp_path / "articles.jsonl")
    assert len(records) >= 2, done.stderr
    assert len(records) < len(load_outlets()[0].stories)
    for address in {record["url"].split("/")[2] for record in records}:
        host, port = address.split(":")
        with socket.socket() as probe, pytest.raises(OSError):
            probe.connect((host, int(port)))


def test_runner_ends_with_the_exit_code_of_the_crawl(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "crawler.demo", "--out", str(tmp_path), "-a", "since=tomorrow"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "tomorrow" in done.stderr
