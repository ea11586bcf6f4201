// A process of the ledger. Run two or more of them: one is served from each queue, the others stand by.
import { setTimeout } from 'node:timers/promises';
import { connect } from '@howdah/sdk';
import { inTransaction } from '../in-transaction.js';
import { openPool } from './database.js';
import { post } from './post.js';
import { partitions } from './postings.js';

const { AMQP_URL, DATABASE_URL } = process.env;
if (AMQP_URL === undefined || DATABASE_URL === undefined) throw new Error('AMQP_URL and DATABASE_URL have to be set');

const name = `ledger ${process.pid}`;
const pool = openPool(DATABASE_URL, name, partitions.length);
const client = await connect(AMQP_URL, { name });

const workers = partitions.map((queue) =>
  client.consume(
    queue,
    (message) =>
      inTransaction(pool, (db) => post(client, db, message)).catch(async (error: unknown) => {
        // It comes again at once and before all others: a database that is away is not asked in a tight loop.
        await setTimeout(500);
        throw error;
      }),
    { concurrency: 1, transactional: true },
  ),
);
await Promise.all(workers.map((worker) => worker.ready()));
console.log(`${name} is ready`);

process.once('SIGTERM', () => void client.close());
await Promise.all(workers.map(({ done }) => done));
await pool.end();
