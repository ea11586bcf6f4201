export type { Peeked } from './in-process-broker.js';
export { createTestBroker, type TestBroker } from './test-broker.js';
