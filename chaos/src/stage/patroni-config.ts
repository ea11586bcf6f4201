import type { Replication } from '../options.js';
import type { Programs } from './packages.js';

export interface NodeConfig {
  readonly name: string;
  readonly programs: Programs;
  readonly replication: Replication;
  readonly port: number;
  /** Where other nodes find it. */
  readonly peerPort: number;
  readonly restPort: number;
  /** Where other nodes find its Patroni, and where it finds etcd. */
  readonly peerRestPort: number;
  readonly etcdPort: number;
  readonly dataDir: string;
  /** Of the account that it runs as; for sockets and passwords. */
  readonly home: string;
  readonly passwords: { readonly superuser: string; readonly replication: string };
}

/** Patroni 4 raises what is smaller than it likes; the older one takes these and is so much quicker to elect. */
export const timings = (major: number) =>
  major >= 4 ? { ttl: 20, loop_wait: 1, retry_timeout: 3 } : { ttl: 5, loop_wait: 1, retry_timeout: 2 };

/** What Postgres does under load on a file system of half a gigabyte. */
const parameters = {
  max_connections: 100,
  max_wal_senders: 10,
  max_replication_slots: 10,
  shared_buffers: '64MB',
  max_wal_size: '96MB',
  min_wal_size: '32MB',
  max_slot_wal_keep_size: '128MB',
  wal_keep_size: '64MB',
  wal_log_hints: 'on',
  wal_sender_timeout: '5s',
  wal_receiver_timeout: '5s',
  // The default, 5 s, is how long a standby waits before it follows a new primary.
  wal_retrieve_retry_interval: '100ms',
};

/** Patroni's configuration; JSON is YAML, too. */
export function patroniConfig(node: NodeConfig): string {
  const { name, programs, replication, port, peerPort, restPort, peerRestPort, etcdPort, dataDir, home, passwords } = node;
  return JSON.stringify({
    scope: 'chaos',
    name,
    restapi: { listen: `127.0.0.1:${restPort}`, connect_address: `127.0.0.1:${peerRestPort}` },
    // As a proxy: it would ask etcd for its own address, and go around what stands between.
    etcd3: { hosts: `127.0.0.1:${etcdPort}`, use_proxies: true },
    bootstrap: {
      dcs: {
        ...timings(programs.patroniMajor),
        maximum_lag_on_failover: 1_048_576,
        synchronous_mode: programs.patroniMajor >= 4 ? 'quorum' : true,
        // Brokers would refuse what is not replicated; so commits wait, and nothing is refused in the seconds after a promotion.
        synchronous_mode_strict: replication === 'require',
        failsafe_mode: true,
        primary_start_timeout: 0,
        // The older one makes a new primary's slots a loop late, and standbys wait for them; wal_keep_size is enough here.
        postgresql: { use_pg_rewind: true, use_slots: programs.patroniMajor >= 4, parameters },
      },
      initdb: ['data-checksums', { encoding: 'UTF8' }, { locale: 'C.UTF-8' }],
    },
    postgresql: {
      listen: `127.0.0.1:${port}`,
      connect_address: `127.0.0.1:${peerPort}`,
      data_dir: dataDir,
      bin_dir: programs.binDir,
      pgpass: `${home}/${name}.pgpass`,
      authentication: {
        superuser: { username: 'postgres', password: passwords.superuser },
        replication: { username: 'replicator', password: passwords.replication },
      },
      parameters: { unix_socket_directories: home, password_encryption: 'scram-sha-256' },
      pg_hba: ['host replication replicator 127.0.0.1/32 scram-sha-256', 'host all all 127.0.0.1/32 scram-sha-256'],
      basebackup: [{ checkpoint: 'fast' }],
    },
  });
}
