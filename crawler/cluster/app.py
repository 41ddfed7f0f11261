"""The Celery application: `scrapy cluster worker` and `beat` run it, as does
`celery -A crawler.cluster.app`.

Broker and schedule come from the environment, since a worker is often started by a supervisor:
QINGWEN_BROKER, QINGWEN_SCHEDULE.
"""

import os
from pathlib import Path
from typing import Any

from celery import Celery, Task
from celery.utils.log import get_task_logger

from crawler.cluster.beat import CRAWL_TASK, beat_schedule
from crawler.cluster.site_jobs import read_site_plan
from crawler.cluster.site_run import InTheWay, longest_run_s, run_site
from crawler.schedule.crawl_process import KILLED
from crawler.schedule.plan import Plan
from crawler.schedule.plan_file import DEFAULT_FILE

BROKER_VARIABLE = "QINGWEN_BROKER"
SCHEDULE_VARIABLE = "QINGWEN_SCHEDULE"
REDELIVERY_VARIABLE = "QINGWEN_REDELIVERY_S"
DEFAULT_BROKER = "redis://127.0.0.1:6379/0"
REDELIVERY_MARGIN_S = 600
"""A job that is not acknowledged so long after it must have ended is given to another worker."""
WAIT_FOR_HOST_S = 30
MAX_KILLS = 1
"""A crawl that was killed is taken up again once; what kills it twice would do so for ever."""
logger = get_task_logger(__name__)


def schedule_file() -> Path:
    """Return the schedule that this worker keeps."""
    return Path(os.environ.get(SCHEDULE_VARIABLE, DEFAULT_FILE)).absolute()


def redelivery_s(plan: Plan) -> int:
    """Return the seconds after which Redis gives a job to another worker: above the longest run.

    RabbitMQ notices a lost worker by its connection; its `consumer_timeout` must be above this.
    """
    longest = max(longest_run_s(job) for job in plan.jobs)
    return int(os.environ.get(REDELIVERY_VARIABLE, longest + REDELIVERY_MARGIN_S))


def make_app() -> Celery:
    """Return the application for the schedule and broker of the environment. Raises PlanError."""
    plan = read_site_plan(schedule_file())
    celery = Celery("qingwen", broker=os.environ.get(BROKER_VARIABLE, DEFAULT_BROKER))
    celery.conf.update(
        beat_schedule=beat_schedule(plan),
        beat_schedule_filename=str(plan.state / "celery-beat"),
        broker_connection_retry_on_startup=True,
        broker_transport_options={"visibility_timeout": redelivery_s(plan)},
        task_acks_late=True,
        task_default_queue="qingwen",
        task_ignore_result=True,  # what became of a run stands beside its articles, in report.json
        task_reject_on_worker_lost=True,
        timezone=plan.zone,
        worker_prefetch_multiplier=1,
    )
    return celery


app = make_app()


@app.task(bind=True, name=CRAWL_TASK, max_retries=None)
def crawl_site(self: Task, name: str, kills: int = 0) -> dict[str, Any] | None:
    """Crawl one site; may be delivered any number of times. `kills`: how often it was killed."""
    plan = read_site_plan(schedule_file())
    known = {job.name: job for job in plan.jobs}
    if name not in known:
        logger.warning("%s is no longer in the schedule", name)
        return None
    end = run_site(plan, known[name])
    if isinstance(end, InTheWay):
        is_again = bool((self.request.delivery_info or {}).get("redelivered"))
        if end.job == name and not is_again and not self.request.retries:
            logger.warning("%s: missed, the run before it still goes on", name)
            return None
        logger.info("%s waits for %s", name, end.job)
        raise self.retry(countdown=WAIT_FOR_HOST_S)
    logger.info("%s: %s, %d articles. %s", name, end.verdict, end.articles, end.said)
    if end.verdict == KILLED and kills < MAX_KILLS:
        raise self.retry(kwargs={**self.request.kwargs, "kills": kills + 1}, countdown=0)
    return {"verdict": end.verdict, "articles": end.articles}
