import { HowdahError, type HowdahErrorCode } from '../errors.js';

/** SQLSTATE to what it means here. */
const meanings: Readonly<Record<string, readonly [HowdahErrorCode, string | undefined]>> = {
  HW400: ['message_refused', undefined],
  HW403: ['access_refused', undefined],
  HW404: ['queue_not_found', undefined],
  HW409: ['lease_lost', undefined],
  HW413: ['message_refused', undefined],
  '42501': ['access_refused', 'Let the owner of the schema howdah grant it: select howdah.grant_application(<role>).'],
};

/** What is missing is Howdah: its schema, a function or a table of it. */
const absent = new Set(['3F000', '42883', '42P01']);

/** What a database threw, in our words; anything that is none of ours as it was. */
export function toTransactionError(error: unknown): unknown {
  const { state, message, hint } = findSqlError(error);
  if (state === undefined) return error;
  if (absent.has(state) && /howdah/.test(message)) return wrongDatabase(message, error);
  const known = meanings[state];
  if (known === undefined) return error;
  const [code, remedy = hint ?? 'Roll the transaction back.'] = known;
  return new HowdahError(code, message, { remedy: remedy.replace(/\.$/, '') + '.', cause: error });
}

const wrongDatabase = (message: string, cause: unknown): HowdahError =>
  new HowdahError('wrong_database', `the transaction is of a database that lacks what this needs: ${message}`, {
    remedy:
      "Give a transaction of the brokers' database, or viaOutbox(tx); outboxSchema and inboxSchema create the tables of these.",
    cause,
  });

interface SqlError {
  readonly state: string | undefined;
  readonly message: string;
  readonly hint: string | undefined;
}

/** Libraries wrap the driver's error: as cause, driverError or meta. The innermost that has an SQLSTATE is the database's. */
function findSqlError(error: unknown, depth = 0): SqlError {
  const none = { state: undefined, message: '', hint: undefined };
  if (typeof error !== 'object' || error === null || depth > 4) return none;
  const fields = error as Record<string, unknown>;
  for (const name of ['driverError', 'driverAdapterError', 'meta', 'cause', 'original']) {
    const inner = findSqlError(fields[name], depth + 1);
    if (inner.state !== undefined) return inner;
  }
  const code = [fields['originalCode'], fields['code']].find((value) => typeof value === 'string' && /^[0-9A-Z]{5}$/.test(value));
  if (code === undefined) return none;
  const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
  return {
    state: code as string,
    message: text(fields['originalMessage']) ?? text(fields['message']) ?? '',
    hint: text(fields['hint']),
  };
}
