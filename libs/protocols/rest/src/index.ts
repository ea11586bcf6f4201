export { createMetrics, type MetricsSource } from './system/broker-metrics.js';
export { createRestApp, type RestAppOptions } from './create-rest-app.js';
