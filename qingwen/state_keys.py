"""The names that page data gives to the fields of a story."""

import re
from typing import Any

BODY_KEYS = (
    "articleBody",
    "content",
    "contents",
    "body",
    "html",
    "detail",
    "articleContent",
    "article_content",
    "newsContent",
    "contentHtml",
    "txt",
    "text",
    "mainText",
    "contentText",
    "richText",
)
TITLE_KEYS = ("title", "headline", "articleTitle", "newsTitle", "mainTitle", "name", "subject")
DATE_KEYS = (
    "datePublished",
    "publishTime",
    "publish_time",
    "publishDate",
    "publishedAt",
    "pubTime",
    "pubDate",
    "ptime",
    "time",
    "createTime",
    "create_time",
    "releaseTime",
    "date",
    "inputTime",
    "showTime",
)
SOURCE_KEYS = (
    "source",
    "newsSource",
    "articleSource",
    "sourceName",
    "source_name",
    "origin",
    "copyFrom",
    "mediaName",
    "from",
)
AUTHOR_KEYS = ("author", "newsAuthor", "authorName", "writer", "reporter", "editor_author")
EDITOR_KEYS = ("editor", "editorName", "responsibleEditor", "dutyEditor")
# County clouds prefix them: docContent, newsTitle, articlePubTime. Others name them in Pinyin, written out or by
# its initials (nr, bt, fbsj, ly).
BODY_KEY = re.compile(
    r"(?:content|body|html|detail|te?xt)(?:html|text|str)?$|^(?:xx|wz|xw|zx|gg|tz)?(?:nr|zw|neirong|zhengwen)$",
    re.IGNORECASE,
)
FIELD_KEYS = {
    TITLE_KEYS: re.compile(
        r"(?<!sub)(?<!short)(?:title|headline|subject)$|^(?:xx|wz|xw|zx|gg|tz)?(?:bt|biaoti)$",
        re.IGNORECASE,
    ),
    DATE_KEYS: re.compile(
        r"(?:pub|publish|issue|release|create|input|show)\w{0,3}(?:time|date)$|(?:publish|issue|release|create)(?:d|_)?_?at$|^(?:fb|fabu)(?:sj|rq|shijian|riqi)$",
        re.IGNORECASE,
    ),
    SOURCE_KEYS: re.compile(
        r"(?:source|orig(?:in)?|media)(?:name)?$|^(?:xx|wz|xw)?(?:ly|laiyuan)$", re.IGNORECASE
    ),
    AUTHOR_KEYS: re.compile(
        r"(?:author|writer|reporter)(?:name)?$|^(?:wz)?(?:zz|zuozhe)$", re.IGNORECASE
    ),
    EDITOR_KEYS: re.compile(r"editor(?:name)?$|^(?:zr)?bj$|^(?:zeren)?bianji$", re.IGNORECASE),
}


def is_field(key: str) -> bool:
    """Return whether a key may name a field of a story."""
    return (
        key in BODY_KEYS
        or bool(BODY_KEY.search(key))
        or any(key in keys or alike.search(key) for keys, alike in FIELD_KEYS.items())
    )


def told_by(node: dict[str, Any], keys: tuple[str, ...]) -> str | None:
    """Return what an object tells under one of these keys or one like them."""
    alike = FIELD_KEYS[keys]
    for key in (*keys, *(k for k in node if k not in keys and alike.search(k))):
        value = node.get(key)
        if isinstance(value, dict):
            value = value.get("name")
        if isinstance(value, list) and value:
            value = value[0].get("name") if isinstance(value[0], dict) else value[0]
        if isinstance(value, str) and value.strip():
            return value.strip()
        if isinstance(value, int) and keys is DATE_KEYS:
            return str(value)
    return None
