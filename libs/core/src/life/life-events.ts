import type { Queues } from '../deliver/queues.js';
import { fieldOf } from '../message/field-table.js';
import type { Death, Message } from '../message/message.js';
import type { AttemptRecord } from '../ports/message-store.js';
import type { MessageTrace } from '../ports/operation-store.js';
import type { FoundMessage } from '../search/search-api.js';
import { redriveHeaders } from '../operations/redriven-message.js';
import type { LifeEvent } from './message-life.js';

/** Everything that is on record of one message, of queues that may be read. */
export interface LifeRecords {
  /** As it was stored first; null: its storage is free again. */
  readonly original: Message | null;
  readonly copies: readonly FoundMessage[];
  readonly attempts: readonly AttemptRecord[];
  readonly traces: readonly MessageTrace[];
}

/** Events with what they are put in order by, ms since 1970. */
type Dated = { readonly event: LifeEvent; readonly order: number };

/** Oldest first. */
export function lifeEvents(queues: Queues, records: LifeRecords): readonly LifeEvent[] {
  const dated = [
    ...published(records),
    ...routed(queues, records),
    ...records.attempts.map((attempt) => attempted(queues, attempt)),
    ...deaths(records),
    ...operated(queues, records),
  ];
  return dated.sort((one, other) => one.order - other.order).map(({ event }) => event);
}

function published({ original }: LifeRecords): readonly Dated[] {
  if (original === null) return [];
  const { publishedAt: at, exchange, routingKey, properties } = original;
  const { userId = null, appId = null, deliveryMode } = properties;
  const event = { kind: 'published', at, exchange, routingKey, persistent: deliveryMode === 2, userId, appId } as const;
  return [{ event, order: at }];
}

/** Queues that it is known to have come to first. */
function routed(queues: Queues, { original, copies, attempts }: LifeRecords): readonly Dated[] {
  const at = original?.publishedAt ?? null;
  const first = Math.min(...attempts.map(({ startedAt }) => startedAt));
  const names = new Set<string | undefined>([
    ...copies.filter(({ seq, message }) => (message.id ?? seq) === seq).map(({ queue }) => queue),
    ...copies.map(({ message }) => message.deaths.at(-1)?.queue),
    ...attempts.filter(({ startedAt }) => startedAt === first).map(({ queueId }) => queues.byId(queueId)?.queue.name),
  ]);
  names.delete(undefined);
  return [...names].map((queue) => ({ event: { kind: 'routed', at, queue: queue! }, order: at ?? 0 }));
}

function attempted(queues: Queues, attempt: AttemptRecord): Dated {
  const queue = queues.byId(attempt.queueId)?.queue.name ?? '';
  return { event: { kind: 'attempt', at: attempt.endedAt, queue, attempt }, order: attempt.endedAt };
}

/** Copies share their past. */
function deaths({ copies }: LifeRecords): readonly Dated[] {
  const known = new Map<string, Death>();
  for (const death of copies.flatMap(({ message }) => message.deaths)) {
    const key = JSON.stringify([death.queue, death.reason]);
    if ((known.get(key)?.count ?? 0) < death.count) known.set(key, death);
  }
  return [...known.values()].map((death) => ({ event: { kind: 'died', at: death.time, death }, order: death.time }));
}

/** What operations have on record, each once, and what the headers of a copy tell of the last redrive. */
function operated(queues: Queues, { copies, traces }: LifeRecords): readonly Dated[] {
  const byOperation = new Map<string, Dated>();
  for (const trace of traces) {
    const dated = ofTrace(queues, trace);
    const key = `${trace.operation.id} ${dated.event.kind}`;
    const earlier = byOperation.get(key);
    if (earlier === undefined || (trace.place !== null && trace.outcome === 'moved')) byOperation.set(key, dated);
  }
  for (const dated of copies.flatMap(ofHeaders)) {
    const { operation } = dated.event as Extract<LifeEvent, { readonly operation: number }>;
    byOperation.set(`${operation} redriven`, dated);
  }
  return [...byOperation.values()];
}

const kinds = { redrive: 'redriven', move: 'moved', purge: 'removed' } as const;

function ofTrace(queues: Queues, { operation, outcome, place, at, detail }: MessageTrace): Dated {
  const { id, kind, author: by, queue: from, target } = operation;
  const to = place === null ? target : (queues.byId(place.queueId)?.queue.name ?? target);
  const common = { operation: id, by, from };
  if (outcome === 'skipped') return { event: { ...common, kind: 'left', at, to: null, detail }, order: at };
  const isExact = outcome === 'moved' && place !== null;
  // Of one that failed again only that is dated.
  const order = isExact ? at : operation.createdAt;
  return { event: { ...common, kind: kinds[kind], at: isExact ? at : null, to, detail: null }, order };
}

function ofHeaders({ queue, message }: FoundMessage): readonly Dated[] {
  const { headers } = message.properties;
  const text = (name: string): string | undefined => {
    const field = fieldOf(headers, name);
    return field?.type === 'string' ? field.value.toString() : undefined;
  };
  const operation = Number(text(redriveHeaders.operation));
  const [from, by] = [text(redriveHeaders.queue), text(redriveHeaders.by)];
  const at = fieldOf(headers, redriveHeaders.at);
  if (!Number.isSafeInteger(operation) || from === undefined || by === undefined || at?.type !== 'timestamp') return [];
  const ms = Number(at.value) * 1_000;
  const [last] = message.deaths;
  // One that has died since was somewhere else in between.
  const to = last !== undefined && message.publishedAt > ms + 1_000 ? last.queue : queue;
  return [{ event: { kind: 'redriven', at: ms, operation, by, from, to, detail: null }, order: ms }];
}
