export { createDatabase, type TestDatabase } from './create-database.js';
export { freePort } from '@howdah/postgres-cluster';
