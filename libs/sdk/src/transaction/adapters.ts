import { SqlTransaction } from './sql-transaction.js';

type Row = Readonly<Record<string, unknown>>;

interface Result {
  readonly rows: readonly unknown[];
}

/** A client of `pg` on which BEGIN was sent, or anything that queries as it does. */
export interface PgClient {
  /** Parameters are `$1`, `$2` …. */
  query(text: string, values: unknown[]): Promise<Result>;
}

/**
 * A transaction of `pg`, for `{ tx }`.
 *
 * @param client - The client on which `begin` was sent; never a pool, whose queries go over any connection.
 * @example
 * ```ts
 * import { connect, defineQueue, fromPg } from '@howdah/sdk';
 * import pg from 'pg';
 *
 * const client = await connect('amqp://guest:guest@127.0.0.1:5672');
 * const orders = defineQueue<{ id: number }>('orders');
 * const db = new pg.Client();
 * await db.query('begin');
 * await db.query('insert into orders (id) values (1)');
 * await client.publish(orders, { id: 1 }, { tx: fromPg(db) });
 * await db.query('commit');
 * ```
 */
export const fromPg = (client: PgClient): SqlTransaction =>
  new SqlTransaction(async (text, values) => (await client.query(text, [...values])).rows as readonly Row[]);

/** TypeORM's EntityManager or QueryRunner, as `dataSource.transaction` hands it out. */
export interface TypeOrmManager {
  /** Parameters are `$1`, `$2` …. */
  query(text: string, values: unknown[]): Promise<unknown>;
}

/**
 * A transaction of TypeORM, for `{ tx }`.
 *
 * @example
 * ```ts
 * import { fromTypeOrm, type Client, type Queue } from '@howdah/sdk';
 * import type { DataSource } from 'typeorm';
 *
 * declare const client: Client, orders: Queue<{ id: number }>, dataSource: DataSource;
 * await dataSource.transaction(async (manager) => {
 *   await manager.query('insert into orders (id) values (1)');
 *   await client.publish(orders, { id: 1 }, { tx: fromTypeOrm(manager) });
 * });
 * ```
 */
export const fromTypeOrm = (manager: TypeOrmManager): SqlTransaction =>
  new SqlTransaction(async (text, values) => (await manager.query(text, [...values])) as readonly Row[]);

/** Knex' Transaction. */
export interface KnexTransaction {
  /** Parameters are `?`. */
  raw(text: string, values: readonly string[]): PromiseLike<unknown>;
}

/**
 * A transaction of Knex, for `{ tx }`.
 *
 * @example
 * ```ts
 * import { fromKnex, type Client, type Queue } from '@howdah/sdk';
 * import type { Knex } from 'knex';
 *
 * declare const client: Client, orders: Queue<{ id: number }>, knex: Knex;
 * await knex.transaction(async (trx) => {
 *   await trx('orders').insert({ id: 1 });
 *   await client.publish(orders, { id: 1 }, { tx: fromKnex(trx) });
 * });
 * ```
 */
export const fromKnex = (transaction: KnexTransaction): SqlTransaction =>
  new SqlTransaction(async (text, values) => {
    const result = await transaction.raw(text.replaceAll(/\$\d+/g, '?'), [...values]);
    return (result as Result).rows as readonly Row[];
  });

/** Kysely's Transaction. */
export interface KyselyTransaction<Q> {
  /** Runs a compiled query. */
  executeQuery(query: Q): Promise<Result>;
}

/** Kysely's CompiledQuery, the value that it exports. */
export interface KyselyCompiledQuery<Q> {
  /** Parameters are `$1`, `$2` …. */
  raw(text: string, values: unknown[]): Q;
}

/**
 * A transaction of Kysely, for `{ tx }`.
 *
 * @example
 * ```ts
 * import { fromKysely, type Client, type Queue } from '@howdah/sdk';
 * import { CompiledQuery, type Kysely } from 'kysely';
 *
 * declare const client: Client, orders: Queue<{ id: number }>, db: Kysely<{ orders: { id: number } }>;
 * await db.transaction().execute(async (trx) => {
 *   await trx.insertInto('orders').values({ id: 1 }).execute();
 *   await client.publish(orders, { id: 1 }, { tx: fromKysely(trx, CompiledQuery) });
 * });
 * ```
 */
export const fromKysely = <Q>(transaction: KyselyTransaction<Q>, compiledQuery: KyselyCompiledQuery<Q>): SqlTransaction =>
  new SqlTransaction(
    async (text, values) => (await transaction.executeQuery(compiledQuery.raw(text, [...values]))).rows as readonly Row[],
  );

/** Drizzle's transaction, over node-postgres or postgres-js. */
export interface DrizzleTransaction<Q> {
  /** Runs what `sql` has made. */
  execute(query: Q): PromiseLike<unknown>;
}

/** Drizzle's `sql`. */
export type DrizzleSql<Q> = (strings: TemplateStringsArray, ...values: unknown[]) => Q;

/**
 * A transaction of Drizzle, for `{ tx }`.
 *
 * @example
 * ```ts
 * import { fromDrizzle, type Client, type Queue } from '@howdah/sdk';
 * import { sql } from 'drizzle-orm';
 * import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
 *
 * declare const client: Client, orders: Queue<{ id: number }>, db: NodePgDatabase;
 * await db.transaction(async (tx) => {
 *   await tx.execute(sql`insert into orders (id) values (1)`);
 *   await client.publish(orders, { id: 1 }, { tx: fromDrizzle(tx, sql) });
 * });
 * ```
 */
export const fromDrizzle = <Q>(transaction: DrizzleTransaction<Q>, sql: DrizzleSql<Q>): SqlTransaction =>
  new SqlTransaction(async (text, values) => {
    const parts = text.split(/\$\d+/);
    const result = await transaction.execute(sql(Object.assign(parts, { raw: parts }), ...values));
    // node-postgres answers with a result, postgres-js with the rows.
    return (Array.isArray(result) ? result : (result as Result).rows) as readonly Row[];
  });

/** Prisma's client inside `$transaction`. */
export interface PrismaTransaction {
  /** Parameters are `$1`, `$2` …. */
  $queryRawUnsafe(text: string, ...values: unknown[]): PromiseLike<unknown>;
}

/**
 * A transaction of Prisma, for `{ tx }`.
 *
 * @example
 * ```ts
 * import { fromPrisma, type Client, type PrismaTransaction, type Queue } from '@howdah/sdk';
 *
 * declare const client: Client, orders: Queue<{ id: number }>;
 * declare const prisma: { $transaction<T>(work: (tx: PrismaTransaction) => Promise<T>): Promise<T> };
 * await prisma.$transaction((tx) => client.publish(orders, { id: 1 }, { tx: fromPrisma(tx) }));
 * ```
 */
export const fromPrisma = (transaction: PrismaTransaction): SqlTransaction =>
  new SqlTransaction(async (text, values) => (await transaction.$queryRawUnsafe(text, ...values)) as readonly Row[]);
