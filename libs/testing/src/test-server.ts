import pg from 'pg';

/** The Postgres that all test files of a run share; the run's global setup puts it into the environment of its workers. */
export interface TestServer {
  /** A superuser's connection to a database that is not a test's own. */
  readonly url: string;
  /** A few letters that begin the name of everything this run creates, so that two runs can share a server. */
  readonly run: string;
}

/** @throws Error when the test does not run under the global setup. */
export function testServer(): TestServer {
  const { HOWDAH_TEST_SERVER_URL: url, HOWDAH_TEST_RUN: run } = process.env;
  if (url === undefined || run === undefined) {
    throw new Error(
      'no test server: name the file *.test.ts in a folder "test" or "e2e", so that it runs with libs/testing/src/global-setup.ts',
    );
  }
  return { url, run };
}

/** The database with the migrated schema that each test's database is a copy of. */
export function templateName(server: TestServer): string {
  return `${server.run}_template`;
}

/** The server's address with another database. */
export function databaseUrl(server: TestServer, database: string): string {
  const url = new URL(server.url);
  url.pathname = `/${database}`;
  return url.href;
}

/** Runs one statement on a connection of its own. */
export async function administer<Row extends pg.QueryResultRow>(
  server: TestServer,
  statement: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  try {
    return (await client.query<Row>(statement, values)).rows;
  } finally {
    await client.end();
  }
}
