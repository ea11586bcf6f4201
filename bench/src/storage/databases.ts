import pg from 'pg';

export interface Databases {
  /** Makes an empty database and returns its URL. */
  create(name: string): Promise<string>;
}

export async function createDatabases(serverUrl: string): Promise<Databases> {
  return {
    async create(name) {
      const client = new pg.Client({ connectionString: serverUrl });
      await client.connect();
      await client.query(`create database ${pg.escapeIdentifier(name)}`);
      await client.end();
      const url = new URL(serverUrl);
      url.pathname = `/${name}`;
      return url.href;
    },
  };
}

/** One statement on a connection of its own. */
export async function query<T extends pg.QueryResultRow>(url: string, text: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(text)).rows;
  } finally {
    await client.end();
  }
}
