import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ack, claim, countsOf } from './actions.js';
import type { BenchSetup } from './bench.js';
import { expectAgreement } from './model/agreement.js';
import { brokerSteps } from './model/broker-steps.js';
import { claimStep, publishStep } from './model/publish-steps.js';
import { QueueModel } from './model/queue-model.js';
import { settleSteps } from './model/settle-steps.js';
import { upkeepSteps } from './model/upkeep-steps.js';
import { World } from './model/world.js';

/** More runs find rarer interleavings; each run is a few dozen commands on an empty world. */
const numRuns = Number(process.env['HOWDAH_PROPERTY_RUNS'] ?? 50);

// Publishing and claiming stand in the list more than once, or there would be little to settle.
const steps = [
  publishStep,
  publishStep,
  publishStep,
  claimStep,
  claimStep,
  claimStep,
  ...settleSteps,
  ...brokerSteps,
  ...upkeepSteps,
];

export function modelBased(setup: BenchSetup): void {
  test('agrees with the model whatever happens', { timeout: 20_000 + numRuns * 5_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.commands(steps, { maxCommands: 40, size: 'max' }), async (commands) => {
        const world = await World.open(setup);
        const model = new QueueModel();
        try {
          await fc.asyncModelRun(() => ({ model, real: world }), commands);
          await expectEverythingComesOut(model, world);
        } finally {
          await world.close();
        }
      }),
      { numRuns },
    );
  });
}

/** Every broker dies, time passes, and one that starts then can still work off all that the model owes. */
async function expectEverythingComesOut(model: QueueModel, world: World): Promise<void> {
  for (const broker of [...world.brokers]) {
    await broker.kill();
    broker.lapsesAt = model.now + 1;
    await world.replace(broker);
  }
  for (let step = 0; step < 3; step++) {
    await world.pass();
    model.now += 1;
  }
  const { store } = world.broker(0);
  await store.reclaimMessages();
  model.reclaim();
  await store.expireMessages(10_000, []);
  model.remove(model.expired());
  await store.releaseDueMessages(10_000);
  for (const entry of model.due()) entry.dueAt = null;
  await expectAgreement(model, world);
  for (const queueId of world.queueIds) {
    const owed = model.claimable(queueId).map(({ seq, body }) => [seq, body]);
    const claimed = await claim(store, queueId);
    expect(claimed.map(({ seq, body }) => [seq, body])).toEqual(owed);
    await ack(store, claimed);
    expect(await countsOf(store, queueId)).toMatchObject({ ready: 0, unacked: 0, delayed: 0 });
  }
}
