"""The judge of a site: what its last runs brought, held against what it used to bring. Pure.

Nothing is set by hand: the baseline is what the site itself gave before. A finding needs several
pages (or several runs, or days), so that one odd run of a small site alarms nobody.
"""

import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from statistics import median

from crawler.health.chance import at_most, tail
from crawler.health.figures import added, figures_of, links_of_days, summed
from crawler.health.measure import FIELDS, Measure, SiteHistory, StartPage
from crawler.health.verdict import Finding, Stage, Status, Verdict

MIN_PAGES = 8
"""A share is judged from so many pages on; fewer of the last run are joined with runs before it."""
MIN_BASELINE_RUNS = 3
MIN_BASELINE_PAGES = 20
MAX_CHANCE = 1e-6
"""How unlikely a finding must be if nothing had changed: a few hundred sites, judged fifty times a
day on ten shares, then alarm falsely less than once a week."""
MIN_CHANGE = 0.3
"""What changes less is no break."""
BAD_RUNS = 2
"""A start page that fails once may be a server's bad minute."""
SHORT_DROUGHT = timedelta(hours=26)
"""Most sites publish daily; a night and an editor's morning are no drought."""
WEEKEND_DROUGHT = timedelta(hours=74)
"""What a baseline must allow for that has not seen a weekend."""
MISSED_LINKS = 20
"""A site that publishes now and then is silent now and then: so many links must have failed to come."""
MIN_DAYS = 7
LOW_DAYS = 2
MIN_PER_DAY = 12
LOW_SHARE = 0.25
MANY = 0.2
MANY_CHANCE = 1e-3
"""Five hijacked pages of five, or seven of eight, are a hijacked site, whatever it used to be."""

_ROBOTS = frozenset({"robots", "robots-unreachable"})


def judge(history: SiteHistory, *, learn_from: int = 0, learn_until: int | None = None) -> Verdict:
    """Return the verdict on a site from what its runs brought, oldest first, at least one.

    The baseline is learnt from runs `learn_from` <= run < `learn_until`: what a broken site gives is
    not what it should give.
    """
    return _Case(history, learn_from, learn_until).verdict()


class _Case:
    def __init__(self, history: SiteHistory, learn_from: int, learn_until: int | None) -> None:
        self.history = history
        self.is_accepted = learn_from > 0
        measures = [m for m in history.measures if m.run >= learn_from]
        self.measures = measures or history.measures[-1:]
        self.last = self.measures[-1]
        recent = _recent(self.measures, learn_until)
        self.recent = self.measures[len(self.measures) - recent :]
        earlier = self.measures[: len(self.measures) - recent]
        self.baseline = [m for m in earlier if learn_until is None or m.run < learn_until]

    @property
    def is_young(self) -> bool:
        pages = sum(m.read for m in self.baseline)
        runs = sum(1 for m in self.baseline if m.read)
        return runs < MIN_BASELINE_RUNS or pages < MIN_BASELINE_PAGES

    def verdict(self) -> Verdict:
        findings = tuple(self._findings())
        first = findings[0] if findings else None
        if first is None:
            status = Status.YOUNG if self.is_young else Status.WELL
            said = self._why_young() if self.is_young else self._in_figures()
        else:
            status = Status.HIJACKED if first.stage is Stage.SPAM else Status.BROKEN
            said = first.said
        return Verdict(
            site=self.history.site,
            status=status,
            stage=first.stage if first else None,
            said=said,
            findings=findings,
            run=self.last.run,
            since_run=self.recent[0].run,
            figures=figures_of(self.recent, self.baseline, len(self.measures))
            | {"last_article_at": self.history.last_article_at},
        )

    def _findings(self) -> Iterator[Finding]:
        for check in (
            self._starts, self._failures, self._drought, self._few, self._extraction, self._fields,
            self._lengths, self._spam,
        ):  # fmt: skip
            yield from check()

    # ---- robots, fetch ---------------------------------------------------------------------

    def _starts(self) -> Iterator[Finding]:
        """Judge the start pages: where all of them fail, nothing else can be said."""
        starts = [start for start in self.history.starts if start.reason != "moved"]
        bad = [start for start in starts if _is_bad(start)]
        if not bad or len(bad) < len(starts):
            return
        first = bad[0]
        reason = first.reason or first.state
        said = f"{first.url} cannot be read: {reason}" + _in_brackets(first.detail)
        if first.reason in _ROBOTS:
            yield Finding(Stage.ROBOTS, f"{said}.", reason)
            return
        runs = sum(1 for m in self.history.measures if m.run >= min(s.since_run for s in bad))
        if runs < BAD_RUNS:
            return
        stage = Stage.DISCOVERY if first.state == "rejected" else Stage.FETCH
        stage = Stage.FETCH if reason == "challenge" else stage
        yield Finding(stage, f"{said}, for {runs} runs.", reason)

    def _failures(self) -> Iterator[Finding]:
        def failed(m: Measure) -> tuple[int, int]:
            count = sum(m.failed.values())
            return count, count + m.articles + sum(m.rejected.values())

        reasons = added(m.failed for m in self.recent)
        yield from self._share(
            Stage.FETCH, failed, "{0} of {1} pages could not be fetched" + _most(reasons), reasons
        )

    # ---- discovery -------------------------------------------------------------------------

    def _drought(self) -> Iterator[Finding]:
        """Nothing new for longer than it ever took."""
        arrivals = [m for m in self.measures if m.sighted]
        if len(arrivals) < 5 or self.last.sighted:
            return
        quiet_runs = sum(1 for m in self.measures if m.run > arrivals[-1].run)
        drought = self.last.at - arrivals[-1].at
        longest = max(b.at - a.at for a, b in itertools.pairwise(arrivals))
        seen = arrivals[-1].at - self.measures[0].at
        links_a_day = sum(m.sighted for m in self.measures[1:]) / max(
            seen / timedelta(days=1), 0.01
        )
        patience = max(2 * longest, SHORT_DROUGHT)
        if links_a_day * (drought / timedelta(days=1)) < MISSED_LINKS:
            return
        if seen < timedelta(days=8):
            patience = max(patience, WEEKEND_DROUGHT)
        if quiet_runs >= 3 and drought > patience:
            yield Finding(
                Stage.DISCOVERY,
                f"The lists are read, but have led to nothing new for {_hours(drought)}; "
                f"the longest pause before was {_hours(longest)}.",
            )

    def _few(self) -> Iterator[Finding]:
        """Some channels may be lost: far fewer links a day than there used to be."""
        days = links_of_days([m for m in self.measures if m.run >= self.measures[0].run])
        if len(days) < MIN_DAYS + LOW_DAYS:
            return
        before, now = sorted(days[:-LOW_DAYS]), days[-LOW_DAYS:]
        usual = median(before)
        is_low = 0 < sum(now) < LOW_SHARE * LOW_DAYS * usual and max(now) < before[0]
        if is_low and usual >= MIN_PER_DAY and at_most(sum(now), LOW_DAYS * before[0]) < MAX_CHANCE:
            yield Finding(
                Stage.DISCOVERY,
                f"{sum(now)} new links in {LOW_DAYS} days, where {usual:.0f} a day were usual.",
            )

    # ---- extraction, fields, spam ----------------------------------------------------------

    def _extraction(self) -> Iterator[Finding]:
        def rejected(m: Measure) -> tuple[int, int]:
            count = sum(m.rejected.values())
            return count, count + m.articles

        reasons = added(m.rejected for m in self.recent)
        yield from self._share(
            Stage.EXTRACTION,
            rejected,
            "{0} of {1} pages gave no article" + _most(reasons),
            reasons,
        )

    def _fields(self) -> Iterator[Finding]:
        for name in FIELDS:

            def missing(m: Measure, name: str = name) -> tuple[int, int]:
                return m.read - m.filled[name], m.read

            yield from self._share(Stage.FIELDS, missing, f"{{0}} of {{1}} articles lack {name}")

    def _lengths(self) -> Iterator[Finding]:
        """Bodies that were cut off: most are shorter than nearly all used to be."""
        before = sorted(chars for m in self.baseline for chars in m.chars)
        if not before:
            return
        floor = before[len(before) // 20] * 0.6

        def short(m: Measure) -> tuple[int, int]:
            return sum(chars < floor for chars in m.chars), m.read

        usual = before[len(before) // 2]
        now = sorted(chars for m in self.recent for chars in m.chars)
        middle = now[len(now) // 2] if now else 0
        yield from self._share(
            Stage.EXTRACTION,
            short,
            f"{{0}} of {{1}} texts are far too short: {middle} chars, where {usual} were usual",
        )

    def _spam(self) -> Iterator[Finding]:
        def hijacked(m: Measure) -> tuple[int, int]:
            return m.hijacked + m.doorways, m.read + m.doorways

        brands = added(m.brands for m in self.recent)
        named = f": {'、'.join(brand for brand, _ in brands.most_common(3))}" if brands else ""
        said = "{0} of {1} pages are hijacked" + named.replace("{", "{{").replace("}", "}}")
        found = list(self._share(Stage.SPAM, hijacked, said))
        if found:
            yield from found
            return
        bad, whole = summed(hijacked, self.recent)
        if not self.is_accepted and tail(bad, whole, MANY) < MANY_CHANCE:
            yield Finding(Stage.SPAM, said.format(bad, whole) + ".")

    def _share(
        self,
        stage: Stage,
        counts: Callable[[Measure], tuple[int, int]],
        said: str,
        reasons: Counter[str] | None = None,
    ) -> Iterator[Finding]:
        """Yield a finding where the share of bad pages has risen beyond chance."""
        if self.is_young:
            return
        before, of = summed(counts, self.baseline)
        bad, pages = summed(counts, self.recent)
        if pages < MIN_PAGES or not of:
            return
        expected = (before + 1) / (of + 2)
        if bad / pages - before / of < MIN_CHANGE or tail(bad, pages, expected) > MAX_CHANCE:
            return
        (reason, _), *_ = reasons.most_common(1) if reasons else [(None, 0)]
        yield Finding(stage, f"{said.format(bad, pages)}; before {before} of {of}.", reason)

    # ---- words and figures -----------------------------------------------------------------

    def _why_young(self) -> str:
        runs = sum(1 for m in self.measures if m.read)
        pages = sum(m.articles for m in self.measures)
        return (
            f"{'1 run' if runs == 1 else f'{runs} runs'} with {pages} articles so far; it is compared with itself from "
            f"{MIN_BASELINE_RUNS + 1} runs and about {MIN_BASELINE_PAGES + MIN_PAGES} articles on."
        )

    def _in_figures(self) -> str:
        new = sum(m.articles for m in self.recent)
        runs = "the last run" if len(self.recent) == 1 else f"the last {len(self.recent)} runs"
        return f"{new} new articles in {runs}."


def _recent(measures: list[Measure], learn_until: int | None) -> int:
    """Return how many of the last runs are judged together: until they hold enough pages."""
    pages = 0
    for count, measure in enumerate(reversed(measures), 1):
        pages += measure.articles + sum(measure.rejected.values()) + measure.doorways
        pages += sum(measure.failed.values())
        after = measures[-count - 1].run if count < len(measures) else None
        if learn_until is not None and after is not None and after < learn_until:
            return count
        if pages >= MIN_PAGES:
            return count
    return len(measures)


def _is_bad(start: StartPage) -> bool:
    if start.state == "pending":
        return start.reason is not None and start.reason != "limit"
    return start.state in ("failed", "rejected", "gone") or start.state == "skipped"


def _most(reasons: Counter[str]) -> str:
    named = ", ".join(f"{reason} {count}" for reason, count in reasons.most_common(3))
    return f" ({named})" if named else ""


def _hours(span: timedelta) -> str:
    hours = span.total_seconds() / 3600
    return f"{hours / 24:.1f} days" if hours >= 48 else f"{hours:.0f} hours"


def _in_brackets(detail: str | None) -> str:
    return f" ({detail})" if detail else ""
