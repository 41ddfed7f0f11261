"""What scripts of a page say about its lists: what they fetch, which files they stand in."""

import json
from base64 import b64encode

import pytest

from crawler.discovery import Discovery, discover

HOST = "http://www.yunxinews.cn"
LIST = HOST + "/list.html"
ROWS = "".join(
    f"<li><a href='/yw/{n}.html'>云溪县第{n}座水厂今起统一供水</a> 2025-03-0{n}</li>"
    for n in range(1, 9)
)


def read(body: str, url: str = LIST, *files: str) -> Discovery:
    return discover(f"<html><body>{body}</body></html>".encode(), url, files=files)


def lists_of(body: str, *files: str) -> list[str]:
    return [link.url.removeprefix(HOST) for link in read(body, LIST, *files).lists]


@pytest.mark.parametrize(
    ("state", "script"),
    [
        (
            "<button data-cid='7' data-page='2'>加载更多</button>",
            "$.get('/ajax/rows/list.php',{cid:$(this).data('cid'),page:$(this).data('page')},add)",
        ),
        (
            "<input type='hidden' id='cid' value='7'>",
            "$.getJSON('/ajax/rows/list.php?cid='+$('#cid').val()+'&page='+page,add)",
        ),
        (
            "<div id='box' data-cid='7'></div>",
            "fetch(`/ajax/rows/list.php?cid=${box.dataset.cid}&page=${page}`).then(add)",
        ),
    ],
)
def test_what_an_element_states_is_filled_in(state: str, script: str) -> None:
    found = lists_of(f"{state}<ul>{ROWS}</ul><script>{script}</script>")
    assert "/ajax/rows/list.php?cid=7&page=1" in found


def test_rows_behind_an_offset_are_asked_for() -> None:
    script = "let offset=8; fetch(`/feed/latest?offset=${offset}&limit=8`).then(add)"
    assert "/feed/latest?offset=8&limit=8" in lists_of(f"<ul>{ROWS}</ul><script>{script}</script>")


def test_a_decimal_is_sent_as_it_stands() -> None:
    script = "$.get('/api/list',{level:1.5,page:1},add)"
    assert "/api/list?level=1.5&page=1" in lists_of(f"<script>{script}</script>")


@pytest.mark.parametrize(
    ("script", "page", "following"),
    [
        (
            "var max=3, maxpage=3, curpage=1, base='list_7'; for(i=1;i<=maxpage;i++)"
            "document.write('<a href='+base+'_'+i+'.htm>'+i+'</a>')",
            "list_7.htm",
            "list_7_2.htm",
        ),
        (
            'var currentPage=0; var countPage=3; var sName="index", sExt="shtml";'
            'document.write("<a href=\\""+sName+"_"+nextPage+"."+sExt+"\\">下一页</a>")',
            "",
            "index_1.shtml",
        ),
    ],
)
def test_a_pager_may_have_its_names_in_variables(script: str, page: str, following: str) -> None:
    found = read(f"<ul>{ROWS}</ul><script>{script}</script>", f"{HOST}/yw/{page}").next_page
    assert found is not None
    assert found.url == f"{HOST}/yw/{following}"


MENU = """<script>var menu=[{"id":301,"name":"时政"},{"id":302,"name":"社会"}];
for(var i=0;i<menu.length;i++) nav.innerHTML+='<a href=\\"/channels/'+menu[i].id+'.html\\">'+menu[i].name+'</a>'
</script>"""


def test_a_menu_of_ids_leads_to_its_channels() -> None:
    assert {"/channels/301.html", "/channels/302.html"} <= set(lists_of(MENU))


TREE = """<script>$.getJSON('/gkml/tree.json', draw);
function rows(catId, page){ $.getJSON('/gkml/list.json?catId='+catId+'&page='+page, add) }</script>"""


def test_the_nodes_of_a_tree_lead_to_the_rows_of_each() -> None:
    (tree,) = read(TREE).lists
    answer = b'[{"id":"1","pId":"0","name":"\xe7\x9b\xae\xe5\xbd\x95"},{"id":"17","name":"\xe8\xb4\xa2\xe6\x94\xbf"}]'
    found = discover(answer, tree.url, template=tree.template).lists
    assert [link.url for link in found] == [
        f"{HOST}/gkml/list.json?catId={number}&page=1" for number in (1, 17)
    ]


APP = """var api='/cms-api'; function rows(id,page){return request.get(api+'/article/page?channelId='+id+'&current='+page)}
function story(id){return request.get(api+'/article/info/'+id)} const routes=[{path:'/detail/:id'}];
var channels=[{id:1,name:'要闻'},{id:2,name:'民生'}]; function go(n){router.push('/detail/'+n.id)}"""


def test_an_app_is_read_from_the_data_it_fetches() -> None:
    shell = "<div id='app'></div><script src='/static/js/app.js'></script>"
    assert read(shell, HOST + "/").files == (HOST + "/static/js/app.js",)
    first, second = read(shell, HOST + "/", APP).lists
    assert first.url == HOST + "/cms-api/article/page?channelId=1&current=1"
    assert second.url == HOST + "/cms-api/article/page?channelId=2&current=1"
    answer = '{"records":[{"id":71,"title":"云溪县第七座水厂今起统一供水"}]}'.encode()
    (story,) = discover(answer, first.url, template=first.template).articles
    assert story.url == HOST + "/cms-api/article/info/71"


def test_a_menu_written_by_a_file_is_a_menu() -> None:
    shell = "<p>欢迎</p><script src='menu.js'></script>"
    assert read(shell).files == (HOST + "/menu.js",)
    menu = "document.write('<a href=\"lm3.asp\" target=m>云溪要闻</a>');"
    assert "/lm3.asp" in lists_of(shell, menu)


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        (f"<ul>{ROWS}</ul>", False),
        (f"<ul>{ROWS}</ul><a href='/list_2.html'>下一页</a>", False),
        (f"<ul>{ROWS}</ul><button>加载更多</button>", True),
        (f"<ul>{ROWS}</ul><div class='pagination'></div>", True),
    ],
)
def test_files_are_read_where_a_list_goes_on_and_nothing_tells_how(body: str, wanted: bool) -> None:
    files = read(f"{body}<script src='/js/list.js'></script>").files
    assert files == ((HOST + "/js/list.js",) if wanted else ())


@pytest.mark.parametrize(
    "name",
    ["/js/jquery-3.6.0.min.js", "/vue.min.js", "/js/share.js", "/js/ad_top.js", "/hitCount.js"],
)
def test_a_library_says_nothing_of_the_site(name: str) -> None:
    assert read(f"<script src='{name}'></script>").files == ()
    assert read("<script src='http://cdn.other-site.cn/app.js'></script>").files == ()


TABS = "<li data-channel='c101'>时政</li><li data-channel='c102'>乡镇</li>"
CLICK = "var ch=$(this).data('channel'); $.getJSON('/interface/list?channel='+ch+'&page=1',draw)"


def test_each_tab_has_rows_of_its_own() -> None:
    asked = [f"/interface/list?channel=c10{n}&page=1" for n in (1, 2)]
    assert lists_of(f"{TABS}<script>{CLICK}</script>") == asked
    headlines = TABS.replace("时政", "云溪县第七座水厂今起统一供水")
    assert not set(asked) & set(lists_of(f"{headlines}<script>{CLICK}</script>")[1:])


def test_what_a_script_puts_into_the_page_is_a_list_and_so_is_the_piece_after_it() -> None:
    assert "/block/yw_1.html" in lists_of("<script>$('#l1').load('/block/yw_1.html')</script>")
    more = "<a href='javascript:;' onclick=\"$('#l1').load('/block/yw_2.html')\">下一页</a>"
    following = read(f"<ul>{ROWS}</ul>{more}", HOST + "/block/yw_1.html").next_page
    assert following is not None
    assert following.url == HOST + "/block/yw_2.html"


def test_rows_in_xml_are_found_through_the_script_that_asks_for_them() -> None:
    script = "var x=new XMLHttpRequest(); x.open('GET','/data/lm3.xml',true); x.send();"
    assert "/data/lm3.xml" in lists_of(f"<div id='d'></div><script>{script}</script>")
    rows = "<jl><bt>云溪县第七座水厂今起统一供水</bt><lj>/nr/3200.htm</lj><sj>2025-03-09</sj></jl>"
    data = f"<?xml version='1.0' encoding='utf-8'?><xinxi>{rows}</xinxi>".encode()
    (story,) = discover(data, HOST + "/data/lm3.xml").articles
    assert story.url == HOST + "/nr/3200.htm"
    assert str(story.date) == "2025-03-09"


def test_a_row_of_unknown_names_may_have_an_address_without_extension() -> None:
    row = '{"t":"云溪县第七座水厂今起统一供水","u":"/a/700","i":"/t/700.jpg","p":"2025-03-09"}'
    (story,) = discover(f'{{"d":[{row}]}}'.encode(), HOST + "/api/feed?p=1").articles
    assert story.url == HOST + "/a/700"
    said = '{"msg":"查询列表成功","next":"/api/feed?p=2"}'
    assert discover(said.encode(), HOST + "/api/feed?p=1").articles == ()


def test_a_select_opens_an_address_around_its_value() -> None:
    options = "".join(f"<option value='{n}'>第{n}页</option>" for n in (1, 2, 3))
    handler = "location.href='/yw/list_'+this.value+'.html'"
    page = read(f'<ul>{ROWS}</ul><select onchange="{handler}">{options}</select>', HOST + "/yw/")
    assert {HOST + "/yw/list_2.html", HOST + "/yw/list_3.html"} <= {x.url for x in page.lists}


@pytest.mark.parametrize(
    ("own", "ahead"), [("/c/yw", ["/c/yw?pg=2", "/c/yw?pg=3"]), ("/c/yw?pg=4", [])]
)
def test_the_first_page_may_link_itself_under_another_name(own: str, ahead: list[str]) -> None:
    numbers = "".join(f"<a href='/c/yw?pg={n}'>{n}</a>" for n in (1, 2, 3))
    found = read(f"<ul>{ROWS}</ul>{numbers}", HOST + own).lists
    assert [link.url.removeprefix(HOST) for link in found if link.ahead] == ahead


@pytest.mark.parametrize("make", ["/article/eXc{}", "/watch?k=a{}q"])
def test_a_headline_leads_to_a_story_whatever_its_address(make: str) -> None:
    names = "云溪县第一座水厂统一供水", "云溪茶厂添置八台新制茶机", "云溪中学新操场交付使用"
    cards = "".join(
        f"<div><a href='{make.format(letter)}'><img alt='{name}'></a></div>"
        for letter, name in zip("xyz", names, strict=True)
    )
    page = read("<a href='/c/yw'>要闻</a><a href='/c/ms'>民生</a>" + cards, HOST + "/")
    assert {link.url for link in page.articles} == {HOST + make.format(x) for x in "xyz"}
    assert {HOST + "/c/yw", HOST + "/c/ms"} <= {link.url for link in page.lists}


@pytest.mark.parametrize(
    "counter",
    [
        "function hit(id){$.get('/api/news/addView?id='+id);}",
        "function un(id){$.get('/api/channel/delete?id='+id,draw);}",
        "function seen(id){$.get('/api/news/read?id='+id);}",
        "function seen(id){new Image().src='/news/info?id='+id;}",
        "function seen(id){document.write('<script src=/hits.asp?id='+id+'>')}",
    ],
)
def test_an_id_goes_into_no_address_that_acts(counter: str) -> None:
    rows = "$.get('/api/news/list?page=1',function(d){draw(d)});"
    (found,) = read(f"<script>{rows}{counter}</script>").lists
    assert (found.url, found.template) == (HOST + "/api/news/list?page=1", None)


def test_what_is_put_into_the_page_counts_no_reader() -> None:
    assert lists_of("<script>$('#n').load('/ajax/hits.asp?id=7')</script>") == []


@pytest.mark.parametrize(
    ("link", "is_there"),
    [
        ("/news/del.do?id=7", False),
        ("/news/delete/7", False),
        ("/list.asp?act=batchDelete&lm=3", False),
        ("/list.asp?lm=3&sort=updateTime", False),  # another order of the same rows
        ("/list.asp?lm=3&type=hits", True),
        ("/order/index.html", True),
    ],
)
def test_a_link_that_a_reader_clicks_to_change_something_is_not_followed(
    link: str, is_there: bool
) -> None:
    menu = f"<a href='/yw/'>云溪要闻</a><a href='{link}'>本地新闻</a>"
    assert (link in lists_of(menu)) is is_there


PAGED = f"<ul>{ROWS}</ul><a>下一页</a>"
WIDGET = "define(function(e){var o={count:0,limit:10,pages:7,curr:1}; e('page',o)});"
PAGER = "for(i=2;i<=totalPage;i++) add('list_'+i+'.html');"


@pytest.mark.parametrize(
    ("script", "files", "page"),
    [
        ("", [WIDGET], None),
        ("", [WIDGET + "x" * 60_000 + "u='/rows?page='+n"], None),
        ("", ["var totalPage=3;" + PAGER], "/list_2.html"),
        ("<script>var totalPage=3</script>", [WIDGET, PAGER], "/list_2.html"),
    ],
)
def test_a_file_counts_pages_only_where_it_builds_their_addresses(
    script: str, files: list[str], page: str | None
) -> None:
    found = read(PAGED + script, LIST, *files).next_page
    assert (found and found.url.removeprefix(HOST)) == page


def test_the_routes_of_an_app_are_no_channels() -> None:
    routes = "var r=[{name:'Jobs',path:'/jobs/'},{name:'云溪要闻',path:'/yw/'}]"
    found = lists_of("<div id='app'></div>", routes)
    assert "/yw/" in found
    assert "/jobs/" not in found


CLICKS = "<script>$('.row').on('click',function(){location.href='/detail/'+$(this).data('id')+'.html'})</script>"
GIVEN = "<script>function toUrl(u){ if(u) top.location=u; }</script>"
OPENED = "function showNews(id){ window.open('/detail/'+id+'.html'); }"


@pytest.mark.parametrize(
    ("row", "script", "files"),
    [
        ("<div data-href='/detail/7{n}.html'><h4>{title}</h4><em>2025-03-09</em></div>", "", []),
        ("<li onclick=\"toUrl('/detail/7{n}.html')\"><p>{title}</p><i>03-09</i></li>", GIVEN, []),
        ("<div class='row' data-id='7{n}'><div>{title}</div><b>2025-03-09</b></div>", CLICKS, []),
        ("<li><a href=\"javascript:showNews('7{n}')\">{title}</a> 2025-03-09</li>", "", [OPENED]),
    ],
)
def test_a_row_may_be_opened_by_its_data_or_its_handler(
    row: str, script: str, files: list[str]
) -> None:
    rows = "".join(row.format(n=n, title=f"云溪县第{n}座水厂今起统一供水") for n in range(1, 5))
    page = read(f"<div class='list'>{rows}</div>{script}", LIST, *files)
    assert {link.url for link in page.articles} == {f"{HOST}/detail/7{n}.html" for n in range(1, 5)}


@pytest.mark.parametrize("box", ["data-url='/c/more.json?page=2'", "data-href='/api/rows'"])
def test_what_loads_data_is_no_row(box: str) -> None:
    page = read(f"<div {box}>云溪县第七座水厂今起统一供水</div><ul>{ROWS}</ul>")
    assert len(page.articles) == 8


STATE = (
    '{"props":{"rows":[{"id":"9","name":"云溪县第七座水厂今起统一供水","to":"/p/3710"},'
    '{"id":"8","name":"云溪茶厂添置八台新制茶机","to":"/p/3711"}]}}'
)


@pytest.mark.parametrize(
    "body",
    [
        f"<div id='app' data-page='{STATE}'></div>",
        f"<script>var rows=JSON.parse(atob('{b64encode(STATE.encode()).decode()}'))</script>",
    ],
)
def test_rows_may_stand_in_an_attribute_or_be_decoded(body: str) -> None:
    assert {link.url for link in read(body).articles} == {HOST + "/p/3710", HOST + "/p/3711"}


def test_a_pager_in_a_file_numbers_the_address_of_its_page() -> None:
    pager = (
        "function initPage(total,cur){var u=location.pathname.replace(/_\\d+\\.html$/,'.html');"
        "for(var i=1;i<=total;i++) document.write('<a href='+u.replace('.html','_'+i+'.html')+'>'+i)}"
    )
    for own, number, following in (("/yw.html", 1, "/yw_2.html"), ("/yw_2.html", 2, "/yw_3.html")):
        body = f"<ul>{ROWS}</ul><div class='page'><script>initPage(4,{number})</script></div>"
        page = read(f"{body}<script src='/js/page.js'></script>", HOST + own, pager).next_page
        assert page is not None
        assert page.url == HOST + following
    assert read(f"{body}<script src='/js/page.js'></script>", HOST + own).files != ()


def test_what_only_breaks_a_cache_is_not_asked_for() -> None:
    script = "fetch('/static/json/home.json?t='+Date.now()).then(draw)"
    assert "/static/json/home.json" in lists_of(f"<script>{script}</script>")


def test_a_call_may_have_its_address_in_a_variable() -> None:
    script = "var o={'rowsUrl':'/api/list','cid':'7'}; $.get(o.rowsUrl,{cid:o.cid,page:page},draw)"
    assert "/api/list?cid=7&page=1" in lists_of(f"<script>{script}</script>")


def test_an_id_that_elements_state_differently_is_that_of_each_tab_and_of_nothing_else() -> None:
    like = "<a class='like' data-channel='55'>赞</a>"
    script = f"<script>{CLICK}</script>"
    asked = [f"/interface/list?channel=c10{n}&page=1" for n in (1, 2)]
    assert lists_of(f"{like}<ul>{TABS}</ul>{script}") == asked
    assert lists_of(f"{like}{like.replace('55', '56')}{script}") == []


@pytest.mark.parametrize(
    ("asked", "titles", "is_menu"),
    [
        ("/api/rows?cid=7", ["要闻", "清河大桥今日通车"], False),
        ("/api/tree", ["我市召开经济工作会议", "清河大桥今日通车", "全县小麦喜获丰收增产"], False),
        ("/api/tree", ["要闻", "乡镇", "政府信息公开指南"], True),
    ],
)
def test_short_headlines_are_no_channels(asked: str, titles: list[str], is_menu: bool) -> None:
    rows = [{"id": number, "title": title} for number, title in enumerate(titles, 101)]
    template = "/detail/{id}.html /api/rows?cid={id}"
    found = discover(json.dumps({"data": rows}).encode(), HOST + asked, template=template)
    channels = [link.url for link in found.lists if "cid=10" in link.url]
    assert len(channels) == (len(titles) if is_menu else 0)
    assert len(found.articles) == (0 if is_menu else sum(len(title) > 3 for title in titles))


@pytest.mark.parametrize("name", ["load", "head", "country", "account", "research", "statute"])
def test_a_file_is_no_library_for_a_part_of_its_name(name: str) -> None:
    assert read(f"<script src='/js/{name}.js'></script>").files == (f"{HOST}/js/{name}.js",)
