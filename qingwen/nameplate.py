"""Reading the name slots of a page, and the proofs they are held against.

Both stand in short template lines: 关于X, X版权所有, 主办：Y, an ICP number, a mail address.
"""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from qingwen.identity import Identity, Proof, Slot
from qingwen.outline import Outline

_NAME = r"[\w\u4e00-\u9fff·•（）()&.\-]"
_ORGANISER = re.compile(
    r"(?:主\s?管|主\s?办|承\s?办|主管主办|版权所有单位)(?:单位|方)?\s*[:：]\s*"
    r"(?P<name>[\u4e00-\u9fff（）()·]{4,30})"
)
_ORGANISED = re.compile(
    r"(?:^|[\s|：:>])(?P<name>[\u4e00-\u9fff（）()·]{4,24}?)\s*(?:主管主办|主办|主管)(?=[\s|]|$)"
)
_COPYRIGHT = re.compile(r"copy\s?right|版权所有|版權所有|版权所属|©|\(c\)|&copy;", re.IGNORECASE)
_COPYRIGHT_NOISE = re.compile(
    r"copy\s?right|all\s+rights?\s+reserved|rights?\s+reserved|reserved|版权所有|版权所属|[©®|丨]|\(c\)|&copy;"
    r"|(?:19|20)\d\d\s*(?:[-—–~至]+\s*(?:(?:19|20)\d\d|今|now|present))?\s*年?|\bby\b|\binc\b\.?|\bltd\b\.?"
    r"|https?://|www\.",
    re.IGNORECASE,
)
_NOT_A_HOLDER = re.compile(
    r"网安|公安|未经|未經|不得|转载|轉載|必究|备案|许可|编号|[0-9]{4,}|电话|热线|地址|邮|本[站网]|举报|技术支持|设计|制作|维护|声明"
    r"|法律|作者|原作|归|浏览|分辨率|违[法者反]|盗|客服|联系|icp|保留|授权|书面|服务|执照",
    re.IGNORECASE,
)
_PIECE = re.compile(r"[\u4e00-\u9fffA-Za-z0-9（）()·•&'\-]{2,40}")
_ICP = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵黔粤青藏川宁琼]\s?ICP\s?[备证]\s?[:：]?\s?[\d-]{5,}\s?号?"
    r"(?:\s?-\s?\d{1,3})?",
    re.IGNORECASE,
)
_LICENCE = re.compile(
    r"[\u4e00-\u9fff]{0,2}(?:网备案证编号|新网备字|公网安备|新出网证|许可证(?:编号|号)?)\s*[:：]?\s*"
    r"[（(\[]?[\w\[\]〔〕()（）-]{4,20}号?"
)
_MAIL = re.compile(
    r"[\w.+-]+\s?[@#＠]\s?(?P<domain>(?:[\w-]+\.)+(?:com|cn|net|org|gov|edu)(?:\.cn)?)\b", re.I
)
_FREE_MAIL = re.compile(
    r"(?:^|\.)(?:126|163|qq|sina|sohu|gmail|139|189|21cn|hotmail|yeah|foxmail|vip|outlook|aliyun)\."
)
_SLOGAN = re.compile(
    r"(?:^|\s)(?P<name>[\u4e00-\u9fff]{2,6}?)(?:市|县|区)?(?:唯一|第一|最大的?|首家|权威|重点|官方)"
    r"(?:的)?(?:综合)?(?:新闻|门户|媒体|地方)+(?:网站|门户|网)"
)
_DATELINE = re.compile(
    r"^[\s【（(○]*(?P<name>[\u4e00-\u9fff]{2,10}?(?:网|报|社|台|在线|新闻|客户端))(?:[\u4e00-\u9fff]{0,4}\d{1,2}月\d{1,2}日)?"
    r"(?:讯|电|消息)"
)
_DOMAIN = re.compile(
    r"\b(?:www\.)?(?P<domain>(?:[a-z0-9-]+\.)+(?:com|cn|net|org)(?:\.cn)?)\b", re.IGNORECASE
)
_PATHS = (
    ("vsb", re.compile(r"/info/\d{4}/\d+\.htm$")),
    ("webplus", re.compile(r"/c\d+a\d+/page\.(?:htm|psp)$")),
    ("people", re.compile(r"/GB/\d+/")),
    ("thepaper", re.compile(r"newsDetail_forward_\d+")),
    ("trs", re.compile(r"/\d{6}/t\d{8}_\d+\.s?html?$")),
    ("chinanews", re.compile(r"/[a-z]{2,4}/\d{4}/\d\d-\d\d/\d+\.shtml$")),
)

_ABOUT = re.compile(r"(?:^|[\s|·>])关于(?P<name>[^\s|·><,，。;；:：的]{2,18})(?=[\s|·]|$)")
_FRIENDS = re.compile(
    r"(?:^|[\s|·>])(?P<name>[^\s|·><,，。;；:：]{2,18}?)的?友情链接(?:申请|交换)?(?=[\s|·:：]|$)"
)
_WELCOME = re.compile(
    r"欢迎(?:光临|访问|来到|进入|登[录陆])(?P<name>[^\s|,，。;；:：!！]{2,24}?)(?:官?方?网站)?(?=[\s|,，。;；!！]|$)"
)
_HOME = re.compile(r"(?:^|[\s|])(?:设|把|将)(?P<name>[^\s|,，。]{2,18}?)(?:设?为)(?:主页|首页)")
_POWERED = re.compile(r"powered\s+by\s*(?P<name>[\u4e00-\u9fff][^\s|,，。]{1,17})", re.IGNORECASE)
_CRUMB = re.compile(
    r"(?:当前|现在|所在|您的)(?:的)?位置\s*[:：]?\s*(?P<name>[^\s>»＞/|\-:：]{2,18}?)(?:首页|主页)?\s*(?:[>»＞/|-]|$)"
)
_SELF = re.compile(
    r"^(?:我们.*|本[站网社报]|公司|网站|我|首页|主页|您|本公司|更多|返回.*|全站|正文|新闻(?:中心|频道)?|举办|申报|公布|做好|开展|印发.*|加强.*"
    r"|进一步.*|召开.*|[^官]*[《》“”].*|\d+(?:[年月日号期届次个项名万亿家条件起岁元多余%—-].*)?)$"
)
_SEPARATOR = re.compile(
    r"\s*(?:[_|丨｜>»]|·(?!体育|国际|综合|娱乐|电竞|棋牌|真人|[(（]中国)|\s[-—–]+\s|[-—–]{2,}|(?<=[^\x00-\x7f])[-—–](?=[^\x00-\x7f])|"
    r"(?<=[^\x00-\x7f])[-—–](?=\w)|(?<=\w)[-—–](?=[^\x00-\x7f]))\s*"
)
_TRAIL = re.compile(r"(?P<name>[^\s>»＞:：]{3,14})\s*[>»＞]\s*[^\s>»＞]{2,8}\s*[>»＞]\s*正文")
_EDITION = re.compile(r"(?:数字报|电子版|多媒体(?:数字)?[报版]|手机版|首页|Powered by.*)$")
_EDITION_OF = re.compile(r"(?P<name>[^\s]{2,16}?)(?:多媒体)?(?:数字[报版]|电子[报版])$")
_OUTLET = re.compile(r"(?:日报|晚报|早报|晨报|商报|都市报|新闻网|周刊|在线|时报)$")
_META_NAMES = ("og:site_name", "sitename", "application-name", "copyright", "author")

_FRONT_PAGES = frozenset(("/", "./", "../", "index.html", "/index.html", "/index.htm", "index.htm"))

SHORT_CHARS = 160
"""Longest block that may be a template line; prose is longer."""


def title_parts(title: str) -> list[str]:
    """Cut a page title at its separators.

    >>> title_parts("防汛一线_要闻_鹿川网")
    ['防汛一线', '要闻', '鹿川网']
    >>> title_parts("十六天掏出一条清水沟-金澜体育q9")
    ['十六天掏出一条清水沟', '金澜体育q9']
    """
    return [part for part in _SEPARATOR.split(title) if part]


def find_identity(outline: Outline, markup: str, url: str | None) -> Identity:
    """Read the name slots and the independent proofs of a page."""
    host, path = _host_and_path(url)
    slots: list[Slot] = []
    proofs: list[Proof] = []
    cut = title_parts(outline.title)
    parts = [part for part in cut if not _EDITION.match(part)]
    for part in cut if len(cut) > 1 else ():
        if edition := _EDITION_OF.match(part):
            slots.append(Slot("edition", edition["name"], -1, edition["name"]))
    if len(parts) > 1 or (parts and len(parts[0]) < 11 and _OUTLET.search(parts[0])):
        slots.append(Slot("title-tail", parts[-1], -1, parts[-1]))
    for name in _META_NAMES[:3]:
        if text := outline.metas.get(name):
            slots.append(Slot("meta", text, -1, text))
    slots += _home_links(outline)
    for index, text in _template_lines(outline):
        slots += _slots_of(text, index)
        proofs += _proofs_of(text, index)
    if outline.from_text and len(outline.blocks) > 1:
        first = title_parts(outline.blocks[0].text)
        if len(first) > 1 and len(outline.blocks[0].text) < 80:
            slots.append(Slot("title-tail", first[-1], 0, first[-1]))
    for kind, pattern in _PATHS:
        if pattern.search(path):
            proofs.append(Proof("path", kind, -1))
    return Identity(tuple(slots), tuple(proofs), host)


def _home_links(outline: Outline) -> Iterator[Slot]:
    """The name on the link to the front page, where it is a name."""
    for link in outline.links[:30]:
        if link.href in _FRONT_PAGES and 2 < len(link.text) < 16 and not _SELF.match(link.text):
            yield Slot("home", link.text, link.block, link.text)
            return


def _host_and_path(url: str | None) -> tuple[str, str]:
    if not url:
        return "", ""
    if "//" not in url:
        url = "//" + url
    try:
        pieces = urlsplit(url)
        return (pieces.hostname or ""), pieces.path
    except ValueError:
        return "", ""


# No alternative begins with a set: so the search skips to the characters that begin one.
_TEMPLATE_WORDS = re.compile(
    r"关于|友情链接|欢迎|首页|主页|位置|Powered|powered|主\s?[办管]|承\s?办|Copy\s?right|copy\s?right|COPYRIGHT"
    r"|版权所|©|\([Cc]\)|I[Cc][Pp]|i[Cc][Pp]|网备|许可证|@|#|＠|网站|门户|讯|电|息|正文"
)


def _template_lines(outline: Outline) -> Iterator[tuple[int, str]]:
    """Blocks that may hold a slot or a proof: short ones with a word of the trade."""
    for index, block in enumerate(outline.blocks):
        text = block.text
        if len(text) <= SHORT_CHARS:
            if _TEMPLATE_WORDS.search(text):
                yield index, text
        elif _COPYRIGHT.search(text, 0, 600) and len(text) < 900:
            yield index, text
        elif "讯" in text[:24] or "电" in text[:24] or "消息" in text[:24]:
            yield index, text[:40]


def _slots_of(text: str, index: int) -> Iterator[Slot]:
    for word, kind, pattern in (
        ("关于", "about", _ABOUT),
        ("友情链接", "friends", _FRIENDS),
        ("欢迎", "welcome", _WELCOME),
        ("页", "home", _HOME),
        ("by", "powered", _POWERED),
        ("位置", "crumb", _CRUMB),
    ):
        if word in text or (kind == "powered" and "owered" in text):
            for found in pattern.finditer(text):
                name = found["name"].strip("《》“”\"'「」")
                if len(name) > 1 and not _SELF.match(name):
                    yield Slot(kind, name, index, found[0].strip(" |·>"))
    if (trail := _TRAIL.match(text)) and not _SELF.match(trail["name"]):
        yield Slot("crumb", trail["name"], index, trail["name"])
    if (sign := _COPYRIGHT.search(text)) and (left := _holders(text[: sign.start()])):
        yield Slot("copyright", left[-1], index, left[-1])


def _proofs_of(text: str, index: int) -> Iterator[Proof]:
    if "主" in text or "承" in text:
        for pattern in (_ORGANISER, _ORGANISED):
            for found in pattern.finditer(text):
                yield Proof("organiser", found["name"].strip("（("), index)
    if sign := _COPYRIGHT.search(text):
        right = text[sign.end() :]
        for name in _holders(right):
            yield Proof("holder", name, index)
        for domain in _DOMAIN.finditer(right):
            yield Proof("domain", domain["domain"].lower(), index)
    yield from _numbers_and_names(text, index)


def _numbers_and_names(text: str, index: int) -> Iterator[Proof]:
    for found in _ICP.finditer(text):
        yield Proof("icp", found[0], index)
    if "备" in text or "证" in text:
        for found in _LICENCE.finditer(text):
            yield Proof("licence", found[0], index)
    if "@" in text or "#" in text or "＠" in text:
        for found in _MAIL.finditer(text):
            if not _FREE_MAIL.search(found["domain"]):
                yield Proof("mail", found["domain"].lower(), index)
    if "站" in text or "门户" in text:
        for found in _SLOGAN.finditer(text):
            yield Proof("slogan", found["name"], index)
    if line := _DATELINE.match(text):
        yield Proof("dateline", line["name"], index)


def _holders(text: str) -> list[str]:
    """Names in one half of a copyright line; the template's own words are no names.

    >>> _holders(" © 2004-2018 鹿川日报社·鹿川网 all rights reserved")
    ['鹿川日报社', '鹿川网']
    """
    names = []
    for piece in _PIECE.findall(_COPYRIGHT_NOISE.sub(" ", text)):
        for name in re.split("·(?!体育|国际|综合|娱乐|电竞|棋牌|真人)|•", piece):
            if (
                len(name) > 1
                and re.search(r"[\u4e00-\u9fff]{2}", name)
                and not _NOT_A_HOLDER.search(name)
            ):
                names.append(name.strip("()（）-'&"))
    return names
