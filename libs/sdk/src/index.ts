export { connect, type ConnectOptions } from './connect.js';
export type { BatchItem, BatchResult, Client, ConsumeOptions } from './client.js';
export type { Duration } from './duration.js';
export { HowdahError, isHowdahError, type HowdahErrorCode } from './errors.js';
export type { AttemptFailure, HeaderValue, Incoming, Outgoing, Settlement } from './link/link.js';
export type { Death, Message } from './message.js';
export type { OpenMessage } from './messages.js';
export type { Middleware } from './middleware/middleware.js';
export { DeadLetter, Discard, Outcome, Release, RetryAfter } from './outcome.js';
export type { Published, PublishOptions } from './publish.js';
export { deadLetterQueue, deadLettersOf, defineQueue, type Queue, type QueueOptions } from './queue.js';
export {
  exponential,
  fixed,
  immediate,
  type ExponentialOptions,
  type FixedOptions,
  type RetryLimits,
  type RetryPolicy,
} from './retry.js';
export type { Schema } from './standard-schema.js';
export type { HandlerContext } from './worker/handler-run.js';
export type { Handler } from './worker/handling.js';
export type { WorkerState } from './worker/worker-state.js';
export type { Worker, WorkerHealth } from './worker/worker.js';
export { claimCheck, type BlobStore } from './middleware/claim-check.js';
export { compression } from './middleware/compression.js';
export { encryption, type EncryptionOptions } from './middleware/encryption.js';
export {
  fromDrizzle,
  fromKnex,
  fromKysely,
  fromPg,
  fromPrisma,
  fromTypeOrm,
  type DrizzleSql,
  type DrizzleTransaction,
  type KnexTransaction,
  type KyselyCompiledQuery,
  type KyselyTransaction,
  type PgClient,
  type PrismaTransaction,
  type TypeOrmManager,
} from './transaction/adapters.js';
export { outboxSchema, viaOutbox } from './transaction/outbox.js';
export { relayOutbox, type RelayOptions } from './transaction/relay.js';
export { inboxSchema, SqlTransaction, type Query } from './transaction/sql-transaction.js';
export type { SeenMessage, Transaction } from './transaction/transaction.js';
