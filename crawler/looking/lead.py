"""The first sentences of a page: what somebody with ten seconds has to know."""

from datetime import datetime, timedelta, timezone
from typing import Any

from crawler.looking.facts import Facts, SiteFacts
from crawler.looking.markup import Markup, element, say
from crawler.looking.words import VERDICTS

_BEIJING = timezone(timedelta(hours=8))
_MAX_NAMED = 3


def beijing(moment: str) -> str:
    """Return a moment as an editor reads it.

    >>> beijing("2026-03-05T22:30:00+00:00")
    '2026-03-06 06:30'
    """
    return datetime.fromisoformat(moment).astimezone(_BEIJING).strftime("%Y-%m-%d %H:%M")


def lead(facts: Facts, polluted: list[SiteFacts], run: int | None) -> Markup:
    """Return how the last run ended, what there is, and which sites are hijacked."""
    english, chinese = _of_run(facts, run)
    english += f"{_count(facts.articles, 'article')} of {_count(len(facts.sites), 'site')}. "
    chinese += f"共 {len(facts.sites)} 个网站 {facts.articles} 篇文章。"
    hijacked = [site for site in polluted if site.statuses["hijacked"]]
    injected = [site for site in polluted if not site.statuses["hijacked"]]
    if hijacked:
        english += f"Hijacked: {_named(hijacked, ', ')}. "
        chinese += f"被劫持：{_named(hijacked, '、')}。"
    if injected:
        english += f"Adverts injected: {_named(injected, ', ')}. "
        chinese += f"被植入广告：{_named(injected, '、')}。"
    if not polluted:
        english += "No page was hijacked or had adverts injected."
        chinese += "没有页面被劫持或被植入广告。"
    return element("p", say(english.strip(), chinese), class_="lead is-bad" if hijacked else "lead")


def _of_run(facts: Facts, run: int | None) -> tuple[str, str]:
    found = [seen for seen in facts.runs if run in (None, seen["run"])]
    if not found:
        return "", ""
    last = found[0]
    if last["verdict"] is None or last["ended_at"] is None:
        started = beijing(last["started_at"])
        return (
            f"Run {last['run']} began {started}, Beijing time, and has not ended. ",
            f"第 {last['run']} 次运行始于 {started}，尚未结束。",
        )
    verdict, ended = last["verdict"], beijing(last["ended_at"])
    word = VERDICTS.get(verdict, (verdict, verdict))[1]
    return (
        f"Run {last['run']} ended {ended}, Beijing time: {verdict}. ",
        f"第 {last['run']} 次运行于 {ended} 结束：{word}。",
    )


def _named(sites: list[SiteFacts], between: str) -> str:
    names = [
        site.name + (f" ({brands[0][0]})" if (brands := site.brands.most_common(1)) else "")
        for site in sites[:_MAX_NAMED]
    ]
    more = len(sites) - len(names)
    return between.join(names) + (f" +{more}" if more else "")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def lead_of_page(record: dict[str, Any], cuts: int) -> Markup:
    """Return what became of a page: whether it is polluted, by which name, and what was cut."""
    integrity = record["integrity"]
    names = "、".join(integrity["brands"][:_MAX_NAMED])
    english = {
        "clean": "An ordinary page. ",
        "injected": "Advertisements were planted in this page{}. ",
        "hijacked": "This page was hijacked: spam was written over it{}. ",
    }[integrity["status"]].format(f" ({names})" if names else "")
    chinese = {
        "clean": "普通页面。",
        "injected": "此页被植入广告{}。",
        "hijacked": "此页被劫持，垃圾广告覆盖了它{}。",
    }[integrity["status"]].format(f"（{names}）" if names else "")
    if integrity["body"] == "damaged":
        english += "Words of the story were replaced, and nothing on the page restores them. "
        chinese += "正文中有文字被替换，页面上无从恢复。"
    elif integrity["status"] != "clean":
        english += "The story itself is whole. "
        chinese += "正文完整。"
    english += f"{_count(cuts, 'piece')} of the page {'was' if cuts == 1 else 'were'} cut."
    chinese += f"共删除 {cuts} 处。"
    is_bad = integrity["status"] != "clean"
    return element("p", say(english, chinese), class_="lead is-bad" if is_bad else "lead")
