import { historyKeptMs } from '@howdah/core';
import type { HistoryPoint, HistoryRange, KeptDepth, KeptDepths, KeptRates, OwnerId } from '@howdah/core';
import type { MemoryDatabase } from './memory-database.js';

/** What brokers have kept, by resolution and beginning. */
export class MemoryHistory {
  readonly #rates = new Map<string, KeptRates & { readonly owner: OwnerId }>();
  readonly #depths = new Map<string, KeptDepths>();

  keepRates(database: MemoryDatabase, owner: OwnerId, kept: readonly KeptRates[]): boolean {
    for (const one of kept) this.#rates.set(`${one.resolution} ${one.at} ${owner}`, { ...one, owner });
    const brokers = [...database.owners].filter(([id, endsAt]) => endsAt > database.now() && !database.receivers.has(id));
    return Math.min(...brokers.map(([id]) => id)) === owner;
  }

  keepDepths(kept: readonly KeptDepths[]): void {
    for (const one of kept) {
      const key = `${one.resolution} ${one.at}`;
      if (!this.#depths.has(key)) this.#depths.set(key, one);
    }
  }

  read({ resolution, from, to, queueId }: HistoryRange): HistoryPoint[] {
    const isWanted = (one: { readonly resolution: number; readonly at: number }) =>
      one.resolution === resolution && one.at >= from && one.at < to;
    const points = new Map<number, { in: number; out: number }>();
    for (const one of [...this.#rates.values()].filter(isWanted)) {
      const point = points.get(one.at) ?? { in: 0, out: 0 };
      for (const [id, moved] of one.queues) {
        if (queueId !== null && id !== queueId) continue;
        point.in += moved.in;
        point.out += moved.out;
      }
      points.set(one.at, point);
    }
    let last = this.#lastDepth(queueId, from);
    return [...points]
      .sort(([one], [other]) => one - other)
      .map(([at, moved]) => {
        const told = this.#depths.get(`${resolution} ${at}`);
        last = (queueId === null ? told?.total : told?.queues.get(queueId)) ?? last;
        return { at, ...moved, depth: told === undefined ? null : last };
      });
  }

  forget(now: number): void {
    const isOver = ({ resolution, at }: Pick<KeptRates, 'resolution' | 'at'>) => at < now - historyKeptMs[resolution];
    for (const [key, one] of this.#rates) if (isOver(one)) this.#rates.delete(key);
    for (const [key, one] of this.#depths) if (isOver(one)) this.#depths.delete(key);
  }

  #lastDepth(queueId: number | null, before: number): KeptDepth {
    const earlier = [...this.#depths.values()]
      .filter(({ at, queues }) => at < before && queueId !== null && queues.has(queueId))
      .sort((one, other) => one.at - other.at);
    return earlier.at(-1)?.queues.get(queueId ?? 0) ?? { ready: 0, unacked: 0, delayed: 0, dead: 0 };
  }
}
