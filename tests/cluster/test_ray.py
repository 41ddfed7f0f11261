"""Bulk work on Ray: where Ray is installed (`make ray`). It takes longer to start than to work."""

from pathlib import Path

import pytest

from tests.cluster import needs

pytest.importorskip("ray", reason="make ray installs it")
needs("datatrove", "bulk")

from bench.stored_pages import write_folder
from crawler.bulk.work import BulkOrder, run_local, run_ray, stages_of


@pytest.mark.filterwarnings("ignore")
def test_ray_gives_the_same_bytes(tmp_path: Path) -> None:
    write_folder(tmp_path / "in", 40, 2, "warc")
    for name, run in (("local", run_local), ("ray", run_ray)):
        order = BulkOrder(source=str(tmp_path / "in"), out=str(tmp_path / name), learns=True)
        run(stages_of(order), order.out, 2)
    files = sorted((tmp_path / "local" / "articles").iterdir())
    assert len(files) == 2
    for path in files:
        assert path.read_bytes() == (tmp_path / "ray" / "articles" / path.name).read_bytes()
    reports = [(tmp_path / name / "report.json").read_bytes() for name in ("local", "ray")]
    assert reports[0] == reports[1]
