import type { Session } from '../access/session.js';
import { BrokerError } from '../errors.js';
import type { AuditStore } from '../ports/audit-store.js';
import type { ScanPlace } from '../ports/message-scan.js';
import type { TopologyCache } from '../topology/topology-cache.js';
import type { FoundMessage, SearchRequest, SearchVerbs } from './search-api.js';
import { SearchRun, type RunContext, type SearchBudget } from './search-run.js';
import { scopeOf, type ScopeContext } from './search-scope.js';

export interface SearchContext extends RunContext, ScopeContext {
  readonly topology: TopologyCache;
  readonly audit: Pick<AuditStore, 'recordAudit'>;
}

/** What one request may take. */
const requestMax = { messages: 20_000, bytes: 64 * 1024 * 1024, ms: 2_000 };
const unbounded = { messages: Infinity, bytes: Infinity, ms: Infinity };
/** At the same time on one broker: each takes some of its time. */
const exportsMax = 4;

export function createSearchVerbs(context: SearchContext): SearchVerbs {
  const { authorizer, audit } = context;
  let exports = 0;

  const start = async (
    session: Session,
    request: SearchRequest,
    after: ScanPlace | null,
    bounds: Omit<SearchBudget, 'limit'>,
  ) => {
    const { vhost, query, order, limit } = request;
    authorizer.requireRole(session, 'payload-viewer');
    authorizer.requireVhost(session, vhost);
    const scope = await context.topology.find(() => scopeOf(context, session, vhost, query, order));
    return new SearchRun(context, scope, query, { ...bounds, limit }, after);
  };

  return {
    async searchMessages(session, request, after) {
      const run = await start(session, request, after, requestMax);
      const messages: FoundMessage[] = [];
      while (!run.isOver) messages.push(...(await run.next()));
      const { searched } = run;
      return { messages, searched, next: searched.endedBy === 'end' ? null : run.place };
    },

    async exportMessages(session, request) {
      if (exports >= exportsMax) throw tooMany();
      const run = await start(session, request, null, unbounded);
      async function* pages() {
        exports++;
        try {
          while (!run.isOver) {
            // The right may be taken away while it goes on.
            authorizer.requireRole(session, 'payload-viewer');
            yield await run.next();
          }
        } finally {
          exports--;
          const { vhost } = request;
          const { messages, endedBy } = run.searched;
          const details = { looked: messages, endedBy: run.isOver ? endedBy : 'abandoned' };
          const entry = { user: session.user, action: 'endExport', vhost, target: vhost, details } as const;
          await audit.recordAudit({ ...entry, outcome: run.isOver ? 'done' : 'failed', error: null });
        }
      }
      return { pages: pages(), searched: () => run.searched };
    },
  };
}

function tooMany(): BrokerError {
  return new BrokerError('limit_exceeded', `${exportsMax} exports are under way on this broker, and it begins no more`, {
    remedy: 'Wait until one has ended, or ask another broker.',
  });
}
