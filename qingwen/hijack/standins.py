"""A brand where a common noun stood: reporter, villagers, children.

A kit replaces one noun of a site in every body. Reporters fill places in a story that nobody else
fills (X从市水利局获悉, 告诉X, 本报讯（X 张三）), and people are counted by head (500名X).
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from qingwen.hijack.reporting import brand_end, reporting_brands
from qingwen.hijack.shape import letters_glued, read_phrase
from qingwen.hijack.verdict import PROOF, Finding
from qingwen.hijack.vocabulary import Signs, vocabulary
from qingwen.names import is_sure_name

_HEAD = r"(?:^|[。，；！？”\n（）])"
_NAME = r"(?P<name>[\w·]{2,10}?)"
_DAY = r"(?:\d{1,2}月\d{1,2}日|近日|日前|昨日|今日)?"
_PERSON = r"[\u4e00-\u9fff]{2,3}"
_PERSONS = rf"{_PERSON}(?:[ 、　]{_PERSON})*"
_NAMED = r"(?P<name>[^\s（），：；\d][^\s（），：；]{1,9})"
_TIGHT = r"(?P<tight>[^\s（），：；\d][^\s（），：；]{1,9}?)"
_WITNESS = re.compile("获悉|了解到|看到|采访")
_WITNESSED = re.compile(
    rf"{_HEAD}{_NAME}(?:(?P<learnt>{_DAY}从[^，。]{{2,24}}(?:获悉|了解到|采访))"
    rf"|(?P<saw>在[^，。]{{2,24}}看到)|了解到)$"
)
_TOLD = re.compile(r"告诉(?P<name>[\w·]{2,10})(?=[。，：])|对(?P<other>[\w·]{2,10})说(?=[。，：])")
_CREDITED = re.compile(
    rf"（(?:{_NAMED}[ 　]{_PERSONS}|{_TIGHT}{_PERSONS})(?:[ 　]?(?P<beside>通讯员)[^）]*)?）"
)
_COUNT = re.compile(
    "(?<=[0-9一二三四五六七八九十百千万两几多数余])[名位部座辆台条处栋只块片张册盘]"
)
_LEARNT, _SAW, _ASKED, _TOLD_TO, _CREDIT, _BESIDE_CORRESPONDENT, _HEADS = range(7)
_FULL_WIDTH = tuple(zip(",;:!?()", "，；：！？（）", strict=True))
_OUTLET = re.compile(
    r"记者|通讯员|[摄图文]|^[的了在是和]|[这那该此]|(?:网|报|台|社|局|新闻|客户端|门户|融媒|传媒|媒体|频道|视频|财经|周刊|杂志|快报|播报|编辑|作者|来源)$"
)
_PEOPLE = re.compile(
    r"(?:[者员人警民们生长队组院所部委办区镇村司户师星友家我他她它]|委员会|协会|基金会|商会|联合会|工会|理事会)$"
)


def find_standins(
    paragraphs: Sequence[str], title: str, around: str, signs: Signs
) -> Iterator[Finding]:
    """Names that stand in a reporter's or a counted person's place.

    `around` is the page outside its prose: an outlet that really reports is named there. `signs`
    are those of the paragraphs.
    """
    text = "。".join(paragraphs)
    for half, full in _FULL_WIDTH:
        text = text.replace(half, full)
    places: dict[str, list[int]] = defaultdict(list)
    for name, kind in _places(text):
        places[name].append(kind)
    for name, kinds in places.items():
        weight = _weigh(name, kinds, text.count(name))
        if vocabulary().outlet.match(name):
            continue
        if weight >= PROOF and f"{name}讯" not in text and not _reports(name, around, paragraphs):
            who = "people" if set(kinds) == {_HEADS} else "the reporter"
            yield Finding(
                "body",
                name,
                f"{len(kinds)} times where only {who} can stand",
                "identity",
                "hijacked",
                1.0,
                name,
            )
    for name, hits, count in reporting_brands(text) if signs.trade or signs.game else ():
        if name not in places and not _reports(name, around, paragraphs):
            why = f"{hits} of {count} times where only the reporter can stand"
            yield Finding("body", name, why, "identity", "hijacked", 1.0, name)
    yield from _glued(text, around, paragraphs)
    if signs.game:
        yield from _off_topic(text, title, around, paragraphs)


def _places(text: str) -> Iterator[tuple[str, int]]:
    """(name, kind of place) for whoever is not called 记者 there."""
    for word in _WITNESS.finditer(text):
        clause = text[max(0, word.start() - 42) : word.end()]
        if found := _WITNESSED.search(clause):
            kind = _LEARNT if found["learnt"] else _SAW if found["saw"] else _ASKED
            yield found["name"], kind
    for found in _TOLD.finditer(text):
        yield found["name"] or found["other"], _TOLD_TO
    at = text.find("（")
    while at >= 0:
        if "记者" not in text[at : at + 12] and (found := _CREDITED.match(text, at, at + 80)):
            name = found["name"] or found["tight"]
            yield name, _CREDIT
            if found["beside"]:
                yield name, _BESIDE_CORRESPONDENT
        at = text.find("（", at + 1)
    for word in _COUNT.finditer(text):
        for name in _ends(text[word.end() : word.end() + 10], text):
            yield name, _HEADS


def _weigh(name: str, kinds: Sequence[int], count: int) -> float:
    """Weigh a name by the kinds of places it stands in; roles and offices stand there rightly."""
    several = len(set(kinds)) > 2 or (len(set(kinds)) > 1 and _CREDIT in kinds)
    if is_sure_name(name) and not several:
        return 0.0
    if len(name) < 2 or count < 2 or _OUTLET.search(name) or (_PEOPLE.search(name) and not several):
        return 0.0
    shaped = read_phrase(name).branded or bool(vocabulary().game.search(name))
    weight = (0.6 if shaped else 0.2) + 0.3 * len(set(kinds)) + 0.2 * min(len(kinds) - 1, 2)
    return weight + (0.3 if _BESIDE_CORRESPONDENT in kinds else 0.0)


def _reports(name: str, around: str, paragraphs: Sequence[str]) -> bool:
    """Whether the page names it outside its story, as it names its own outlet."""
    if name not in around:
        return False
    story = set(paragraphs)
    return any(name in line for line in around.split("\n") if line not in story)


def _ends(raw: str, text: str) -> Iterator[str]:
    """The beginning of `raw` that ends in a word of the trade and stands elsewhere too."""
    for found in brand_end().finditer(raw):
        name = raw[: found.end()]
        if len(name) > 2 and name.isalnum() and text.count(name) > 1:
            yield name
            return


_LETTER_DIGIT = re.compile("[a-z][0-9]")
_LATIN_HAN = re.compile("[a-z][\u4e00-\u9fff]|[\u4e00-\u9fff][a-z]|\\d[.][a-z]")
_TRADE = "(?:体育|娱乐|国际|电竞|棋牌|真人|平台|娱乐城|彩票)"
_LETTERED = re.compile(
    rf"[\u4e00-\u9fff]{{2,4}}{_TRADE}[a-z]{{1,3}}\d{{0,3}}(?![\dA-Za-z])"
    rf"|(?<![A-Za-z\d.])[a-z]{{1,5}}\d{{0,3}}[\u4e00-\u9fff]{{2,3}}{_TRADE}"
    r"|[\u4e00-\u9fff]{2,3}\d{3,4}\.(?:com|cc|vip|net|top)(?![A-Za-z/])"
    r"|(?<![\w./])[a-z]{0,8}\d{2,6}\.(?:cc|vip|top|bet)(?![A-Za-z/])",
)


_UNMISTAKABLE = re.compile(
    rf"[a-z]\d{{1,3}}[\u4e00-\u9fff]{{2,3}}{_TRADE}|{_TRADE}[a-z]\d|[\u4e00-\u9fff]\d{{3,4}}\."
)
_GAMBLING = re.compile("[赌诈骗警]|违法|非法|网站|网址|域名")


def _glued(text: str, around: str, paragraphs: Sequence[str]) -> Iterator[Finding]:
    """凯发体育k8 and the like, twice in prose: nothing honest is spelt so."""
    if not _LETTER_DIGIT.search(text) and not _LATIN_HAN.search(text):
        return
    counts: dict[str, int] = defaultdict(int)
    for found in _LETTERED.findall(text):
        counts[found] += 1
    for name, count in counts.items():
        rare = count > 1 or (_UNMISTAKABLE.search(name) and not _GAMBLING.search(text))
        if rare and (letters_glued(name) or "." in name) and not _reports(name, around, paragraphs):
            yield Finding(
                "body",
                name,
                f"{count} time{'s'[: count > 1]} in prose, spelt as only brands are",
                "shape",
                "hijacked",
                1.0,
                name,
            )


def _off_topic(text: str, title: str, around: str, paragraphs: Sequence[str]) -> Iterator[Finding]:
    """One gambling name, again and again, in a story that is about something else."""
    words = vocabulary()
    games = words.game.findall(text)
    if len(games) < 2 or len(set(games)) > 1 or words.game.search(title) or len(text) < 150:
        return
    game = games[0]
    if words.promise.search(text) or _ABOUT_IT.search(text):
        return
    before = {text[max(0, m.start() - 2) : m.start()] for m in re.finditer(re.escape(game), text)}
    name = before.pop() + game if len(before) == 1 else game
    if name != game and not _reports(name, around, paragraphs):
        why = f"{len(games)} times in a story that never speaks of gambling"
        yield Finding("body", name, why, "identity", "hijacked", 1.0, name)


_ABOUT_IT = re.compile(
    "赌|博彩|彩民|彩票|投注|澳门|诈骗|违法|犯罪|公安|警方|民警|法院|旅游|度假|酒店|景区"
)
