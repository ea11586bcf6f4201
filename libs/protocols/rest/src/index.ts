export { createRestApp, type RestAppOptions } from './create-rest-app.js';
