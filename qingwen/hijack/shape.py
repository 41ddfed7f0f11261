"""The shape of promotion: a name in front of calls to action, money promised to the reader.

Made-up brands have the same shape as known ones, so the words around the name count, not the name.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from qingwen.hijack.vocabulary import Vocabulary, vocabulary
from qingwen.recall import recalled

KEYWORD = 1.0
"""Weight from which a phrase reads like promotion; ordinary menu words stay below 0.7."""


class Phrase(NamedTuple):
    """A short text (anchor, segment of a title) read as promotion."""

    stem: str
    """The text without calls to action and ornaments: the brand, if it is one."""
    weight: float
    called: bool
    """Whether more than games and trade words speak: a call to action, ornament, repetition."""
    branded: bool
    """Whether a trade word, letters glued on, a game or a host name mark it as a gambling name."""
    why: str


class _Mark(NamedTuple):
    """One sign of promotion in a phrase."""

    weight: float
    why: str
    called: bool
    branded: bool


class Pitch(NamedTuple):
    """A sentence read as advertisement: how many hits of each kind."""

    offers: int
    """Promises and calls."""
    games: int
    named: bool
    """Whether something in it is shaped like a brand."""
    reports: bool
    why: str
    errands: int = 0
    """Words of other trades that buy planted lines."""
    contact: str = ""
    """A messenger account to write to."""
    addressed: bool = False
    """Whether a web address stands in it."""
    hints: int = 0
    """Lottery words, names with a word of the trade, calls behind a name: weak, and many."""


class _Shapes(NamedTuple):
    words: Vocabulary
    tail_run: re.Pattern[str]
    trade_end: re.Pattern[str]
    branded: re.Pattern[str]
    listed: re.Pattern[str]


_ORNAMENT = re.compile(r"[【】\[\]《》「」『』<>›»*★☆✔✓●◆■▲▶→!！~～^♛♕➤✅⭐️|]+")
_PROMISING = re.compile(
    r">>>|》》|!{3}|！{2,}|[★☆✅♛⭐✔]|【[^】]*(?:官[网方]|信誉|首选|认证|平台|网址|注册|网站)[^】]*】"
    r"|[(（【](?:19|20)\d\d年?(?:已更新|更新|最新版?|已认证|官方)[)）】]"
    r"|[<(（《](?:靠谱|诚信|官方|认证|权威|信誉)[^>》)）]{0,6}[>》)）]"
)
_COMPANY = re.compile(
    r"[(（](?:中国|官方)[)）](?:官方网站|官网|有限公司|平台|登[录陆]|注册|下载|[Aa][Pp][Pp]|手机|网页版|最新|入口|体育|$)|(?:官网|平台|网站|下载|入口|注册|手机版)有限公司"
)
_GLUED = re.compile(
    r"(?<![\w-])[a-z]{2,}\d{0,4}(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])(?:[a-zA-Z]{1,3}\d{1,4}|[a-z]{4,})(?![A-Za-z0-9/])"
    r"|(?<![\w-])[a-zA-Z]{1,3}\d{1,3}(?=[\u4e00-\u9fff])"
)
_TRADE_GLUED = "(?:体育|娱乐|国际|平台|官网|官方|真人|棋牌|电竞|网投|电子|彩票|注册|登录|集团|备用|手机版|中文|在线)"
_NAMED_BY_LETTERS = re.compile(
    rf"(?<![A-Za-z\d.])(?:[A-Za-z]{{2,12}}\d{{0,6}}|\d{{2,4}}|\d{{2,4}}[a-z]{{2,6}})(?={_TRADE_GLUED})"
    rf"|(?<=[\u4e00-\u9fff])(?<![月年第共近约达有超为至的])\d{{1,2}}(?={_TRADE_GLUED})"
    r"|(?<=体育|娱乐|国际|真人|棋牌|电竞|彩票)[a-z]{2,4}\d{0,3}(?![A-Za-z\d])"
    r"|(?<![A-Za-z])(?:[A-Za-z]*(?:[Bb]et|BET|[Cc]asino|CASINO)|[Bb]et(?:go|win|way|max|vip))\d{0,4}(?![A-Za-z\d])"
)
_HONEST_LATIN = re.compile(
    r"(?:t[1-4]|tibet|alphabet|sherbet|app|vip|ceo|gdp|ai|it|nba|cba|kpl|cbd|\dg|[34]d|pk|ktv|led|tv|mv|diy|qq|wto|ppt|icu|dna|ct|emba|mba|acm|pm2|cpi|ppp|ipo|a股|b2b|o2o|vr|ar|ip|k12|k歌|t恤|pc|cng|etc|atm|hpv|ufo"
    r"|acg|suv|mpv|brt|logo|wifi|iphone|ipad|hd|cp|ps|ol|uc|ie|web|wap|rss|html|java|php|asp|android|windows|flash|excel|word|online|the|and|ios|mini|plus|pro|max|(?:19|20)\d\d|12306|12345|12315|110|119|120|315|360|58|51|163|126|95\d+|3\.15)$",
    re.IGNORECASE,
)
_HOST_NAME = re.compile(
    r"(?<![\w.])(?:www\.)?[a-z]{0,8}\d{2,6}[a-z]{0,4}\.(?:com|net|cc|vip|top|me|xyz|bet|org)\b",
    re.IGNORECASE | re.ASCII,  # Chinese stands right before and behind it
)
_CONTACT = re.compile(r"\[[QqＱ]\]|[\d０-９][OoLlIi⒈-⒛①-⑳][\dOolLI⒈-⒛①-⑳]{2,}")
CONTACT_ADVERT = re.compile(
    r"【[^】]{0,40}(?:\d[A-Za-z⒈-⒛①-⑳]*\d*[⒈-⒛①-⑳][A-Za-z\d⒈-⒛①-⑳]*|[微薇威][.·。 ]?信|[VvＶ][.·]?信"
    r"|\d[OoLlIi]\d*[OoLlIi\d]{2,}|\[[QqＱ]\])[^】]{0,30}】"
)
CONTACT = re.compile(
    r"(?:[微薇徽葳威][信芯❤]|[Vv][信❤]|[Ww][Ee]?[Cc]hat|扣扣[群裙]?|[Qq企][Qq鹅][群裙]?|[Tt]elegram(?:群组?)?|TG|飞机|纸飞机|蝙蝠|电报群?|(?<![A-Za-z])VX?❤?)[号]?\s*[:：@]?\s*@?[A-Za-z0-9_-]{5,}"
    r"|t\.me/\w{4,}|(?<![A-Za-z])[Qq]\s?[:：]\s?\d{5,}",
    re.ASCII | re.IGNORECASE,
)
"""A messenger and an account; blanks are taken out first."""
_DOTTED = re.compile("[\u4e00-\u9fff]{2,4}·(?:体育|国际|综合|娱乐|电竞|棋牌|真人)")
_TRADE_NAME = re.compile("[\u4e00-\u9fff]{2,3}(?:体育|娱乐|国际|棋牌|电竞|真人|视讯|贵宾厅)")
_ADDRESS = re.compile(r"(?:https?://|www\.)[\w.-]+", re.ASCII | re.IGNORECASE)
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_DISGUISED = re.compile("[薇徽葳][信芯]|扣扣[群裙]|[Vv]❤|➕[Vv]|[Qq]裙|威芯")
_BRACKETED = re.compile(
    r"^[【『\[][^】』\]]{2,12}[】』\]]|[\w](?:[(（](?:https?://)?(?:www\.|m\.)?[a-z0-9-]+\.(?:com|cc|vip|net|top|app|xyz)[)）])",
    re.ASCII | re.IGNORECASE,
)
_UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\ufe0f"))
_PICTURES = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b50\ufe0f]+")
_FUNCTION = re.compile(r"[的了将被在是为和与对从把让已未不能其这那吗呢吧及或]|[。？?；;“”]")
_FIRM = re.compile("[(（]中国[)）]|有限公司|股份")
_MARKED = re.compile("[A-Za-z0-9０-９Ａ-ｚ>》!！★☆✅♛⭐✔【(（]")
_ALNUM = re.compile("[A-Za-z0-9]")
_TRADING = re.compile("体育|娱乐|网投|旗舰厅|真人")
_COMMA = re.compile("[，,]")
_HAN = re.compile("[\u4e00-\u9fff]")
_PIECES = re.compile(r"[\s,，、_|\-]+")
_SENTENCE_END = re.compile(
    r"[。！？!?；;]+[”’」』)）]*|\n+"
    r"|[（(][^（）()\n]{0,8}(?:记者|通讯员|摄|来源|编辑)[^（）()\n]{0,40}[）)]"  # a credit closes a sentence
)
QUOTED = re.compile(r"“[^”]*”|「[^」]*」|‘[^’]*’|\"[^\"]*\"|《[^》]*》")


@cache
def _shapes() -> _Shapes:
    words = vocabulary()
    filler = r"[-_·.,，、\s:：]|[(（](?:中国|官方|大陆|靠谱|正规|认证|推荐|最新|[a-z]{2,4})[)）]|有限公司"
    trade = rf"(?:{words.trade_words})"
    return _Shapes(
        words=words,
        tail_run=re.compile(rf"(?:{words.any_tail_words}|{filler})+$"),
        trade_end=re.compile(rf"{trade}[a-zA-Z]{{0,3}}\d{{0,4}}$"),
        branded=re.compile(
            rf"[\u4e00-\u9fff]{{2}}{trade}[a-zA-Z]{{0,3}}\d{{0,4}}(?:{words.any_tail_words})|[\u4e00-\u9fff]{{2}}{trade}[a-zA-Z]{{1,2}}\d{{1,3}}"
        ),
        listed=re.compile(
            rf"(?P<stem>(?![这那该本各每某一])[\w·]{{2,10}}?)(?:{words.any_tail_words}){{0,3}}\s*[,，、]\s*(?P=stem)(?:{words.tail_words}|(?:{words.any_tail_words}){{2}}|(?:{words.any_tail_words})\s*[,，、。]\s*(?P=stem))"
        ),
    )


def plain(text: str) -> str:
    """Full-width letters and digits made half-width, blanks squeezed: for judging, never output."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


@cache
def _foldable() -> re.Pattern[str]:
    forms = "".join(map(chr, vocabulary().simplified))
    return re.compile(
        f"[\u200b-\u200d\u2060\ufeff\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\U0001f000-\U0001faff{forms}]"
    )


def fold(text: str) -> str:
    """Unseen marks and emoji out, traditional forms of the trade's words simplified: for judging
    only."""
    if text.count(" ") * 5 > len(text) * 2 and len(text) > 12:
        text = text.replace(" ", "")  # 注 册 即 送
    if text.isascii() or not _foldable().search(text):
        return text
    text = _PICTURES.sub("", unicodedata.normalize("NFKC", text))
    return text.translate(_UNSEEN).translate(vocabulary().simplified)


@recalled
def read_phrase(text: str) -> Phrase:
    """Judge an anchor or a title segment.

    >>> read_phrase("金澜体育q9官网").stem
    '金澜体育q9'
    >>> read_phrase("鹿川市人民政府").weight
    0.0
    """
    words, tail_run, trade_end, _, _ = _shapes()
    read = text if text.isascii() else text.translate(words.simplified)
    if not 1 < len(text) < 120 or not (_MARKED.search(text) or words.known.search(read)):
        return Phrase(text, 0.0, False, False, "")
    flat = plain(read)
    bare = " ".join(_ORNAMENT.sub(" ", flat).split())
    found = tail_run.search(bare)
    stem = (bare[: found.start()] if found else bare).strip(" -_·.,，:：(（")
    residue = words.known.sub("", _FIRM.sub("", bare))
    han = len(_HAN.findall(residue))
    ordinary = han > 7 or bool(_FUNCTION.search(residue)) or (han > 3 and bool(_COMMA.search(bare)))
    games = sorted(set(words.game.findall(bare)) | set(words.vice.findall(bare)))
    marks: list[_Mark] = []
    if found and len(stem) > 1:
        marks += _call_marks(found[0], ordinary)
    if not ordinary:
        marks += _game_marks(games, bare)
        if len(stem) > 2 and trade_end.search(stem):
            marks.append(_Mark(0.3, "trade word", False, True))
    if foreign := words.foreign.search(bare):
        marks.append(_Mark(0.9, f"gambling in another language: {foreign[0]}", True, True))
    if glued := letters_glued(bare):
        marks.append(_Mark(0.3 if ordinary else 0.6, f"{glued} glued to it", True, True))
    marks += _spelling_marks(read, flat, ordinary)
    if promise := words.promise.search(bare):
        backed = bool(games) or any(mark.called for mark in marks)
        marks.append(_Mark(0.4 if backed else 0.2, f"promise {promise[0]}", bool(games), False))
    if repeated := _repeated(bare):
        marks.append(_Mark(0.8, f"{repeated} again and again", True, False))
    weight = sum(mark.weight for mark in marks)
    if weight and words.brand.search(bare.lower()):
        marks.append(_Mark(0.4, "brand seen elsewhere", False, True))
        weight += 0.4
    if words.report.search(bare):
        weight = min(weight, 0.3)
    return Phrase(
        _as_printed(stem, text, read),
        round(weight, 2),
        any(mark.called for mark in marks),
        any(mark.branded for mark in marks),
        "; ".join(mark.why for mark in marks if mark.why),
    )


def _as_printed(stem: str, text: str, read: str) -> str:
    """The stem in the script of the page: forms were simplified one by one, so places are the same."""
    at = read.find(stem) if text != read else -1
    return text[at : at + len(stem)] if at >= 0 else stem


def _call_marks(run: str, ordinary: bool) -> Iterator[_Mark]:
    """What a run of calls to action behind a name says."""
    words = vocabulary()
    tails = words.any_tail.findall(run)
    trading = bool(_TRADING.search(run))
    if not tails:
        return
    strong = bool(words.tail.search(run))
    if ordinary:
        yield _Mark(0.3 if strong else 0.0, "", False, trading)
        return
    amount = (0.7 if strong else 0.3) + (0.3 if len(tails) > 1 else 0.0)
    yield _Mark(amount, "a name with " + ",".join(tails), strong or len(tails) > 1, trading)


def _game_marks(games: Sequence[str], bare: str) -> Iterator[_Mark]:
    if games:
        yield _Mark(0.8 if len(games) == 1 else 1.2, "game words " + ",".join(games), False, True)
    elif vocabulary().lottery.search(bare):
        yield _Mark(0.3, "lottery words", False, False)


def _spelling_marks(text: str, flat: str, ordinary: bool) -> Iterator[_Mark]:
    if _PROMISING.search(text):
        yield _Mark(0.6, "ornaments", True, False)
    if _COMPANY.search(flat):
        yield _Mark(0.6, "(中国) behind it", True, False)
    if _HOST_NAME.search(flat):
        yield _Mark(0.3 if ordinary else 0.7, "a host name as text", True, True)
    if _CONTACT.search(text):
        yield _Mark(1.2, "a disguised contact", True, True)


def letters_glued(text: str) -> str:
    """Letters or digits glued to Chinese as brands have them; "" for PK10, NBA, 5G and the like."""
    if not _ALNUM.search(text):
        return ""
    for pattern in (_GLUED, _NAMED_BY_LETTERS):
        for found in pattern.findall(text):
            if not _HONEST_LATIN.match(found):
                return str(found)
    return ""


def _repeated(text: str) -> str:
    """The head of `text` where most of its pieces begin with it: X X官网 X网址."""
    pieces = [p for p in _PIECES.split(text) if len(p) > 2]
    return shared_head(pieces)


def shared_head(pieces: Sequence[str]) -> str:
    """The chars most of `pieces` begin with where one of them calls to action, else "".

    >>> shared_head(["金澜体育", "金澜体育官网", "金澜体育app"])
    '金澜体'
    """
    if len(pieces) < 2:
        return ""
    for size, least in ((3, 2), (2, 3)):
        counts = Counter(p[:size] for p in pieces if p[0].isalpha())
        if not counts:
            continue
        head, count = counts.most_common(1)[0]
        group = [p for p in pieces if p.startswith(head)]
        if count >= least and count * 2 >= len(pieces) - 1 and any(map(_promotes, group)):
            return head
    return ""


def _promotes(piece: str) -> bool:
    words = vocabulary()
    if words.tail.search(piece) or words.game.search(piece) or _PROMISING.search(piece):
        return True
    return bool(re.search(rf"(?:{words.trade_words})(?:{words.any_tail_words})+$", piece))


def read_sentence(sentence: str) -> Pitch:
    """Count what a sentence of a body offers. What is quoted is not said by the page."""
    words, _, _, branded, listed = _shapes()
    said = QUOTED.sub("", plain(sentence))
    offers = {*words.promise.findall(said), *words.call.findall(said)}
    games = set(words.game.findall(said))
    weak = set(words.lottery.findall(said))
    errands = set(words.errand.findall(said))
    brand = branded.search(said) or _BRACKETED.search(said) or _DOTTED.search(said)
    shards = listed.search(said)
    glued = letters_glued(said)
    known = words.brand.search(said.lower())
    hints = min(len(weak), 2) + bool(_TRADE_NAME.search(said)) + bool(words.tail.search(said))
    addressed = bool(_ADDRESS.search(said))
    close = said.replace(" ", "")
    contact = CONTACT.search(close) or _DISGUISED.search(close)
    if not contact and errands:
        contact = _MOBILE.search(close)
    why = ", ".join(sorted(offers | games | errands)[:8])
    if shards:
        why = f"{shards['stem']} with several calls to action; {why}"
    return Pitch(
        offers=len(offers) + (3 if shards else 0),
        games=len(games) + (1 if len(weak) > 1 else 0),
        named=bool(brand or shards or glued or known or _HOST_NAME.search(said)),
        reports=bool(words.report.search(said)),
        why=why,
        errands=len(errands),
        contact=contact[0] if contact else "",
        addressed=addressed,
        hints=hints,
    )


def sentences(text: str) -> list[str]:
    """Cut a paragraph into sentences; joined they give the paragraph back."""
    ends = [found.end() for found in _SENTENCE_END.finditer(text)]
    return [text[a:b] for a, b in zip([0, *ends], [*ends, len(text)], strict=True) if a < b]


_PLAIN_WORD = re.compile(
    "(?:可以|能够|提供|推出|享受|专业|精彩|更多|为您|您的|我们|用户|新用户|玩家|平台|首次)$"
)
_LEAD_IN = re.compile(
    r".*(?:尽在|认准|进入|光临|加入|选择|登录|访问|下载|打开|搜索|来到|就在|就来|就上|在|请|的|到|上|玩|和|与|是|为|让|给|由|新)"
)
_NO_NAME = re.compile("[你我他她它您这那]|怎么|如何|即可|如果|全网|最[高新大]|一个|什么")


def brand_in(sentence: str) -> str:
    """The name that an advertisement is for: what stands in front of trade words and calls, most often.

    >>> brand_in("更多精彩尽在金澜体育官网，首存58%，天天返水。")
    '金澜体育'
    """
    words, _, trade_end, _, _ = _shapes()
    flat = plain(sentence)
    counts: Counter[str] = Counter()
    end = 0
    for found in words.known.finditer(flat):
        piece = re.split(r"[\W_]", flat[end : found.start()])[-1]
        piece = _LEAD_IN.sub("", piece)
        end = found.end()
        traded = trade_end.fullmatch(found[0])
        if not traded and not words.any_tail.fullmatch(found[0]):
            continue
        if 2 <= len(piece) <= 8 and not _NO_NAME.search(piece):
            name = piece + found[0] if traded else piece
            glued = re.match(r"[a-z]{0,3}\d{1,4}(?![\d%元])", flat[end:]) if traded else None
            name += glued[0] if glued else ""
            counts[name] = flat.count(name)
    if not counts:
        return ""
    name, count = counts.most_common(1)[0]
    return "" if count < 2 and _PLAIN_WORD.search(name) else name
