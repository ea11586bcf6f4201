"""One of everything that pika says, at the given port."""

import decimal
import datetime
import sys

import pika

parameters = pika.ConnectionParameters("127.0.0.1", int(sys.argv[1]), heartbeat=0, frame_max=4096)
connection = pika.BlockingConnection(parameters)
channel = connection.channel()
channel.exchange_declare("fixture.headers", "headers", durable=True)
channel.queue_declare("fixture", exclusive=True, arguments={"x-max-priority": 5})
channel.queue_bind("fixture", "fixture.headers", "", arguments={"x-match": "any", "kind": "a", "number": 7})
channel.confirm_delivery()
headers = {
    "kind": "a",
    "number": -7,
    "large": 2**40,
    "huge": 2**62,
    "yes": True,
    "none": None,
    "price": decimal.Decimal("9.95"),
    "when": datetime.datetime(2024, 1, 2, 3, 4, 5),
    "list": [1, "two", {"three": 3}],
    "bytes": b"\x00\xff",
}
properties = pika.BasicProperties(content_type="text/plain", headers=headers, delivery_mode=2, priority=1, timestamp=1700000000)
channel.basic_publish("fixture.headers", "", b"x" * 5000, properties, mandatory=True)
channel.basic_qos(prefetch_count=1)
method, _properties, body = next(channel.consume("fixture"))
assert len(body) == 5000
channel.basic_reject(method.delivery_tag, requeue=True)
channel.cancel()
method, _properties, body = channel.basic_get("fixture")
channel.basic_ack(method.delivery_tag, multiple=True)
channel.queue_unbind("fixture", "fixture.headers", "", arguments={"x-match": "any", "kind": "a", "number": 7})
channel.queue_purge("fixture")
channel.exchange_delete("fixture.headers", if_unused=True)
channel.close()
channel = connection.channel()
channel.tx_select()
channel.queue_declare("", exclusive=True)
channel.tx_commit()
channel.tx_rollback()
connection.close()
