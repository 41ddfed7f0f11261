"""Stored pages by the thousand, invented: what a folder of Common Crawl looks like, in small.

    python -m bench.stored_pages FOLDER --pages 20000 --files 16 [--shape warc|wet|jsonl|parquet]

The pages are those of the demo sites, on many hosts: each story is put together anew from paragraphs
of its outlet and sentences with numbers of its own, and each host of a hijacked outlet has its own
brand. The same arguments give the same bytes.
"""

import argparse
import json
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.demo.outlet import Outlet, Story, load_outlets
from crawler.demo.site import story_answer, story_path

PAGES_A_HOST = 60
_BEGIN = datetime(2024, 5, 20, 8, 0, tzinfo=UTC)
_BRANDS = ("澜庭", "金穗湖", "星橡", "紫帆", "玉桥", "天璇门")
_TAILS = ("体育m7", "国际88", "棋牌6", "娱乐v3", "体育app")


@dataclass(frozen=True, slots=True)
class StoredPage:
    """One page as a crawler stored it."""

    url: str
    body: bytes
    media: str
    text: str
    """Its text as an extractor of text dumps gives it, one block a line."""
    fetched_at: datetime


def stored_pages(count: int, pages_a_host: int = PAGES_A_HOST) -> Iterator[StoredPage]:
    """Yield so many pages, host by host."""
    outlets = [outlet for outlet in load_outlets() if len(outlet.stories) > 1]
    for number in range(count):
        host_number, place = divmod(number, pages_a_host)
        outlet = outlets[host_number % len(outlets)]
        yield _page(outlet, host_number, place, number)


def _page(outlet: Outlet, host_number: int, place: int, number: int) -> StoredPage:
    chance = random.Random(number)
    plain = [s for s in outlet.stories if len(s.pages) == 1 and s.shape == "paragraphs"]
    model = plain[place % len(plain)]
    story = replace(
        model,
        id=model.id + 100 + place,
        title=f"{outlet.city}{number + 1}号泵站换新第{chance.randint(2, 99)}台水泵",
        pages=(_paragraphs(plain, number, chance),),
        advert="",
    )
    host = f"www.{outlet.id}{host_number}.example"
    brand = ""
    if outlet.brand:
        draw = random.Random(host)
        brand = draw.choice(_BRANDS) + draw.choice(_TAILS)
    # The neighbours in its lists are those of the outlet; without twins of its id there.
    mirrored = replace(
        outlet, stories=(story, *outlet.stories), brand=brand, redirects=(), pages=()
    )
    path = story_path(mirrored, story)
    answer = story_answer(mirrored, story)
    text = "\n".join(
        [story.title, f"{model.day} 来源：{story.source or outlet.name}", *_texts(story),
         f"版权所有 {outlet.publisher}", f"{outlet.icp}"]
    )  # fmt: skip
    return StoredPage(
        f"http://{host}{path}",
        answer.body,
        answer.headers["Content-Type"],
        text,
        _BEGIN + timedelta(seconds=number),
    )


def _paragraphs(stories: list[Story], number: int, chance: random.Random) -> tuple[Any, ...]:
    known = [part for story in stories for part in _texts(story) if len(part) > 20]
    own = [
        f"第{number + 1}号泵站今年{chance.randint(2, 12)}月动工，{chance.randint(10, 900)}户农家的"
        f"{chance.randint(100, 9999)}亩稻田由它供水，站长说工期是{chance.randint(20, 300)}天。",
        f"施工队{chance.randint(5, 80)}人分{chance.randint(2, 4)}班，每班换下"
        f"{chance.randint(3, 40)}节旧管，焊口逐个编号，编到{number + 1000}号为止。",
    ]
    return (own[0], *chance.sample(known, min(len(known), chance.randint(3, 7))), own[1])


def _texts(story: Story) -> list[str]:
    return [part for part in story.pages[0] if isinstance(part, str)]


def write_folder(
    folder: Path, pages: int, files: int, shape: str, pages_a_host: int = PAGES_A_HOST
) -> None:
    """Write pages into files of one shape, each file with whole hosts as far as they go."""
    folder.mkdir(parents=True, exist_ok=True)
    everything = stored_pages(pages, pages_a_host)
    each = -(-pages // files)
    for number in range(files):
        part = [page for _, page in zip(range(each), everything, strict=False)]
        (_WRITERS[shape])(folder / f"part-{number:05}", part)


def _write_warc(stem: Path, pages: list[StoredPage]) -> None:
    with stem.with_suffix(".warc.gz").open("wb") as file:
        writer = WARCWriter(file, gzip=True, warc_version="1.0")
        fixed = {"WARC-Date": "2024-05-20T08:00:00Z", "WARC-Record-ID": _record_id(stem.name)}
        info = b"software: Qingwen bench\r\nformat: WARC File Format 1.0\r\n"
        writer.write_record(
            writer.create_warc_record(
                "", "warcinfo", payload=BytesIO(info), length=len(info), warc_headers_dict=fixed
            )
        )
        for page in pages:
            date = {"WARC-Date": f"{page.fetched_at:%Y-%m-%dT%H:%M:%SZ}"}
            request = StatusAndHeaders(
                "GET / HTTP/1.1", [("User-Agent", "bench")], is_http_request=True
            )
            answer = StatusAndHeaders("200 OK", [("Content-Type", page.media)], protocol="HTTP/1.1")
            for kind, http, body in (("request", request, b""), ("response", answer, page.body)):
                headers = date | {"WARC-Record-ID": _record_id(f"{kind} {page.url}")}
                writer.write_record(
                    writer.create_warc_record(
                        page.url, kind, payload=BytesIO(body), length=len(body),
                        http_headers=http, warc_headers_dict=headers,
                    )
                )  # fmt: skip


def _write_wet(stem: Path, pages: list[StoredPage]) -> None:
    with stem.with_suffix(".warc.wet.gz").open("wb") as file:
        writer = WARCWriter(file, gzip=True, warc_version="1.0")
        for page in pages:
            headers = {
                "WARC-Date": f"{page.fetched_at:%Y-%m-%dT%H:%M:%SZ}",
                "WARC-Record-ID": _record_id(f"conversion {page.url}"),
            }
            text = page.text.encode("utf-8")
            writer.write_record(
                writer.create_warc_record(
                    page.url, "conversion", payload=BytesIO(text), length=len(text),
                    warc_content_type="text/plain", warc_headers_dict=headers,
                )
            )  # fmt: skip


def _write_jsonl(stem: Path, pages: list[StoredPage]) -> None:
    with stem.with_suffix(".jsonl").open("w", encoding="utf-8") as file:
        for page in pages:
            row = {"url": page.url, "text": page.text, "fetched_at": page.fetched_at.isoformat()}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def _write_parquet(stem: Path, pages: list[StoredPage]) -> None:
    import pyarrow
    from pyarrow import parquet

    rows = [
        {"url": page.url, "html": page.body, "fetched_at": page.fetched_at.isoformat()}
        for page in pages
    ]
    parquet.write_table(pyarrow.Table.from_pylist(rows), stem.with_suffix(".parquet"))


def _record_id(seed: str) -> str:
    bits = random.Random(seed).getrandbits(128)
    text = f"{bits:032x}"
    return f"<urn:uuid:{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}>"


_WRITERS = {
    "warc": _write_warc, "wet": _write_wet, "jsonl": _write_jsonl, "parquet": _write_parquet,
}  # fmt: skip


def main() -> None:
    """Write a folder of stored pages."""
    parser = argparse.ArgumentParser(prog="python -m bench.stored_pages")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", type=int, default=20_000)
    parser.add_argument("--files", type=int, default=16)
    parser.add_argument("--shape", choices=sorted(_WRITERS), default="warc")
    options = parser.parse_args()
    write_folder(options.folder, options.pages, options.files, options.shape)


if __name__ == "__main__":
    sys.exit(main())
