"""Plant spam of our own making into clean pages and count what is found again.

python -m bench.planting tests/fixtures
python -m bench.planting ~/my-pages --seed 7 --show

Brands are made up at random, so no list can know them. Each clean page is planted once in every
way; what comes out is held against what the same page gave unplanted.
"""

import argparse
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import NamedTuple

from bench.gold import GoldError, GoldPage, load_folder
from qingwen import Article, clean_page

SYLLABLES = "岚澜鹭桐麟珀琅翎蔚瀚骁澄珩霁昀屹嵘楠湛玥祺榕沁弈恺曦峤鼎泓亨煌耀曜晟"
TRADES = ("体育", "娱乐", "国际", "电竞", "真人", "棋牌", "娱乐城", "现金网", "国际娱乐")
TAILS = ("官网", "官方网站", "app下载", "登录入口", "手机版", "最新网址", "开户", "网页版")
PITCHES = (
    "{brand}{tail}为您提供真人视讯、电子游艺等多种玩法，注册即送{sum}元彩金。",
    "更多精彩尽在{brand}{tail}，首存{sum}%，天天返水。",
    "【{brand}】{tail}，信誉老平台，大额无忧，提款秒到账。",
    "点击进入{brand}{tail}，百家乐、老虎机、捕鱼，稳赚不停。",
    "欢迎光临{brand}{tail}，客服24小时在线，代理加盟高佣金。",
    "{brand}，{brand}{tail}，{brand}app，亚洲信誉第一。",
)
WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
ERRANDS = (
    "急用钱？无抵押无担保，凭身份证当天放款，咨询电话：1{phone}。",
    "专业代办学位证、驾驶证，先办证后付款，微信：{account}。",
    "新开传奇私服，散人天堂，终身VIP免费送，一区今晚火爆开启。",
    "内部资料四肖八码期期准，加微信{account}领取今晚特码。",
)
"""What other buyers plant."""
FARMS = (
    '<div style="display:none">{links}</div>',
    '<div style="position:absolute;left:-{far}px;top:-{far}px">{links}</div>',
    '<div style="text-indent:-{far}px">{links}</div>',
    '<marquee height="1" width="5">{links}</marquee>',
    "<div>友情链接：{links}</div>",
    "<noscript><div>{links}</div></noscript>",
)
DISGUISES: tuple[Callable[[str], str], ...] = (
    "\u200b".join,
    " ".join,
    lambda text: text.translate(WIDE),
)
"""How a sentence is hidden from whoever looks for its words."""
NOUNS = ("记者",)
"""Nouns a kit replaces; the reporter stands in most stories."""

_SENTENCE = re.compile(r"[^。！？]+[。！？]?")
_TITLE = re.compile(r"(<title[^>]*>)(.*?)(</title>)", re.IGNORECASE | re.DOTALL)


class Planting(NamedTuple):
    """One page with one piece of spam in it."""

    way: str
    brand: str
    pieces: tuple[str, ...]
    """What must not be left in title or text, unless a replaced noun is named as damage."""
    markup: str


@dataclass(slots=True)
class Tally:
    """What became of the plantings of one way."""

    planted: int = 0
    found: int = 0
    sentences: int = 0
    intact: int = 0
    missed: list[str] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        """Count the plantings of `other` too."""
        self.planted += other.planted
        self.found += other.found
        self.sentences += other.sentences
        self.intact += other.intact
        self.missed += other.missed


def make_brand(random: Random) -> str:
    """Return a name nobody has: two or three syllables, a trade, now and then letters."""
    name = "".join(random.sample(SYLLABLES, random.choice((2, 2, 3)))) + random.choice(TRADES)
    if random.random() < 0.3:
        name += random.choice("kbmjqv") + str(random.randint(2, 9))
    return name


def plant_all(markup: str, paragraphs: tuple[str, ...], random: Random) -> Iterator[Planting]:
    """Plant a page in every way that it has a place for."""
    for way in WAYS:
        if planting := way(markup, paragraphs, make_brand(random), random):
            yield planting


def _pitch(brand: str, random: Random) -> str:
    pitch = random.choice(PITCHES)
    return pitch.format(brand=brand, tail=random.choice(TAILS), sum=random.choice((18, 58, 188)))


def _standing(markup: str, paragraphs: tuple[str, ...]) -> list[str]:
    """Paragraphs that stand in the markup as they came out, once."""
    return [p for p in paragraphs if len(p) > 30 and markup.count(p) == 1]


def _own_paragraph(
    markup: str, paragraphs: tuple[str, ...], brand: str, random: Random
) -> Planting | None:
    places = [p for p in _standing(markup, paragraphs) if p + "</p>" in markup]
    if not places:
        return None
    place, pitch = random.choice(places), _pitch(brand, random)
    planted = markup.replace(place + "</p>", f"{place}</p><p>{pitch}</p>")
    return Planting("paragraph", brand, (pitch, brand), planted)


def _end_of_paragraph(
    markup: str, paragraphs: tuple[str, ...], brand: str, random: Random
) -> Planting | None:
    places = [p for p in _standing(markup, paragraphs) if p.endswith(("。", "”", "）"))]
    if not places:
        return None
    place, pitch = random.choice(places), _pitch(brand, random)
    return Planting("sentence", brand, (pitch, brand), markup.replace(place, place + pitch))


def _front_list(
    markup: str, paragraphs: tuple[str, ...], brand: str, random: Random
) -> Planting | None:
    places = _standing(markup, paragraphs)
    if not places:
        return None
    names = "，".join(brand + tail for tail in random.sample(TAILS, 4)) + "，"
    place = random.choice(places)
    return Planting("list", brand, (names, brand), markup.replace(place, names + place))


def _farm(markup: str, paragraphs: tuple[str, ...], brand: str, random: Random) -> Planting | None:
    del paragraphs
    if "</body>" not in markup:
        return None
    brands = [brand, make_brand(random), make_brand(random)]
    anchors = [random.choice(brands) + random.choice(TAILS) for _ in range(12)]
    links = " ".join(
        f'<a href="http://www.{random.choice("abcdef")}{random.randint(100, 999)}.test/{i}">{text}</a>'
        for i, text in enumerate(anchors)
    )
    box = random.choice(FARMS).format(links=links, far=random.randint(999, 9999))
    return Planting("farm", brand, tuple(anchors), markup.replace("</body>", box + "</body>"))


def _title(markup: str, paragraphs: tuple[str, ...], brand: str, random: Random) -> Planting | None:
    del paragraphs
    phrase = brand + random.choice(TAILS)
    shape = random.choice(("{phrase}_{title}", "{title}-{phrase}", "{phrase} {title} {phrase}"))

    def stuff(found: re.Match[str]) -> str:
        return found[1] + shape.format(phrase=phrase, title=found[2].strip()) + found[3]

    planted, count = _TITLE.subn(stuff, markup, count=1)
    return Planting("title", brand, (brand,), planted) if count else None


def _errand(
    markup: str, paragraphs: tuple[str, ...], brand: str, random: Random
) -> Planting | None:
    places = [p for p in _standing(markup, paragraphs) if p + "</p>" in markup]
    if not places:
        return None
    phone, account = (
        random.randint(3_800_000_000, 3_899_999_999),
        f"kf{random.randint(1000, 99999)}",
    )
    pitch = random.choice(ERRANDS).format(phone=phone, account=account)
    place = random.choice(places)
    planted = markup.replace(place + "</p>", f"{place}</p><p>{pitch}</p>")
    return Planting("errand", brand, (pitch,), planted)


def _disguised(
    markup: str, paragraphs: tuple[str, ...], brand: str, random: Random
) -> Planting | None:
    places = [p for p in _standing(markup, paragraphs) if p + "</p>" in markup]
    if not places:
        return None
    plain, place = _pitch(brand, random), random.choice(places)
    pitch = random.choice(DISGUISES)(plain)
    planted = markup.replace(place + "</p>", f"{place}</p><p>{pitch}</p>")
    return Planting("disguised", brand, (pitch, plain, brand), planted)


def _bracket(
    markup: str, paragraphs: tuple[str, ...], brand: str, random: Random
) -> Planting | None:
    places = [p for p in _standing(markup, paragraphs) if "，" in p]
    if not places:
        return None
    piece = f"【{brand}{random.choice(TAILS)}】"
    place = random.choice(places)
    planted = markup.replace(place, place.replace("，", piece + "，", 1))
    return Planting("bracket", brand, (piece, brand), planted)


def _noun(markup: str, paragraphs: tuple[str, ...], brand: str, random: Random) -> Planting | None:
    nouns = [noun for noun in NOUNS if sum(p.count(noun) for p in paragraphs) > 1]
    if not nouns:
        return None
    noun = random.choice(nouns)
    planted = markup
    for place in paragraphs:
        if noun in place:
            planted = planted.replace(place, place.replace(noun, brand))
    return Planting("noun", brand, (brand,), planted) if planted != markup else None


WAYS = (
    _own_paragraph,
    _end_of_paragraph,
    _front_list,
    _farm,
    _title,
    _errand,
    _disguised,
    _bracket,
    _noun,
)


def judge(planting: Planting, before: Article, result: object) -> Tally:
    """Count one planting: found, and how many sentences of the page are still there."""
    sentences = [s for p in before.paragraphs for s in _SENTENCE.findall(p) if len(s) > 4]
    if planting.way == "noun":
        sentences = [s for s in sentences if not any(noun in s for noun in NOUNS)]
    tally = Tally(planted=1, sentences=len(sentences))
    if not isinstance(result, Article):
        tally.missed.append(f"{planting.way}: thrown away: {planting.pieces[0]}")
        return tally
    text = _squeezed(f"{result.title}\n{result.text}")
    tally.intact = sum(_squeezed(sentence) in text for sentence in sentences)
    left = [piece for piece in planting.pieces if _squeezed(piece) in text]
    flagged = result.integrity.status != "clean"
    if (flagged and planting.way == "noun") or not left:
        tally.found = 1
    else:
        tally.missed.append(f"{planting.way}: {left[0]}")
    return tally


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def run(
    pages: list[GoldPage], seed: int, clean: Callable[..., object] = clean_page
) -> dict[str, Tally]:
    """Plant every clean page in every way; the same seed plants the same spam."""
    tallies: dict[str, Tally] = {}
    for page in pages:
        random = Random(f"{seed}:{page.name}")
        before = clean(page.read(), page.url, http_charset=page.charset)
        if not isinstance(before, Article) or before.integrity.status != "clean":
            continue
        codec = before.encoding.used
        markup = page.read().decode(codec, "replace")
        for planting in plant_all(markup, before.paragraphs, random):
            body = planting.markup.encode(codec, "xmlcharrefreplace")
            result = clean(body, page.url, http_charset=codec)
            tally = tallies.setdefault(planting.way, Tally())
            tally.add(judge(planting, before, result))
    return tallies


def main(arguments: list[str]) -> int:
    """Print the table; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.planting", description=__doc__)
    parser.add_argument(
        "folder", type=Path, help="clean pages with gold, as docs/benchmark.md says"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true", help="name what was missed")
    options = parser.parse_args(arguments)
    try:
        pages = load_folder(options.folder)
    except GoldError as error:
        sys.stderr.write(f"bench: {error}\n")
        return 2
    tallies = run(pages, options.seed)
    total = Tally()
    print(f"seed {options.seed}, pages under {options.folder}")
    print(f"{'way':<12}{'planted':>9}{'found':>9}{'sentences':>11}{'intact':>9}")
    for way, tally in tallies.items():
        total.add(tally)
        print(_row(way, tally))
    print(_row("all", total))
    for line in total.missed if options.show else ():
        print(f"  missed {line}")
    return 0


def _row(way: str, tally: Tally) -> str:
    found = tally.found / max(1, tally.planted)
    intact = tally.intact / max(1, tally.sentences)
    return f"{way:<12}{tally.planted:>9}{found:>9.3f}{tally.sentences:>11}{intact:>9.4f}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
