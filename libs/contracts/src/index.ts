export * from './openapi.js';
export * from './operation.js';
export { operations } from './operations.js';
export * from './problem.js';
export { sessionCookie } from './operations/sessions.js';
export type { PublishItem } from './operations/publish.js';
export type { MessageFields } from './schema/message.js';
export { pageLimitMax, type PageQuery } from './schema/page.js';
