"""The tutorial that every newcomer to RabbitMQ walks through, with pika and against localhost where the tutorial says localhost.

Prints `ok NAME` or `not ok NAME: REASON` for each step and ends with 0 when all are fine.
"""

import functools
import os
import subprocess
import sys
import traceback
import uuid

import pika
from pika.exceptions import UnroutableError

STEPS = []
PARAMETERS = pika.URLParameters(os.environ["AMQP_URL"])
SECONDS = 10
"""How long a step waits for what must come."""


def step(function):
    STEPS.append(function)
    return function


def connect():
    return pika.BlockingConnection(PARAMETERS)


def fresh(prefix):
    return f"{prefix}-{uuid.uuid4().hex[:8]}"


def wait_for(connection, condition):
    """Lets the connection work until the condition holds."""
    waited = 0.0
    while not condition() and waited < SECONDS:
        connection.process_data_events(time_limit=0.1)
        waited += 0.1
    assert condition(), f"nothing after {SECONDS} s"


def collect(into, channel, method, properties, body):
    into.append((channel, method, properties, body))


def bodies(deliveries):
    return [body for _, _, _, body in deliveries]


@step
def hello_world():
    """A message through the default exchange, received with automatic acknowledgement."""
    connection = pika.BlockingConnection(pika.ConnectionParameters(host=PARAMETERS.host, port=PARAMETERS.port))
    channel = connection.channel()
    channel.queue_declare(queue="hello")
    channel.basic_publish(exchange="", routing_key="hello", body=b"Hello World!")
    received = []
    channel.basic_consume(queue="hello", on_message_callback=functools.partial(collect, received), auto_ack=True)
    wait_for(connection, lambda: received)
    assert bodies(received) == [b"Hello World!"], received
    _, method, _, _ = received[0]
    assert (method.exchange, method.routing_key, method.redelivered) == ("", "hello", False), method
    connection.close()
    with_nothing_left("hello")


def with_nothing_left(queue):
    connection = connect()
    left = connection.channel().queue_declare(queue=queue, passive=True).method.message_count
    assert left == 0, f"{left} messages left"
    connection.close()


@step
def work_queue_survives_a_lost_consumer():
    """A persistent task goes to another worker when the connection of the first is lost before its acknowledgement."""
    queue = fresh("task_queue")
    connection = connect()
    channel = connection.channel()
    channel.queue_declare(queue=queue, durable=True)
    properties = pika.BasicProperties(delivery_mode=2, content_type="text/plain", message_id="task 1")
    channel.basic_publish(exchange="", routing_key=queue, body=b"a task...", properties=properties)

    worker = subprocess.Popen([sys.executable, __file__, "hold", queue], stdout=subprocess.PIPE)
    assert worker.stdout.readline() == b"a task...\n"
    worker.kill()
    worker.wait()

    taken = []

    def finish(channel, method, properties, body):
        taken.append((channel, method, properties, body))
        channel.basic_ack(delivery_tag=method.delivery_tag)

    channel.basic_qos(prefetch_count=1)
    channel.basic_consume(queue=queue, on_message_callback=finish)
    wait_for(connection, lambda: taken)
    _, method, got, body = taken[0]
    assert (body, method.redelivered) == (b"a task...", True), taken
    assert (got.delivery_mode, got.content_type, got.message_id) == (2, "text/plain", "task 1"), got
    connection.close()
    with_nothing_left(queue)


def hold(queue):
    """A worker of its own process that takes a task and never acknowledges it."""
    connection = connect()
    channel = connection.channel()
    channel.basic_qos(prefetch_count=1)
    channel.basic_consume(queue=queue, on_message_callback=lambda *delivery: print(delivery[3].decode(), flush=True))
    channel.start_consuming()


@step
def fair_dispatch():
    """With a prefetch of one a busy worker gets no second task."""
    queue = fresh("fair")
    connection = connect()
    channel = connection.channel()
    channel.queue_declare(queue=queue)
    busy, idle = [], []
    busy_channel = connection.channel()
    busy_channel.basic_qos(prefetch_count=1)
    busy_channel.basic_consume(queue=queue, on_message_callback=functools.partial(collect, busy))
    channel.basic_publish("", queue, b"0")
    wait_for(connection, lambda: busy)

    def finish(channel, method, properties, body):
        idle.append(body)
        channel.basic_ack(method.delivery_tag)

    idle_channel = connection.channel()
    idle_channel.basic_qos(prefetch_count=1)
    idle_channel.basic_consume(queue=queue, on_message_callback=finish)
    for number in range(1, 5):
        channel.basic_publish("", queue, b"%d" % number)
    wait_for(connection, lambda: len(idle) == 4)
    assert (bodies(busy), idle) == ([b"0"], [b"1", b"2", b"3", b"4"]), (busy, idle)
    connection.close()


@step
def redelivery_after_reject():
    """A rejected message comes again when it is put back, and not when it is not."""
    queue = fresh("reject")
    connection = connect()
    channel = connection.channel()
    channel.queue_declare(queue=queue)
    channel.basic_publish("", queue, b"again")
    method, _, _ = channel.basic_get(queue)
    channel.basic_nack(method.delivery_tag, requeue=True)
    method, _, body = channel.basic_get(queue)
    assert (method.redelivered, body) == (True, b"again"), (method, body)
    channel.basic_reject(method.delivery_tag, requeue=False)
    assert channel.basic_get(queue) == (None, None, None)
    connection.close()


@step
def publisher_confirms():
    """Each of a hundred persistent messages is confirmed, and all are there afterwards."""
    queue = fresh("confirms")
    connection = connect()
    channel = connection.channel()
    channel.queue_declare(queue=queue, durable=True)
    channel.confirm_delivery()
    for number in range(100):
        channel.basic_publish("", queue, b"%d" % number, pika.BasicProperties(delivery_mode=2), mandatory=True)
    count = channel.queue_declare(queue=queue, durable=True, passive=True).method.message_count
    assert count == 100, count
    assert channel.queue_delete(queue).method.message_count == 100
    connection.close()


@step
def mandatory():
    """A mandatory message that no queue takes comes back to its publisher."""
    connection = connect()
    channel = connection.channel()
    channel.confirm_delivery()
    try:
        channel.basic_publish("", fresh("nowhere"), b"to nobody", mandatory=True)
    except UnroutableError as error:
        (returned,) = error.messages
        assert (returned.method.reply_code, returned.method.reply_text) == (312, "NO_ROUTE"), returned.method
        assert returned.body == b"to nobody", returned.body
    else:
        raise AssertionError("it was not returned")
    connection.close()


@step
def get():
    """Messages are polled one by one with the count of those left; an empty queue says so."""
    queue = fresh("get")
    connection = connect()
    channel = connection.channel()
    channel.queue_declare(queue=queue)
    assert channel.basic_get(queue) == (None, None, None)
    for body in (b"a", b"b"):
        channel.basic_publish("", queue, body)
    got = [channel.basic_get(queue, auto_ack=True) for _ in range(2)]
    assert [(method.message_count, body) for method, _, body in got] == [(1, b"a"), (0, b"b")], got
    connection.close()


@step
def fanout():
    """Every subscriber of a fanout exchange gets every message in a temporary queue of its own."""
    exchange = fresh("logs")
    connection = connect()
    channel = connection.channel()
    channel.exchange_declare(exchange=exchange, exchange_type="fanout")
    subscribers = [subscribe(connection, exchange, [""]) for _ in range(2)]
    channel.basic_publish(exchange=exchange, routing_key="", body=b"info: Hello World!")
    wait_for(connection, lambda: all(subscribers))
    assert [bodies(received) for received in subscribers] == [[b"info: Hello World!"]] * 2, subscribers
    connection.close()


def subscribe(connection, exchange, keys, arguments=None):
    """A server-named exclusive queue bound by each key; gives the list that fills with deliveries."""
    channel = connection.channel()
    queue = channel.queue_declare(queue="", exclusive=True).method.queue
    assert queue.startswith("amq.gen-"), queue
    for key in keys:
        channel.queue_bind(exchange=exchange, queue=queue, routing_key=key, arguments=arguments)
    received = []
    channel.basic_consume(queue=queue, on_message_callback=functools.partial(collect, received), auto_ack=True)
    return received


@step
def direct():
    """A direct exchange brings each message to the queues with its very key."""
    exchange = fresh("direct_logs")
    connection = connect()
    channel = connection.channel()
    channel.exchange_declare(exchange=exchange, exchange_type="direct")
    errors, everything = subscribe(connection, exchange, ["error"]), subscribe(connection, exchange, ["info", "warning", "error"])
    for severity in ("info", "error", "debug", "warning"):
        channel.basic_publish(exchange, severity, severity.encode())
    wait_for(connection, lambda: len(everything) == 3 and errors)
    assert bodies(errors) == [b"error"], errors
    assert bodies(everything) == [b"info", b"error", b"warning"], everything
    connection.close()


@step
def topic():
    """A topic exchange matches words with * and #; a message that matches twice comes once."""
    exchange = fresh("topic_logs")
    connection = connect()
    channel = connection.channel()
    channel.exchange_declare(exchange=exchange, exchange_type="topic")
    orange = subscribe(connection, exchange, ["*.orange.*"])
    rabbits = subscribe(connection, exchange, ["*.*.rabbit", "lazy.#"])
    keys = ["quick.orange.rabbit", "lazy.orange.elephant", "quick.orange.fox", "lazy.pink.rabbit", "quick.brown.fox", "orange", "lazy"]
    for key in keys:
        channel.basic_publish(exchange, key, key.encode())
    wait_for(connection, lambda: len(orange) == 3 and len(rabbits) == 4)
    assert bodies(orange) == [b"quick.orange.rabbit", b"lazy.orange.elephant", b"quick.orange.fox"], orange
    assert bodies(rabbits) == [b"quick.orange.rabbit", b"lazy.orange.elephant", b"lazy.pink.rabbit", b"lazy"], rabbits
    connection.close()


@step
def rpc():
    """A call with a callback queue of the caller's own and a correlation id."""
    connection = connect()
    queue = serve_fibonacci(connection)
    caller = connection.channel()
    callback = caller.queue_declare(queue="", exclusive=True).method.queue
    answer = call(connection, caller, queue, callback, callback)
    assert answer == b"832040", answer
    connection.close()


@step
def rpc_with_direct_reply_to():
    """The same without a callback queue."""
    connection = connect()
    queue = serve_fibonacci(connection)
    answer = call(connection, connection.channel(), queue, "amq.rabbitmq.reply-to", "amq.rabbitmq.reply-to")
    assert answer == b"832040", answer
    connection.close()


def serve_fibonacci(connection):
    queue = fresh("rpc_queue")
    channel = connection.channel()
    channel.queue_declare(queue=queue)
    channel.basic_qos(prefetch_count=1)

    def answer(channel, method, properties, body):
        reply = pika.BasicProperties(correlation_id=properties.correlation_id)
        channel.basic_publish("", properties.reply_to, str(fibonacci(int(body))).encode(), reply)
        channel.basic_ack(method.delivery_tag)

    channel.basic_consume(queue=queue, on_message_callback=answer)
    return queue


def fibonacci(number):
    before, current = 0, 1
    for _ in range(number):
        before, current = current, before + current
    return before


def call(connection, channel, queue, replies, reply_to):
    received = []
    channel.basic_consume(queue=replies, on_message_callback=functools.partial(collect, received), auto_ack=True)
    correlation_id = str(uuid.uuid4())
    properties = pika.BasicProperties(reply_to=reply_to, correlation_id=correlation_id)
    channel.basic_publish("", queue, b"30", properties)
    wait_for(connection, lambda: received)
    _, _, properties, body = received[0]
    assert properties.correlation_id == correlation_id, properties
    return body


def main():
    failures = 0
    for function in STEPS:
        try:
            function()
            print(f"ok {function.__name__}")
        except Exception as error:
            failures += 1
            traceback.print_exc()
            print(f"not ok {function.__name__}: {type(error).__name__} {error}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(hold(sys.argv[2]) if sys.argv[1:2] == ["hold"] else main())
