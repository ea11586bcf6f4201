export { freePort } from './free-port.js';
export { startEmbeddedPostgres, type EmbeddedPostgres } from './start.js';
export { startEmbeddedCluster, type ClusterStatus, type EmbeddedCluster } from './start-cluster.js';
export { startEmbeddedPair, type PairNode } from './start-pair.js';
export type { EmbeddedPostgresOptions } from './prepare.js';
export { findPostgres, type PostgresBinaries, type PostgresVersion } from './locate-binaries.js';
export { EmbeddedPostgresError } from './embedded-postgres-error.js';
