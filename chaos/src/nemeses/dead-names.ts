import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startNameServer } from '@howdah/testing/programs';
import type { Nemesis } from './nemesis.js';

/** Resolvers read an address from their configuration, and no port. */
const port = 53;
const host = 'postgres.howdah.test';

/** Brokers know their database by name; whoever looks for the new primary meanwhile waits for answers that do not come. */
export const deadNames: Nemesis = {
  name: 'dead-names',
  title: 'kill -9 of the primary while no name server answers',
  hindrance: () => (process.getuid?.() === 0 ? undefined : 'it takes root, to give brokers a name server of their own'),
  async strike({ stage: { brokers, cluster, view, folder }, random, last, begins }) {
    const primary = await view.whole();
    const address = `127.${[1, 2, 3].map(() => Math.floor(random.between(1, 255))).join('.')}`;
    const server = await startNameServer({ answer: '127.0.0.1', address, port });
    try {
      const inside = await withResolver(join(folder, 'resolv.conf'), address);
      for (const broker of brokers) {
        await broker.end();
        await broker.start({ host, inside });
      }
      begins();
      server.fallSilent();
      await cluster.kill(primary);
      await view.replaced(primary);
      await last(0, 3);
      await cluster.revive(primary);
    } finally {
      server.close();
    }
    for (const broker of brokers) {
      await broker.end();
      await broker.start();
    }
  },
};

/** A program that gives itself another /etc/resolv.conf, and becomes what follows it. */
async function withResolver(file: string, address: string): Promise<readonly string[]> {
  await writeFile(file, `nameserver ${address}\n`);
  return ['unshare', '--mount', 'sh', '-c', `mount --bind '${file}' /etc/resolv.conf && exec "$0" "$@"`];
}
