import type { LeasedRun } from '../ports/message-store.js';
import type { UpkeepContext } from './duties.js';

const expiredPerRun = 1_000;

/** Drops what has expired; where the queue has a dead-letter exchange it goes there. Repeats while there is a full batch. */
export async function expireMessages(context: UpkeepContext): Promise<void> {
  const { store, queues, counters } = context;
  for (;;) {
    const { dropped, leased } = await store.expireMessages(expiredPerRun, queues.withDeadLetterExchange());
    await Promise.all(leased.map((run) => deadLetter(context, run)));
    const count = dropped + leased.reduce((sum, run) => sum + run.messages.length, 0);
    counters.expired += count;
    if (count < expiredPerRun) return;
  }
}

async function deadLetter({ settlements, batch }: UpkeepContext, run: LeasedRun): Promise<void> {
  await Promise.all(run.messages.map((stored) => batch.add(settlements.dead(run, stored, 'expired'))));
}
