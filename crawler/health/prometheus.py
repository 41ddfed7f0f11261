"""Figures for Prometheus, as a text file for the collector of node_exporter."""

from collections.abc import Iterator
from datetime import datetime

from crawler.health.checkup import Finished
from crawler.health.measure import FIELDS
from crawler.health.verdict import Stage, Status

_GAUGES = {
    "articles_last_run": "New articles of the last run.",
    "articles_a_run": "New articles of a run, by the baseline.",
    "rejected_share": "Share of pages that gave no article.",
    "hijacked_share": "Share of articles from hijacked pages.",
    "injected_share": "Share of articles from pages with injected advertisements.",
    "body_chars": "Median length of a text, in chars.",
    "body_chars_usual": "Median length of a text by the baseline, in chars.",
}


def exposition(sites: list[Finished], now: datetime) -> str:
    """Return the figures of all sites in the text format of Prometheus."""
    return "\n".join([*_lines(sites, now), ""])


def _lines(sites: list[Finished], now: datetime) -> Iterator[str]:
    yield from _head("health_timestamp_seconds", "When the sites were checked.")
    yield f"qingwen_health_timestamp_seconds {now.timestamp():.0f}"
    yield from _head("site_status", "1 for the status that the site has.")
    for finished in sites:
        for status in Status:
            value = int(finished.verdict.status is status)
            yield f"qingwen_site_status{{{_labels(finished, status=str(status))}}} {value}"
    yield from _head("site_failed_stage", "1 for the first stage that fails.")
    for finished in sites:
        for stage in Stage:
            value = int(finished.verdict.stage is stage)
            yield f"qingwen_site_failed_stage{{{_labels(finished, stage=str(stage))}}} {value}"
    for name, help_text in _GAUGES.items():
        yield from _head(f"site_{name}", help_text)
        for finished in sites:
            figure = finished.verdict.figures.get(name)
            if figure is not None:
                yield f"qingwen_site_{name}{{{_labels(finished)}}} {figure}"
    yield from _head("site_filled_share", "Share of articles that have a field.")
    for finished in sites:
        for field in FIELDS:
            share = finished.verdict.figures.get(f"filled_{field}")
            if share is not None:
                yield f"qingwen_site_filled_share{{{_labels(finished, field=field)}}} {share}"
    yield from _head("site_last_article_timestamp_seconds", "When its newest record was fetched.")
    for finished in sites:
        fetched_at = finished.verdict.figures.get("last_article_at")
        if isinstance(fetched_at, str):
            moment = datetime.fromisoformat(fetched_at).timestamp()
            yield f"qingwen_site_last_article_timestamp_seconds{{{_labels(finished)}}} {moment:.0f}"


def _head(name: str, help_text: str) -> list[str]:
    return [f"# HELP qingwen_{name} {help_text}", f"# TYPE qingwen_{name} gauge"]


def _labels(finished: Finished, **more: str) -> str:
    labels = {"job": finished.job or "", "site": finished.verdict.site, **more}
    return ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items())


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
