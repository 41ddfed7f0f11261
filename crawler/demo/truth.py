"""What a perfect crawl of the demo sites writes down: the authors' own data, by address."""

from dataclasses import dataclass
from datetime import datetime

from crawler.demo.outlet import Outlet, Picture, Row, Story
from crawler.demo.server import RunningSite
from crawler.demo.site import story_path


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """The record of one story, as far as its author knows it."""

    outlet: Outlet
    title: str
    kicker: str | None
    subtitle: str | None
    published_at: str
    source: str | None
    bylines: tuple[tuple[str, str], ...]
    paragraphs: tuple[str, ...]
    images: tuple[tuple[str, str], ...]
    """(caption, credit)."""
    status: str
    """The `integrity` that the page deserves."""


def expected_articles(sites: list[RunningSite]) -> dict[str, Expected]:
    """Return the expected record of every story by its address."""
    return {
        site.home[:-1] + story_path(site.outlet, story): _expected(site.outlet, story)
        for site in sites
        for story in site.outlet.stories
    }


def expected_rejections(sites: list[RunningSite]) -> dict[str, str]:
    """Return the reason for which each page that poses as a story must be turned down."""
    return {
        site.home[:-1] + page.path: page.rejection for site in sites for page in site.outlet.pages
    }


def _expected(outlet: Outlet, story: Story) -> Expected:
    parts = [part for page in story.pages for part in page]
    moment = story.published
    labelled = [(name, "author") for name in story.author.split()]
    labelled += [(story.editor, "editor")] if story.editor else []
    return Expected(
        outlet=outlet,
        title=story.title,
        kicker=story.kicker or None,
        subtitle=story.subtitle or None,
        published_at=(
            f"{moment.isoformat()}+08:00" if isinstance(moment, datetime) else moment.isoformat()
        ),
        source=story.source or None,
        bylines=tuple(sorted([*labelled, *story.bylines])),
        paragraphs=tuple(
            " ".join(part.cells) if isinstance(part, Row) else part
            for part in parts
            if not isinstance(part, Picture)
        ),
        images=tuple((part.caption, part.credit) for part in parts if isinstance(part, Picture)),
        status="hijacked" if outlet.brand else "injected" if story.advert else "clean",
    )
