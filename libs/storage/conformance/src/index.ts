export { ManualClock } from './manual-clock.js';
export type { BenchSetup, HandedIn, MessageStoreBench, OpenedStore } from './message-store-suite/bench.js';
export { aMessage, insert, placement } from './message-store-suite/builders.js';
export { completeHandoff, HandoffRecorder } from './message-store-suite/handoff-recorder.js';
export { deadLettered } from './message-store-suite/settlements.js';
export { messageStoreSuite } from './message-store-suite/message-store-suite.js';
export { accessStoreSuite, type AccessStoreBench } from './access-store-suite.js';
export { everyField, topologyStoreSuite, type TopologyStoreBench } from './topology-store-suite.js';
export { presenceStoreSuite, type PresenceStoreBench } from './presence-store-suite.js';
