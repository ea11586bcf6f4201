import * as fc from 'fast-check';
import { expect } from 'vitest';
import type { Settlement } from '@howdah/core';
import { ack, transact } from '../actions.js';
import { acked, deadLettered, retried, returned } from '../settlements.js';
import type { ModelEntry, QueueModel } from './queue-model.js';
import { step, type Step } from './step.js';
import type { Broker, World } from './world.js';

/** Which of the messages held by live brokers, and through which broker they are settled. */
const picks = fc.record({ picks: fc.array(fc.nat(30), { minLength: 1, maxLength: 4 }), broker: fc.nat(1) });
type Picks = typeof picks extends fc.Arbitrary<infer T> ? T : never;

function settleStep(
  name: string,
  settle: (entries: ModelEntry[], broker: Broker, model: QueueModel, world: World) => Promise<void>,
) {
  return (given: Picks): Step =>
    step(`${name} ${JSON.stringify(given)}`, async (model, world) => {
      const held = model.held();
      if (held.length === 0) return;
      const entries = [...new Set(given.picks.map((pick) => held[pick % held.length] as ModelEntry))];
      await settle(entries, world.broker(given.broker), model, world);
    });
}

const ackStep = settleStep('ack', async (entries, broker, model) => {
  await ack(broker.store, entries.map(deliveryOf));
  model.remove(entries);
});

const releaseStep = settleStep('release', async (entries, broker) => {
  await expectSettled(
    broker,
    entries.map((entry) => returned(deliveryOf(entry))),
  );
  for (const entry of entries) Object.assign(entry, { held: null, redelivered: true });
});

const retryStep = (delay: number | null) =>
  settleStep(`retry after ${delay}`, async (entries, broker, model, world) => {
    const availableAt = delay === null ? null : world.instant(delay);
    await expectSettled(
      broker,
      entries.map((entry) => retried(deliveryOf(entry), availableAt)),
    );
    const dueAt = delay === null ? null : model.now + delay;
    for (const entry of entries) Object.assign(entry, { held: null, redelivered: true, attempts: entry.attempts + 1, dueAt });
  });

const deadLetterStep = settleStep('dead-letter', async (entries, broker, model, world) => {
  await expectSettled(
    broker,
    entries.map((entry) => deadLettered(deliveryOf(entry), world.graveyard)),
  );
  model.remove(entries);
  await addCopies(model, world, broker, entries);
});

/** Settles the same delivery twice: the second settlement must change nothing. */
const settleTwiceStep = settleStep('settle twice', async (entries, broker, model, world) => {
  const stale = entries.map(deliveryOf);
  await expectSettled(broker, stale.map(acked));
  model.remove(entries);
  const settlements = stale.flatMap((delivery) => [returned(delivery), deadLettered(delivery, world.graveyard), acked(delivery)]);
  const result = await transact(broker.store, { settlements });
  expect(result.settlements).toEqual(settlements.map(() => 'lease_lost'));
});

export const settleSteps: readonly fc.Arbitrary<Step>[] = [
  picks.map(ackStep),
  picks.map(releaseStep),
  picks.map(retryStep(null)),
  picks.map(retryStep(0.5)),
  picks.map(deadLetterStep),
  picks.map(settleTwiceStep),
];

function deliveryOf(entry: ModelEntry) {
  return entry.held!.delivery;
}

async function expectSettled(broker: Broker, settlements: readonly Settlement[]): Promise<void> {
  const result = await transact(broker.store, { settlements });
  expect(result.settlements).toEqual(settlements.map(() => 'settled'));
}

/** The store chooses the copies' seqs: new ones, in the order of the settlements. */
async function addCopies(model: QueueModel, world: World, broker: Broker, dead: readonly ModelEntry[]): Promise<void> {
  const known = new Set(model.entries(world.graveyard).map(({ seq }) => seq));
  const peeked = await broker.store.peekMessages(world.graveyard, { limit: 10_000, after: 0 });
  const copies = peeked.filter(
    ({ seq }) => !known.has(seq) && !dead.some((entry) => entry.queueId === world.graveyard && entry.seq === seq),
  );
  expect(copies.map(({ message }) => message.body.toString())).toEqual(dead.map(({ body }) => body));
  for (const [index, { queueId, body }] of dead.entries()) {
    const fresh = { priority: 0, dueAt: null, expiresAt: null, attempts: 0, redelivered: false, held: null };
    model.add({ queueId: world.graveyard, seq: copies[index]!.seq, body, deadFrom: queueId, ...fresh });
  }
}
