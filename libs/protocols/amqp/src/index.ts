export { defaultOptions, type AmqpOptions } from './options.js';
export { createAmqpServer, type AmqpServer, type AmqpServerSettings } from './server.js';
