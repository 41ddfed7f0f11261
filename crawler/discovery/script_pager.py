"""Pagers that scripts build, read as data: numbers and names stand in the call or its variables."""

import re
from itertools import islice
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from crawler.discovery.names import PAGER
from crawler.discovery.pager import MAX_AHEAD

MAX_FUNCTIONS = 3
"""Of a script: each is looked for in all scripts."""
MAX_PAGES = 5000
"""More is no list of a regional site, whatever a script says."""

# createPageHTML(12, 0, "index", "shtml") of TRS and its relatives, arguments in any order.
_CALL = re.compile(r"\b\w{0,40}page\w{0,40}\s?\(([^(){};]{3,200})\)", re.IGNORECASE)
_ARGUMENT = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|(\d+)|([A-Za-z_$][\w.$]*))\s*(?:,|$)""")
_QUOTED_EXTENSION = re.compile(r"""["']\.?(?:[sxj]?html?|php|aspx?|jsp)["']""", re.IGNORECASE)
_EXTENSION = re.compile(r"^\.?(?:[sxj]?html?|php|aspx?|jsp)$", re.IGNORECASE)
_ASSIGN = re.compile(r"""\b(\w{1,40})["']?\s{0,9}[=:]\s{0,9}(?:parseInt\()?["']?(\d{1,9})(?!\d)""")
_CONCAT = re.compile(
    r"""["']([^"'<>\s]{0,200}[/_=-])["']\s{0,9}\+\s{0,9}\(?\s?([\w.$]{1,60}(?:\s?[-+]\s?1)?)\s?\)?"""
    r"""(?:\s{0,9}\+\s{0,9}["']([^"'<>\s\\]{0,30})(?:\\?["']|>))?"""
)
# base + '_' + n + '.htm', sName + "_" + n + "." + sExt: names stand in variables
_NAME_BEFORE = re.compile(r"""([A-Za-z_$]\w{0,40})\s{0,9}\+\s{0,9}$""")
_OWN_ADDRESS = re.compile(r"""\breplace\(\s?["']\.\w{2,5}["']\s?,\s?$""")
_OWN_NUMBER = re.compile(r"[-_]\d{1,4}$")
_NAME_AFTER = re.compile(r"""\s{0,9}\+\s{0,9}([A-Za-z_$]\w{0,40})""")
_TEXT = re.compile(r"""\b(\w{1,40})\s{0,9}=\s{0,9}["']([^"'<>\s]{1,100})["']""")
# kkpager: hrefFormer: "index", hrefLatter: ".html"; simplePagination: hrefTextPrefix: "list_"
_FORMER = re.compile(r"""href(Former|TextPrefix)["']?\s{0,9}[:=]\s{0,9}["']([^"']{0,200})["']""")
_LATTER = re.compile(r"""href(?:Latter|TextSuffix)["']?\s{0,9}[:=]\s{0,9}["']([^"']{0,50})["']""")
# javascript:goPage(12), onclick="toPage('12')"
_PAGER_FUNCTION = re.compile(r"\bfunction\s+(\w{0,20}[pP]ag\w{0,20})\s?\(([\w\s,]{1,80})\)")
_GOTO = re.compile(r"""\b\w{0,20}[pP]age\w{0,20}\s?\(\s?['"]?(\d{1,4})['"]?\s?\)""")
_ENORTH = re.compile(r"/count//?\d{7}/[\w/]{0,80}?c(\d{1,30})_(\d{9})\.s?html?")
_BEFORE_ADDRESS = re.compile(r"[\w:/.-]{0,200}$")
_NUMBERED = re.compile(
    r"(?<=[_-])(\d{1,4})(?=(?:\.\w{2,5})?(?:\?|$))|(?<=[?&]page=)(\d+)|(?<=/)(\d{1,4})(?=\.\w{2,5}$)"
)


class ScriptPager(NamedTuple):
    """What scripts say about the pages of a list or an article."""

    total: int
    current: int
    """Position of this page as the script counts it: from 0 in TRS."""
    name: str | None
    """File stem of the pages, extension behind the bar: "index|shtml"; None where not said."""


def read_call(scripts: list[str]) -> ScriptPager | None:
    """Return the pager of the first call that names total, current page, file stem and extension."""
    variables: dict[str, int] | None = None
    for script in scripts:
        if not _QUOTED_EXTENSION.search(script):
            continue
        for call in _CALL.finditer(script):
            numbers, words, names = _arguments(call[1])
            if len(words) < 2 or not _EXTENSION.match(words[-1]):
                continue
            if names and len(numbers) < 2:
                variables = _variables(scripts) if variables is None else variables
                numbers += [variables[name] for name in names if name in variables]
            if len(numbers) >= 2 and 0 < numbers[0] <= MAX_PAGES:
                name = f"{words[-2]}|{words[-1].lstrip('.')}"
                return ScriptPager(numbers[0], numbers[1], name)
    return None


def script_pages(
    scripts: list[str], url: str, markup_text: str, *, row_count: int, extension: str = "html"
) -> list[tuple[int, str]]:
    """Return (pages ahead, address) of the pages of a list that its scripts count.

    `markup_text`: the page, for the highest number among its goPage(12) links.
    `row_count`: rows on this page, which stands for the page size where only records are counted.
    `extension`: of the files of a list that is named by its folder; that of its articles.
    """
    if call := read_call(scripts):
        return _from_call(call, url)
    joined = [
        script for script in scripts if "age" in script or "ecord" in script or "otal" in script
    ]
    if not joined:
        return []
    variables = _variables(joined) | _passed(joined)
    total = next((variables[name] for name in variables if name in PAGER["pages"]), 0)
    if not total and row_count:
        size = (
            next((variables[name] for name in variables if name in PAGER["size"]), 0) or row_count
        )
        # "total" alone may count pages or records: beside a plainer name it is not asked
        records = next((variables[name] for name in PAGER["records"] if name in variables), 0)
        if "itemsonpage" in variables:  # simplePagination; elsewhere items are those of a carousel
            records = records or variables.get("items", 0)
        total = -(-records // size)
    if not total and _template(joined, url):
        total = max((int(n) for n in _GOTO.findall(markup_text)), default=0)
    if not 1 < total <= MAX_PAGES:
        return []
    current = next((variables[name] for name in variables if name in PAGER["current"]), None)
    return _from_counts(joined, url, total, current, extension)


def builds_pages(script: str, url: str) -> bool:
    """Whether a script builds the addresses of the pages of the list at `url`."""
    return read_call([script]) is not None or _template([script], url) is not None


def enorth_pages(texts: list[str], url: str) -> list[tuple[int, str]]:
    """Return the next pages of an Enorth list: their numbers count down from the newest.

    The front of the list names the newest deep page; every deep page is followed by its number
    less one.
    """
    if own := _ENORTH.search(url):
        newest, number = url, int(own[2])
    else:
        addresses = [
            (
                int(found[2]),
                _BEFORE_ADDRESS.search(text[max(0, found.start() - 200) : found.start()]),
                found,
            )
            for text in texts
            for found in _ENORTH.finditer(text)
        ]
        if not addresses:
            return []
        highest, before, found = max(addresses, key=lambda address: address[0])
        newest, number = urljoin(url, (before[0] if before else "") + found[0]), highest + 1
    return [
        (step, re.sub(r"_\d{9}(?=\.s?html?$)", f"_{number - step:09d}", newest))
        for step in range(1, MAX_AHEAD + 2)
        if number - step > 0
    ]


def part_pages(call: ScriptPager, url: str) -> tuple[str, ...]:
    """Return the pages of an article after this one, from its script pager."""
    return tuple(
        urljoin(url, _file(call.name or "", number))
        for number in range(call.current + 1, call.total)
    )


def counted_parts(scripts: list[str], url: str) -> tuple[str, ...]:
    """Return the pages of an article after this one, from the TRS variables countPage and currentPage."""
    joined = [script for script in scripts if "countPage" in script]
    if not joined:
        return ()
    variables = _variables(joined)
    total, current = variables.get("countpage", 0), variables.get("currentpage", 0)
    stem, dot, extension = url.rpartition(".")
    if not dot or not 1 < total <= 100:
        return ()
    if current:
        stem = re.sub(rf"_{current}$", "", stem)
    return tuple(f"{stem}_{number}.{extension}" for number in range(current + 1, total))


def page_number(url: str) -> int | None:
    """Return the page number in an address, None where there is none."""
    found = _NUMBERED.search(url)
    return int(next(g for g in found.groups() if g)) if found else None


def with_page_number(url: str, number: int) -> str | None:
    """Return `url` with its page number replaced; None where it has none."""
    found = _NUMBERED.search(url)
    return f"{url[: found.start()]}{number}{url[found.end() :]}" if found else None


def _arguments(text: str) -> tuple[list[int], list[str], list[str]]:
    numbers, words, names = [], [], []
    position = 0
    while position < len(text) and (found := _ARGUMENT.match(text, position)):
        position = found.end()
        double, single, number, name = found.groups()
        if number is not None:
            numbers.append(int(number))
        elif name is not None:
            names.append(name.lower())
        elif word := double if double is not None else single:
            words.append(word)
            if word.isdecimal():
                numbers.append(int(words.pop()))
    return numbers, words, names


def _variables(scripts: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for script in scripts:
        for match in _ASSIGN.finditer(script):
            found.setdefault(match[1].lower(), int(match[2]))
    return found


def _passed(scripts: list[str]) -> dict[str, int]:
    """What a call passes to the function of a pager: initPage(4, 1), function initPage(total, cur)."""
    for script in scripts:
        for function in islice(_PAGER_FUNCTION.finditer(script), MAX_FUNCTIONS):
            names = [name.strip().lower() for name in function[2].split(",")]
            call = re.compile(rf"\b{re.escape(function[1])}\(\s?((?:\d+\s?,\s?)*\d+)\s?\)")
            for found in filter(None, map(call.search, scripts)):
                numbers = [int(number) for number in found[1].split(",")]
                passed = dict(zip(names, numbers, strict=False))
                if not passed.keys() & set(PAGER["size"]):
                    # beside no size, a total is that of the pages
                    total = next((passed[name] for name in PAGER["records"] if name in passed), 0)
                    passed |= {"totalpages": total} if total else {}
                return passed
    return {}


def _file(name: str, number: int) -> str:
    stem, _, extension = name.partition("|")
    return f"{stem}.{extension}" if number == 0 else f"{stem}_{number}.{extension}"


def _from_call(call: ScriptPager, url: str) -> list[tuple[int, str]]:
    # TRS counts from 0 and calls page 2 index_1; copies that count from 1 call it index_2.
    on_first = not re.search(r"_\d{1,4}\.\w+$", urlsplit(url).path)
    following = (
        range(2, call.total + 1)
        if on_first and call.current == 1
        else range(call.current + 1, call.total)
    )
    return [
        (step, urljoin(url, _file(call.name or "", number)))
        for step, number in enumerate(following[: MAX_AHEAD + 1], 1)
    ]


def _from_counts(
    scripts: list[str], url: str, total: int, current: int | None, default_extension: str
) -> list[tuple[int, str]]:
    in_url = page_number(url)
    zero_based = (current == 0 and in_url is None) or (
        in_url is not None
        and in_url == current
        and any("countpage" in script.lower() for script in scripts)
    )
    if template := _template(scripts, url):
        here = current if current is not None else _numbered(url, template)
        last = total - 1 if zero_based else total
        if template.counts_from_one and current is not None and in_stem(url) == current + 1:
            here, last = current + 1, total
        return [
            (step, urljoin(url, f"{template.before}{here + step}{template.after}"))
            for step in range(1, MAX_AHEAD + 2)
            if here + step <= last
        ]
    if in_url is not None and (first := with_page_number(url, in_url)):
        last = total - 1 if zero_based else total
        return [
            (n - in_url, with_page_number(first, n) or first)
            for n in range(in_url + 1, min(in_url + MAX_AHEAD + 1, last) + 1)
        ]
    parts = urlsplit(url)
    folder, _, name = parts.path.rpartition("/")
    stem, dot, extension = name.rpartition(".")
    if (name and not dot) or parts.query:
        mark = "&" if parts.query else "?"
        return [(n - 1, f"{url}{mark}page={n}") for n in range(2, min(MAX_AHEAD + 2, total) + 1)]
    stem, extension = (stem, extension) if dot else ("index", default_extension)
    first_number, last = (1, total - 1) if zero_based else (2, total)
    return [
        (n - first_number + 1, urljoin(url, f"{folder}/{stem}_{n}.{extension}"))
        for n in range(first_number, min(first_number + MAX_AHEAD, last) + 1)
    ]


def _numbered(url: str, template: "_Template") -> int:
    """The number that an address has where the template writes it; 1 for the front of the list."""
    stem = urlsplit(url).path.rpartition("/")[2].partition(".")[0]
    head = template.before.rpartition("/")[2]
    number = stem.removeprefix(head) if head else ""
    return int(number) if number != stem and number.isdecimal() else 1


class _Template(NamedTuple):
    """What a script writes around a page number: "index_", ".html"; "?page=", ""."""

    before: str
    after: str
    counts_from_one: bool = False
    """Whether it adds one to a counter that is not the current page: 'node_7_' + (i + 1)."""


def _template(scripts: list[str], url: str) -> _Template | None:
    own = _unnumbered_stem(url)
    for script in scripts:
        if (former := _FORMER.search(script)) and (latter := _LATTER.search(script)):
            mark = "_" if former[1] == "Former" else ""
            return _Template(f"{former[2]}{mark}", latter[1])
        texts: dict[str, str] | None = None
        for found in _CONCAT.finditer(script):
            if texts is None and (len(found[1]) == 1 or found[3] == "."):
                texts = dict(_TEXT.findall(script))
            before, counter, after = _named(found, script, own, texts or {})
            if len(before) < 2 or after == ".":
                continue  # a name that no variable of the script holds
            stem = before.rpartition("/")[2][:-1]
            is_pager = stem in (own, _OWN_NUMBER.sub("", own)) or re.search(
                r"(?:index|list|page|node|p|more)[-_]$|[?&]\w*p(?:age)?\w*=$", before, re.IGNORECASE
            )
            if is_pager and (after.startswith((".", "&")) or not after):
                name, plus, _ = counter.lower().replace(" ", "").partition("+")
                return _Template(before, after, bool(plus) and name not in PAGER["current"])
    return None


def _named(
    found: re.Match[str], script: str, stem: str, texts: dict[str, str]
) -> tuple[str, str, str]:
    """Return (before, counter, after) of a concatenation, with the names its variables hold."""
    before, counter, after = found[1], found[2], found[3] or ""
    start = max(0, found.start() - 60)
    if len(before) == 1 and _OWN_ADDRESS.search(script, start, found.start()):
        stem = _OWN_NUMBER.sub("", stem) if "\\d" in script else stem
        return f"{stem}{before}", counter, after  # u.replace('.html', '_' + i + '.html')
    if len(before) == 1:
        name = _NAME_BEFORE.search(script, start, found.start())
        before = (texts.get(name[1], "") if name else "") + before
    if after == ".":
        name = _NAME_AFTER.match(script, found.end())
        after += texts.get(name[1], "") if name else ""
    return before, counter, after


def _unnumbered_stem(url: str) -> str:
    """The file stem of a list, without the number of its page: node_1002 of node_1002_2.htm."""
    stem = urlsplit(url).path.rpartition("/")[2].partition(".")[0]
    found = re.fullmatch(r"(.*[-_]\d+)[-_]\d{1,4}", stem)
    return found[1] if found else stem


def in_stem(url: str) -> int:
    """Return the page that an address names behind the number of its list; 1 where it names none."""
    stem = urlsplit(url).path.rpartition("/")[2].partition(".")[0]
    found = re.fullmatch(r".*[-_]\d+[-_](\d{1,4})", stem)
    return int(found[1]) if found else 1
