#!/usr/bin/python3
"""The warehouse of examples/services with pika: consumes orders, publishes shipments."""
import json
import os
import random
import signal
import sys
import time
from decimal import Decimal

import pika
from pika.exceptions import AMQPConnectionError, ChannelClosedByBroker

# What defineQueue('services.orders', ...) of the SDK declares. The broker keeps the retry policy, whoever consumes.
RETRY = {
    'x-queue-type': 'quorum',
    'x-retry-backoff': 'exponential',
    'x-retry-delay': 100,
    'x-retry-factor': 2,
    'x-retry-max-delay': 5000,
    'x-retry-jitter': Decimal('0.1'),  # pika writes no floating point
    'x-delivery-limit': 3,
    'x-dead-letter-exchange': '',
}
ORDERS = 'services.orders'
SHIPMENTS = 'services.shipments'


class Warehouse:
    def __init__(self, url):
        self.parameters = pika.URLParameters(url)
        self.connection = None
        self.channel = None
        self.stopping = False
        self.packed = 0

    def run(self):
        """Until SIGTERM, over as many connections as that takes."""
        attempt = 0
        while not self.stopping:
            try:
                self.open()
                attempt = 0
                self.channel.start_consuming()
                self.close()
            except AMQPConnectionError as error:
                attempt += 1
                wait = random.uniform(0, min(10, 0.1 * 2**attempt))
                print(f'connection lost ({error!r}), again in {wait:.1f} s', file=sys.stderr)
                time.sleep(wait)

    def open(self):
        self.connection = pika.BlockingConnection(self.parameters)
        self.channel = self.connection.channel()
        for queue in (ORDERS, SHIPMENTS):
            self.channel.queue_declare(f'{queue}.dead', durable=True, arguments={'x-queue-type': 'classic'})
            arguments = {**RETRY, 'x-dead-letter-routing-key': f'{queue}.dead'}
            self.channel.queue_declare(queue, durable=True, arguments=arguments)
        self.channel.confirm_delivery()
        self.channel.basic_qos(prefetch_count=4)
        self.channel.basic_consume(ORDERS, self.on_order)
        print('warehouse consumes', flush=True)

    def close(self):
        # What was received and not handled goes back with the channel; the acks before it are sent.
        self.channel.close()
        self.connection.close()

    def stop(self, *_):
        self.stopping = True
        if self.connection is not None and self.connection.is_open:
            self.connection.add_callback_threadsafe(self.channel.stop_consuming)

    def on_order(self, channel, method, properties, body):
        if self.stopping:
            return
        try:
            order = json.loads(body)
            sku = order['sku']
        except (ValueError, KeyError, TypeError):
            channel.basic_reject(method.delivery_tag, requeue=False)  # it would fail in the same way each time
            return
        if sku == 'unknown':
            channel.basic_reject(method.delivery_tag, requeue=False)  # a dead letter at once
            return
        if sku == 'heavy' and not (properties.headers or {}).get('x-delivery-count'):
            channel.basic_nack(method.delivery_tag, requeue=True)  # a failed attempt: again after the backoff
            return
        time.sleep(0.005)
        self.ship(order['id'])
        channel.basic_ack(method.delivery_tag)
        self.packed += 1

    def ship(self, order_id):
        """Returns when the broker has stored it. The same id if it has to be done again: the shop takes both for one."""
        properties = pika.BasicProperties(content_type='application/json', delivery_mode=2, message_id=order_id)
        self.channel.basic_publish('', SHIPMENTS, json.dumps({'orderId': order_id}), properties, mandatory=True)


warehouse = Warehouse(os.environ['AMQP_URL'])
signal.signal(signal.SIGTERM, warehouse.stop)
try:
    warehouse.run()
except ChannelClosedByBroker as refusal:
    sys.exit(f'the broker refuses: {refusal!r}')
print(f'warehouse stopped, packed {warehouse.packed}')
