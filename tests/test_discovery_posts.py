"""Lists that a page asks for by POST: what is sent, and what is never sent."""

import json
from urllib.parse import parse_qs

import pytest

from crawler.discovery import discover, read_post, request_key
from crawler.discovery.posts import MAX_STATE_CHARS, Post

LIST = "http://www.yunxinews.cn/list.html?cid=7"
FORM = (
    "<form method='post' action='./NewsList.aspx?t=1'>"
    "<input type='hidden' name='__VIEWSTATE' value='/wEPDw=='>"
    "<input type='hidden' name='__EVENTTARGET' value=''>"
    "<input type='text' name='word' value='x'><input type='submit' name='search' value='搜索'>"
    "<a href=\"javascript:__doPostBack('Pager1','5')\">5</a>"
    "<a href=\"javascript:__doPostBack('Pager1','2')\">下一页</a></form>"
)


def posts_in(body: str, url: str = LIST) -> list[Post]:
    links = discover(body.encode(), url).lists
    return [post for link in links if (post := read_post(link.url)) is not None]


def posts_of(script: str) -> list[Post]:
    return posts_in(f"<html><body><ul id=l></ul><script>{script}</script></body></html>")


@pytest.mark.parametrize(
    "script",
    [
        "var cid=7; $.post('/news/getList',{cid:cid,page:page,rows:8},draw,'json')",
        "$.ajax({url:'/news/getList',type:'POST',data:{'cid':'7','page':p,'rows':8},success:draw})",
        "var o={'url':'/news/getList'}; $.ajax({url:o.url,type:'POST',data:{cid:7,page:1,rows:8}})",
    ],
)
def test_what_a_script_states_is_sent(script: str) -> None:
    (post,) = posts_of(script)
    assert post.url == "http://www.yunxinews.cn/news/getList"
    assert parse_qs(post.payload().decode()) == {"cid": ["7"], "page": ["1"], "rows": ["8"]}


def test_every_parameter_is_sent_also_one_called_like_an_option() -> None:
    (post,) = posts_of("axios.post('/news/getList',{type:'json',v:1.5,page:1})")
    assert parse_qs(post.body) == {"type": ["json"], "v": ["1.5"], "page": ["1"]}


def test_a_column_to_sort_by_writes_nothing() -> None:
    (post,) = posts_of("$.post('/news/getList',{cid:7,page:1,sort:'createTime'},draw)")
    assert parse_qs(post.body)["sort"] == ["createTime"]


def test_an_object_in_a_variable_is_what_is_sent() -> None:
    (post,) = posts_of(
        "var query={lm:'7',page:1,rows:8};"
        "$.ajax({url:'/news/getList',type:'POST',data:JSON.stringify(query),success:draw})"
    )
    assert json.loads(post.payload()) == {"lm": "7", "page": 1, "rows": 8}


def test_fields_put_into_a_form_one_by_one_are_sent() -> None:
    (post,) = posts_of(
        "var fd=new URLSearchParams(); fd.append('cid','7'); fd.append('page',page);"
        "fetch('/news/getList',{method:'POST',body:fd}).then(draw)"
    )
    assert post.payload() == b"cid=7&page=1"


def test_a_body_of_json_is_sent_as_json() -> None:
    (post,) = posts_of(
        "fetch('/news/getList',{method:'POST',body:JSON.stringify({cid:7,page:p,rows:8})})"
    )
    assert post.sort == "json"
    assert json.loads(post.payload()) == {"cid": 7, "page": 1, "rows": 8}


@pytest.mark.parametrize("code", ["001002", "0000000007", "1234567890"])
def test_a_code_of_digits_stays_what_it_is_in_json(code: str) -> None:
    post = Post("http://www.yunxinews.cn/news/getList", "json", f"cid={code}&page=1")
    assert json.loads(post.payload()) == {"cid": code, "page": 1}


def test_one_address_with_two_bodies_is_two_requests() -> None:
    (post,) = posts_of("$.post('/news/getList',{cid:7,page:1},draw)")
    following = post.following()
    assert following is not None
    assert request_key(post.address) != request_key(following.address)
    assert request_key(post.address) != request_key(post.url)


ROWS = [
    {"title": f"云溪县第{n}座水厂今起统一供水", "url": f"/t/2025030{n}/90{n}.html"}
    for n in (1, 2, 3)
]


ROW_MARKUP = "".join(
    f"<li><a href='{row['url']}'>{row['title']}</a> 2025-03-01</li>" for row in ROWS
)


@pytest.mark.parametrize(
    ("said", "pages"), [({}, ["2"]), ({"hasMore": False}, []), ({"totalPages": 1}, [])]
)
def test_the_page_after_an_answer_is_posted_for(said: dict[str, object], pages: list[str]) -> None:
    answer = json.dumps({"data": ROWS, **said})
    url = "http://www.yunxinews.cn/news/getList#post-form:cid=7&page=1"
    following = posts_in(answer, url)
    assert [parse_qs(post.body)["page"] for post in following] == [[page] for page in pages]


def test_an_answer_of_markup_goes_on_too() -> None:
    (post,) = posts_in(ROW_MARKUP, "http://www.yunxinews.cn/getList#post-form:page=4")
    assert post.body == "page=5"


@pytest.mark.parametrize(
    "script",
    [
        "$.post('/news/getList',{cid:cid,page:page},draw)",  # no value for cid
        "$.post('/news/getList',{cid:7},draw)",  # nothing counts pages
        "$.post('/news/getList',{cid, page: 1},draw)",
        "$.post('/news/getList',{type: -1, page: 1},draw)",
        "$.post('/news/getList',{cid: $('#cid').val(), page: 1},draw)",
        "$.post('/api/saveList',{cid:7,page:page},draw)",
        "$.post('/ajax/newsList',{action:'delete',page:1},draw)",
        "$.post('/ajax/newsList',{delete:1,page:1},draw)",
        "$.post('/api/log',{page:1,ev:'pv'})",
        "$.post('/api/thumbs',{page:1},draw)",
        "axios.post('/news/getList',{a:1,params:{page:1}})",
        "$.ajax({type:'POST',url:'/hit'});$.ajax({url:'/news/getList',data:{cid:7,page:1}})",
        "$.ajax({type:'POST',url:'/hit'}); $.getJSON('/api/list/',{page:1},draw)",
        "$.ajax({type:'POST',url:'/hit'}); $('#l').load('/api/list/',{page:1})",
        "$.post('/api/comment/list',{cid:7,page:page},draw)",
        "$.post('http://www.other-site.cn/news/getList',{cid:7,page:page},draw)",
    ],
)
def test_what_is_not_told_or_may_change_something_is_not_sent(script: str) -> None:
    assert posts_of(script) == []


def test_the_next_page_of_a_form_is_its_event_and_the_state_of_the_day() -> None:
    url = "http://www.yunxinews.cn/NewsList.aspx?t=1"
    (post,) = posts_in(FORM + ROW_MARKUP, url)
    assert (post.url, post.body) == (url, "Pager1,2")
    state = discover(FORM.encode(), url).form or ""
    assert parse_qs(post.payload(state).decode()) == {
        "__VIEWSTATE": ["/wEPDw=="],
        "__EVENTTARGET": ["Pager1"],
        "__EVENTARGUMENT": ["2"],
    }


def test_an_event_that_means_another_page_on_each_is_left_alone() -> None:
    page = FORM.replace("'Pager1','2'", "'lbNext',''") + ROW_MARKUP
    assert posts_in(page, "http://www.yunxinews.cn/NewsList.aspx?t=1") == []


@pytest.mark.parametrize(("asked", "following"), [("", "2"), ("#post-event:gv,Page%242", "3")])
def test_a_form_with_numbers_alone_goes_on_with_the_number_after_its_own(
    asked: str, following: str
) -> None:
    numbers = "".join(
        f"<a href=\"javascript:__doPostBack('gv','Page${n}')\">{n}</a>" for n in (1, 2, 3, 4)
    )
    page = FORM.partition("<a ")[0] + numbers + ROW_MARKUP + "</form>"
    (post,) = posts_in(page, f"http://www.yunxinews.cn/NewsList.aspx?t=1{asked}")
    assert post.body == f"gv,Page%24{following}"


def test_a_form_of_no_action_is_handed_back_to_its_own_page() -> None:
    page = "<base href='http://www.yunxinews.cn/css/'>" + FORM.replace(
        " action='./NewsList.aspx?t=1'", ""
    )
    (post,) = posts_in(
        page + ROW_MARKUP, "http://www.yunxinews.cn/News.aspx?t=1#post-event:Pager1,1"
    )
    assert post.url == "http://www.yunxinews.cn/News.aspx?t=1"


def test_a_form_that_many_pages_hand_to_one_address_is_left_alone() -> None:
    assert posts_in(FORM + ROW_MARKUP, "http://www.yunxinews.cn/list/7.html") == []


def test_the_days_and_months_of_a_calendar_are_no_pages() -> None:
    calendar = (
        "<a href=\"javascript:__doPostBack('Cal1','V8827')\">&gt;</a>"
        "<a href=\"javascript:__doPostBack('Cal1','8798')\">2</a>"
    )
    page = FORM.replace("<a ", calendar + "<a ", 1)
    (post,) = posts_in(page + ROW_MARKUP, "http://www.yunxinews.cn/NewsList.aspx?t=1")
    assert post.body == "Pager1,2"


def test_a_form_whose_state_is_too_long_to_keep_is_left_alone() -> None:
    page = FORM.replace("/wEPDw==", "/" * (MAX_STATE_CHARS // 3))  # each is sent as %2F
    assert posts_in(page + ROW_MARKUP, "http://www.yunxinews.cn/NewsList.aspx?t=1") == []


LIST_FORM = "<form name='{name}' method='post' action='{action}'><input type='hidden' name='pageNo' value='1'>{more}</form>"
GO = (
    "<a href='javascript:goPage(2)'>下一页</a>"
    "<script>function goPage(n){document.listForm.pageNo.value=n;document.listForm.submit();}</script>"
)


def sent_by_form(action: str = "/yw/list.do", more: str = "", before: str = "") -> list[str]:
    form = LIST_FORM.format(name="listForm", action=action, more=more)
    found = posts_in(f"<html><body>{before}{ROW_MARKUP}{form}{GO}</body></html>")
    return [f"{post.url.removeprefix('http://www.yunxinews.cn')} {post.body}" for post in found]


def test_a_form_that_counts_pages_is_sent_for_the_next() -> None:
    cid = "<input type='hidden' name='cid' value='7'>"
    assert sent_by_form(more=cid) == ["/yw/list.do pageNo=2&cid=7"]


@pytest.mark.parametrize(
    ("action", "field"),
    [
        ("/msg/del.do", ""),
        ("/delete/7", ""),
        ("/msg/list.do?op=del", ""),
        ("/login.do", ""),
        ("/user/list", ""),
        ("/yw/list.do", "<input type='hidden' name='op' value='batchDelete'>"),
        ("/yw/list.do", "<input type='hidden' name='delete' value='1'>"),
    ],
)
def test_a_form_that_may_change_something_is_not_sent(action: str, field: str) -> None:
    assert sent_by_form(action, field) == []


def test_what_is_another_on_each_visit_is_no_part_of_a_request() -> None:
    token = "<input type='hidden' name='_csrf' value='a1b2c3'>"
    assert sent_by_form(more=token) == ["/yw/list.do pageNo=2"]


SEARCH = (
    "<form action='/find.do'><input name='word'><input type='hidden' name='page' value='1'></form>"
)
OTHER = LIST_FORM.format(name="mailForm", action="/ls/rows.do", more="")


@pytest.mark.parametrize("before", [SEARCH, OTHER])
def test_of_several_forms_the_one_that_the_link_sends_is_sent(before: str) -> None:
    assert sent_by_form(before=before) == ["/yw/list.do pageNo=2"]
