import { completeHandoff, ManualClock, messageStoreSuite, type MessageStoreBench } from '@howdah/storage-conformance';
import { MemoryDatabase } from './message-store/memory-database.js';
import { MemoryMessageStore } from './message-store/memory-message-store.js';

const leaseMs = 10_000;

messageStoreSuite('memory message store', async (): Promise<MessageStoreBench> => {
  const clock = new ManualClock();
  const database = new MemoryDatabase(clock);
  let lastQueueId = 0;
  return {
    leaseMs,
    async openStore(handoff) {
      const store = new MemoryMessageStore(database, { leaseMs });
      const owner = await store.open(completeHandoff(handoff));
      return { store, owner, kill: async () => store.abandon() };
    },
    handIn: async (publications) => database.intake.commit(database, publications, []),
    nextQueueId: () => ++lastQueueId,
    now: () => clock.now(),
    advance: async (ms) => clock.advance(ms),
    // A wake-up is a call.
    hintsArrived: async () => undefined,
    // All in memory: what is left open goes with the database.
    close: async () => undefined,
  };
});
