"""A skin: how the CMS of an outlet lays out its pages and builds its addresses.

A skin is a folder under `skins/`: `skin.toml` holds address patterns and fragments,
`article.html`, `list.html` and `home.html` the pages around them; `$name` marks a place to fill.
"""

import tomllib
from datetime import date, datetime
from functools import cache
from html import escape
from string import Template
from typing import Any

from crawler.demo.outlet import HERE, Channel, Part, Picture, Row, Story


class Skin:
    """One skin, loaded."""

    def __init__(self, name: str) -> None:
        self.folder = HERE / "skins" / name
        self.rules: dict[str, Any] = tomllib.loads(
            (self.folder / "skin.toml").read_text(encoding="utf-8")
        )

    # -- addresses ----------------------------------------------------------------------------

    def story_path(self, story: Story, channel: Channel, page: int = 1) -> str:
        """Return the path of a story, or of its page number `page`."""
        return self._path(
            "story" if page == 1 else "later_page", channel, story.day, page, story.id
        )

    def list_path(self, channel: Channel, day: date, page: int = 1) -> str:
        """Return the path of a list page; `day` is that of its newest story."""
        return self._path("first_list" if page == 1 else "later_list", channel, day, page)

    def _path(self, rule: str, channel: Channel, day: date, page: int, story_id: int = 0) -> str:
        return Template(self.rules[rule]).substitute(
            channel=channel.id,
            number=channel.number,
            id=story_id,
            page=page,
            before=page - 1,
            year=f"{day:%Y}",
            month=f"{day:%Y%m}",
            day=f"{day:%Y%m%d}",
            year_month=f"{day:%Y-%m}",
            day_of_month=f"{day:%d}",
            month_day=f"{day:%m%d}",
        )

    # -- pages --------------------------------------------------------------------------------

    def page(self, name: str, values: dict[str, str]) -> str:
        """Fill `article`, `list` or `home`; a kit's skin writes everything in lower case."""
        template = Template((self.folder / f"{name}.html").read_text(encoding="utf-8"))
        filled = template.substitute(values)
        return filled.lower() if self.rules.get("lower_case") else filled

    def fragment(self, name: str, /, **values: object) -> str:
        """Fill a fragment; "" where this skin has none of that name."""
        template = self.rules["fragment"].get(name, "")
        return Template(template).substitute({key: escape(str(v)) for key, v in values.items()})

    def wrap(self, name: str, /, **markup: str) -> str:
        """Fill a fragment with markup that is ready."""
        return Template(self.rules["fragment"].get(name, "")).substitute(markup)

    def shown_date(self, moment: datetime | date) -> str:
        """Return the date as this skin prints it."""
        return moment.strftime(self.rules["shown_date"])

    def body(self, story: Story, page: int = 1) -> str:
        """Return the body of a story's page in the markup of this skin."""
        if story.shape == "bare":
            return "".join(
                f"　　{escape(part)}" for part in story.pages[0] if isinstance(part, str)
            )
        pieces: list[str] = []
        rows: list[str] = []
        paragraphs = 0
        for part in story.pages[page - 1]:
            if isinstance(part, Row):
                cells = "".join(self.fragment("cell", text=cell) for cell in part.cells)
                rows.append(self.wrap("table_row", cells=cells))
                continue
            if rows:
                pieces.append(self.wrap("table", rows="".join(rows)))
                rows.clear()
            pieces.append(self._piece(part, story))
            paragraphs += isinstance(part, str)
            if story.advert and paragraphs == story.advert_after:
                pieces.append(self.fragment("advert", text=story.advert))
        return "\n".join(pieces)

    def _piece(self, part: Part, story: Story) -> str:
        if isinstance(part, Picture):
            return self.fragment("picture", src=part.src, caption=part.caption, credit=part.credit)
        return self.fragment("line" if story.shape == "br" else "paragraph", text=part)


@cache
def skin_named(name: str) -> Skin:
    """Return the skin of that name, loaded once."""
    return Skin(name)
