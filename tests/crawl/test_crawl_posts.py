"""Lists that only a POST brings: every page of them once, also after a kill."""

import json
import threading
from collections import Counter
from pathlib import Path
from urllib.parse import urlencode

from tests.crawl.loopback import Answer, Site, article_page, crawl, kill, list_page, start_crawl

FORM_LIST = "/NewsList.aspx?t=1"
SCRIPT = (
    "<script>var cid=7; $.post('/news/getList',{cid:cid,page:page},draw,'json');"
    "$.post('/closed/getList',{cid:cid,page:page},draw,'json')</script>"
)


def form_page(paths: list[str], page: int, last: int) -> bytes:
    pager = f"<a href=\"javascript:__doPostBack('Pager1','{page + 1}')\">下一页</a>"
    return list_page(
        paths,
        f"<form method=post action='{FORM_LIST}'>"
        f"<input type=hidden name=__VIEWSTATE value='state of {page}'>"
        f"{pager if page < last else ''}</form>",
    )


def posted_site(site: Site) -> list[str]:
    """Make of a site one of two lists, three pages each, and return the addresses of its articles."""
    paths = [f"/2026/04/{n + 1:02d}/c{n}.html" for n in range(12)]
    rows = [paths[at : at + 2] for at in range(0, 12, 2)]
    site.pages = {path: article_page(n + 200) for n, path in enumerate(paths)}
    site.pages["/robots.txt"] = b"User-agent: *\nDisallow: /closed/\n"
    menu = f"<a href='{FORM_LIST}'>通知公告</a>"
    site.pages["/"] = list_page(rows[0], menu + SCRIPT)
    for page in (1, 2, 3, 4):
        data = [
            {"title": f"青岭镇新闻标题之{path}", "url": path, "date": "2026-04-01"}
            for path in (rows[page - 1] if page < 4 else [])
        ]
        answer = json.dumps({"data": data}).encode()
        site.pages[f"/news/getList cid=7&page={page}"] = answer
    site.pages[FORM_LIST] = form_page(rows[3], 1, 3)
    for page in (2, 3):
        for seen in range(1, page):
            site.pages[event(seen, page)] = form_page(rows[page + 2], page, 3)
    return paths


def event(seen: int, page: int) -> str:
    """The request for a page of the form, sent from a page that was seen before."""
    fields = {
        "__VIEWSTATE": f"state of {seen}",
        "__EVENTTARGET": "Pager1",
        "__EVENTARGUMENT": str(page),
    }
    return f"{FORM_LIST} {urlencode(fields)}"


def test_posted_lists_are_read_to_their_ends_and_go_on_after_a_kill(
    site: Site, tmp_path: Path
) -> None:
    paths = posted_site(site)
    reached, killed = threading.Event(), threading.Event()
    last = site.pages[event(2, 3)]

    def held(_: dict[str, str]) -> Answer:
        reached.set()
        killed.wait(120)
        return 200, {}, b""

    site.pages[event(2, 3)] = held
    process = start_crawl(site, tmp_path)
    assert reached.wait(120)
    kill(process)
    process.communicate()
    killed.set()
    site.pages[event(2, 3)] = last

    run = crawl(site, tmp_path)
    assert run.code == 0
    titles = Counter(article["title"] for article in run.articles)
    assert (len(titles), set(titles.values())) == (len(paths), {1})
    assert not [path for path in site.asked if path.startswith("/closed/")]
    assert site.asked[FORM_LIST] == 2  # its state died with the run

    asked = Counter(site.asked)
    crawl(site, tmp_path)
    sent = {path: n for path, n in (site.asked - asked).items() if " " in path}
    assert sent == {"/news/getList cid=7&page=1": 1}  # nothing new on it: its later pages are left
