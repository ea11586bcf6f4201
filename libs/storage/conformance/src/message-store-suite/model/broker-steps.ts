import * as fc from 'fast-check';
import { expect } from 'vitest';
import { ack } from '../actions.js';
import { queuesOf } from './queue-model.js';
import { step, type Step } from './step.js';

const pick = fc.nat(1);
const sorted = (queueIds: readonly number[]): number[] => [...queueIds].sort((a, b) => a - b);

const crashStep = pick.map((index) =>
  step(`crash broker ${index}`, async (model, world) => {
    const broker = world.broker(index);
    await broker.kill();
    broker.lapsesAt = model.now + 1;
    await world.replace(broker);
  }),
);

const closeStep = pick.map((index) =>
  step(`close broker ${index}`, async (model, world) => {
    const broker = world.broker(index);
    await broker.store.close();
    for (const entry of model.heldBy(broker)) Object.assign(entry, { held: null, redelivered: true });
    await world.replace(broker);
  }),
);

const reclaimStep = pick.map((index) =>
  step(`reclaim by broker ${index}`, async (model, world) => {
    const queueIds = await world.broker(index).store.reclaimMessages();
    expect(sorted(queueIds)).toEqual(queuesOf(model.reclaim()));
  }),
);

/** Silent for longer than its lease while the other broker works on; then it comes back and acks what it held. */
const stallStep = pick.map((index) =>
  step(`stall broker ${index}`, async (model, world) => {
    const [silent, other] = [world.broker(index), world.broker(index + 1)];
    const stale = model.heldBy(silent).map((entry) => entry.held!.delivery);
    await world.pass([other]);
    model.now += 1;
    silent.lapsesAt = model.now;
    const queueIds = await other.store.reclaimMessages();
    expect(sorted(queueIds)).toEqual(queuesOf(model.reclaim()));
    await ack(silent.store, stale);
    const fencedBefore = silent.handoff.fencedCount;
    await expect(silent.store.heartbeat()).rejects.toMatchObject({ code: 'lease_lost' });
    expect(silent.handoff.fencedCount).toBe(fencedBefore + 1);
    silent.lapsesAt = null;
  }),
);

const passStep = fc.constant(
  step('let time pass', async (model, world) => {
    await world.pass();
    model.now += 1;
  }),
);

export const brokerSteps: readonly fc.Arbitrary<Step>[] = [crashStep, closeStep, reclaimStep, stallStep, passStep];
