import * as fc from 'fast-check';
import { expect } from 'vitest';
import type { QueueId } from '@howdah/core';
import { expectLeased } from './agreement.js';
import { queuesOf } from './queue-model.js';
import { step, type Step } from './step.js';

const pick = fc.nat(1);

const releaseDueStep = pick.map((index) =>
  step(`release due messages by broker ${index}`, async (model, world) => {
    // Overdue ones that expired meanwhile may be released or left to the sweep.
    const due = model.due();
    const { queueIds } = await world.broker(index).store.releaseDueMessages(10_000);
    const wanted = due.filter((entry) => !model.isExpired(entry));
    expect(queueIds).toEqual(expect.arrayContaining(queuesOf(wanted)));
    expect(queuesOf(due)).toEqual(expect.arrayContaining([...queueIds]));
    for (const entry of due) entry.dueAt = null;
  }),
);

const expireStep = fc.record({ index: pick, keeps: fc.boolean() }).map(({ index, keeps }) =>
  step(`expire messages by broker ${index}${keeps ? ', queue 0 keeps them' : ''}`, async (model, world) => {
    const broker = world.broker(index);
    const keep = keeps ? world.queueIds.slice(0, 1) : [];
    const expired = model.expired();
    const kept = expired.filter(({ queueId }) => keep.includes(queueId));
    const { dropped, leased } = await broker.store.expireMessages(10_000, keep);
    expect(dropped).toBe(expired.length - kept.length);
    // The sweep has no order to keep: its messages are compared by seq.
    const bySeq = [...leased].flatMap((run) => run.messages.map((each) => ({ ...run, messages: [each] })));
    bySeq.sort((a, b) => a.messages[0]!.seq - b.messages[0]!.seq);
    expect(bySeq).toHaveLength(kept.length);
    expectLeased(
      broker,
      bySeq,
      [...kept].sort((a, b) => a.seq - b.seq),
    );
    model.remove(expired.filter((entry) => !kept.includes(entry)));
  }),
);

const purgeStep = fc.nat(3).map((queue) =>
  step(`purge queue ${queue}`, async (model, world) => {
    const queueId = world.queueIds[queue] as QueueId;
    const loose = model.entries(queueId).filter(({ held }) => held === null);
    const expired = model.expired().filter((entry) => entry.queueId === queueId);
    const purged = await world.broker(0).store.purgeQueue(queueId);
    expect(purged).toBeLessThanOrEqual(loose.length);
    expect(purged).toBeGreaterThanOrEqual(loose.length - expired.length);
    model.remove(loose);
  }),
);

const maintainStep = pick.map((index) =>
  step(`maintain by broker ${index}`, (_model, world) => world.broker(index).store.maintain()),
);

export const upkeepSteps: readonly fc.Arbitrary<Step>[] = [releaseDueStep, expireStep, purgeStep, maintainStep];
