import { CallLocal } from '../call-local.js';
import type { AuditEntry } from '../ports/audit-store.js';

/** What is being done, for stores that write it down in the very transaction that does it. */
export class Act {
  /** Its record is committed. */
  isRecorded = false;

  constructor(readonly entry: AuditEntry) {}
}

/** By the asynchronous call that is under way: a store's methods need no parameter for it. */
const acting = new CallLocal<Act>();

export const currentAct = (): Act | null => {
  const act = acting.current;
  return act === undefined || act.isRecorded ? null : act;
};

export function whileActing<T>(act: Act, work: () => Promise<T>): Promise<T> {
  return acting.run(act, work);
}
