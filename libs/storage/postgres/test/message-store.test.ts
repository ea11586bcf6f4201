import { beforeAll } from 'vitest';
import { messageStoreSuite } from '@howdah/storage-conformance';
import { createDatabase } from '@howdah/testing';
import { postgresBench } from './postgres-bench.js';

let url: string;
beforeAll(async () => {
  ({ url } = await createDatabase());
});

messageStoreSuite('Postgres message store', () => postgresBench(url), { operations: 12 });
