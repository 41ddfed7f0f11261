"""What the pages call things, in English and Chinese."""

from crawler.looking.markup import Markup, quoted, say

STATUS = {
    "clean": ("clean", "干净"),
    "injected": ("adverts injected", "被植入广告"),
    "hijacked": ("hijacked", "被劫持"),
    "rejected": ("no article", "没有文章"),
    "damaged": ("words replaced", "文字被替换"),
}
KINDS = {
    "kept": ("kept in the text", "保留在正文"),
    "title": ("heading", "标题"),
    "info": ("read as fields", "读作字段"),
    "spam": ("spam", "垃圾广告"),
    "hidden": ("hidden from readers", "读者看不见"),
    "navigation": ("navigation", "导航"),
    "footer": ("footer", "页脚"),
    "aside": ("beside the text", "正文之外"),
    "related": ("related links", "相关链接"),
    "share": ("share prompt", "分享提示"),
    "notice": ("notice", "声明"),
    "editor": ("editor line", "编辑行"),
    "caption": ("caption", "图片说明"),
    "repeated": ("repeated", "重复内容"),
    "unused": ("neither kept nor cut by a rule", "既未保留也未被规则删除"),
}
FIELDS = {
    "title": ("title", "标题"),
    "kicker": ("kicker", "引题"),
    "subtitle": ("subtitle", "副题"),
    "published_at": ("published", "发布时间"),
    "source": ("source", "来源"),
    "section": ("section", "栏目"),
    "site": ("site", "网站"),
    "byline reporter": ("reporter", "记者"),
    "byline correspondent": ("correspondent", "通讯员"),
    "byline author": ("author", "作者"),
    "byline photographer": ("photographer", "摄影"),
    "byline editor": ("editor", "编辑"),
    "byline reviewer": ("reviewer", "审核"),
    "byline other": ("other person", "其他人员"),
}
ORIGINS = {
    "title-element": ("the title element", "title 元素"),
    "claim": ("a field for the article's own title", "专用标题字段"),
    "meta": ("a meta element", "meta 元素"),
    "json": ("JSON-LD", "JSON-LD"),
    "comment": ("a comment of the CMS", "CMS 注释"),
    "info-line": ("the info line", "信息行"),
    "closing-line": ("the line behind the text", "文后行"),
    "page": ("the page", "页面"),
    "block h1": ("the heading h1", "h1 标题"),
    "block h2": ("the heading h2", "h2 标题"),
    "block p": ("a block of the page", "页面中的一块"),
    "block div": ("a block of the page", "页面中的一块"),
    "block td": ("a cell of the page", "页面中的单元格"),
}
LOST = {
    "injected": ("holds an injected name", "含有被植入的名称"),
    "suffix": ("has site or channel around it", "带有网站名或频道名"),
    "agrees": ("says the same", "内容相同"),
    "less-trusted": ("another place is trusted more", "另一处更可信"),
    "other-role": ("is named under another role", "已列为其他角色"),
}

PLACES = {
    "title": ("title", "标题"),
    "nav": ("navigation", "导航"),
    "header": ("head of the page", "页头"),
    "body": ("body", "正文"),
    "footer": ("footer", "页脚"),
    "hidden": ("hidden", "隐藏处"),
    "copyright": ("copyright line", "版权行"),
    "links": ("links", "链接"),
    "script": ("script", "脚本"),
    "tail": ("behind the page", "页面之后"),
    "meta": ("meta", "meta"),
    "url": ("address", "网址"),
}
NOTICES = {
    "copyright": ("copyright", "版权"),
    "licence": ("licence", "许可证"),
    "hotline": ("hotline", "热线"),
    "editor": ("editor line", "编辑行"),
    "imprint": ("imprint", "主办信息"),
    "disclaimer": ("disclaimer", "免责声明"),
}
LAYERS = {
    "bytes": ("what no reader sees", "读者看不见的内容"),
    "characters": ("characters", "字符异常"),
    "shape": ("built like an advertisement", "广告的写法"),
    "identity": ("contradicts who the page is", "与网站身份矛盾"),
    "memory": ("same on other pages of the site", "同站其他页面也有"),
    "site": ("contradicts the site", "与网站矛盾"),
}
REASONS = {
    "list": ("a list", "列表页"),
    "gallery": ("pictures only", "只有图片"),
    "video-shell": ("a player and a title", "只有视频"),
    "script-shell": ("needs a browser", "需要浏览器渲染"),
    "soft-404": ("says it is gone", "页面称内容不存在"),
    "challenge": ("login, captcha or browser check", "登录、验证码或浏览器检查"),
    "doorway": ("spam that imitates a page", "伪装成页面的垃圾广告"),
    "no-body": ("no article on it", "没有正文"),
    "undecodable": ("no charset fits", "无法解码"),
    "truncated": ("broke off", "传输中断"),
    "too-large": ("too large", "过大"),
    "not-html": ("no HTML", "不是 HTML"),
    "extract-timeout": ("took too long to read", "读取超时"),
    "parse-limit": ("nested too deep", "嵌套过深"),
    "timeout": ("no answer in time", "响应超时"),
    "dns": ("host not found", "找不到主机"),
    "refused": ("connection refused", "连接被拒绝"),
    "reset": ("connection broke", "连接中断"),
    "robots": ("robots.txt forbids it", "robots.txt 禁止"),
}
STATES = {"rejected": ("rejected", "被拒绝"), "failed": ("failed", "失败")}
VERDICTS = {
    "complete": ("complete", "完成"),
    "failed": ("failed", "失败"),
    "partial": ("partial", "部分完成"),
    "interrupted": ("interrupted", "中断"),
    "no space": ("no space", "磁盘已满"),
    "blocked": ("blocked", "被拒之门外"),
}


def named(words: dict[str, tuple[str, str]], key: str) -> Markup:
    """Return the name of a thing in both languages; what has none is shown as it is."""
    return say(*words[key]) if key in words else quoted(key)
