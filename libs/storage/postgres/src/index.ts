export { migrate, checkSchema, type MigrateOptions, type SchemaVersion } from './migrate/migrate.js';
export { argon2Hasher } from './admin/argon2-hasher.js';
export { PostgresAccessStore } from './admin/access-store.js';
export { openDataSource, type AdminOptions } from './admin/data-source.js';
export { PostgresTopologyStore } from './admin/topology-store.js';
export { Notifications, type NotificationHandler, type NotificationsOptions } from './notifications.js';
export { PostgresMessageStore, type PostgresMessageStoreOptions } from './message-store/postgres-message-store.js';
export { PostgresPresenceStore, type PostgresPresenceStoreOptions } from './presence/presence-store.js';
