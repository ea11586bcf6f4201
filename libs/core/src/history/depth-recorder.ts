import { resolutions, type KeptDepth, type KeptDepths, type KeptRates, type Resolution } from '../ports/history-store.js';
import type { QueueId } from '../ports/message-store.js';
import type { Snapshot } from '../statistics/snapshots.js';

const hourMs = 3_600_000;
const empty: KeptDepth = { ready: 0, unacked: 0, delayed: 0, dead: 0 };

/** Makes depths of snapshots: of each resolution those that are not as they were in the stretch before. */
export class DepthRecorder {
  readonly #before = new Map<Resolution, ReadonlyMap<QueueId, KeptDepth>>(
    resolutions.map((resolution) => [resolution, new Map()]),
  );

  /** For the stretches that have just ended. */
  record(ended: readonly Pick<KeptRates, 'resolution' | 'at'>[], { counts }: Snapshot): KeptDepths[] {
    const depths = new Map(
      [...counts].map(([queueId, { ready, unacked, delayed, dead }]) => [queueId, { ready, unacked, delayed, dead }]),
    );
    const total = [...depths.values()].reduce(sum, empty);
    return ended.map(({ resolution, at }) => {
      // Each hour all of them: who reads need not look back further to know a queue that does not change.
      const before = at % hourMs === 0 ? new Map<QueueId, KeptDepth>() : this.#before.get(resolution)!;
      this.#before.set(resolution, depths);
      return { resolution, at, total, queues: changes(before, depths) };
    });
  }
}

function changes(before: ReadonlyMap<QueueId, KeptDepth>, now: ReadonlyMap<QueueId, KeptDepth>): Map<QueueId, KeptDepth> {
  const changed = new Map<QueueId, KeptDepth>();
  for (const [queueId, depth] of now) if (!isEqual(before.get(queueId), depth)) changed.set(queueId, depth);
  for (const queueId of before.keys()) if (!now.has(queueId)) changed.set(queueId, empty);
  return changed;
}

function isEqual(one: KeptDepth | undefined, other: KeptDepth): boolean {
  if (one === undefined) return false;
  return one.ready === other.ready && one.unacked === other.unacked && one.delayed === other.delayed && one.dead === other.dead;
}

function sum(one: KeptDepth, other: KeptDepth): KeptDepth {
  return {
    ready: one.ready + other.ready,
    unacked: one.unacked + other.unacked,
    delayed: one.delayed + other.delayed,
    dead: one.dead + other.dead,
  };
}
