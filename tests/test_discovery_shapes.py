"""What an address alone says: article, list, newspaper page, and where a crawl does not go."""

import pytest

from crawler.discovery import url_kind
from crawler.discovery.avoid import is_followed, is_furniture, is_newspaper_filler, why_not

ARTICLES = [
    "http://www.yunxinews.cn/?p=1507",
    "http://news.yunxi.com.cn/system/2025/03/09/031402210.shtml",
    "http://yw.yunxinews.cn/system/20250309/002223214.html",
    "http://www.yunxinews.cn/2025-03/09/content_22418722.htm",
    "http://www.yunxinews.cn/content/content_458201.htm",
    "http://www.yunxinews.cn/yw/202503/t20250309_55120.shtml",
    "http://www.yunxinews.cn/xw/201802/t4078466.shtml",
    "http://www.yunxinews.cn/yw/202503/09/t20250309_55120.html",
    "http://yunxi.people.com.cn/n2/2025/0309/c364532-32624121.html",
    "http://www.yx.xinhuanet.com/2025-03/09/c_1124221757.htm",
    "http://www.yx.xinhuanet.com/20250309/531ad5ad5f354491a9bf9536db94cc64/c.html",
    "http://news.yunxinews.cn/staticpages/20250309/newyx67cd0010-21404408.shtml",
    "http://www.yunxinews.cn/2025/0309/2056848.shtml",
    "http://www.yunxinews.cn/4/2025/0309/66.html",
    "http://www.yunxinews.cn/szyw/a/2025/03/09/17850592.html",
    "http://www.yunxinews.cn/news/2025/03-09/356799.shtml",
    "http://www.yunxinews.cn/folder3/folder17/2025-03-09/380812.html",
    "http://www.yunxinews.cn/c/2025/03/09/411027.shtml",
    "http://www.yunxinews.cn/cx/202503/2903027.html",
    "http://www.yunxinews.cn/h/161/20250309/609292.html",
    "http://www.yunxinews.cn/2025/news_0309/123.html",
    "http://www.yunxinews.cn/a/yaowen/20250309/1870.html",
    "http://www.yunxinews.cn/news/20250309082609926.htm",
    "http://yunxi.cjyun.org/p/4693.html",
    "https://www.yunxinews.cn/content/646041/58/16082590.html",
    "http://www.yunxi.gov.cn/art/2025/3/9/art_216_9012.html",
    "http://www.yunxi.gov.cn/info/1021/4711.htm",
    "http://www.yunxinews.cn/show-9-3120-1.html",
    "http://www.yunxinews.cn/article/show-364103.html",
    "http://www.yunxinews.cn/portal.php?mod=view&aid=88910",
    "http://www.yunxinews.cn/index.php?m=content&c=index&a=show&catid=6&id=311",
    "http://www.yunxinews.cn/article.php?id=31318",
    "http://www.yunxinews.cn/index.php?s=/news/show/id/123.html",
    "http://www.yunxinews.cn/newsDetail_forward_27781234",
    "http://www.yunxinews.cn/cms/show.action?id=222",
    "http://www.yunxinews.cn/h5/article?id=123456",
    "http://www.yunxinews.cn/News_View.asp?NewsID=5511",
    "http://www.yunxi.gov.cn/zwgk/info.aspx?itemid=81178",
    "http://www.yunxinews.cn/plus/view.php?aid=812",
    "http://www.yunxinews.cn/news/storys_136073.html",
    "http://www.yunxi.gov.cn/xw/gsgg/5fbcd0d2f8fd1cbe63f4ab10.html",
    "http://app.yunxinews.cn/pages/2025/3/9/531ad5ad5f354491a9bf9536db94cc64.html",
    "http://www.yunxinews.cn/news/13215981.html",
    "http://szb.yunxinews.cn/pc/content/202503/09/content_42.html",
    "http://szb.yunxinews.cn/yxrb/content/202503/09/c204906.html",
    "http://szb.yunxinews.cn/html/2025-03/09/nw.D420000yxrb_20250309_1-01.htm",
    "http://szb.yunxinews.cn/20250309/Articel01001DK.htm",
    "http://szb.yunxinews.cn/Html/szbz/20250309/szbz31623.Html",
    "http://szb.yunxinews.cn/epaper/yxrb/html/2025/03/09/01/01_64.htm",
    "http://szb.yunxinews.cn/yxwb/20250309/html/page_01_content_20250309001002.htm",
    "http://szb.yunxinews.cn/20250309/20250309_001/20250309_001_5.htm",
]
LISTS = [
    "http://www.yunxinews.cn/index/lists/id/12/p/2.html",
    "http://www.yunxinews.cn/",
    "http://www.yunxinews.cn/yw/",
    "http://www.yunxinews.cn/yw/index.shtml",
    "http://www.yunxinews.cn/yw/index_3.shtml",
    "http://www.yunxinews.cn/GB/226938/371897/index19.html",
    "http://www.yunxinews.cn/node_196431.htm",
    "http://www.yunxinews.cn/node_196431_2.htm",
    "http://www.yunxinews.cn/a/yaowen/list_11_3.shtml",
    "http://www.yunxinews.cn/list-9-2.html",
    "http://www.yunxinews.cn/list/1093.html?page=2",
    "http://www.yunxinews.cn/channel/7397.html",
    "http://www.yunxinews.cn/class/1915.html",
    "http://www.yunxinews.cn/channel-list-channel-100104.html",
    "http://www.yunxinews.cn/more_list_column_35_1.html",
    "http://www.yunxinews.cn/staticmores/151/33151-1.shtml",
    "http://www.yunxinews.cn/col/col216/index.html?uid=5080&pageNum=2",
    "http://www.yunxinews.cn/portal.php?mod=list&catid=4",
    "http://www.yunxinews.cn/index.php?m=content&c=index&a=lists&catid=6",
    "http://www.yunxinews.cn/plus/list.php?tid=4",
    "http://www.yunxinews.cn/news_list.asp?classid=5",
    "http://www.yunxinews.cn/xw/list.psp",
    "http://www.yunxinews.cn/system/count//0007012/000000000000/000/000/"
    "c0007012000000000000_000000038.shtml",
    "http://www.yunxinews.cn/n_gj.htm",
    "http://www.yunxinews.cn/xinwen",
]
LAYOUTS = [
    "http://szb.yunxinews.cn/paperindex.htm",
    "http://szb.yunxinews.cn/html/2025-03/09/node_3.htm",
    "http://szb.yunxinews.cn/html/2025-03/09/node_26621_3.htm",
    "http://szb.yunxinews.cn/pc/layout/202503/09/node_A01.html",
    "http://szb.yunxinews.cn/yxrb/column/202503/09/colA1.html",
    "http://szb.yunxinews.cn/yxrbpc/202503/09/l01.html",
    "http://szb.yunxinews.cn/html/2025-03/09/nbs.D420000yxrb_01.htm",
    "http://szb.yunxinews.cn/20250309/Page01DK.htm",
    "http://szb.yunxinews.cn/shtml/yxrb/20250309/v01.shtml",
    "http://szb.yunxinews.cn/yxwb/20250309/html/index.htm",
    "http://szb.yunxinews.cn/Html/szbz/20250309/szbzA2.Html",
    "http://szb.yunxinews.cn/epaper/yxrb/html/2025/03/09/01/default.htm",
    "http://szb.yunxinews.cn/new/Html/2025-03-09/Qpaper_11593.html",
    "http://szb.yunxinews.cn/20250309/20250309_001/20250309_001.html",
]


@pytest.mark.parametrize("url", ARTICLES)
def test_articles(url: str) -> None:
    assert url_kind(url) == "article"


@pytest.mark.parametrize("url", LISTS)
def test_lists(url: str) -> None:
    assert url_kind(url) == "list"


@pytest.mark.parametrize("url", LAYOUTS)
def test_newspaper_pages(url: str) -> None:
    assert url_kind(url) == "epaper"


@pytest.mark.parametrize("url", ["http://www.yunxinews.cn/yw/231.html", "http://a.cn/about.html"])
def test_short_numbers_and_names_say_nothing(url: str) -> None:
    assert url_kind(url) == "other"


@pytest.mark.parametrize("url", [u for u in ARTICLES + LISTS + LAYOUTS if "aid=812" not in u])
def test_news_pages_are_followed(url: str) -> None:
    assert why_not(url) is None


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/bbs/thread-12-1-1.html", "area"),
        ("/login.php", "area"),
        ("/member/index.html", "area"),
        ("/shipin/2025/0309/55120.shtml", "area"),
        ("/rili/2025-3.html", "calendar"),
        ("/jrxw/2025-3-18.html", "day-page"),
        ("/day/2031/7/", "day-page"),
        ("/news?date=2025-03-09", "query"),
        ("/find?q=1", "query"),
        ("/list.php?catid=3&sort=hot", "query"),
        ("/f?a=1&b=2&c=3&d=4&e=5&g=6&h=7", "facet"),
        ("/f?a=1&a=2", "facet"),
        ("/tags/hebian/", "facet"),
        ("/uploads/k3/88123.html", "assets"),
        ("/images/b500/88123.html", "assets"),
        ("/upload/2025/report.pdf", "file"),
        ("/a/b/a/b/a/b/", "path-trap"),
        ("/x" * 20, "path-trap"),
    ],
)
def test_places_a_crawl_does_not_go(path: str, reason: str) -> None:
    assert why_not("http://www.yunxinews.cn" + path) == reason
    assert not is_followed("http://www.yunxinews.cn" + path)


def test_hosts_of_forums_and_video_are_not_followed() -> None:
    assert why_not("http://bbs.yunxinews.cn/1.html") == "area"
    assert why_not("http://live.yunxinews.cn/1.html") == "area"


def test_a_bare_day_may_be_a_newspaper() -> None:
    issue = "http://wb.yunxinews.cn/HTML/yxwb/20250307/"
    assert not is_followed(issue)
    assert is_followed(issue, is_issue=True)


def test_furniture_is_told_by_its_text() -> None:
    assert is_furniture("关于我们")
    assert is_furniture("[登录]")
    assert not is_furniture("关于我们这一代人的河")
    assert is_newspaper_filler("广 告")
    assert not is_newspaper_filler("广告牌下的守夜人")
