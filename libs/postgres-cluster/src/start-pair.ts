import type { ClusterNode } from './cluster-node.js';
import { cloneResting, cloneRunning } from './clone.js';
import { initialise, readPassword } from './initialise.js';
import { withSession } from './node-session.js';
import { withDataDir, type EmbeddedPostgresOptions } from './prepare.js';
import { ensureSlot, renewSlot, requireStandby } from './replication.js';
import { clusterUrl, createNode, freePorts, writePassfile } from './start-cluster.js';

/** One Postgres of a pair. */
export type PairNode = Pick<ClusterNode, 'url' | 'port' | 'end'>;

/** A primary and a streaming synchronous standby that nobody watches over: who dies stays dead, who is cut off stays behind. */
export interface EmbeddedPair {
  /** Both nodes, the standby first, and the wish for the one that takes writes; holds the password. */
  readonly url: string;
  readonly primary: PairNode;
  readonly standby: PairNode;
  /** Throws the standby away and clones the primary into its place, whatever the standby had become. Resolves when it streams. */
  reclone(): Promise<void>;
  /** Ends both at once, without a word. Resolves when their processes have gone. */
  kill(): Promise<void>;
}

/**
 * Starts a new pair, for tests of what happens between two nodes.
 * @param options.dataDir must be empty.
 * @throws EmbeddedPostgresError when another living process holds the directory, or Postgres gives up.
 */
export function startEmbeddedPair(options: Omit<EmbeddedPostgresOptions, 'port'>): Promise<EmbeddedPair> {
  return withDataDir(options, async (prepared) => {
    const { binaries, paths, user, lock } = prepared;
    await initialise(binaries, paths.nodes.a, user);
    await cloneResting(binaries, paths.nodes.a, paths.nodes.b, user);
    const password = await readPassword(paths.nodes.a);
    await writePassfile(prepared, password);
    const ports = await freePorts();
    const [primary, standby] = [createNode('a', ports, prepared, password), createNode('b', ports, prepared, password)];
    const kill = async () => {
      await Promise.all([standby.end('SIGKILL'), primary.end('SIGKILL')]);
      await lock.release();
    };
    const reclone = async () => {
      await standby.end('SIGKILL');
      await withSession(primary.url, async (session) => {
        await renewSlot(session, standby.name);
        await cloneRunning(primary.url, primary.home, standby.home, user);
        await standby.start();
        await requireStandby(session, standby.name);
      });
    };
    try {
      await primary.start();
      await withSession(primary.url, async (session) => {
        await ensureSlot(session, standby.name);
        await standby.start();
        await requireStandby(session, standby.name);
      });
    } catch (error) {
      await kill();
      throw error;
    }
    return { url: clusterUrl(password, [ports.b, ports.a]), primary, standby, reclone, kill };
  });
}
