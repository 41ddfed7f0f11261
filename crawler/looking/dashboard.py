"""The page of `scrapy report`: how a crawl went, and what it brought."""

from typing import Any

from crawler.looking.charts import day_chart, meter, timeline
from crawler.looking.facts import MAX_SHOWN, MAX_TITLES, Facts, Failure, SiteFacts
from crawler.looking.frame import framed
from crawler.looking.lead import beijing, lead
from crawler.looking.markup import Markup, address, element, markup_of, quoted, say
from crawler.looking.proofs import tell
from crawler.looking.words import REASONS, STATES, STATUS, VERDICTS, named

_MAX_ROWS = 300


def dashboard(facts: Facts, timings: dict[str, Any], name: str, run: int | None) -> str:
    """Return the whole HTML page; `name` is the state folder, `run` the run shown, if only one."""
    polluted = sorted(
        (site for site in facts.sites.values() if site.statuses.total() > site.statuses["clean"]),
        key=lambda site: (-site.statuses["hijacked"], -site.statuses["injected"], site.name),
    )
    hijacked = ("hijacked", say("Polluted sites", "受污染的网站"), _polluted(polluted))
    sections = [
        ("sum", say("Overview", "概览"), _overview(facts)),
        hijacked,
        ("days", say("Articles by day", "每日文章"), _days(facts)),
        ("search", say("Search titles", "搜索标题"), _search(facts)),
        ("sites", say("Sites", "网站"), _sites(facts)),
        ("rejections", say("Why pages gave no article", "没有文章的原因"), _reasons(facts)),
        ("failures", say("Failures", "失败"), _failures(facts)),
        ("duplicates", say("Duplicates", "重复文章"), _duplicates(facts)),
        ("slowest", say("Slowest answers", "最慢的响应"), _slowest(timings)),
        ("runs", say("Runs", "历次运行"), _runs(facts)),
    ]
    which = (
        say(f"Crawl report, run {run}", f"抓取报告，第 {run} 次运行")
        if run
        else say("Crawl report", "抓取报告")
    )
    data = {
        "titles": [title._asdict() for title in facts.titles],
        "words": {
            "status": {
                status: {"en": STATUS[status][0], "zh": STATUS[status][1]}
                for status in ("injected", "hijacked")
            },
            "en": "{found} found, {shown} shown",
            "zh": "找到 {found} 篇，显示 {shown} 篇",
        },
    }
    heading = element(
        "div",
        element("h1", which),
        lead(facts, polluted, run),
        element("p", quoted(name), class_="note"),
    )
    foot = element("p", "Qingwen 清闻")
    return framed(
        "Crawl report · Qingwen", heading, sections, script="report.js", data=data, foot=foot
    )


def _overview(facts: Facts) -> Markup:
    statuses = sum((site.statuses for site in facts.sites.values()), start=type(facts.reasons)())
    refused = facts.reasons.total()
    waiting = facts.states.get("pending", 0) + facts.states.get("leased", 0)
    cards = [
        (say("articles", "文章"), facts.articles),
        (say("sites", "网站"), len(facts.sites)),
        (named(STATUS, "hijacked"), statuses["hijacked"]),
        (named(STATUS, "injected"), statuses["injected"]),
        (say("duplicates", "重复"), facts.duplicate_count),
        (say("vanished", "已消失"), facts.deleted),
        (say("without article", "没有文章"), refused),
        (say("waiting", "等待中"), waiting),
    ]
    bad = (2, 3)
    return element(
        "dl",
        *[
            element("div", element("dt", what), element("dd", count),
                    class_="is-none" if not count else "is-bad" if place in bad else None)
            for place, (what, count) in enumerate(cards)
        ],
        class_="cards",
    )  # fmt: skip


def _days(facts: Facts) -> Markup:
    undated = facts.days.get("")
    note = (
        say(f"{undated.total()} articles without a day.", f"{undated.total()} 篇没有日期。")
        if undated
        else ""
    )
    return markup_of([day_chart(facts.days), element("p", note, class_="note") if note else None])


def _search(facts: Facts) -> Markup:
    more = facts.articles > len(facts.titles)
    note = say(
        f"The newest {MAX_TITLES} of {facts.articles} articles.",
        f"共 {facts.articles} 篇，可搜索最新的 {MAX_TITLES} 篇。",
    )
    return markup_of([
        element("label", say("Words in title or site", "标题或网站中的词"), for_="search-field"),
        element("input", type="search", id="search-field", disabled=True, autocomplete="off"),
        element("p", "", id="search-count", class_="note", role="status"),
        element("p", note, class_="note") if more else None,
        element("ul", *[_result(title) for title in facts.titles[:15]], class_="results", id="search-results"),
    ])  # fmt: skip


def _result(title: Any) -> Markup:
    note = " · ".join(filter(None, (title.day, title.site)))
    name = element("span", quoted(title.title), class_="result-title", lang="zh-Hans")
    return element("li", name, element("span", quoted(note), class_="result-note"))


def _polluted(sites: list[SiteFacts]) -> Markup:
    if not sites:
        return element("p", say("No site shows injected text.", "没有发现被污染的网站。"))
    return markup_of([_polluted_site(site) for site in sites[:_MAX_ROWS]])


def _polluted_site(site: SiteFacts) -> Markup:
    chips = [
        element(
            "li", named(STATUS, status), f" {site.statuses[status]}", class_=f"chip status-{status}"
        )
        for status in ("hijacked", "injected", "clean")
        if site.statuses[status]
    ]
    brands = [
        element("li", quoted(brand), f" ×{count}", class_="chip", lang="zh-Hans")
        for brand, count in site.brands.most_common(8)
    ]
    bad = sorted(day for day, counts in site.days.items() if counts.total() > counts["clean"])
    seen = (
        say(f"first seen {bad[0]}, last {bad[-1]}", f"首次发现 {bad[0]}，最近 {bad[-1]}")
        if bad
        else ""
    )
    return element(
        "div",
        element("h3", quoted(site.name), lang="zh-Hans"),
        element(
            "p", quoted(", ".join(sorted(site.hosts))), " · " if seen else "", seen, class_="note"
        ),
        element("ul", *chips, *brands, class_="chips"),
        timeline(site.days),
        class_="site",
    )


def _sites(facts: Facts) -> Markup:
    sites = sorted(facts.sites.values(), key=lambda site: (-site.articles, site.name))
    most = max((site.articles for site in sites), default=1)
    rows = [
        element(
            "tr",
            element("th", quoted(site.name), scope="row", lang="zh-Hans"),
            _number(site.articles),
            element("td", meter(site.articles, most)),
            _number(site.articles - site.statuses["clean"]),
            _number(site.refused),
            element("td", site.newest or "–", class_="short"),
        )
        for site in sites[:_MAX_ROWS]
    ]
    names = [
        (say("site", "网站"), ""), (say("articles", "文章"), "number"), ("", ""),
        (say("polluted", "受污染"), "number"), (say("without article", "没有文章"), "number"),
        (say("newest", "最新"), ""),
    ]  # fmt: skip
    return _table(names, rows, "sites-name")


def _reasons(facts: Facts) -> Markup:
    if not facts.reasons:
        return element(
            "p", say("Every page gave an article or was a list.", "所有页面都有文章或是列表。")
        )
    most = max(facts.reasons.values())
    rows = [
        element("tr", element("th", quoted(reason or "–"), scope="row"), _meaning(reason),
                element("td", named(STATES, state), class_="short"), _number(count),
                element("td", meter(count, most)))
        for (state, reason), count in facts.reasons.most_common()
    ]  # fmt: skip
    names = [
        (say("reason", "原因"), ""),
        (say("meaning", "含义"), ""),
        (say("state", "状态"), ""),
        (say("URLs", "网址"), "number"),
        ("", ""),
    ]
    return _table(names, rows, "rejections-name")


def _meaning(reason: str) -> Markup:
    return element("td", named(REASONS, reason) if reason in REASONS else "–")


def _failures(facts: Facts) -> Markup:
    if not facts.failures:
        return element("p", say("None.", "无。"))
    entries = [
        element("li", element("span", address(failure.url)),
                element("span", _why(failure), class_="note"))
        for failure in facts.failures
    ]  # fmt: skip
    return markup_of(
        [_capped(len(entries), facts.reasons.total()), element("ul", *entries, class_="entries")]
    )


def _why(failure: Failure) -> Markup:
    reason = quoted(failure.reason)
    if not failure.detail:
        return reason
    return markup_of([reason, ": " if reason else "", tell(failure.detail)])


def _duplicates(facts: Facts) -> Markup:
    if not facts.duplicates:
        return element("p", say("None.", "无。"))
    entries = [
        element("li", element("span", quoted(copy.title), lang="zh-Hans"),
                element("span", address(copy.url), class_="note"),
                element("span", say("copy of", "转自"), " ", address(copy.original), class_="note"))
        for copy in facts.duplicates
    ]  # fmt: skip
    return markup_of(
        [_capped(len(entries), facts.duplicate_count), element("ul", *entries, class_="entries")]
    )


def _capped(shown: int, total: int) -> Markup | None:
    if total <= shown or shown < MAX_SHOWN:
        return None
    return element(
        "p", say(f"{shown} of {total}.", f"共 {total} 条，显示 {shown} 条。"), class_="note"
    )


def _slowest(timings: dict[str, Any]) -> Markup:
    if not timings["slowest"]:
        return element("p", say("No run has noted its times yet.", "尚无响应时间记录。"))
    entries = [
        element(
            "li",
            element("span", f"{page['latency_s']:.2f} s"),
            element("span", address(page["url"]), class_="note"),
        )
        for page in timings["slowest"][:10]
    ]
    hosts = [
        element(
            "tr",
            element("th", quoted(host), scope="row"),
            _number(f"{seen['mean_s']:.2f} s"),
            _number(seen["answers"]),
        )
        for host, seen in sorted(timings["hosts"].items(), key=lambda item: -item[1]["mean_s"])[:20]
    ]
    names = [
        (say("host", "主机"), ""),
        (say("mean", "平均"), "number"),
        (say("answers", "响应"), "number"),
    ]
    return markup_of(
        [_table(names, hosts, "slowest-name"), element("ul", *entries, class_="entries")]
    )


def _runs(facts: Facts) -> Markup:
    rows = [
        element("tr", _number(run["run"]), element("td", named(VERDICTS, run["verdict"] or "–"), class_="short"),
                _time(run["started_at"]), _time(run["ended_at"]))
        for run in facts.runs
    ]  # fmt: skip
    names = [
        (say("run", "次"), "number"), (say("verdict", "结果"), ""),
        (say("started, Beijing time", "开始（北京时间）"), ""), (say("ended", "结束"), ""),
    ]  # fmt: skip
    return _table(names, rows, "runs-name")


def _time(moment: str | None) -> Markup:
    return element("td", beijing(moment) if moment else "–", class_="short")


def _number(value: object) -> Markup:
    return element("td", value, class_="number")


def _table(names: list[tuple[Markup | str, str]], rows: list[Markup], label: str) -> Markup:
    head = [
        element("th", name, scope="col", class_=kind or None) if name else element("td", "")
        for name, kind in names
    ]
    table = element("table", element("thead", element("tr", *head)), element("tbody", *rows))
    return element(
        "div", table, class_="scroll", role="region", tabindex="0", aria_labelledby=label
    )
