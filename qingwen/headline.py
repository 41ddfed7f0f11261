"""The words of a headline: what is not part of them, and when two headlines are the same."""

import re

from qingwen.fields import Claims

_BREAKS = re.compile(r"\s*(?:[_|｜]+|--+|\s[-–—·]+\s|(?<=\S)[-–—](?=\S)|>>|»|«|\s丨\s)\s*")
_SITE_TAIL = re.compile(
    r"网$|网站$|频道$|新闻$|日报$|晚报$|在线$|热线$|门户|官网|官方|之窗$|中心$|首页$|平台$|电视台$|传媒$|时报$|早报$|商报$|政府$|报纸?$|资讯$|网\b|"
    r"新闻网|信息网|客户端$|快报$|\.com|\.cn|正文$|要闻$|社会$|时政$|本地$|国内$|国际$|综合$|社$|局$|办公室$|委员会$|专题$",
    re.IGNORECASE,
)
_SITE_HEAD = re.compile(
    r"^(?:\S{1,10}(?:网|网站|日报|晚报|在线|电视台|客户端|[数电][字子][报版])|打印(?:预览|页面)?)$"
)
PLAIN_QUOTES = str.maketrans(
    "“”‘’〝〞「」『』＂＇—–－―：！？，；（）", '""\'\'"""""""\'----:!?,;()'
)
_SPELT = re.compile("[" + "".join(map(chr, PLAIN_QUOTES)) + "]")
_TOOLS = re.compile(
    r"[\[【(（]?(?:扫码|扫一扫|用?手机|字号|字体|打印|分享|收藏|评论|语音播报|听新闻|点击|阅读|浏览|原创|来源|时间|作者|\d{4}[-年/])"
)
_WORDS = re.compile(r"[^:：,，\s]+[:：,，\s]*")
_BARS = re.compile(r"\s*[|｜_]\s*")
EDGES = " -_|｜·\u3000"
_LISTED_CHARS = 6
"""Shorter texts of links are tools (详细, 查看全文) as often as headlines."""
_LIST_DRESS = re.compile(
    r"^[\s·•●■◆★▪>]*(?:[\[【(（](?:图文?|组图|视频|高清|热|新|置顶)[\]】)）]\s*)*|\s*[\[【(（](?:图文?|组图|视频)[\]】)）]$|\s*[\[(（]?(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}[\])）]?$"
)
_LIST_CUT = re.compile(r"(?:…++|\.{2,}+|。{2,}+)++$")


def title_key(text: str) -> str:
    """The form in which titles are compared: no blanks, one kind of quotes, dashes, stops."""
    key = "".join(text.split()).replace("\u200b", "").replace("\ufeff", "")
    if _SPELT.search(key):  # translate is slow on Chinese text and seldom needed
        key = key.translate(PLAIN_QUOTES)
    return key.lower()


def without_brands(text: str, brands: tuple[str, ...]) -> str:
    """`text` without what names a brand: a segment, or words before a colon or a blank."""
    if not names_brand(text, brands):
        return text.strip()
    kept: list[str] = []
    for segment in _BREAKS.split(text):
        words = _WORDS.findall(segment)
        while words and names_brand(words[0], brands):
            words.pop(0)
        while words and names_brand(words[-1], brands):
            words.pop()
        clean = "".join(words).strip(EDGES + ":：,，")
        if clean and not names_brand(clean, brands):
            kept.append(clean)
    return kept[0] if kept else ""


def listed_title(text: str | None, brands: tuple[str, ...]) -> tuple[str, bool]:
    """The headline that a link on a list page printed, and whether it was cut; "" where it is none.

    >>> listed_title("[图]渔港夜市今晚开张...", ()), listed_title("详细>>", ())
    (('渔港夜市今晚开张', True), ('', False))
    """
    whole = _LIST_DRESS.sub("", " ".join((text or "").split()))
    shown = _LIST_CUT.sub("", whole).strip(EDGES)
    if len(shown) < _LISTED_CHARS or names_brand(shown, brands) or not any(map(str.isalpha, shown)):
        return "", False
    return shown, shown != whole.strip(EDGES)


def names_brand(text: str, brands: tuple[str, ...]) -> bool:
    folded = text.lower()
    return any(brand.lower() in folded for brand in brands)


def without_tools(title: str, wanted: tuple[str, str]) -> str:
    """`title` without page tools that stand in its element: 扫码看手机版, [字号 大 中 小]."""
    found = _TOOLS.search(title, 4)
    if not found or any(key.startswith(title_key(title)) for key in wanted):
        return title
    head = title[: found.start()]
    is_wanted = any(key.startswith(title_key(head)) for key in wanted)
    return head.strip(EDGES + "[【(（") if is_wanted else title


def without_tags(title: str) -> str:
    """`title` without keywords repeated behind bars: 甲市查处乙某|甲市|乙某."""
    head, *tags = _BARS.split(title)
    return head.strip() if tags and len(head) > 8 and all(t and t in head for t in tags) else title


def names_site(head: str) -> bool:
    """Whether what stands before the last part of a page title is a site's name, or 打印.

    >>> names_site("孝感网-"), names_site("春耕开始 ")
    (True, False)
    """
    name = head.rstrip(EDGES + ":：>»")
    return len(name) < len(head) and bool(_SITE_HEAD.search(name))


def without_suffix(title: str, claims: Claims) -> str:
    """Cut site and channel from the right of a page title while they look like such.

    Of a title that begins with the site (孝感网-春耕开始), that part is cut.
    """
    first = _BREAKS.search(title)
    if first and names_site(title[: first.end()]) and not _SITE_TAIL.search(title[first.end() :]):
        return title[first.end() :].strip()
    site = title_key(claims.site_name or "")
    while True:
        breaks = list(_BREAKS.finditer(title))
        if not breaks:
            return title.strip()
        last = breaks[-1]
        head, tail = title[: last.start()].strip(), title[last.end() :].strip()
        if len(head) < 4:
            return title.strip()
        known = (
            not tail
            or title_key(tail) == site
            or _SITE_TAIL.search(tail)
            or last[0].strip() in ("_", "__", "|", "--")
        )
        if not known or len(tail) > 40:
            return title.strip()
        title = head
