"""What the pages call things, in English and Chinese."""

from crawler.looking.markup import Markup, quoted, say

STATUS = {
    "clean": ("clean", "干净"),
    "injected": ("advertisements injected", "被植入广告"),
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


def named(words: dict[str, tuple[str, str]], key: str) -> Markup:
    """Return the name of a thing in both languages; what has none is shown as it is."""
    return say(*words[key]) if key in words else quoted(key)
