"""One demo site: every path of an outlet and the page behind it."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from html import escape
from itertools import count
from string import Template

from crawler.demo.outlet import HERE, Channel, Outlet, Story
from crawler.demo.skin import Skin, skin_named


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server sends for a path."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def etag(self) -> str:
        return f'"{hashlib.sha256(self.body).hexdigest()[:16]}"'


def answers_of(outlet: Outlet, friends: dict[str, str]) -> dict[str, Answer]:
    """Return every path of an outlet; `friends` are names and addresses of the other sites."""
    return dict(_Site(outlet, friends).answers())


def story_answer(outlet: Outlet, story: Story) -> Answer:
    """Return the first page of a story of an outlet, without the rest of its site."""
    site = _Site(outlet, {})
    return site._html(site._story(story, 1), story.http_charset)


def story_path(outlet: Outlet, story: Story, page: int = 1) -> str:
    """Return the path under which an outlet shows a story."""
    channel = outlet.channel(story.channel)
    return skin_named(channel.skin).story_path(story, channel, page)


class _Site:
    """The pages of one outlet, put together."""

    def __init__(self, outlet: Outlet, friends: dict[str, str]) -> None:
        self.outlet = outlet
        self.friends = friends
        self.moved = {redirect.story: redirect.path for redirect in outlet.redirects}

    def answers(self) -> Iterator[tuple[str, Answer]]:
        outlet = self.outlet
        yield "/robots.txt", Answer(outlet.robots.encode(), headers={"Content-Type": "text/plain"})
        yield "/", self._html(self._home())
        for channel in outlet.channels:
            yield from self._lists(channel)
            if channel.entry:
                target = self._list_path(channel)
                yield channel.entry, self._html(self._static("issue.html", target=target))
        for story in outlet.stories:
            for page in range(1, len(story.pages) + 1):
                html = self._story(story, page)
                yield story_path(outlet, story, page), self._html(html, story.http_charset)
        for static in outlet.pages:
            yield static.path, self._html(self._static(static.file))
        for redirect in outlet.redirects:
            story = next(story for story in outlet.stories if story.id == redirect.story)
            yield redirect.path, Answer(b"", 301, {"Location": story_path(outlet, story)})

    def _html(self, html: str, http_charset: str = "") -> Answer:
        kind = f"text/html; charset={http_charset}" if http_charset else "text/html"
        return Answer(html.encode(self.outlet.charset), headers={"Content-Type": kind})

    # -- pages --------------------------------------------------------------------------------

    def _home(self) -> str:
        skin = skin_named(self.outlet.skin)
        stories = [
            s
            for s in self.outlet.stories
            if self.outlet.channel(s.channel).skin == self.outlet.skin
        ]
        newest = sorted(stories, key=lambda story: story.day, reverse=True)[:6]
        friends = "".join(
            skin.fragment("friend", href=href, name=name) for name, href in self.friends.items()
        )
        rows = "\n".join(row for _, row in sorted(self._rows(skin, newest), reverse=True))
        return skin.page("home", self._frame(skin) | {"rows": rows, "friends": friends})

    def _lists(self, channel: Channel) -> Iterator[tuple[str, Answer]]:
        skin = skin_named(channel.skin)
        size = self.outlet.rows_per_list
        rows = self._channel_rows(channel)
        total = -(-len(rows) // size)
        newest = self.outlet.stories_of(channel.id)[0]
        for page in range(1, total + 1):
            links = "".join(
                skin.fragment("pager_link", href=self._list_path(channel, other), page=other)
                for other in range(1, total + 1)
                if other != page
            )
            pager = skin.wrap("pager", total=str(total), before=str(page - 1), links=links)
            html = skin.page(
                "list",
                self._frame(skin, channel)
                | {
                    "rows": "\n".join(rows[(page - 1) * size : page * size]),
                    "pager": pager if total > 1 else "",
                    "date": skin.shown_date(newest.published),
                    "areas": self._areas(channel),
                },
            )
            yield self._list_path(channel, page), self._html(html)

    def _story(self, story: Story, page: int) -> str:
        channel = self.outlet.channel(story.channel)
        skin = skin_named(channel.skin)
        date_shown = skin.shown_date(story.published)
        siblings = self.outlet.stories_of(channel.id)
        place = siblings.index(story)
        title = f"{story.title}-{self.outlet.brand}"
        values = {
            "id": str(story.id),
            "title": escape(story.title),
            "encoded_title": _entities(title),
            "kicker": skin.fragment("kicker", kicker=story.kicker) if story.kicker else "",
            "kicker_text": escape(story.kicker),
            "subtitle": skin.fragment("subtitle", subtitle=story.subtitle)
            if story.subtitle
            else "",
            "subtitle_text": escape(story.subtitle),
            "date": date_shown,
            "stamp": f"{story.published} 00:00:00.0",
            "source": escape(story.source),
            "author": skin.fragment("author", author=story.author) if story.author else "",
            "byline": escape(story.author),
            "editor": skin.fragment("editor", editor=story.editor) if story.editor else "",
            "body": skin.body(story, page),
            "page_nav": self._page_nav(skin, story, channel, page),
            "previous": self._neighbour(skin, "previous", siblings[place - 1 : place]),
            "next": self._neighbour(skin, "next", siblings[place + 1 : place + 2]),
            "related": self._titles(skin, siblings[place + 2 :] + siblings[: max(0, place - 1)]),
            "ranking": self._titles(skin, [s for s in self.outlet.stories if s not in siblings]),
        }
        return skin.page("article", self._frame(skin, channel) | values)

    def _static(self, file: str, **values: str) -> str:
        template = Template((HERE / "pages" / file).read_text(encoding="utf-8"))
        return template.substitute(self._frame(skin_named(self.outlet.skin)) | values)

    # -- furniture ----------------------------------------------------------------------------

    def _frame(self, skin: Skin, channel: Channel | None = None) -> dict[str, str]:
        """Return what every page of the site carries."""
        outlet = self.outlet
        nav = "".join(
            skin.fragment("nav", href=other.entry or self._list_path(other), name=other.name)
            for other in outlet.channels
        )
        return {
            "site": outlet.name,
            "city": outlet.city,
            "publisher": outlet.publisher,
            "superior": outlet.superior,
            "icp": outlet.icp,
            "licence": outlet.licence,
            "mail": outlet.mail,
            "phone": outlet.phone,
            "brand": outlet.brand,
            "encoded_brand": _entities(outlet.brand),
            "nav": nav,
            "channel_name": channel.name if channel else "",
            "channel_href": self._list_path(channel) if channel else "/",
            "number": str(channel.number) if channel else "",
        }

    def _list_path(self, channel: Channel, page: int = 1) -> str:
        newest = self.outlet.stories_of(channel.id)[0]
        return skin_named(channel.skin).list_path(channel, newest.day, page)

    def _channel_rows(self, channel: Channel) -> list[str]:
        """Return the rows of a channel, newest first: stories and the pages that pose as such."""
        skin = skin_named(channel.skin)
        dated = list(self._rows(skin, self.outlet.stories_of(channel.id)))
        dated += [
            (static.day, self._row(skin, static.path, static.anchor, static.day))
            for static in self.outlet.pages
            if static.listed_in == channel.id
        ]
        return [row for _, row in sorted(dated, key=lambda pair: pair[0], reverse=True)]

    def _rows(self, skin: Skin, stories: list[Story]) -> Iterator[tuple[date, str]]:
        for story in stories:
            path = self.moved.get(story.id) or story_path(self.outlet, story)
            yield story.day, self._row(skin, path, story.title, story.day)

    def _row(self, skin: Skin, href: str, title: str, day: date) -> str:
        short = title if len(title) <= 14 else f"{title[:13]}…"
        return skin.fragment("row", href=href, title=title, short=short, day=day.isoformat())

    def _titles(self, skin: Skin, stories: list[Story]) -> str:
        return "\n".join(
            skin.fragment("related", href=story_path(self.outlet, story), title=story.title)
            for story in stories[:3]
        )

    def _neighbour(self, skin: Skin, name: str, stories: list[Story]) -> str:
        return "".join(
            skin.fragment(name, href=story_path(self.outlet, story), title=story.title)
            for story in stories
        )

    def _page_nav(self, skin: Skin, story: Story, channel: Channel, page: int) -> str:
        if len(story.pages) == 1:
            return ""
        stem = skin.story_path(story, channel).rpartition("/")[2].rpartition(".")[0]
        return skin.wrap("page_nav", total=str(len(story.pages)), before=str(page - 1), stem=stem)

    def _areas(self, channel: Channel) -> str:
        """Return the image map of a layout page: one area a story, top to bottom."""
        return "".join(
            f'<area shape="rect" coords="0,{top},300,{top + 90}"'
            f' href="{story_path(self.outlet, story)}">'
            for top, story in zip(count(0, 90), self.outlet.stories_of(channel.id), strict=False)
        )


def _entities(text: str) -> str:
    """Write every character as a numeric entity, as kits do with titles."""
    return "".join(f"&#{ord(char)};" for char in text)
