/** What the controllers are given; by token, so that nothing depends on emitted types. */
export const BROKER = Symbol('broker');
export const VERSION = Symbol('version');
export const API_DOCUMENT = Symbol('API document');
export const METRICS = Symbol('metrics');
export const BASE_PATH = Symbol('base path');
