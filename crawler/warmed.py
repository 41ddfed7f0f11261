"""The core with its rules compiled: imported by processes that read pages against a clock.

The core compiles its patterns with the first page it reads, half a second that is no page's own.
"""

from qingwen import clean_page

PAGE = """<html><head><title>泵站换上新电机_双梨新闻网</title></head><body>
<div class="nav"><a href="/">首页</a> <a href="http://other.example/">某某国际娱乐官网</a></div>
<h1>泵站换上新电机</h1><div class="info">2024-05-06 09:10 来源：双梨日报 作者：柯小满</div>
<div class="article"><p>双梨县泵站换上新电机，下游六个村的稻田比去年早十天放水。</p><img src="/1.jpg">
<p>站长说，旧电机用了三十一年，彩票一样靠运气，注册登记的零件早已停产。</p>
<p>（责任编辑：邱小敏）</p></div><div class="footer">双梨新闻网 版权所有 鄂ICP备00000000号</div></body></html>"""

clean_page(PAGE.encode(), "http://www.example.cn/2024/0506/1.html")
