"""Saved pages and what a careful reader says is on them: the format is in docs/benchmark.md."""

import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

PAGE_SUFFIXES = (".html", ".htm", ".shtml")
AUTHOR_ROLES = {"reporter", "correspondent", "author"}
EDITOR_ROLES = {"editor", "reviewer"}


class GoldError(ValueError):
    """A folder or gold file that cannot be used; the message names it and says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldPage:
    """One saved page and its gold. A value that is None is not scored."""

    name: str
    path: Path
    url: str | None
    charset: str | None
    """The charset to hand over as if the server had sent it; None: as a file from nowhere."""
    fetched_at: datetime | None
    """What relative dates (昨天) count from."""
    body: str
    """Required text, one paragraph a line."""
    title: str | None
    subtitle: str | None
    date_iso: str | None
    """As precise as the page: a day or a minute."""
    source: str | None
    author: str | None
    """Names, separated by blanks or commas."""
    editor: str | None
    optional: tuple[str, ...]
    """Lines that may stand in the text or not: captions, stand-alone bylines."""
    without: tuple[str, ...]
    """Snippets that must not stand in the text."""

    def read(self) -> bytes:
        """Return the page as saved."""
        return self.path.read_bytes()


def load_folder(folder: Path) -> list[GoldPage]:
    """Return the pages with gold anywhere under `folder`, by name; raises GoldError."""
    if not folder.is_dir():
        raise GoldError(f"{folder} is no folder")
    pages_by_stem = {
        path.stem: path for path in sorted(folder.rglob("*")) if path.suffix in PAGE_SUFFIXES
    }
    pages = [*_pairs(folder, pages_by_stem), *_fixtures(folder)]
    if not pages:
        raise GoldError(f"no page with gold under {folder}; docs/benchmark.md says what gold is")
    return sorted(pages, key=lambda page: page.name)


def _pairs(folder: Path, pages_by_stem: dict[str, Path]) -> Iterator[GoldPage]:
    """Yield `NAME.html` with `NAME.json`, which may stand in different folders."""
    for path in sorted(folder.rglob("*.json")):
        if path.name == "expected.json":
            continue
        gold = _read_json(path)
        if not isinstance(gold, dict) or "body" not in gold:
            continue
        if path.stem not in pages_by_stem:
            raise GoldError(f"{path} has no page: no file {path.stem}.html under {folder}")
        yield _page(path.stem, pages_by_stem[path.stem], gold)


def _fixtures(folder: Path) -> Iterator[GoldPage]:
    """Yield the articles among fixture folders: page.html, meta.toml, expected.json."""
    for path in sorted(folder.rglob("expected.json")):
        expected = _read_json(path)
        page = path.with_name("page.html")
        if "paragraphs" not in expected or not page.is_file():
            continue  # a rejection, a page kept for one field, or plain text
        meta = tomllib.loads(path.with_name("meta.toml").read_text(encoding="utf-8"))
        bylines = expected.get("bylines", [])
        source = expected.get("source")
        gold = {
            "url": meta.get("url"),
            "charset": meta.get("http_charset"),
            "fetched_at": meta["fetched_at"].isoformat(),
            "body": "\n".join(expected["paragraphs"]),
            "title": expected.get("title"),
            "subtitle": expected.get("subtitle") or expected.get("kicker"),
            "date_iso": expected.get("published_at"),
            "source": source["name"] if isinstance(source, dict) else source,
            "author": " ".join(b["name"] for b in bylines if b["role"] in AUTHOR_ROLES),
            "editor": " ".join(b["name"] for b in bylines if b["role"] in EDITOR_ROLES),
            "optional": expected.get("optional", []),
            "without": [*expected.get("absent", []), *expected.get("removed", [])],
        }
        yield _page(path.parent.relative_to(folder).as_posix(), page, gold)


def _page(name: str, path: Path, gold: dict[str, Any]) -> GoldPage:
    return GoldPage(
        name=name,
        path=path,
        url=gold.get("url"),
        charset=gold.get("charset"),
        fetched_at=_moment(path, gold.get("fetched_at")),
        body=gold["body"],
        title=gold.get("title") or None,
        subtitle=gold.get("subtitle") or None,
        date_iso=gold.get("date_iso") or None,
        source=gold.get("source") or None,
        author=gold.get("author") or None,
        editor=gold.get("editor") or None,
        optional=tuple(gold.get("optional") or ()),
        without=tuple(gold.get("without") or ()),
    )


def _moment(path: Path, text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError as error:
        raise GoldError(f"the gold of {path}: fetched_at is no ISO time: {text}") from error


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise GoldError(f"{path} is no JSON: {error}") from error
