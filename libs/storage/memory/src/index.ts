export { MemoryDatabase } from './message-store/memory-database.js';
export { MemoryMessageStore, type MemoryMessageStoreOptions } from './message-store/memory-message-store.js';
export type { MemoryPublication } from './message-store/memory-intake.js';
export { MemoryAccessStore } from './access-store.js';
export { MemoryTopologyStore } from './topology-store.js';
export { MemoryPresenceStore } from './presence-store.js';
