import type { Session } from '../access/session.js';
import { toBrokerError, type BrokerError } from '../errors.js';
import type { AuditEntry, AuditStore } from '../ports/audit-store.js';
import { Act } from './acting.js';

/** What is told of one call; null: it is not worth a record. */
type Told = Pick<AuditEntry, 'target'> & Partial<Pick<AuditEntry, 'vhost' | 'details'>>;

type Verb = (session: Session, ...args: never[]) => Promise<unknown>;

/** Of each verb that is audited, what is told of a call; a verb that is not named is left as it is. */
export type AuditTable<V> = {
  readonly [Name in keyof V]?: V[Name] extends (session: Session, ...args: infer Args) => Promise<unknown>
    ? (...args: Args) => Told | null
    : never;
};

/** How a verb is run; `whileActing` where stores write the record in the transaction of the change. */
type Run = <T>(act: Act, work: () => Promise<T>) => Promise<T>;

const justRun: Run = (_, work) => work();

/** The same verbs, with a record of what came of each call. Whoever cannot be recorded is not answered. */
export function audited<V extends object>(
  store: Pick<AuditStore, 'recordAudit'>,
  verbs: V,
  table: AuditTable<V>,
  run: Run = justRun,
): V {
  const wrapped = Object.entries(table).map(([action, tell]) => {
    const verb = (verbs as Record<string, Verb>)[action] as Verb;
    return [action, auditedVerb(store, action, verb, tell as (...args: never[]) => Told | null, run)];
  });
  return { ...verbs, ...(Object.fromEntries(wrapped) as Partial<V>) };
}

function auditedVerb(
  store: Pick<AuditStore, 'recordAudit'>,
  action: string,
  verb: Verb,
  tell: (...args: never[]) => Told | null,
  run: Run,
): Verb {
  return async (session, ...args) => {
    const told = tell(...args);
    if (told === null) return verb(session, ...args);
    const { target, vhost = null, details = {} } = told;
    const entry = { user: session.user, action, vhost, target, outcome: 'done', error: null, details } as const;
    const act = new Act(entry);
    try {
      const result = await run(act, () => verb(session, ...args));
      if (!act.isRecorded && changed(result)) await store.recordAudit({ ...entry, details: { ...details, ...figures(result) } });
      return result;
    } catch (thrown) {
      const error = toBrokerError(thrown);
      // Clients of a wire protocol may ask in vain a thousand times a second.
      if (session.connection === undefined) await store.recordAudit({ ...entry, outcome: outcomeOf(error), error: error.code });
      throw thrown;
    }
  };
}

/** Declaring what is there, and deleting what is not, does nothing. */
function changed(result: unknown): boolean {
  if (result === false || result === null) return false;
  return !(typeof result === 'object' && result !== undefined && 'created' in result && result.created === false);
}

/** How many messages it was about. */
function figures(result: unknown): Readonly<Record<string, unknown>> {
  if (typeof result === 'number') return { messages: result };
  return Array.isArray(result) ? { items: result.length } : {};
}

function outcomeOf({ severity, retryable, code }: BrokerError): 'refused' | 'failed' {
  return retryable || code === 'internal' || severity === 'connection' ? 'failed' : 'refused';
}
