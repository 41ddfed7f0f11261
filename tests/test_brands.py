"""What a run learnt about brands, counted over its lines."""

import json
from pathlib import Path
from typing import Any

from crawler.brands import MAX_HOSTS, brands_of
from qingwen.record import to_json_line
from tests.test_clean_command import clean


def line(url: str, *brands: str, slot: str = "title", layer: str = "shape") -> str:
    evidence = [{"slot": slot, "text": b, "proof": "", "layer": layer} for b in brands]
    return to_json_line({"url": url, "integrity": {"brands": list(brands), "evidence": evidence}})


def test_a_brand_on_several_hosts_comes_first() -> None:
    rows = brands_of(
        [
            line("http://a.example/1", "澜桐体育"),
            line("http://a.example/2", "澜桐体育", "瀚霁国际", slot="nav", layer="identity"),
            line("http://b.example/1", "瀚霁国际"),
            line("http://c.example/1"),
        ]
    )
    assert [row["brand"] for row in rows] == ["瀚霁国际", "澜桐体育"]
    assert rows[0]["host_names"] == ["a.example", "b.example"]
    assert rows[0]["first_url"] == "http://a.example/2"
    assert rows[1] == {
        "brand": "澜桐体育",
        "pages": 2,
        "hosts": 1,
        "host_names": ["a.example"],
        "first_url": "http://a.example/1",
        "slots": {"nav": 1, "title": 1},
        "layers": {"identity": 1, "shape": 1},
    }


def test_hosts_are_bounded_and_pages_are_all_counted() -> None:
    (row,) = brands_of(line(f"http://h{n}.example/", "澜桐体育") for n in range(MAX_HOSTS + 20))
    assert (row["pages"], row["hosts"]) == (MAX_HOSTS + 20, MAX_HOSTS)


def test_clean_writes_the_brands_it_learnt(tmp_path: Path) -> None:
    folder = Path(__file__).parent / "fixtures" / "hijack" / "template-clone-html"
    out, brands = tmp_path / "out.jsonl", tmp_path / "brands.json"
    run = clean(folder / "page.html", folder / "page.html", "--out", out, "--brands", brands)
    assert run.returncode == 0, run.stderr
    rows: list[dict[str, Any]] = json.loads(brands.read_text("utf-8"))
    assert [(row["brand"], row["pages"], row["hosts"]) for row in rows] == [("金澜体育q9", 2, 0)]
