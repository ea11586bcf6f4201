import { BrokerError, type ErrorCode } from '@howdah/core';
import { QueryFailedError } from 'typeorm';

interface Meaning {
  readonly code: ErrorCode;
  readonly remedy?: string;
}

const credentials: Meaning = {
  code: 'storage_unavailable',
  remedy: 'Check user, password and pg_hba.conf for the database URL that the broker was given.',
};
const away: Meaning = {
  code: 'storage_unavailable',
  remedy: 'Check that Postgres runs and accepts connections at the address of the database URL; the broker goes on trying.',
};
const full: Meaning = {
  code: 'storage_full',
  remedy: 'Free disk space on the database server, or let consumers drain queues; publishing works again by itself.',
};
const busy: Meaning = {
  code: 'storage_unavailable',
  remedy: 'Repeat the call. If it goes on, look in pg_stat_activity for a session that holds locks for long.',
};
const noSchema: Meaning = {
  code: 'storage_unavailable',
  remedy: 'Let a broker of this version migrate the database; it does so when it starts.',
};

/** SQLSTATE, or its class of two characters, to what it means for the broker. The longer one wins. */
const meanings: Readonly<Record<string, Meaning>> = {
  '08': away, // connection exception
  '08007': {
    code: 'outcome_unknown',
    remedy: 'The database could not say whether the change was kept; look before repeating it.',
  },
  '22021': { code: 'invalid_argument', remedy: 'Text may not contain the character NUL.' }, // character not in repertoire
  '25006': { code: 'storage_unavailable', remedy: 'The database is read-only: point the database URL at the primary.' },
  '25P03': away, // idle in transaction: the broker stood still
  '28': credentials, // invalid authorization specification
  '3D000': { code: 'storage_unavailable', remedy: 'Create the database, or correct its name in the database URL.' },
  '3F000': noSchema, // invalid schema name
  F0000: {
    code: 'storage_unavailable',
    remedy: 'Name only nodes of one cluster in HOWDAH_DATABASE_URL: a primary and its replicas.',
  },
  '40': busy, // transaction rollback: serialization failure, deadlock
  '42501': {
    code: 'storage_unavailable',
    remedy: 'Make the broker’s database role owner of the schema howdah, or of the whole database.',
  },
  '42P01': noSchema, // undefined table
  '53': full, // insufficient resources: disk, memory
  '53300': { code: 'storage_unavailable', remedy: 'Raise max_connections in Postgres or give each broker fewer connections.' },
  '55P03': busy, // lock not available: lock_timeout
  '57014': busy, // query cancelled: statement_timeout
  '57P': away, // operator intervention: shutting down, starting up
  '58030': full, // I/O error
  '58P': away, // system error
};

const networkCodes = /^(ECONN|EPIPE|EHOST|ENET|ENOTFOUND|EAI_|ETIMEDOUT|ENOENT|EACCES)/;
/** Errors of node-postgres that carry no code. */
const connectionTexts =
  /connection terminated|connection timeout|timeout exceeded when trying to connect|not queryable|connection ended|after calling end/i;
const credentialTexts = /^SASL|password must be a string/;

/** Anything the database driver threw, as the BrokerError it means; `internal` when it is our own mistake in SQL. */
export function toStorageError(thrown: unknown): BrokerError {
  if (thrown instanceof BrokerError) return thrown;
  const error = driverError(thrown);
  const { code, remedy } = meaningOf(error);
  return new BrokerError(code, `database: ${error.message}`, {
    cause: thrown,
    ...(remedy === undefined ? {} : { remedy }),
    ...(error.code === undefined ? {} : { details: { sqlState: error.code } }),
  });
}

/** The connection broke, could not be made, or leads to a server that no longer is the primary: another one may do. */
export function isConnectionLost(thrown: unknown): boolean {
  const { code, message } = driverError(thrown instanceof BrokerError ? thrown.cause : thrown);
  const meaning = meaningOf({ code, message });
  return meaning === away || code === '08007' || code === '25006';
}

/**
 * The statement was not committed through no fault of its own, or nobody knows: repeat it on a new connection, if it
 * bears repetition. Besides lost connections these are deadlocks and serialization failures (class 40).
 */
export function isRepeatable(thrown: unknown): boolean {
  const { code } = driverError(thrown instanceof BrokerError ? thrown.cause : thrown);
  return isConnectionLost(thrown) || (code?.startsWith('40') ?? false);
}

/** A flush of this identity was committed before. */
export function isDuplicateFlush(thrown: unknown): boolean {
  return isDuplicate(thrown, 'flush_pkey') || isDuplicate(thrown, 'flush_transient_pkey');
}

/** A unique constraint of this name refused the row. */
export function isDuplicate(thrown: unknown, constraint: string): boolean {
  const error = driverError(thrown instanceof BrokerError ? thrown.cause : thrown);
  return error.code === '23505' && error.constraint === constraint;
}

interface DriverError {
  readonly message: string;
  readonly code?: string | undefined;
  /** Name of the violated constraint. */
  readonly constraint?: string | undefined;
}

/** TypeORM wraps the driver's error; Node gathers one error for each address it tried. */
function driverError(thrown: unknown): DriverError {
  if (thrown instanceof QueryFailedError) return driverError(thrown.driverError);
  if (thrown instanceof AggregateError && thrown.errors.length > 0) return driverError(thrown.errors[0]);
  return thrown instanceof Error ? thrown : { message: String(thrown) };
}

function meaningOf({ code = '', message }: Pick<DriverError, 'code' | 'message'>): Meaning {
  if (networkCodes.test(code) || connectionTexts.test(message)) return away;
  if (credentialTexts.test(message)) return credentials;
  return meanings[code] ?? meanings[code.slice(0, 3)] ?? meanings[code.slice(0, 2)] ?? { code: 'internal' };
}
