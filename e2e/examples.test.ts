import { createDatabase, type TestDatabase } from '@howdah/testing';
import pg from 'pg';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { openChannel } from './amqp.js';
import { startBroker, type Broker } from './broker.js';
import { startProgram, type Program } from './program.js';

const tsx = new URL('../node_modules/tsx/dist/loader.mjs', import.meta.url).href;

let database: TestDatabase;
let broker: Broker;
const ends: (() => Promise<void>)[] = [];

beforeAll(async () => {
  database = await createDatabase();
  broker = await startBroker({ HOWDAH_DATABASE_URL: database.url, HOWDAH_LOG_LEVEL: 'error' }, (end) => ends.push(end));
}, 180_000);
afterAll(async () => {
  for (const end of ends.reverse()) await end();
});

test('an order of the shop ends confirmed or cancelled, and the books agree, though the shop is killed on the way', async () => {
  // A database that no broker knows: the shop has an outbox of its own.
  const own = await createDatabase();
  await execute(own.url, 'drop schema howdah cascade');
  const killed = startExample('ecommerce', ['--orders', '60'], { DATABASE_URL: own.url });
  await killed.printed((output) => output.includes('attempt 1 of shop.charges failed') || undefined);
  killed.signal('SIGKILL');
  await killed.exited;

  const shop = startExample('ecommerce', ['--orders', '40'], { DATABASE_URL: own.url });
  await expectToAddUp(shop);
  expect(shop.output()).toMatch(/, [1-9]\d* cancelled/);
  expect(Number(/^(\d+) orders:/m.exec(shop.output())![1])).toBeGreaterThan(40);
});

test('a ledger that is killed in mid-transaction leaves neither an effect nor an acknowledgment, and another goes on in order', async () => {
  const bank = startExample('finance', ['--transfers', '200']);
  await expectToAddUp(bank);
  expect(bank.output()).toMatch(/killed ledger \d+ in the middle/);
  expect(bank.output()).toMatch(/ok +effects of the killed ledger \d+ on its last transfer +0 = 0/);
  expect(bank.output()).toMatch(/ok +its message came again: it was not acknowledged +1 = 1/);
  const channel = await openChannel(broker);
  for (const queue of ['ledger.0', 'ledger.1', 'ledger.2', 'ledger.3'])
    expect(await channel.checkQueue(queue)).toMatchObject({ messageCount: 0 });
});

test('every device has its newest value, though the queue was full', async () => {
  const telemetry = startExample('iot', ['--devices', '2000']);
  await expectToAddUp(telemetry);
  expect(telemetry.output()).toMatch(/the queue was full [1-9]/);
});

test.each(['services', 'python'])('the %s take every order once, though the warehouse is stopped half-way', async (name) => {
  const services = startExample(name, ['--orders', '100']);
  await expectToAddUp(services);
  expect(services.output()).toMatch(/the first warehouse has packed [1-9]\d*, the second [1-9]/);
});

function startExample(name: string, options: readonly string[], variables: Readonly<Record<string, string>> = {}): Program {
  const amqpUrl = /AMQP +amqp:\/\/(\S+)/.exec(broker.output())![1]!;
  const environment = { AMQP_URL: `amqp://guest:guest@${amqpUrl}`, DATABASE_URL: database.url, ...variables };
  return startProgram(`examples/${name}/main.ts`, { ...environment, NODE_OPTIONS: `--import=${tsx}` }, options);
}

async function expectToAddUp(example: Program): Promise<void> {
  expect(await example.exited, example.output()).toBe(0);
  expect(example.output()).toContain('It adds up.');
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  onTestFinished(() => client.end());
  await client.query(statement);
}
