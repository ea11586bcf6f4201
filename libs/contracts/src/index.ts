export * from './openapi.js';
export * from './operation.js';
export { operations } from './operations.js';
export * from './problem.js';
export type { MessageEditJson } from './operations/message-operations.js';
export type { PublishItem } from './operations/publish.js';
export type { MessageFilterJson } from './schema/operation.js';
export type { MessageFields } from './schema/message.js';
export { pageLimitMax, type PageQuery } from './schema/page.js';
