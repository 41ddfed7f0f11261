"""What scripts of a page say about its lists: what they fetch, which files they stand in."""

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


@pytest.mark.parametrize("name", ["/js/jquery-3.6.0.min.js", "/vue.min.js", "/js/share.js"])
def test_a_library_says_nothing_of_the_site(name: str) -> None:
    assert read(f"<script src='{name}'></script>").files == ()
    assert read("<script src='http://cdn.other-site.cn/app.js'></script>").files == ()
