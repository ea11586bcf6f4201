"""What an application built on Celery does with its broker, with a worker of its own.

Prints `ok NAME` or `not ok NAME: REASON` for each check and ends with 0 when all are fine.
"""

import os
import subprocess
import sys
import threading
import time
import traceback
from datetime import datetime, timedelta, timezone

from celery import chain, group
from celery.events import EventReceiver
from celery.exceptions import TaskRevokedError

sys.path.insert(0, os.path.dirname(__file__))
from celery_app import add, app, double, note, third_time_lucky  # noqa: E402

SECONDS = 20
"""How long a check waits for what must come."""

CHECKS = []


def check(function):
    CHECKS.append(function)
    return function


@check
def delay():
    """A task's result comes back."""
    assert add.delay(2, 3).get(timeout=SECONDS) == 5


@check
def many_in_a_group():
    """Fifty tasks at once, each result once."""
    results = group(double.s(number) for number in range(50))().get(timeout=SECONDS)
    assert results == [2 * number for number in range(50)], results


@check
def in_a_chain():
    """Each task takes the result of the one before."""
    result = chain(add.s(1, 2), double.s(), add.s(10))()
    assert result.get(timeout=SECONDS) == 16


@check
def retry():
    """A task that gives up twice and asks to be tried again is done at the third attempt."""
    assert third_time_lucky.delay().get(timeout=SECONDS) == 2


@check
def countdown():
    """A task is not run before its time."""
    started = time.monotonic()
    _, ran = note.apply_async(["later"], countdown=1).get(timeout=SECONDS)
    assert ran - started >= 0.9, ran - started


@check
def eta_beyond_the_prefetch():
    """While tasks wait for their time the worker raises its prefetch, so that more than it may run are with it."""
    eta = datetime.now(timezone.utc) + timedelta(seconds=4)
    ran_before = time.monotonic() + 4
    results = [note.apply_async([str(number)], eta=eta) for number in range(4)]
    wait_for(lambda: {result.id for result in results} <= set(scheduled()))
    _, ran_now = note.delay("now").get(timeout=SECONDS)
    ran = [result.get(timeout=SECONDS) for result in results]
    assert ran_now < ran_before, "a task for now waited for those for later"
    assert all(at >= ran_before - 0.1 for _, at in ran), (ran_before, ran)


@check
def priorities():
    """What waits in a queue with priorities is taken by priority."""
    tell("cancel_consumer", "urgent")
    results = [note.apply_async([str(priority)], priority=priority) for priority in (1, 9, 5)]
    wait_for(lambda: waiting_in("urgent") == 3)
    tell("add_consumer", "urgent")
    ran = sorted((result.get(timeout=SECONDS) for result in results), key=lambda named: named[1])
    assert [name for name, _ in ran] == ["9", "5", "1"], ran


def tell(command, queue):
    """Has the worker take from a queue, or no longer, and waits for its word."""
    (reply,) = getattr(app.control, command)(queue, reply=True, timeout=SECONDS, limit=1)
    assert all("ok" in answer for answer in reply.values()), reply


def waiting_in(queue):
    with app.connection_for_read() as connection:
        return connection.default_channel.queue_declare(queue, passive=True).message_count


def wait_for(condition):
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"nothing after {SECONDS} s"
        time.sleep(0.05)


@check
def ping():
    """The worker answers to a broadcast."""
    (answer,) = app.control.ping(timeout=SECONDS, limit=1)
    assert list(answer.values()) == [{"ok": "pong"}], answer


@check
def inspect():
    """The worker tells its tasks, its queues and what it has done."""
    asked = app.control.inspect(timeout=SECONDS, limit=1)
    (tasks,) = asked.registered().values()
    assert "celery_app.add" in tasks, tasks
    (queues,) = asked.active_queues().values()
    assert sorted(queue["name"] for queue in queues) == ["tasks", "urgent"], queues
    (stats,) = asked.stats().values()
    assert stats["total"]["celery_app.add"] >= 1, stats["total"]


@check
def revoke():
    """A task that waits for its time can be called back."""
    result = note.apply_async(["never"], countdown=2)
    wait_for(lambda: result.id in scheduled())
    app.control.revoke(result.id, reply=True, timeout=SECONDS, limit=1)
    try:
        result.get(timeout=SECONDS)
    except TaskRevokedError:
        return
    raise AssertionError("it ran")


def scheduled():
    (requests,) = app.control.inspect(timeout=SECONDS, limit=1).scheduled().values()
    return [request["request"]["id"] for request in requests]


@check
def events():
    """What happens to a task is told to whoever listens."""
    seen = []
    with app.connection_for_read() as connection:
        listener = Listener(connection, handlers={"*": lambda event: seen.append((event["type"], event.get("uuid")))})
        thread = threading.Thread(target=listener.capture, kwargs={"timeout": SECONDS, "wakeup": False}, daemon=True)
        thread.start()
        assert listener.ready.wait(SECONDS), "no consumer"
        result = add.delay(1, 1)
        wait_for(lambda: ("task-succeeded", result.id) in seen)
        listener.should_stop = True
        thread.join(SECONDS)
    types = [type for type, uuid in seen if uuid == result.id]
    # The client and the worker publish on their own connections.
    assert "task-sent" in types, types
    types.remove("task-sent")
    assert types == ["task-received", "task-started", "task-succeeded"], types


class Listener(EventReceiver):
    """A receiver of events that tells when it is ready."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, app=app, **options)
        self.ready = threading.Event()

    def on_consume_ready(self, *arguments, **options):
        self.ready.set()


@check
def queue_added_at_run_time():
    """The worker takes from a queue that it did not know when it started."""
    tell("add_consumer", "added")
    assert add.apply_async([20, 22], queue="added").get(timeout=SECONDS) == 42
    tell("cancel_consumer", "added")


@check
def purge():
    """Tasks that wait are thrown away and counted."""
    tell("cancel_consumer", "tasks")
    for _ in range(7):
        add.delay(0, 0)
    wait_for(lambda: waiting_in("tasks") == 7)
    assert app.control.purge() == 7
    tell("add_consumer", "tasks")
    assert add.delay(4, 4).get(timeout=SECONDS) == 8


def start_worker():
    options = ["--concurrency=1", "--loglevel=INFO", "--hostname=interop@localhost", "--without-gossip", "--without-mingle"]
    command = [sys.executable, "-m", "celery", "--app=celery_app", "worker", *options]
    return subprocess.Popen(command, cwd=os.path.dirname(os.path.abspath(__file__)), stdout=sys.stderr)


def main():
    worker = start_worker()
    failures = 0
    try:
        for function in CHECKS:
            try:
                function()
                print(f"ok {function.__name__}")
            except Exception as error:
                failures += 1
                traceback.print_exc()
                print(f"not ok {function.__name__}: {type(error).__name__} {error}")
    finally:
        worker.terminate()
        worker.wait(SECONDS)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
