import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor, type ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { defineQueue, fixed, type Client } from '@howdah/sdk';
import { tracing } from '@howdah/sdk/otel';
import { createTestBroker, type TestBroker } from '@howdah/sdk/testing';

const exporter = new InMemorySpanExporter();
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
const queue = defineQueue<string>('orders', { retry: fixed({ attempts: 2, delay: '1m' }) });

beforeAll(() => provider.register());
afterAll(() => provider.shutdown());
beforeEach(() => exporter.reset());

async function open(): Promise<{ readonly broker: TestBroker; readonly client: Client }> {
  const broker = await createTestBroker();
  onTestFinished(() => broker.close());
  return { broker, client: broker.connect().use(tracing()) };
}

const spans = (kind: SpanKind): ReadableSpan[] => exporter.getFinishedSpans().filter((span) => span.kind === kind);

test('an attempt is a trace of its own that links to the publish', async () => {
  const { broker, client } = await open();
  client.consume(queue, () => undefined);
  await client.publish(queue, 'hello', { idempotencyKey: 'one' });
  await broker.waitFor(queue);
  await expect.poll(() => spans(SpanKind.CONSUMER)).toHaveLength(1);
  const [sent] = spans(SpanKind.PRODUCER);
  const [processed] = spans(SpanKind.CONSUMER);
  expect(sent).toMatchObject({
    name: 'send orders',
    attributes: {
      'messaging.system': 'rabbitmq',
      'messaging.operation.name': 'send',
      'messaging.operation.type': 'send',
      'messaging.destination.name': 'orders',
      'messaging.message.id': 'one',
    },
  });
  expect(processed).toMatchObject({
    name: 'process orders',
    attributes: { 'messaging.operation.name': 'process', 'messaging.message.id': 'one', 'howdah.message.attempt': 1 },
    links: [{ context: { traceId: sent!.spanContext().traceId, spanId: sent!.spanContext().spanId } }],
  });
  expect(processed!.spanContext().traceId).not.toBe(sent!.spanContext().traceId);
});

test('a failed attempt says of what type, and the next one links to the same publish', async () => {
  const { broker, client } = await open();
  client.consume(queue, ({ attempt }) => {
    if (attempt === 1) throw new RangeError('too much');
  });
  await client.publish(queue, 'hello');
  await expect.poll(() => broker.count(queue)).toMatchObject({ delayed: 1 });
  await broker.advance('1m');
  await expect.poll(() => spans(SpanKind.CONSUMER)).toHaveLength(2);
  const [failed, done] = spans(SpanKind.CONSUMER);
  expect(failed).toMatchObject({
    attributes: { 'error.type': 'RangeError', 'howdah.message.attempt': 1 },
    status: { code: SpanStatusCode.ERROR, message: 'too much' },
  });
  expect(done).toMatchObject({ attributes: { 'howdah.message.attempt': 2 }, status: { code: SpanStatusCode.UNSET } });
  expect(done!.links[0]!.context.spanId).toBe(failed!.links[0]!.context.spanId);
});

test('a publish that is refused says by which code', async () => {
  const { client } = await open();
  const missing = defineQueue<string>('missing', { declare: false });
  await expect(client.publish(missing, 'hello')).rejects.toMatchObject({ code: 'queue_not_found' });
  expect(spans(SpanKind.PRODUCER)).toMatchObject([{ attributes: { 'error.type': 'queue_not_found' } }]);
});
