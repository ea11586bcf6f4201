import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres, type PostgresVersion } from '@howdah/postgres-cluster';
import { migrate } from '@howdah/storage-postgres';
import { administer, databaseUrl, templateName, type TestServer } from './test-server.js';

/**
 * Once a run: a Postgres for all test files and in it the template they copy. HOWDAH_TEST_DATABASE_URL names a server to
 * use instead (a superuser's connection), HOWDAH_TEST_POSTGRES the major version of the embedded one, 18 by default.
 * Returns what ends it all again; that fails when a test left a database behind.
 */
export default async function setup(): Promise<() => Promise<void>> {
  const { url, stop } = await chosenServer();
  const server: TestServer = { url, run: `howdah_test_${randomBytes(4).toString('hex')}` };
  await createTemplate(server).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  process.env['HOWDAH_TEST_SERVER_URL'] = server.url;
  process.env['HOWDAH_TEST_RUN'] = server.run;
  return async () => {
    const leftOver = await dropEverything(server);
    await stop();
    if (leftOver.length === 0) return;
    process.exitCode = 1; // Vitest prints what a teardown throws, but passes all the same
    throw new Error(`tests left databases behind: ${leftOver.join(', ')}`);
  };
}

async function chosenServer(): Promise<{ url: string; stop: () => Promise<void> }> {
  const external = process.env['HOWDAH_TEST_DATABASE_URL'];
  return external === undefined ? embeddedServer() : { url: external, stop: async () => {} };
}

async function embeddedServer(): Promise<{ url: string; stop: () => Promise<void> }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'howdah-test-'));
  const version = (process.env['HOWDAH_TEST_POSTGRES'] ?? '18') as PostgresVersion;
  // The data is thrown away, so nothing is gained by waiting for the disk.
  const settings = { fsync: 'off', full_page_writes: 'off' };
  const postgres = await startEmbeddedPostgres({ dataDir, version, settings });
  const stop = async () => {
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  return { url: postgres.url, stop };
}

async function createTemplate(server: TestServer): Promise<void> {
  const template = templateName(server);
  await administer(server, `create database ${template}`);
  await migrate({ url: databaseUrl(server, template) });
}

/** Drops all databases of the run and returns the names of those that a test should have dropped. */
async function dropEverything(server: TestServer): Promise<string[]> {
  const found = await administer<{ datname: string }>(server, 'select datname from pg_database where starts_with(datname, $1)', [
    server.run,
  ]);
  const names = found.map((row) => row.datname);
  for (const name of names) await administer(server, `drop database ${name} with (force)`);
  return names.filter((name) => name !== templateName(server));
}
