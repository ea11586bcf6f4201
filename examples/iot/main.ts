import { connect } from '@howdah/sdk';
import pg from 'pg';
import { reconcile } from '../environment/reconciliation.js';
import { runExample } from '../environment/run-example.js';
import { sizeOption } from '../environment/size.js';
import { until } from '../environment/until.js';
import { Gateway } from './gateway.js';
import { LastValues } from './last-values.js';
import { telemetryQueue } from './queues.js';

const bursts = 3;

await runExample(async ({ amqpUrl, databaseUrl, signal }) => {
  const deviceCount = sizeOption('devices', 100_000);
  const queue = telemetryQueue(Math.ceil(deviceCount / 20));
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 });
  const [publisher, consumer] = await Promise.all([connect(amqpUrl, { name: 'gateway' }), connect(amqpUrl, { name: 'store' })]);
  try {
    const store = new LastValues(pool);
    await store.prepare();
    const gateway = new Gateway(publisher, queue);
    const started = performance.now();
    const burst = (n: number): void => {
      console.log(`burst ${n}: ${deviceCount} devices report at once`);
      for (let device = 0; device < deviceCount; device++) gateway.report({ device, n, celsius: 15 + Math.random() * 10 });
    };
    burst(1);
    const flushing = gateway.flush(signal);
    // Nobody consumes yet: the first burst fills the queue.
    await Promise.race([flushing, until(async () => gateway.refused > 0, signal, 5)]);
    store.serve(consumer, queue);
    for (let n = 2; n <= bursts; n++) burst(n);
    await flushing;
    await gateway.flush(signal);
    await until(async () => store.received >= gateway.published, signal);
    await consumer.close();
    const seconds = (performance.now() - started) / 1_000;
    console.log(
      `${gateway.published} readings published in ${seconds.toFixed(1)} s, ${gateway.replaced} replaced by newer ones; ` +
        `the queue was full ${gateway.refused} times`,
    );
    const text = 'select count(*)::int as known, count(*) filter (where n < $1)::int as stale from iot.last_value';
    const { known, stale } = (await pool.query<{ known: number; stale: number }>(text, [bursts])).rows[0]!;
    return reconcile([
      {
        what: 'readings reported = published + replaced',
        found: bursts * deviceCount,
        expected: gateway.published + gateway.replaced,
      },
      { what: 'readings received = published', found: store.received, expected: gateway.published },
      { what: 'devices with a last value = devices', found: known, expected: deviceCount },
      { what: 'devices whose last value is not their newest', found: stale, expected: 0 },
    ]);
  } finally {
    await Promise.all([publisher.close(), consumer.close()]);
    await pool.end();
  }
});
