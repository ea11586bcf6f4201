import type { AccessStore } from '../ports/access-store.js';
import type { AccessIndex } from './access-index.js';
import type { Authorizer } from './authorizer.js';

/** What the verbs of access control share. */
export interface AccessContext {
  readonly store: AccessStore;
  readonly authorizer: Authorizer;
  readonly current: () => AccessIndex;
  /** user_not_found */
  readonly requireUser: (name: string) => void;
  /** vhost_not_found */
  readonly requireVhost: (name: string) => void;
  /** Runs a change of the store; when it resolves this broker decides by the new state. */
  readonly change: <T>(run: () => Promise<T>) => Promise<T>;
}
