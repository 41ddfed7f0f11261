"""One bulk job: its stages, and the executor of datatrove that runs them.

Stages end one after the other; a stage that was killed goes on with the tasks that are not through.
Which file belongs to which task depends on the list of inputs, so a job writes down the list it
began with, reads by that one alone, and refuses to go on with another.
"""

import hashlib
import json
import shlex
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError
from datatrove.executor import LocalPipelineExecutor
from datatrove.executor.base import PipelineExecutor
from datatrove.io import DataFolder, get_datafolder
from datatrove.pipeline.base import PipelineStep

from crawler.bulk.containers import is_container
from crawler.bulk.merges import REPORT_NAME, MergeLessons, MergeTallies
from crawler.bulk.outputs import write_json, write_text
from crawler.bulk.steps import CleanPages, LearnSites, ReadPages, WriteRecords
from crawler.cleaning.pieces import Reading

ORDER_NAME = "bulk.json"
LIST_NAME = "inputs.txt"
RAY_MEMORY_BYTES = 500_000_000


class BulkError(Exception):
    """The job cannot be done as asked; the message is one sentence for the user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkOrder:
    """What is to be cleaned, and how."""

    source: str
    """Folder of WARC, WET, Parquet and JSONL files, on any file system of fsspec."""
    out: str
    """Folder of the results, on any file system of fsspec."""
    learns: bool = False
    """Read all pages twice: first to learn their sites."""
    unwanted: tuple[str, ...] = ()
    """States of integrity whose articles go to the rejects."""
    removed: bool = False
    field: str | None = None
    url_field: str = "url"
    is_text: bool = False
    tasks: int | None = None
    """Parts of the work; one for each file unless given."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Tasks that may run at the same time, on any machine."""

    name: str
    steps: list[PipelineStep]
    tasks: int


def stages_of(order: BulkOrder) -> list[Stage]:
    """Return the stages of a job, in order; enters it in its output folder. Raises BulkError."""
    files = _files_of(order)
    tasks = min(order.tasks or len(files), len(files))
    try:
        out = get_datafolder(order.out)
        _enter(order, files, tasks, out)
    except (OSError, BotoCoreError) as error:
        raise BulkError(f"{order.out} cannot be written: {error}.") from error

    def inside(name: str) -> DataFolder:
        return get_datafolder((f"{out.path}/{name}", out.fs))

    def reader() -> ReadPages:
        reading = Reading(None, order.is_text, order.field, order.url_field)
        return ReadPages(order.source, reading, paths_file=out.resolve_paths(LIST_NAME))

    memories = inside("work/memories") if order.learns else None
    stages = []
    if order.learns:
        lessons = inside("work/lessons")
        stages.append(Stage("learn", [reader(), LearnSites(lessons)], tasks))
        stages.append(Stage("merge", [MergeLessons(lessons, inside("work/memories"))], 1))
    tallies = inside("work/tallies")
    cleaning = CleanPages(
        rejects=inside("rejects"),
        tallies=tallies,
        memories=memories,
        unwanted=order.unwanted,
        removed=order.removed,
    )
    stages.append(Stage("clean", [reader(), cleaning, WriteRecords(inside("articles"))], tasks))
    stages.append(Stage("report", [MergeTallies(tallies, out)], 1))
    return stages


def _files_of(order: BulkOrder) -> list[str]:
    try:
        source, out = get_datafolder(order.source), get_datafolder(order.out)
        is_same_store = type(source.fs) is type(out.fs)
        is_inside = f"{out.path}/".startswith(f"{source.path}/")
        if is_same_store and is_inside:  # its files would be pages of the next run
            raise BulkError(f"{order.out} lies in {order.source}; name a folder outside of it.")
        files = [name for name in source.list_files() if is_container(name)]
    except ImportError as error:
        raise BulkError(f"{order.source}: {error}.") from error
    except (OSError, ValueError, BotoCoreError) as error:
        raise BulkError(f"{order.source} cannot be listed: {error}.") from error
    if not files:
        raise BulkError(f"There is no WARC, WET, Parquet or JSONL file in {order.source}.")
    return files


def _enter(order: BulkOrder, files: list[str], tasks: int, out: DataFolder) -> None:
    """Write down what the job is; refuse to go on with another one. Raises BulkError."""
    asked = asdict(order) | {
        "tasks": tasks,
        "unwanted": list(order.unwanted),
        "files": len(files),
        "inputs": hashlib.sha256("\n".join(files).encode("utf-8")).hexdigest(),
    }
    asked.pop("out")
    if not out.isfile(ORDER_NAME):
        write_text(out, LIST_NAME, "".join(f"{name}\n" for name in files))
        write_json(out, ORDER_NAME, asked)
        return
    with out.open(ORDER_NAME, "rt", encoding="utf-8") as file:
        begun: dict[str, Any] = json.load(file)
    changed = sorted(name for name in asked if asked[name] != begun.get(name))
    if changed:
        what = "the list of files" if changed in (["files", "inputs"], ["inputs"]) else changed[0]
        raise BulkError(
            f"{order.out} holds a job that was begun otherwise ({what} differs); "
            "give the same order or another output folder."
        )


def run_local(stages: list[Stage], out: str, workers: int) -> None:
    """Run the stages on this machine."""
    for stage in stages:
        LocalPipelineExecutor(
            stage.steps, tasks=stage.tasks, workers=workers, logging_dir=_logs(out, stage)
        ).run()


def run_ray(stages: list[Stage], out: str, workers: int) -> None:
    """Run the stages on the Ray cluster that RAY_ADDRESS names, or on one of this machine."""
    try:
        import ray
        from datatrove.executor.ray import RayPipelineExecutor
    except ImportError as error:
        raise BulkError("Ray is not installed; pip install '.[ray]' brings it.") from error

    if not ray.is_initialized():
        ray.init(log_to_driver=False, include_dashboard=False)
    for stage in stages:
        RayPipelineExecutor(
            stage.steps,
            tasks=stage.tasks,
            workers=workers,
            mem_per_cpu_gb=RAY_MEMORY_BYTES / 1e9,
            logging_dir=_logs(out, stage),
        ).run()


def submit_slurm(stages: list[Stage], out: str, workers: int, options: dict[str, Any]) -> None:
    """Hand the stages to Slurm, each to begin when the one before it is through.

    A job runs with this Python: its environment and the folders must be on a disk all nodes share.
    """
    from datatrove.executor.slurm import SlurmPipelineExecutor

    before: PipelineExecutor | None = None
    programs = Path(sys.executable).parent  # sbatch gives jobs the path of the shell that called it
    for stage in stages:
        before = SlurmPipelineExecutor(
            stage.steps,
            tasks=stage.tasks,
            workers=workers,
            job_name=f"qingwen-{stage.name}",
            depends=before,
            logging_dir=_logs(out, stage),
            env_command=f"export PATH={shlex.quote(str(programs))}:$PATH",
            mail_type="NONE",
            **options,
        )
    assert before is not None
    before.run()


def _logs(out: str, stage: Stage) -> str:
    return "/".join((out.rstrip("/"), "work", stage.name))


Run = Callable[[list[Stage], str, int], None]
RUNS: dict[str, Run] = {"local": run_local, "ray": run_ray}


def summary_of(out: str) -> str:
    """Return what a job that is through has found, in one line."""
    with get_datafolder(out).open(REPORT_NAME, "rt", encoding="utf-8") as file:
        report = json.load(file)
    why = ", ".join(f"{reason} {count}" for reason, count in report["rejects"].items())
    return (
        f"{report['articles']} articles, {report['rejected']} without one{': ' if why else ''}{why}; "
        f"{len(report['brands'])} brands in {REPORT_NAME}"
    )
