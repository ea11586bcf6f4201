/** Postgres settings by name; values as they stand in postgresql.conf. */
export type PostgresSettings = Readonly<Record<string, string>>;

/**
 * What an embedded Postgres runs with: the durability of production (fsync and synchronous_commit stay on), sizes that suit
 * a developer's machine, and nobody but this machine can connect.
 */
const embeddedSettings: PostgresSettings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  shared_buffers: '256MB',
  max_connections: '200',
  wal_level: 'replica',
  wal_compression: 'off',
  // As large as max_wal_size, so that all segments that were made are kept for reuse: commits wait while one is made. A checkpoint begins when
  // about half of that is written, and the segments before it can be used again when it ends.
  min_wal_size: '2GB',
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
};

/** For two nodes: a dead link is noticed in seconds, and a standby that stays away does not fill the primary's disk. */
export const clusterSettings: PostgresSettings = {
  wal_sender_timeout: '5s',
  wal_receiver_timeout: '5s',
  wal_retrieve_retry_interval: '500ms',
  max_slot_wal_keep_size: '1GB',
};

/** As arguments of the `postgres` program, so that they hold for any data directory, old or new. */
export function settingArguments(port: number, extra: PostgresSettings): string[] {
  const settings = { ...embeddedSettings, ...extra, port: String(port) };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
