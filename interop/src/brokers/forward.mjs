import { connect, createServer } from 'node:net';

/**
 * Takes connections on localhost:5672 to a broker elsewhere.
 *
 * @param {{ host: string, port: number }} target
 * @returns {Promise<() => void>} Ends it.
 */
export async function forwardLocalhost(target) {
  const servers = await Promise.all(['127.0.0.1', '::1'].map((host) => listen(host, target)));
  return () => servers.forEach((server) => server.close());
}

async function listen(host, target) {
  const server = createServer((client) => {
    const broker = connect(target);
    join(client, broker);
    join(broker, client);
  });
  await new Promise((resolve, reject) => server.once('error', reject).listen(5672, host, resolve));
  return server;
}

/** Whatever ends one side, a reset too, is an orderly end for the other. */
function join(from, to) {
  from.pipe(to);
  from.on('error', () => to.end());
}
