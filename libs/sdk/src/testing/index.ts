export type { Peeked, QueueCount } from './in-process-broker.js';
export { createTestBroker, type TestBroker } from './test-broker.js';
