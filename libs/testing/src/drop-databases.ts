import { afterAll } from 'vitest';
import { dropDatabases } from './create-database.js';

// A setup file: it runs in each test file, and its hook after the file's own hooks, which close what uses the databases.
afterAll(dropDatabases);
