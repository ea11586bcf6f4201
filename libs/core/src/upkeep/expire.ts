import type { LeasedRun } from '../ports/message-store.js';
import type { UpkeepContext } from './duties.js';

const expiredPerRun = 1_000;

/** ms between looks for expired messages. */
const look = { soonest: 20, latest: 500 };

/**
 * Drops what has expired; where the queue has a dead-letter exchange it goes there. Repeats while there is a full batch. Returns ms until
 * the next look.
 */
export async function expireMessages(context: UpkeepContext): Promise<number> {
  const { store, queues, counters, clock } = context;
  for (;;) {
    const { dropped, leased, nextExpiryAt } = await store.expireMessages(expiredPerRun, queues.withDeadLetterExchange());
    await Promise.all(leased.map((run) => deadLetter(context, run)));
    const count = dropped + leased.reduce((sum, run) => sum + run.messages.length, 0);
    counters.expired += count;
    const waitMs = nextExpiryAt === null ? look.latest : nextExpiryAt - clock.now();
    if (count < expiredPerRun) return Math.min(Math.max(waitMs, look.soonest), look.latest);
  }
}

async function deadLetter({ settlements, batch }: UpkeepContext, run: LeasedRun): Promise<void> {
  await Promise.all(run.messages.map((stored) => batch.add(settlements.dead(run, stored, 'expired'))));
}
