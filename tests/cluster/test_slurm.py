"""Bulk work on Slurm: a stand-in for its commands starts jobs as nodes do, without our environment."""

import os
from pathlib import Path

import pytest

from tests.cluster import needs

needs("datatrove", "bulk")

from bench.stored_pages import write_folder
from crawler.bulk.work import BulkOrder, run_local, stages_of, submit_slurm

SBATCH = """#!/bin/sh
for script; do :; done
job=$(($(cat "$JOBS" 2>/dev/null || echo 0) + 1))
echo "$job" > "$JOBS"
array=$(sed -n 's/^#SBATCH --array=\\([0-9,-]*\\).*/\\1/p' "$script")
for task in $(seq "${array%%-*}" "${array##*-}"); do
    env -i PATH="$BARE" HOME="$HOME" SLURM_ARRAY_TASK_ID="$task" \
        SLURM_NODELIST=localhost sh "$script" >&2 || exit 1
done
echo "Submitted batch job $job"
"""
SRUN = """#!/bin/sh
while [ "${1#-}" != "$1" ]; do
    [ "$1" = -n ] && shift
    shift
done
exec "$@"
"""


def test_slurm_gives_the_same_bytes_and_is_given_nothing_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands = tmp_path / "commands"
    commands.mkdir()
    for name, script in (("sbatch", SBATCH), ("srun", SRUN)):
        (commands / name).write_text(script)
        (commands / name).chmod(0o755)
    monkeypatch.setenv("BARE", f"{commands}:/usr/bin:/bin")
    monkeypatch.setenv("PATH", f"{commands}:{os.environ['PATH']}")
    monkeypatch.setenv("JOBS", str(tmp_path / "jobs"))
    write_folder(tmp_path / "in", 12, 2, "warc")

    local = BulkOrder(source=str(tmp_path / "in"), out=str(tmp_path / "local"))
    run_local(stages_of(local), local.out, 1)
    slurm = BulkOrder(source=str(tmp_path / "in"), out=str(tmp_path / "slurm"))
    options = {"partition": "main", "time": "0:10:00", "sbatch_args": {}}
    submit_slurm(stages_of(slurm), slurm.out, 2, options)

    for path in (tmp_path / "local" / "articles").iterdir():
        assert path.read_bytes() == (tmp_path / "slurm" / "articles" / path.name).read_bytes()
    report = (tmp_path / "local" / "report.json").read_bytes()
    assert report == (tmp_path / "slurm" / "report.json").read_bytes()

    jobs = (tmp_path / "jobs").read_text()
    submit_slurm(stages_of(slurm), slurm.out, 2, options)
    assert (tmp_path / "jobs").read_text() == jobs
