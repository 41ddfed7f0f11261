"""Tomorrow: a second crawl emits what is new, changed or gone, and nothing else."""

from pathlib import Path

from tests.crawl.loopback import Answer, Site, article_page, command, crawl, list_page


def test_an_unchanged_site_emits_nothing_and_costs_304s(site: Site, tmp_path: Path) -> None:
    def dated(headers: dict[str, str]) -> Answer:
        if "If-Modified-Since" in headers:
            return 304, {}, b""
        return 200, {"Last-Modified": "Tue, 05 May 2026 01:00:00 GMT"}, article_page(1)

    site.pages["/2026/05/01/a1.html"] = dated
    first = crawl(site, tmp_path)
    assert len(first.articles) == 5
    second = crawl(site, tmp_path)
    assert (second.code, len(second.articles)) == (0, 5)
    assert "If-Modified-Since" in site.headers["/2026/05/01/a1.html"]
    requests = second.report["requests"]
    third = crawl(site, tmp_path)
    assert len(third.articles) == 5
    assert third.report["requests"] < requests  # what did not change is left alone for a run


def test_a_changed_body_is_a_new_revision_of_the_same_article(site: Site, tmp_path: Path) -> None:
    crawl(site, tmp_path)
    changed = article_page(2, "<p>更正：合作社社员人数应为四百二十六人，特此说明并向读者致歉。</p>")
    site.pages["/2026/05/02/a2.html"] = changed
    articles = crawl(site, tmp_path).articles
    old, new = [a for a in articles if "第2批" in a["title"]]
    assert (old["id"], old["revision"], new["revision"]) == (new["id"], 1, 2)
    assert "更正" in new["text"]
    assert len(articles) == 6


def test_a_vanished_article_is_reported_once(site: Site, tmp_path: Path) -> None:
    crawl(site, tmp_path)
    del site.pages["/2026/05/03/a3.html"]
    gone = crawl(site, tmp_path).articles[-1]
    assert gone["deleted"] is True
    assert gone["url"].endswith("/a3.html")
    assert set(gone) == {"schema_version", "id", "url", "fetched_at", "deleted"}
    assert len(crawl(site, tmp_path).articles) == 6


def test_a_new_article_is_found_on_its_list(site: Site, tmp_path: Path) -> None:
    crawl(site, tmp_path)
    site.pages["/2026/05/06/a6.html"] = article_page(6)
    site.pages["/"] = list_page([f"/2026/05/{n:02d}/a{n}.html" for n in range(1, 7)])
    articles = crawl(site, tmp_path).articles
    assert len(articles) == 6
    assert "第6批" in articles[-1]["title"]


def test_another_output_gets_only_what_is_new(site: Site, tmp_path: Path) -> None:
    crawl(site, tmp_path)
    site.pages["/2026/05/02/a2.html"] = article_page(
        2, "<p>续报：茶苗已全部栽完，镇里开始组织验收。</p>"
    )
    second = crawl(site, tmp_path / "day2", f"state={tmp_path / 'state'}")
    assert [a["revision"] for a in second.articles] == [2]


def test_a_copy_under_another_address_of_the_site_is_no_second_record(
    site: Site, tmp_path: Path
) -> None:
    paths = [f"/2026/05/{n:02d}/a{n}.html" for n in range(1, 6)]
    site.pages["/2026/05/07/copy7.html"] = article_page(4)
    site.pages["/"] = list_page([*paths, "/2026/05/07/copy7.html"])
    run = crawl(site, tmp_path)
    assert len(run.articles) == 5
    assert [r["reason"] for r in run.rejects.values()] == ["same-article"]


def test_retry_makes_failures_due_again(site: Site, tmp_path: Path) -> None:
    page = site.pages["/2026/05/03/a3.html"]
    site.pages["/2026/05/03/a3.html"] = b"<html><body><p>\xe7\xa9\xba</p></body></html>"
    first = crawl(site, tmp_path)
    (reject,) = first.rejects.values()
    site.pages["/2026/05/03/a3.html"] = page
    assert len(crawl(site, tmp_path).articles) == 4
    told = command("retry", "--reason", reject["reason"], "--out", str(tmp_path))
    assert (told.returncode, told.stdout) == (0, "1 URLs are due in the next run\n")
    assert len(crawl(site, tmp_path).articles) == 5


def test_retry_makes_no_ledger_where_there_is_none(tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    told = command("retry", "--reason", "timeout", "--out", str(tmp_path))
    assert (told.returncode, told.stdout) == (2, "")
    assert told.stderr.startswith("scrapy retry: There is no ledger in ")
    assert list((tmp_path / "state").iterdir()) == []


def test_status_and_verify_agree_with_the_files(site: Site, tmp_path: Path) -> None:
    crawl(site, tmp_path)
    status = command("status", "--out", str(tmp_path))
    assert status.returncode == 0
    assert "run 1: complete" in status.stdout
    assert "5 articles" in status.stdout
    assert command("verify", "--out", str(tmp_path)).returncode == 0
    articles = tmp_path / "articles.jsonl"
    articles.write_bytes(articles.read_bytes().replace("青岭".encode(), "青山".encode(), 1))
    verified = command("verify", "--out", str(tmp_path))
    assert verified.returncode == 1
    assert "not the line of the ledger" in verified.stdout


def test_status_of_nothing_is_one_sentence(tmp_path: Path) -> None:
    told = command("status", "--out", str(tmp_path / "none"))
    assert told.returncode == 2
    assert told.stderr.count("\n") == 1
