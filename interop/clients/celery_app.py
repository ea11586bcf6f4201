"""The application: its tasks and its configuration, as the worker and the checks load it."""

import os
import time

from celery import Celery
from kombu import Exchange, Queue

app = Celery("interop", broker=os.environ["AMQP_URL"], backend="rpc://")
app.conf.update(
    accept_content=["json"],
    broker_connection_retry_on_startup=True,
    result_expires=60,
    task_default_queue="tasks",
    task_queues=[
        Queue("tasks", Exchange("tasks"), routing_key="tasks"),
        Queue("urgent", Exchange("urgent"), routing_key="urgent", queue_arguments={"x-max-priority": 10}),
    ],
    task_routes={"celery_app.note": {"queue": "urgent"}},
    task_send_sent_event=True,
    timezone="UTC",
    worker_prefetch_multiplier=1,
    worker_send_task_events=True,
)


@app.task
def add(left, right):
    return left + right


@app.task
def double(number):
    return 2 * number


@app.task
def note(name):
    """Gives its name and when it ran, on a clock that all processes of a machine share."""
    return [name, time.monotonic()]


@app.task(bind=True, max_retries=3)
def third_time_lucky(self):
    """Gives how often it was tried again."""
    if self.request.retries < 2:
        raise self.retry(countdown=0.1)
    return self.request.retries
