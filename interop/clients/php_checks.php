<?php
/**
 * What applications do with PHP's two clients: php-amqplib, which is PHP, and the extension amqp, which is rabbitmq-c.
 * Prints `ok NAME` or `not ok NAME: REASON` for each check.
 */
declare(strict_types=1);

require_once 'PhpAmqpLib/autoload.php';

use PhpAmqpLib\Channel\AMQPChannel;
use PhpAmqpLib\Connection\AMQPStreamConnection;
use PhpAmqpLib\Exception\AMQPProtocolChannelException;
use PhpAmqpLib\Message\AMQPMessage;
use PhpAmqpLib\Wire\AMQPTable;

/** How long a check waits for what must come. */
const SECONDS = 10;
$checks = [];

function connect(string $password = 'guest', int $heartbeat = 0): AMQPStreamConnection
{
    ['host' => $host, 'port' => $port] = parse_url(getenv('AMQP_URL'));
    return new AMQPStreamConnection($host, (string) $port, 'guest', $password, '/', read_write_timeout: SECONDS, heartbeat: $heartbeat);
}

function fresh(AMQPChannel $channel, array $arguments = []): string
{
    return $channel->queue_declare(uniqid('php-'), auto_delete: false, exclusive: true, arguments: new AMQPTable($arguments))[0];
}

function message(string $body, array $properties = []): AMQPMessage
{
    return new AMQPMessage($body, $properties);
}

function equal(mixed $wanted, mixed $found): void
{
    if ($wanted !== $found) {
        throw new Exception('wanted ' . json_encode($wanted) . ', found ' . json_encode($found));
    }
}

/** Lets the channel work until so many messages are there. */
function take(AMQPChannel $channel, string $queue, int $count, bool $noAck = true): array
{
    $received = [];
    $tag = $channel->basic_consume($queue, no_ack: $noAck, callback: function ($message) use (&$received) { $received[] = $message; });
    while (count($received) < $count) {
        $channel->wait(timeout: SECONDS);
    }
    $channel->basic_cancel($tag);
    return $received;
}

$checks['hello_world'] = function (AMQPChannel $channel) {
    $queue = fresh($channel);
    $channel->basic_publish(message('hello', ['message_id' => '1']), '', $queue);
    [$received] = take($channel, $queue, 1);
    equal(['hello', '1', false], [$received->body, $received->get('message_id'), $received->isRedelivered()]);
};

$checks['what_is_not_acked_comes_again'] = function (AMQPChannel $channel) {
    $queue = fresh($channel);
    $channel->basic_qos(0, 2, false);
    foreach (['a', 'b', 'c'] as $body) {
        $channel->basic_publish(message($body), '', $queue);
    }
    [$first, $second] = take($channel, $queue, 2, false);
    $second->ack();
    $first->nack(true);
    $again = $channel->basic_get($queue, true);
    equal(['a', true, 1], [$again->body, $again->isRedelivered(), $again->getMessageCount()]);
};

$checks['confirms_and_returns'] = function (AMQPChannel $channel) {
    $heard = [];
    $channel->set_return_listener(function ($code) use (&$heard) { $heard[] = "return $code"; });
    $channel->set_ack_handler(function ($message) use (&$heard) { $heard[] = "ack $message->body"; });
    $channel->confirm_select();
    $queue = fresh($channel);
    $channel->basic_publish(message('lost'), '', 'nowhere', true);
    $channel->wait_for_pending_acks_returns(SECONDS);
    equal(['return 312', 'ack lost'], $heard);
    for ($number = 0; $number < 200; $number++) {
        $channel->batch_basic_publish(message("$number", ['delivery_mode' => 2]), '', $queue);
    }
    $channel->publish_batch();
    $channel->wait_for_pending_acks(SECONDS);
    equal([202, 200], [count($heard), $channel->queue_purge($queue)]);
};

$checks['header_types_come_back'] = function (AMQPChannel $channel) {
    $headers = ['true' => true, 'int' => 7, 'long' => 2 ** 40, 'negative' => -3, 'text' => 'täxt', 'null' => null,
        'list' => [1, 'two', [3]], 'table' => ['deep' => ['er' => 1]]];
    $queue = fresh($channel);
    $channel->basic_publish(message('', ['application_headers' => new AMQPTable($headers), 'priority' => 3, 'timestamp' => 1_700_000_000]), '', $queue);
    $got = $channel->basic_get($queue, true);
    equal([$headers, 3, 1_700_000_000, ''], [$got->get('application_headers')->getNativeData(), $got->get('priority'), $got->get('timestamp'), $got->body]);
};

$checks['exchanges_and_bindings'] = function (AMQPChannel $channel) {
    $exchange = uniqid('php-');
    $channel->exchange_declare("$exchange-in", 'fanout');
    $channel->exchange_declare($exchange, 'topic');
    $channel->exchange_bind($exchange, "$exchange-in");
    $queue = fresh($channel);
    $channel->queue_bind($queue, $exchange, 'a.*.#');
    foreach (['a', 'a.b', 'a.b.c', 'b.a'] as $key) {
        $channel->basic_publish(message($key), "$exchange-in", $key);
    }
    equal(['a.b', 'a.b.c'], array_map(fn ($message) => $message->body, take($channel, $queue, 2)));
    $channel->queue_unbind($queue, $exchange, 'a.*.#');
    $channel->exchange_delete($exchange);
    $channel->exchange_delete("$exchange-in");
};

$checks['dead_letters'] = function (AMQPChannel $channel) {
    $dead = fresh($channel);
    $queue = fresh($channel, ['x-message-ttl' => 1, 'x-dead-letter-exchange' => '', 'x-dead-letter-routing-key' => $dead]);
    $channel->basic_publish(message('short'), '', $queue);
    [$received] = take($channel, $dead, 1);
    [$death] = $received->get('application_headers')->getNativeData()['x-death'];
    equal(['expired', 1, $queue], [$death['reason'], $death['count'], $death['queue']]);
};

$checks['a_large_body'] = function (AMQPChannel $channel) {
    $queue = fresh($channel);
    $body = random_bytes(1_000_003);
    $channel->basic_publish(message($body), '', $queue);
    equal(true, take($channel, $queue, 1)[0]->body === $body);
};

$checks['errors_have_their_codes'] = function (AMQPChannel $channel) {
    $codes = [];
    $connection = $channel->getConnection();
    foreach ([
        fn ($there) => $there->queue_declare('no such queue', passive: true),
        fn ($there) => $there->exchange_declare('amq.direct', 'topic', durable: true),
        fn ($there) => $there->queue_declare('amq.mine'),
    ] as $mistake) {
        try {
            $mistake($connection->channel());
        } catch (AMQPProtocolChannelException $error) {
            $codes[] = $error->getCode();
        }
    }
    equal([404, 406, 403], $codes);
};

$checks['a_wrong_password_is_refused'] = function () {
    try {
        connect('wrong');
    } catch (PhpAmqpLib\Exception\AMQPConnectionClosedException $error) {
        return equal(403, $error->getCode());
    }
    throw new Exception('it was let in');
};

$checks['heartbeats_keep_an_idle_connection'] = function () {
    $connection = connect(heartbeat: 1);
    $channel = $connection->channel();
    $queue = fresh($channel);
    $until = microtime(true) + 3.2;
    while (microtime(true) < $until) {
        usleep(100_000);
        $connection->checkHeartBeat();
    }
    $channel->basic_publish(message('still there'), '', $queue);
    equal('still there', take($channel, $queue, 1)[0]->body);
    $connection->close();
};

$checks['the_extension'] = function () {
    ['host' => $host, 'port' => $port] = parse_url(getenv('AMQP_URL'));
    $connection = new AMQPConnection(['host' => $host, 'port' => $port, 'read_timeout' => SECONDS]);
    $connection->connect();
    $channel = new \AMQPChannel($connection);
    $channel->setPrefetchCount(1);
    $queue = new AMQPQueue($channel);
    $queue->setName(uniqid('php-'));
    $queue->setFlags(AMQP_EXCLUSIVE);
    $queue->declareQueue();
    $channel->confirmSelect();
    $channel->setConfirmCallback(fn () => false);
    $exchange = new AMQPExchange($channel);
    $exchange->publish('hello', $queue->getName(), AMQP_NOPARAM, ['headers' => ['n' => 1, 'list' => ['a', 'b']], 'delivery_mode' => 2]);
    $channel->waitForConfirm(SECONDS);
    $queue->consume(function ($envelope, $queue) {
        equal(['hello', ['n' => 1, 'list' => ['a', 'b']]], [$envelope->getBody(), $envelope->getHeaders()]);
        return !$queue->ack($envelope->getDeliveryTag());
    });
};

foreach ($checks as $name => $check) {
    try {
        $connection = connect();
        $check($connection->channel());
        echo "ok $name\n";
        $connection->close();
    } catch (Throwable $error) {
        fwrite(STDERR, "$error\n");
        echo "not ok $name: " . get_class($error) . " {$error->getMessage()}\n";
    }
}
