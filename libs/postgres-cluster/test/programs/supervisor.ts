/** Starts a Postgres in the data directory given, says its pid and port, and then lives until it is killed. */
import { startEmbeddedPostgres } from '@howdah/postgres-cluster';

const postgres = await startEmbeddedPostgres({ dataDir: process.argv[2]!, settings: { fsync: 'off' } });
process.stdout.write(`${JSON.stringify({ pid: postgres.pid, port: postgres.port, url: postgres.url })}\n`);
process.stdin.resume();
