import * as fc from 'fast-check';
import { expect } from 'vitest';
import type { Insert, QueueId, Seq } from '@howdah/core';
import { plenty, publish, transact } from '../actions.js';
import { insert } from '../builders.js';
import { expectLeased } from './agreement.js';
import type { ModelEntry, QueueModel } from './queue-model.js';
import { step, type Step } from './step.js';
import type { Broker, World } from './world.js';

const waiting = fc.record({
  queues: fc.subarray([0, 1, 2], { minLength: 1 }),
  durable: fc.boolean(),
  priority: fc.constantFrom(0, 0, 0, 1, 2),
  delay: fc.constantFrom(null, null, null, 0.5, 1.5),
  expiry: fc.constantFrom(null, null, null, 0.5, 1.5, 2.5),
});
type Waiting = typeof waiting extends fc.Arbitrary<infer T> ? T : never;

const batch = fc.record({
  broker: fc.nat(1),
  lane: fc.nat(2),
  /** Of the broker's consumers, in each queue. */
  credit: fc.constantFrom(0, 0, 1, 3),
  inTransaction: fc.boolean(),
  messages: fc.array(waiting, { minLength: 1, maxLength: 5 }),
});

export const publishStep: fc.Arbitrary<Step> = batch.map((given) =>
  step(`publish ${JSON.stringify(given)}`, async (model, world) => {
    const broker = world.broker(given.broker);
    for (const queueId of world.queueIds) broker.handoff.credit.set(queueId, given.credit);
    const inserts = given.messages.map((message) => insertOf(model, world, message));
    const seqs = given.inTransaction
      ? (await transact(broker.store, { lane: given.lane, inserts })).seqs
      : await publish(broker.store, inserts, given.lane);
    expectOrder(model, `${world.brokers.indexOf(broker)}/${given.lane}`, seqs);
    const born = inserts.flatMap((each, index) => addToModel(model, each, seqs[index]!, given.messages[index]!));
    await takeDeliveries(broker, born, given.credit);
  }),
);

export const claimStep: fc.Arbitrary<Step> = fc
  .record({ broker: fc.nat(1), queue: fc.nat(3), count: fc.integer({ min: 1, max: 6 }) })
  .map(({ broker: pick, queue, count }) =>
    step(`claim ${count} of queue ${queue} by broker ${pick}`, async (model, world) => {
      const broker = world.broker(pick);
      const queueId = world.queueIds[queue] as QueueId;
      // Order holds as far as a broker knows what others gave back.
      await world.bench.hintsArrived();
      const expected = model.claimable(queueId);
      const { runs, more } = await broker.store.claimMessages(queueId, { ...plenty, count });
      const given = runs.reduce((sum, run) => sum + run.messages.length, 0);
      expect(given).toBeLessThanOrEqual(count);
      // A claim may give less than there is, but then it says so.
      if (!more) expect(given).toBe(expected.length);
      if (expected.length > 0) expect(given).toBeGreaterThan(0);
      expectLeased(broker, runs, expected);
    }),
  );

function insertOf(model: QueueModel, world: World, { queues, durable, priority, delay, expiry }: Waiting): Insert {
  const instant = (steps: number | null): number | null => (steps === null ? null : world.instant(steps));
  return insert(
    queues.map((queue) => world.queueIds[queue] as QueueId),
    `m${model.published++}`,
    { durable, priority, availableAt: instant(delay), expiresAt: instant(expiry) },
  );
}

function addToModel(model: QueueModel, { message, placements }: Insert, seq: Seq, given: Waiting): ModelEntry[] {
  const at = (steps: number | null): number | null => (steps === null ? null : model.now + steps);
  return placements.map(({ queueId, priority, deadFrom }) => {
    const times = { dueAt: at(given.delay), expiresAt: at(given.expiry) };
    const entry = {
      queueId,
      seq,
      body: message.body.toString(),
      priority,
      ...times,
      deadFrom,
      attempts: 0,
      redelivered: false,
      held: null,
    };
    model.add(entry);
    return entry;
  });
}

/** Seqs of one lane of one broker grow: that is the publisher's order. */
function expectOrder(model: QueueModel, lane: string, seqs: readonly Seq[]): void {
  for (const seq of seqs) {
    expect(seq).toBeGreaterThan(model.lastSeqOfLane.get(lane) ?? 0);
    model.lastSeqOfLane.set(lane, seq);
  }
}

/** Handed over from memory, each priority of a queue in order and no more than there was credit for. */
async function takeDeliveries(broker: Broker, born: readonly ModelEntry[], credit: number): Promise<void> {
  const { handoff } = broker;
  await handoff.until(({ reserved }) => reserved <= 0);
  handoff.credit.clear();
  const runs = handoff.delivered.splice(0);
  for (const queueId of new Set(born.map((entry) => entry.queueId))) {
    const mine = runs.filter((run) => run.queueId === queueId);
    expect(mine.reduce((sum, run) => sum + run.messages.length, 0)).toBeLessThanOrEqual(credit);
    const seqs = new Set(mine.flatMap((run) => run.messages.map(({ seq }) => seq)));
    const leased = born.filter((entry) => entry.queueId === queueId && entry.dueAt === null && seqs.has(entry.seq));
    expect(leased).toHaveLength(seqs.size);
    // Which of several priorities of one commit comes first is the store's own affair.
    for (const priority of new Set(leased.map((entry) => entry.priority))) {
      expectLeased(
        broker,
        mine.filter((run) => run.priority === priority),
        leased.filter((entry) => entry.priority === priority),
      );
    }
  }
}
