import { expect } from 'vitest';
import type { LeasedRun, MessageState, QueueId } from '@howdah/core';
import { countsOf, deliveriesOf } from '../actions.js';
import type { ModelEntry, QueueModel } from './queue-model.js';
import type { Broker, World } from './world.js';

/** What the store shows of every queue is what the model holds: nothing lost, nothing twice, counts agree. */
export async function expectAgreement(model: QueueModel, world: World): Promise<void> {
  for (const queueId of world.queueIds) {
    await expectSameMessages(model, world, queueId);
    await expectSameCounts(model, world, queueId);
  }
}

/**
 * The store leased these of the entries expected, first ones first, and from now on the broker holds them.
 * Fails when one of them is not free in the model: it would be with two holders.
 */
export function expectLeased(broker: Broker, runs: readonly LeasedRun[], expected: readonly ModelEntry[]): void {
  const deliveries = deliveriesOf(runs);
  const leased = expected.slice(0, deliveries.length);
  expect(deliveries.map(({ seq, body, run }) => [seq, body, run.attempts, run.redelivered, run.priority, run.deadFrom])).toEqual(
    leased.map(({ seq, body, attempts, redelivered, priority, deadFrom }) => [
      seq,
      body,
      attempts,
      redelivered,
      priority,
      deadFrom,
    ]),
  );
  for (const [index, entry] of leased.entries()) {
    expect(entry.held).toBeNull();
    entry.held = { broker, delivery: deliveries[index]! };
    entry.dueAt = null;
  }
}

async function expectSameMessages(model: QueueModel, world: World, queueId: QueueId): Promise<void> {
  // Whether an expired message is still shown before it is swept is the store's own affair.
  const hidden = new Set(model.expired().map(({ seq }) => seq));
  const peeked = await world.broker(0).store.peekMessages(queueId, { limit: 10_000, after: 0 });
  expect(
    peeked
      .filter(({ seq }) => !hidden.has(seq))
      .map(({ seq, message, state, attempts, redelivered }) => [seq, message.body.toString(), state, attempts, redelivered]),
  ).toEqual(
    model
      .entries(queueId)
      .filter(({ seq }) => !hidden.has(seq))
      .map((entry) => [entry.seq, entry.body, stateOf(entry), entry.attempts, entry.redelivered]),
  );
}

async function expectSameCounts(model: QueueModel, world: World, queueId: QueueId): Promise<void> {
  const counts = await countsOf(world.broker(0).store, queueId);
  const count = (state: MessageState): number => model.entries(queueId).filter((entry) => stateOf(entry) === state).length;
  expect(counts).toMatchObject({ unacked: count('unacked'), dead: model.deadOf(queueId) });
  if (model.expired().every((entry) => entry.queueId !== queueId)) {
    expect(counts).toMatchObject({ ready: count('ready'), delayed: count('delayed') });
  }
}

function stateOf(entry: ModelEntry): MessageState {
  if (entry.held !== null) return 'unacked';
  return entry.dueAt === null ? 'ready' : 'delayed';
}
