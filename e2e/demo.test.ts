import { createDatabase, freePort } from '@howdah/testing';
import { expect, test } from 'vitest';
import { startBroker } from './broker.js';
import { startLossyProxy } from './lossy-proxy.js';
import { startProgram, temporaryDirectory, type Program } from './program.js';

test('the demo works every order, shows why some died, and its figures add up', async () => {
  const demo = startDemo({ TMPDIR: await temporaryDirectory() });
  expect(await demo.exited, demo.output()).toBe(0);
  expectOutcome(demo.output());
  expect(reconciled(demo.output(), 'duplicates')).toBe(0);
  expect(demo.output()).toContain('0 calls were repeated');
});

test('the figures add up also when the broker is killed half-way and started again', async () => {
  const variables = {
    HOWDAH_DATA_DIR: await temporaryDirectory(),
    HOWDAH_HTTP_PORT: String(await freePort()),
    HOWDAH_AMQP_PORT: '0',
  };
  const killed = await startBroker(variables);
  const demo = startDemo({ HOWDAH_URL: killed.url });
  await demo.printed(halfWorked);
  killed.signal('SIGKILL');
  expect(await killed.exited).toBe('SIGKILL');
  await demo.printed((output) => output.includes('the broker is away') || undefined);
  expect(demo.output()).not.toContain('Reconciliation');

  await startBroker(variables);
  expect(await demo.exited, demo.output()).toBe(0);
  expect(demo.output()).toContain('the broker is back');
  expect(demo.output()).not.toMatch(/^0 calls were repeated/m);
  expectOutcome(demo.output());
});

test('nothing is stored or dead-lettered twice when answers are lost on the way', async () => {
  const broker = await startBroker({ HOWDAH_DATABASE_URL: (await createDatabase()).url });
  const proxy = await startLossyProxy(broker.url, 20);
  const demo = startDemo({ HOWDAH_URL: proxy.url });
  expect(await demo.exited, demo.output()).toBe(0);
  expectOutcome(demo.output());
  for (const kind of ['messages', 'deliveries', 'settlements']) expect(proxy.lost.get(kind), kind).toBeGreaterThan(0);
  // A settlement that is sent once more finds its lease gone; what was received in vain is delivered again.
  expect(reconciled(demo.output(), 'leases lost')).toBeGreaterThan(0);
  expect(reconciled(demo.output(), 'redelivered')).toBeGreaterThan(200);
  expect(reconciled(demo.output(), 'duplicates')).toBe(0);
});

function startDemo(variables: Readonly<Record<string, string>>): Program {
  return startProgram('demo/dist/main.js', variables);
}

/** True as soon as the table says that half of the orders are worked. */
function halfWorked(output: string): true | undefined {
  const [, done, total] = [...output.matchAll(/worked ([\d,]+) of ([\d,]+)/g)].at(-1) ?? [];
  return done !== undefined && figure(done) >= figure(total!) / 2 ? true : undefined;
}

/** The same with and without an accident: it follows from the orders alone. */
function expectOutcome(output: string): void {
  expect(output).toMatch(/payment +rejected +CardDeclined +41 /);
  expect(output).toMatch(/payment +rejected +SyntaxError +17 /);
  expect(output).toMatch(/stock +delivery_limit +UnknownSku +38 /);
  expect(output).toMatch(/email +rejected +MalformedAddress +29 /);
  for (const [name, sum] of Object.entries({
    published: 15_590,
    processed: 15_429,
    'dead-lettered': 161,
    lost: 0,
    unexplained: 0,
  })) {
    expect(reconciled(output, name), name).toBe(sum);
  }
  expect(output).toContain(
    'It adds up: 15,590 published, 15,429 processed + 161 dead-lettered; nothing lost, nothing unexplained.',
  );
}

/** Sum of a column of the reconciliation over the services. */
function reconciled(output: string, column: string): number {
  const [, head, ...rows] = output.slice(output.indexOf('Reconciliation')).split('\n');
  const index = cells(head!).indexOf(column);
  return rows.slice(0, 3).reduce((sum, row) => sum + figure(cells(row)[index]!), 0);
}

function cells(row: string): string[] {
  return row.trim().split(/ {2,}/);
}

function figure(text: string): number {
  return Number(text.replaceAll(',', ''));
}
