import { AsyncLocalStorage } from 'node:async_hooks';
import type { AuditEntry } from '../ports/audit-store.js';

/** What is being done, for stores that write it down in the very transaction that does it. */
export class Act {
  /** Its record is committed. */
  isRecorded = false;

  constructor(readonly entry: AuditEntry) {}
}

/** By the asynchronous call that is under way: a store's methods need no parameter for it. */
const acting = new AsyncLocalStorage<Act>();

export const currentAct = (): Act | null => {
  const act = acting.getStore();
  return act === undefined || act.isRecorded ? null : act;
};

let under = 0;

/**
 * Before version 24 Node follows every promise of the process while such a storage is in use, which the path of messages would pay for:
 * it is in use during an act alone.
 */
export async function whileActing<T>(act: Act, work: () => Promise<T>): Promise<T> {
  under++;
  try {
    return await acting.run(act, work);
  } finally {
    if (--under === 0) acting.disable();
  }
}
