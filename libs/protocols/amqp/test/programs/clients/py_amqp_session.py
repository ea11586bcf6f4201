"""What py-amqp, the library below kombu and Celery, says at the given port."""

import sys
from datetime import datetime
from decimal import Decimal

import amqp

with amqp.Connection(f"127.0.0.1:{sys.argv[1]}", confirm_publish=True) as connection:
    channel = connection.channel()
    channel.exchange_declare("fixture.direct", "direct", durable=False, auto_delete=False)
    channel.queue_declare("fixture", durable=True, auto_delete=False, arguments={"x-expires": 60000})
    channel.queue_bind("fixture", "fixture.direct", "key")
    headers = {"text": "ä", "number": 5, "large": 2**40, "yes": True, "price": Decimal("9.95"), "list": ["a", 1], "none": None}
    headers["when"] = datetime(2024, 1, 2, 3, 4, 5)
    message = amqp.Message("body", content_type="text/plain", delivery_mode=2, priority=0, application_headers=headers)
    channel.basic_publish(message, exchange="fixture.direct", routing_key="key")
    channel.basic_qos(0, 10, False)
    got = channel.basic_get("fixture")
    channel.basic_ack(got.delivery_tag)
    channel.flow(True)
    channel.queue_unbind("fixture", "fixture.direct", "key")
    channel.queue_delete("fixture")
    channel.exchange_delete("fixture.direct")
