/**
 * Publishes to a queue with confirms and consumes from it with acknowledgments, connecting again whenever it is cut off,
 * until SIGTERM. Then it waits for what was confirmed, and tells what became of all of it. Exit code 1: something is missing.
 *
 * Argument: a folder for the file `confirmed`, a line for each confirmed message.
 */
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import amqp from 'amqplib';

const log = join(process.argv[2], 'confirmed');
const url = `amqp://admin:${process.env['AMQP_PASSWORD']}@127.0.0.1:${process.env['HOWDAH_AMQP_PORT'] || 5672}?heartbeat=5`;
const queue = 'verify';
/** Messages ahead of their confirms. */
const ahead = 20;
/** For the last messages after the end. */
const settleMsMax = 60_000;

const attempted = new Set();
const confirmed = new Set();
const delivered = new Map();
let unannounced = 0;
let isStopping = false;
let lastConfirmAt = performance.now();
let longestGapMs = 0;

writeFileSync(log, '');
process.once('SIGTERM', () => (isStopping = true));
void whileWanted(
  () => consume(),
  () => false,
);
await whileWanted(
  () => publish(),
  () => isStopping,
);
const end = Date.now() + settleMsMax;
const missing = () => [...confirmed].filter((id) => !delivered.has(id));
while (missing().length > 0 && Date.now() < end) await sleep(200);

const lost = missing();
const unexpected = [...delivered.keys()].filter((id) => !attempted.has(id));
const duplicated = [...delivered.values()].filter((count) => count > 1).length;
console.log(
  `attempted ${attempted.size}, confirmed ${confirmed.size}, delivered ${delivered.size}, lost ${lost.length}, ` +
    `unexpected ${unexpected.length}, duplicated ${duplicated} (${unannounced} without the redelivered flag); ` +
    `longest time without a confirm ${(longestGapMs / 1000).toFixed(1)} s`,
);
process.exit(lost.length + unexpected.length + unannounced > 0 ? 1 : 0);

/** One connection after the other. */
async function whileWanted(session, isOver) {
  while (!isOver()) {
    await session().catch(() => undefined);
    await sleep(100);
  }
}

async function connect() {
  const connection = await amqp.connect(url, { timeout: 3_000 });
  connection.on('error', () => undefined); // 'close' follows
  const closed = new Promise((resolve) => connection.once('close', resolve));
  return { connection, closed };
}

/** A message of unknown outcome is not sent again: it may be delivered or not. */
async function publish() {
  const { connection, closed } = await connect();
  const channel = (await connection.createConfirmChannel()).on('error', () => undefined);
  await channel.assertQueue(queue, { durable: true });
  let isOpen = true;
  void closed.then(() => (isOpen = false));
  const next = () => {
    if (!isOpen || isStopping) return;
    const id = String(attempted.size + 1);
    attempted.add(id);
    channel.sendToQueue(queue, Buffer.from(id), { persistent: true }, (error) => {
      if (error === null) confirm(id);
      setTimeout(next, error === null ? 1 : 100);
    });
  };
  for (let sent = 0; sent < ahead; sent += 1) next();
  while (isOpen && !isStopping) await sleep(100);
  await Promise.race([channel.waitForConfirms().catch(() => undefined), closed, sleep(30_000)]);
  await connection.close().catch(() => undefined);
}

function confirm(id) {
  confirmed.add(id);
  appendFileSync(log, `${id}\n`);
  longestGapMs = Math.max(longestGapMs, performance.now() - lastConfirmAt);
  lastConfirmAt = performance.now();
}

async function consume() {
  const { connection, closed } = await connect();
  const channel = (await connection.createChannel()).on('error', () => undefined);
  await channel.assertQueue(queue, { durable: true });
  await channel.prefetch(100);
  await channel.consume(queue, (message) => {
    if (message === null) return void connection.close().catch(() => undefined);
    const id = message.content.toString();
    if (delivered.has(id) && !message.fields.redelivered) unannounced += 1;
    delivered.set(id, (delivered.get(id) ?? 0) + 1);
    channel.ack(message);
  });
  await closed;
}
