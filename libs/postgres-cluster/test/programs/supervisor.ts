/** Starts one node, or with `cluster` two, in the data directory given, says where, and then lives until it is killed. */
import { startEmbeddedCluster, startEmbeddedPostgres } from '@howdah/postgres-cluster';

const [, , dataDir, shape] = process.argv;
const options = { dataDir: dataDir!, settings: { fsync: 'off' } };
const started = shape === 'cluster' ? await startCluster() : await startSingle();
process.stdout.write(`${JSON.stringify(started)}\n`);
process.stdin.resume();

async function startSingle() {
  const { pid, port, url } = await startEmbeddedPostgres(options);
  return { pids: [pid], port, url };
}

async function startCluster() {
  const cluster = await startEmbeddedCluster(options);
  const { primary, standby } = cluster.status();
  const url = cluster.url.replace(/@[^/]*\/(\w+).*$/, `@127.0.0.1:${primary.port}/$1`);
  return { pids: [primary.pid, standby.pid], port: primary.port, url };
}
