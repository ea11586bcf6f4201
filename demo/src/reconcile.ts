import type { DeadLetter } from './dead-letters.js';
import type { DeadEnding, Ending } from './expected.js';
import { groupBy } from './group-by.js';

/** What is known of one service after a run. */
export interface Happened {
  /** Orders for its queue, and as which message the broker confirmed each. */
  readonly published: ReadonlyMap<string, string>;
  /** As which messages each order came. */
  readonly received: ReadonlyMap<string, ReadonlySet<string>>;
  /** How often each order was processed. */
  readonly processed: ReadonlyMap<string, number>;
  readonly deadLetters: readonly DeadLetter[];
}

export interface Reconciliation {
  readonly published: number;
  /** Orders, however often. */
  readonly processed: number;
  readonly deadLettered: number;
  /** Published and nowhere. */
  readonly lost: number;
  /** Everything else that is not as the data says, one sentence each. */
  readonly unexplained: readonly string[];
}

/** Compares what happened to every order in a service with what the data says must happen. */
export function reconcile(expected: ReadonlyMap<string, Ending>, happened: Happened): Reconciliation {
  const deaths = groupBy(happened.deadLetters, ({ id }) => id);
  const ids = new Set([...expected.keys(), ...happened.published.keys(), ...happened.processed.keys(), ...deaths.keys()]);
  const verdicts = [...ids].map((id) => ({ id, verdict: judge(expected.get(id), fateOf(id, happened, deaths.get(id) ?? [])) }));
  return {
    published: happened.published.size,
    processed: happened.processed.size,
    deadLettered: deaths.size,
    lost: verdicts.filter(({ verdict }) => verdict === lost).length,
    unexplained: verdicts.flatMap(({ id, verdict }) => (verdict === lost || verdict === null ? [] : [`${id} ${verdict}`])),
  };
}

export function addsUp({ published, processed, deadLettered, lost, unexplained }: Reconciliation): boolean {
  return published === processed + deadLettered && lost === 0 && unexplained.length === 0;
}

const lost = 'was lost';

interface Fate {
  readonly isPublished: boolean;
  readonly isStoredTwice: boolean;
  readonly processed: number;
  readonly deaths: readonly DeadLetter[];
}

function fateOf(id: string, { published, received, processed }: Happened, deaths: readonly DeadLetter[]): Fate {
  const messageId = published.get(id);
  const isStoredTwice = [...(received.get(id) ?? [])].some((other) => other !== messageId);
  return { isPublished: messageId !== undefined, isStoredTwice, processed: processed.get(id) ?? 0, deaths };
}

/** What is wrong with it; null: nothing. */
function judge(ending: Ending | undefined, { isPublished, isStoredTwice, processed, deaths }: Fate): string | null {
  const [death] = deaths;
  if (ending === undefined) return 'came to a service that it does not concern';
  if (!isPublished) return 'was not routed to a service that it concerns';
  if (isStoredTwice) return 'was stored more than once';
  if (processed === 0 && death === undefined) return lost;
  if (processed > 0 && death !== undefined) return 'was processed and dead-lettered';
  if (deaths.length > 1) return `was dead-lettered ${deaths.length} times`;
  if (death === undefined) return ending === 'processed' ? null : `was processed instead of dead-lettered (${show(ending)})`;
  const found = { reason: death.reason, error: death.error.name };
  if (ending !== 'processed' && show(found) === show(ending)) return null;
  return `was dead-lettered (${show(found)}) instead of ${ending === 'processed' ? ending : show(ending)}`;
}

function show({ reason, error }: DeadEnding): string {
  return `${reason}, ${error}`;
}
