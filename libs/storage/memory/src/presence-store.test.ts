import { completeHandoff, ManualClock, presenceStoreSuite } from '@howdah/storage-conformance';
import { MemoryDatabase } from './message-store/memory-database.js';
import { MemoryMessageStore } from './message-store/memory-message-store.js';
import { MemoryPresenceStore } from './presence-store.js';

presenceStoreSuite('memory presence store', async () => {
  const clock = new ManualClock();
  const database = new MemoryDatabase(clock);
  return {
    async openBroker() {
      const owner = await new MemoryMessageStore(database).open(completeHandoff());
      return {
        store: new MemoryPresenceStore(database),
        owner,
        kill: async () => void database.owners.delete(owner),
      };
    },
    advance: async (ms) => clock.advance(ms),
    // All in memory: what is left open goes with the database.
    close: async () => undefined,
  };
});
