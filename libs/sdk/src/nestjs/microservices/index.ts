export { HowdahClientProxy, type HowdahClientProxyOptions } from './client-proxy.js';
export { HowdahContext } from './context.js';
export { PassErrorsFilter } from './pass-errors.filter.js';
export { HowdahRecord } from './record.js';
export { HowdahServer, type HowdahServerOptions } from './server.js';
