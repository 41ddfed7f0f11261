"""`scrapy probe` and `scrapy sites`, run the way a user runs them, on the bundled demo sites."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from crawler.demo.__main__ import ROOT
from crawler.demo.server import RunningSite, running_sites


def scrapy(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "scrapy", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def probe(site: RunningSite, url: str) -> subprocess.CompletedProcess[str]:
    return scrapy("probe", "--delay", "0.05", "--allow-private", site.address, url)


@pytest.fixture(scope="module")
def reports() -> dict[str, str]:
    with running_sites() as sites:
        return {site.home: probe(site, site.home).stdout for site in sites}


def test_articles_of_every_demo_site_are_read(reports: dict[str, str]) -> None:
    for home, report in reports.items():
        read = re.search(r"(\d+) of \d+ read", report)
        assert read is not None, f"{home}: {report}"
        assert int(read[1]) >= 1, f"{home}: {report}"


def test_the_entry_is_ready_for_a_catalogue_file(reports: dict[str, str]) -> None:
    for home, report in reports.items():
        entry = tomllib.loads(report[report.index("[[site]]") :])["site"][0]
        assert entry["start_urls"] == [home]
        assert entry["name"]


def test_a_hijacked_site_is_told(reports: dict[str, str]) -> None:
    verdicts = [report for report in reports.values() if re.search(r"integrity .*hijacked", report)]
    assert len(verdicts) >= 1


def test_an_address_that_is_not_public_is_not_read() -> None:
    with running_sites() as sites:
        done = scrapy("probe", "--delay", "0.05", sites[0].home)
    assert done.returncode == 1
    assert "could not be read" in done.stdout


def test_what_is_no_url_is_refused_in_one_sentence() -> None:
    done = scrapy("probe", "ftp://yunxinews.cn/")
    assert done.returncode == 2
    assert len(done.stdout.strip().splitlines()) == 1


def test_sites_are_listed_by_province() -> None:
    done = scrapy("sites", "--province", "西藏")
    assert done.returncode == 0
    assert all(line.startswith("西藏") for line in done.stdout.splitlines()[:-1])


def test_sites_are_found_by_kind_and_text() -> None:
    done = scrapy("sites", "--kind", "newspaper", "--find", "孝感")
    assert [line.split("\t")[1] for line in done.stdout.splitlines()[:-1]] == [
        "孝感日报数字报",
        "孝感晚报数字报",
    ]


def test_a_wrong_catalogue_file_fails_the_check(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('[[site]]\nname = "云溪网"\n', "utf-8")
    done = scrapy("sites", "--check", str(file))
    assert done.returncode == 1
    assert "the key 'domain' is missing" in done.stdout
    assert scrapy("sites", "--check").returncode == 0
