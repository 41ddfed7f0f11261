"""A site whose pages lead nowhere by themselves: menu and data in script files, old stories by 上一篇."""

import json
from pathlib import Path

from tests.crawl.loopback import Site, article_page, crawl, list_page

MENU = 'document.write(\'<a href="/yw/">要闻</a> <a href="/app/">乡镇</a> <a href="/gkzn.html">信息公开指南</a>\');'
APP = (
    "var api='/cms-api'; function rows(id,page){return request.get(api+'/list?channelId='+id+'&page='+page)}"
    "function story(id){return request.get(api+'/article/info/'+id)}"
    "var routes=[{path:'/detail/:id'}], channels=[{id:1,name:'时政'},{id:2,name:'社会'}];"
)


def files(*names: str) -> bytes:
    scripts = "".join(f"<script src='{name}'></script>" for name in names)
    return f"<html><head><meta charset=utf-8></head><body><div id=app></div>{scripts}</body></html>".encode()


def hidden_site(site: Site) -> set[str]:
    """Make of a site one that hides its links, and return the addresses of its stories."""
    chain = [f"/yw/a{n}.htm" for n in range(8)]
    for n, path in enumerate(chain):
        before = f"上一篇：<a href='{chain[n + 1]}'>前文</a>" if n < 7 else "上一篇：没有了"
        site.pages[path] = article_page(n + 500, f"<p>{before}</p>")
    site.pages["/robots.txt"] = b"User-agent: *\nDisallow: /js/closed.js\n"
    site.pages["/"] = files("/js/jquery.min.js", "/js/menu.js", "/js/closed.js")
    site.pages["/js/menu.js"] = MENU.encode()
    guide = article_page(600).decode().replace("来源：青岭日报 编辑：林小溪", "")
    site.pages["/gkzn.html"] = guide.replace("2026-05-13 09:30", "").encode()
    site.pages["/yw/"] = list_page(chain[:5], "<script src='/js/menu.js'></script>下一页")
    site.pages["/app/"] = files("/js/app.js")
    site.pages["/js/app.js"] = APP.encode()
    told = []
    for number in (71, 72, 81):
        story = {
            "id": number,
            "title": f"青岭镇第{number}座水厂今起供水",
            "publishTime": "2026-05-04",
        }
        text = article_page(number).decode().partition("<div class=content>")[2]
        told.append(f"/cms-api/article/info/{number}")
        site.pages[told[-1]] = json.dumps(
            {"data": {**story, "content": text.partition("</div>")[0]}}
        ).encode()
        rows = site.pages.setdefault(f"/cms-api/list?channelId={number // 10 - 6}&page=1", b"")
        assert isinstance(rows, bytes)
        known = json.loads(rows)["rows"] if rows else []
        answer = json.dumps({"rows": [*known, story], "pages": 1}).encode()
        site.pages[f"/cms-api/list?channelId={number // 10 - 6}&page=1"] = answer
    return {*chain, *told}


def test_what_stands_in_files_and_behind_a_story_is_read_and_no_file_twice(
    site: Site, tmp_path: Path
) -> None:
    stories = hidden_site(site)
    run = crawl(site, tmp_path)
    assert run.code == 0, run.complained
    assert {line["url"].partition(site.address)[2] for line in run.articles} == stories
    guide = run.rejects[site.home + "gkzn.html"]
    assert (guide["reason"], guide["detail"]) == (
        "no-body",
        "a menu leads to it, and it names no day, source or writer",
    )
    assert site.asked["/js/menu.js"] == site.asked["/js/app.js"] == 1
    assert site.asked["/js/closed.js"] == site.asked["/js/jquery.min.js"] == 0
