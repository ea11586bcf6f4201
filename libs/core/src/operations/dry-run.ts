import type { Queues } from '../deliver/queues.js';
import type { Seq } from '../message/message.js';
import type { Clock } from '../ports/clock.js';
import type { MessageStore, PeekedMessage } from '../ports/message-store.js';
import type { OperationDefinition } from '../ports/operation-store.js';
import type { PresenceStore } from '../ports/presence-store.js';
import type { PlanBook } from '../publish/plan-book.js';
import type { RouteTarget } from '../publish/route-plan.js';
import { copyFor } from './redriven-message.js';
import { ReadPace } from './read-pace.js';
import { scan } from './scan.js';
import { judge } from './verdict.js';
import type { DryRun, JudgedMessage, Verdict } from './operations-api.js';

export interface DryRunContext {
  readonly store: MessageStore;
  readonly queues: Queues;
  readonly plans: PlanBook;
  readonly presence: PresenceStore;
  readonly clock: Clock;
}

/** What one dry run reads, judges one by one and shows whole. */
const limits = { reads: 50_000, items: 1_000, samples: 5 };
const page = { matches: Infinity, reads: 2_000, bytes: 4 * 1024 * 1024 };

/** What the operation would do now. Changes nothing. */
export async function dryRun(context: DryRunContext, definition: OperationDefinition, cutoff: Seq): Promise<DryRun> {
  const { store } = context;
  const totals: Partial<Record<Verdict, number>> = {};
  const items: JudgedMessage[] = [];
  const samples: DryRun['samples'][number][] = [];
  const consumers = new ConsumerCounts(context.presence);
  const pace = new ReadPace();
  let reads = 0;
  for (let after = 0; ;) {
    const scanned = await scan(store, { ...definition, cutoff }, after, page, pace);
    for (const peeked of scanned.messages) {
      const judged = await verdictOf(context, definition, peeked, consumers);
      totals[judged.verdict] = (totals[judged.verdict] ?? 0) + 1;
      if (items.length < limits.items) items.push(judged);
      if (samples.length < limits.samples)
        samples.push({ ...judged, before: peeked, after: afterwards(context, definition, peeked) });
    }
    after = scanned.end;
    reads += scanned.reads;
    const { isLast } = scanned;
    if (isLast || reads >= limits.reads) return { cutoff, totals, items, samples, reads, isComplete: isLast };
  }
}

async function verdictOf(
  { queues, plans, clock }: DryRunContext,
  definition: OperationDefinition,
  peeked: PeekedMessage,
  consumers: ConsumerCounts,
): Promise<JudgedMessage> {
  const messageId = peeked.message.id ?? peeked.seq;
  const judged = judge({ queues, plans, now: clock.now() }, definition, peeked);
  if (judged.kind === 'skip') return { messageId, verdict: judged.reason, detail: judged.detail, target: null };
  const { targets } = judged;
  if (targets.length === 0) return { messageId, verdict: 'will_be_removed', detail: '', target: null };
  const found = { messageId, target: targets.map(({ queue }) => queue.name).join(', ') };
  const paused = targets.find(({ queue }) => queues.isDeliveryPaused(queue.id));
  if (paused !== undefined)
    return { ...found, verdict: 'delivery_paused', detail: `it waits in '${paused.queue.name}' until delivery is resumed` };
  for (const target of targets) {
    if ((await consumers.of(target)) === 0)
      return { ...found, verdict: 'no_consumer', detail: `it waits in '${target.queue.name}' for a consumer` };
  }
  return { ...found, verdict: 'will_be_delivered', detail: '' };
}

function afterwards({ queues, plans, clock }: DryRunContext, definition: OperationDefinition, peeked: PeekedMessage) {
  const judged = judge({ queues, plans, now: clock.now() }, definition, peeked);
  if (judged.kind === 'skip' || judged.targets.length === 0) return null;
  return copyFor({ ...definition, id: null }, peeked, judged.targets, clock.now()).message;
}

/** On all brokers; asked for once for each queue. */
class ConsumerCounts {
  readonly #known = new Map<number, number>();

  constructor(private readonly presence: PresenceStore) {}

  async of({ queue }: RouteTarget): Promise<number> {
    const known = this.#known.get(queue.id);
    if (known !== undefined) return known;
    const [count = 0] = await this.presence.countConsumers([queue.id]);
    this.#known.set(queue.id, count);
    return count;
  }
}
