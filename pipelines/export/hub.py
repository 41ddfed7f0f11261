"""A folder that Hugging Face `datasets` loads, and that can be uploaded as it is."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pipelines.export.parquet import write_parquet

_CARD = """---
language: [zh]
pretty_name: {name}
configs:
- config_name: default
  data_files:
  - split: train
    path: data/*.parquet
---

# {name}

{count} articles of Chinese regional news, cleaned by Qingwen: one row an article, with the fields of
its record. The texts belong to their publishers.
"""


def write_hub(records: Iterable[dict[str, Any]], folder: Path) -> int:
    """Write `data/train-00000.parquet` and the dataset card; return how many rows."""
    data = folder / "data"
    data.mkdir(parents=True, exist_ok=True)
    count = write_parquet(records, data / "train-00000.parquet")
    card = _CARD.format(name=folder.resolve().name, count=count)
    (folder / "README.md").write_text(card, encoding="utf-8")
    return count
