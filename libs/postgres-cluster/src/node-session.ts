import pg from 'pg';

/** A statement that takes longer than this waits for something that will not come. */
const queryMsMax = 10_000;

/** The supervisor's own connection to one node. It never waits for the standby: nothing that it writes needs a second copy. */
export interface NodeSession {
  query<Row extends pg.QueryResultRow>(statement: string, values?: readonly unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

export async function openSession(url: string, queryTimeoutMs = queryMsMax): Promise<NodeSession> {
  const client = new pg.Client({
    ...{ connectionString: url, application_name: 'howdah_supervisor', options: '-c synchronous_commit=local' },
    ...{ connectionTimeoutMillis: queryMsMax, query_timeout: queryTimeoutMs },
  });
  client.on('error', () => undefined); // the next statement fails, and that is where it matters
  await client.connect();
  return {
    query: async <Row extends pg.QueryResultRow>(statement: string, values: readonly unknown[] = []) =>
      (await client.query<Row>(statement, [...values])).rows,
    close: () => client.end().catch(() => undefined),
  };
}

/** Opens a session for that work alone. */
export async function withSession<T>(
  url: string,
  work: (session: NodeSession) => Promise<T>,
  queryTimeoutMs?: number,
): Promise<T> {
  const session = await openSession(url, queryTimeoutMs);
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}
