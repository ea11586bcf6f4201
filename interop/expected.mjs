/**
 * What each suite does at least, on Howdah and on the reference (RabbitMQ 3.10.8). A failure is known by the name of the test and has a reason;
 * a test that fails and is not in the list is worse than expected, as is a smaller number of passed tests.
 *
 * @type {Readonly<Record<string, Readonly<Record<'howdah' | 'reference', import('./src/verdict.mjs').Expected>>>>}
 */
export const expected = {
  'amqplib-2': same(317),
  'amqplib-0.10': same(271),
  bunnybus: same(233, {
    'positive integration tests - Callback api/connection/should create connection with default values':
      'wants null as "no error", gets undefined, whatever the broker',
    'positive integration tests - Callback api/_recoverConnectChannel/should recreate connection when connection error occurs':
      'looks after 70 ms; a busy machine needs longer to connect again',
  }),
  'node-amqp': {
    howdah: {
      passed: 45,
      failed: {
        ...nodeAmqpAnywhere(),
        'test-connection-blocked.js': 'has rabbitmqctl raise the memory alarm',
        'test-unsubscribe.js': 'cancels on one channel what it published on another a moment before, without waiting',
      },
    },
    reference: { passed: 47, failed: { ...nodeAmqpAnywhere(), ...nodeAmqpRaces() } },
  },
  'amqp091-go': same(116),
  'amqp-tools': same(5),
  probes: {
    howdah: { passed: 191, failed: { ...streams(), ...asInRabbitMq4(), ...otherwise() } },
    reference: { passed: 220, failed: {} },
  },
  celery: same(13),
  tutorial: same(12),
  java: same(13),
  ruby: same(12),
  php: same(11),
  sdk: same(21),
};

function same(passed, failed = {}) {
  return { howdah: { passed, failed }, reference: { passed, failed } };
}

/** They fail on the reference too, always or at times. */
function nodeAmqpAnywhere() {
  return {
    'test-buffer.js': 'compares how Node prints a Buffer; Node has changed that',
    'test-connection-disconnect.js': 'wants an event from a socket that the client has destroyed',
    'test-flow.js': 'wants channel.flow with active=false, which the reference refuses with 540, and so do we',
    'test-publish-confirms-callbacks-not-hanging-after-recovery.js': 'wants the broker to be back at a certain moment',
    'test-queue-unbind-headers.js': 'publishes on one channel and binds on another, without waiting',
    'test-reconnection.js': 'wants the broker to be back at a certain moment',
    'test-reconnection-server-named-queue.js': 'publishes after a reconnection before its queue is there again',
    'test-volume.js': 'loses its connection all the time and hopes to lose no more than ten messages',
  };
}

/** The reference serves each channel on its own: on a busy machine a later one overtakes at times. */
function nodeAmqpRaces() {
  const names = ['headers', 'queue-bind-headers', 'queue-subscribe-event', 'receive-empty-messages', 'unbind', 'unsubscribe'];
  const reason = 'publishes on one channel what another must have bound before, without waiting';
  return Object.fromEntries(names.map((name) => [`test-${name}.js`, reason]));
}

function streams() {
  const inDeclare = [
    'ttl',
    'ok',
    'bad max-age',
    'consume noprefetch',
    'consume autoack',
    'consume global qos',
    'consume bad offset',
    'get',
    'purge',
  ];
  const names = [
    ...inDeclare.map((question) => `declare_and_errors: stream ${question}`),
    'priority_headers_stream: stream',
    'qos_topics_tx_returns: stream',
  ];
  return Object.fromEntries(names.map((name) => [name, 'there are no streams']));
}

function asInRabbitMq4() {
  const lastDeath = 'has the headers x-last-death-… too, as RabbitMQ 4';
  return {
    'declare_and_errors: exch unknown type': '406 on the channel, as RabbitMQ 4',
    'delivery_and_dead_letters: DLX': lastDeath,
    'delivery_and_dead_letters: DLX rej': lastDeath,
    'delivery_and_dead_letters: quorum dlx': lastDeath,
    'delivery_and_dead_letters: quorum 0 False': 'no x-delivery-count at the first delivery, as RabbitMQ 4',
    'qos_topics_tx_returns: reject-publish-dlx': lastDeath,
    'qos_topics_tx_returns: maxlen 0 dlx': lastDeath,
  };
}

function otherwise() {
  const closesInWords = 'the reference resets the connection, we say why before';
  const otherText = 'the same code in other words';
  return {
    'delivery_and_dead_letters: server props': 'one capability more, howdah.settle',
    'delivery_and_dead_letters: caps': 'one capability more, howdah.settle',
    'delivery_and_dead_letters: hdr 0-8': 'AMQP 0-8 is not spoken: answered with our version, as any other',
    'frames_and_quorum: quorum delete if-unused': 'done as for other queues; the reference refuses',
    'frames_and_quorum: quorum delete if-empty': 'done as for other queues; the reference refuses',
    'frames_and_quorum: unknown method': closesInWords,
    'frames_and_quorum: unknown class': closesInWords,
    'frames_and_quorum: bad table tag': closesInWords,
    'frames_and_quorum: method on ch0': otherText,
    'frames_and_quorum: bad frame type': otherText,
    'frames_and_quorum: heartbeat on ch1': otherText,
  };
}
