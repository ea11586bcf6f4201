import { randomBytes } from 'node:crypto';
import { administer, databaseUrl, templateName, testServer } from './test-server.js';

/** A database of its own for a test or a test file: migrated, empty, and on a server that others share. */
export interface TestDatabase {
  /** A superuser's connection to it. */
  readonly url: string;
  /** Drops it now; otherwise that happens when the test file ends. Rejects when sessions are still open in it. */
  drop(): Promise<void>;
}

const open = new Set<TestDatabase>();

/** Creates a database as a copy of the run's migrated template, in some tens of milliseconds. */
export async function createDatabase(): Promise<TestDatabase> {
  const server = testServer();
  const name = `${server.run}_${randomBytes(6).toString('hex')}`;
  await administer(server, `create database ${name} template ${templateName(server)}`);
  const database: TestDatabase = {
    url: databaseUrl(server, name),
    drop: async () => {
      if (open.delete(database)) await dropDatabase(name);
    },
  };
  open.add(database);
  return database;
}

/** Drops what this test file created and has not dropped itself. */
export async function dropDatabases(): Promise<void> {
  const results = await Promise.allSettled([...open].map((database) => database.drop()));
  const failure = results.find((result) => result.status === 'rejected');
  if (failure !== undefined) throw failure.reason;
}

/** Postgres waits five seconds for sessions to end before it refuses; one that is open then was forgotten by the test. */
async function dropDatabase(name: string): Promise<void> {
  const server = testServer();
  try {
    await administer(server, `drop database ${name}`);
  } catch (error) {
    const sessions = await administer<{ query: string }>(server, 'select query from pg_stat_activity where datname = $1', [name]);
    await administer(server, `drop database if exists ${name} with (force)`);
    const queries = sessions.map((session) => session.query.slice(0, 200)).join('; ');
    throw new Error(`the test left ${sessions.length} sessions open in its database, last seen with: ${queries}`, {
      cause: error,
    });
  }
}
