import type { Queues } from '../deliver/queues.js';
import { ReadPace } from '../operations/read-pace.js';
import type { Clock } from '../ports/clock.js';
import type { MessageScan, ScannedMessage, ScanPlace } from '../ports/message-scan.js';
import { heldStateOf } from './held-state.js';
import { createMatcher, type Matcher } from './matcher.js';
import { MessageView } from './message-view.js';
import type { FoundMessage, Searched } from './search-api.js';
import type { SearchQuery } from './search-query.js';
import type { SearchScope } from './search-scope.js';

export interface RunContext {
  readonly store: { readonly scan: MessageScan };
  readonly queues: Queues;
  readonly clock: Clock;
}

/** What one run may take. */
export interface SearchBudget {
  /** Matches. */
  readonly limit: number;
  /** Looked at. */
  readonly messages: number;
  /** Of bodies. */
  readonly bytes: number;
  readonly ms: number;
}

/** One search, page by page. */
export class SearchRun {
  readonly #pace = new ReadPace();
  readonly #matches: Matcher;
  readonly #startedAt: number;
  readonly #looked = { messages: 0, bytes: 0, unreadBodies: 0, from: null as number | null, to: null as number | null };
  #found = 0;
  #endedBy: Searched['endedBy'] | null = null;

  constructor(
    private readonly context: RunContext,
    private readonly scope: SearchScope,
    query: SearchQuery,
    private readonly budget: SearchBudget,
    /** The last message looked at. */
    public place: ScanPlace | null,
  ) {
    const { queues, clock } = context;
    this.#startedAt = clock.now();
    this.#matches = createMatcher(query, (id) => queues.byId(id)?.queue.name, this.#startedAt);
  }

  get isOver(): boolean {
    return this.#endedBy !== null;
  }

  get searched(): Searched {
    const { queueIds, about, refusedQueues } = this.scope;
    return { ...this.#looked, queues: (about ?? queueIds).length, refusedQueues, endedBy: this.#endedBy ?? 'end' };
  }

  /** Some more of what is looked for; maybe nothing, and it is not over. */
  async next(): Promise<readonly FoundMessage[]> {
    const left = this.budget.messages - this.#looked.messages;
    const page = await this.context.store.scan.scanMessages(this.scope, this.place, Math.min(this.#pace.count, left));
    const found: FoundMessage[] = [];
    const before = this.#looked.bytes;
    for (const scanned of page.messages) {
      const one = this.#lookAt(scanned);
      if (one !== null) found.push(one);
      if (this.#found < this.budget.limit) continue;
      this.#endedBy = 'limit';
      return found;
    }
    this.place = page.end;
    this.#pace.note(page.messages.length, this.#looked.bytes - before);
    this.#endedBy = page.isLast ? 'end' : this.#usedUp();
    return found;
  }

  #lookAt(scanned: ScannedMessage): FoundMessage | null {
    const { seq, queueId, message } = scanned;
    const looked = this.#looked;
    this.place = { seq, queueId };
    looked.messages++;
    looked.bytes += message.body.length;
    looked.from ??= message.publishedAt;
    looked.to = message.publishedAt;
    const view = new MessageView(scanned);
    const isFound = this.#matches(view);
    if (view.isUnread) looked.unreadBodies++;
    if (!isFound) return null;
    this.#found++;
    return foundMessage(this.context, scanned);
  }

  #usedUp(): Searched['endedBy'] | null {
    const { budget } = this;
    if (this.#looked.messages >= budget.messages) return 'messages';
    if (this.#looked.bytes >= budget.bytes) return 'bytes';
    return this.context.clock.now() - this.#startedAt >= budget.ms ? 'time' : null;
  }
}

export function foundMessage({ queues }: Pick<RunContext, 'queues'>, scanned: ScannedMessage): FoundMessage {
  const { queueId, deadFrom } = scanned;
  return {
    ...scanned,
    heldState: heldStateOf(scanned),
    queue: queues.byId(queueId)?.queue.name ?? '',
    origin: deadFrom === null ? null : (queues.byId(deadFrom)?.queue.name ?? null),
  };
}
