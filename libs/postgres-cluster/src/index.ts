export { freePort } from './free-port.js';
export { startEmbeddedPostgres, type EmbeddedPostgres, type EmbeddedPostgresOptions } from './start.js';
export { findPostgres, type PostgresBinaries, type PostgresVersion } from './locate-binaries.js';
export { EmbeddedPostgresError } from './embedded-postgres-error.js';
