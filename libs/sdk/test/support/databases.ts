import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import knex from 'knex';
import { CompiledQuery, Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { fromDrizzle, fromKnex, fromKysely, fromPg, fromTypeOrm, type SqlTransaction } from '@howdah/sdk';

/** Runs SQL of the application's own, in the library's way. */
type Execute = (text: string) => Promise<unknown>;

interface AppDatabase {
  /** Committed when the work resolves, rolled back when it rejects. */
  transaction<T>(work: (tx: SqlTransaction, execute: Execute) => Promise<T>): Promise<T>;
  close(): Promise<unknown>;
}

type Open = (url: string) => Promise<AppDatabase>;

const openPg: Open = async (url) => {
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  pool.on('error', () => undefined);
  return {
    async transaction(work) {
      const client = await pool.connect();
      try {
        await client.query('begin');
        const result = await work(fromPg(client), (text) => client.query(text));
        await client.query('commit');
        client.release();
        return result;
      } catch (error) {
        await client.query('rollback').catch(() => undefined);
        client.release(true);
        throw error;
      }
    },
    close: () => pool.end(),
  };
};

const openTypeOrm: Open = async (url) => {
  const dataSource = await new DataSource({ type: 'postgres', url, poolSize: 2 }).initialize();
  return {
    transaction: (work) => dataSource.transaction((manager) => work(fromTypeOrm(manager), (text) => manager.query(text))),
    close: () => dataSource.destroy(),
  };
};

const openKnex: Open = async (url) => {
  const db = knex({ client: 'pg', connection: url, pool: { max: 2 } });
  return {
    transaction: (work) => db.transaction((trx) => work(fromKnex(trx), async (text) => (await trx.raw(text)) as unknown)),
    close: () => db.destroy(),
  };
};

const openKysely: Open = async (url) => {
  const db = new Kysely<object>({ dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString: url, max: 2 }) }) });
  return {
    transaction: (work) =>
      db
        .transaction()
        .execute((trx) => work(fromKysely(trx, CompiledQuery), (text) => trx.executeQuery(CompiledQuery.raw(text)))),
    close: () => db.destroy(),
  };
};

const openDrizzle: Open = async (url) => {
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  const db = drizzle(pool);
  return {
    transaction: (work) => db.transaction((tx) => work(fromDrizzle(tx, sql), async (text) => await tx.execute(sql.raw(text)))),
    close: () => pool.end(),
  };
};

/** The libraries that the SDK has an adapter for, on a real database. Prisma, which brings a program to be downloaded, is not among them. */
export const libraries: readonly (readonly [string, Open])[] = [
  ['pg', openPg],
  ['TypeORM', openTypeOrm],
  ['Knex', openKnex],
  ['Kysely', openKysely],
  ['Drizzle', openDrizzle],
];
