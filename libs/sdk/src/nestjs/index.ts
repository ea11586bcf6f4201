export { Client as HowdahClient } from '../client.js';
export { clientToken, InjectClient } from './connection.js';
export { Consume, type ConsumerOptions, type GetProvider, type Given } from './consume.js';
export { HowdahHealthIndicator, type HowdahHealth, type WorkerReport } from './health.js';
export { HowdahModule, type HowdahModuleAsyncOptions, type HowdahOptionsFactory } from './howdah.module.js';
export type { HowdahModuleExtras, HowdahModuleOptions } from './options.js';
