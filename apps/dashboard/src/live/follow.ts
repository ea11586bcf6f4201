import type { QueryClient, QueryKey } from '@tanstack/react-query';
import type { Schemas } from '../api/client.js';
import { setToldAt } from './stream-state.js';
import { toldQueues, withTold, type QueuesEvent } from './told-queues.js';

type Operation = Schemas['MessageOperation'];
type QueueStatistics = Schemas['QueueStatistics'];

/** By topic, what the stream sends. */
export interface StreamEvents {
  readonly attention: Schemas['Attention'];
  readonly queues: QueuesEvent;
  readonly operations: { readonly at: string; readonly complete: boolean; readonly operations: readonly Operation[] };
  readonly overview: { readonly at: string; readonly overview: Schemas['Overview'] };
}

export type Follower = { readonly [Topic in keyof StreamEvents]: (event: StreamEvents[Topic]) => void };

interface Followed {
  readonly client: QueryClient;
  readonly vhost: string;
  readonly askAgain: (key: QueryKey) => void;
}

/** Writes what the stream tells into the cache of answers, and has the rest asked for again when it may have changed. */
export function createFollower({ client, vhost, askAgain }: Followed): Follower {
  let sizes: string | undefined;
  return {
    attention(report) {
      client.setQueryData(['attention'], report);
    },

    queues(event) {
      setToldAt(Date.parse(event.at));
      if (!event.complete) for (const key of event.queues.flatMap((one) => madeDoubtful(vhost, one))) askAgain(key);
      toldQueues.tell(event);
      const key = ['queue-statistics', vhost];
      const list = client.getQueryData<QueueStatistics[]>(key);
      if (list !== undefined) client.setQueryData(key, withTold(list, event));
      if (list !== undefined && namesNew(list, event)) askAgain(key);
      for (const one of event.queues) tellAlone(one);
    },

    operations({ operations }) {
      for (const one of operations) {
        const key = ['operation', one.id];
        if (client.getQueryData(key) !== undefined) client.setQueryData(key, one);
        askAgain(['operation-report', one.id]);
      }
      const list = client.getQueryData<OperationPage>(['operations', vhost]);
      if (list !== undefined) client.setQueryData(['operations', vhost], { ...list, items: withChanged(list.items, operations) });
    },

    overview({ at, overview }) {
      setToldAt(Date.parse(at));
      client.setQueryData(['overview'], overview);
      const { vhosts, exchanges, queues } = overview;
      const now = [vhosts, exchanges, queues].join();
      if (sizes !== undefined && sizes !== now) for (const name of ofTopology) askAgain([name]);
      sizes = now;
    },
  };

  /** For the pages of one queue. */
  function tellAlone(figures: QueueStatistics): void {
    const key = ['queue-statistics', vhost, figures.queue];
    if (client.getQueryData(key) !== undefined) client.setQueryData(key, figures);
  }
}

interface OperationPage {
  readonly items: readonly Operation[];
}

/** Newest first. */
function withChanged(list: readonly Operation[], changed: readonly Operation[]): readonly Operation[] {
  const byId = new Map(changed.map((one) => [one.id, one]));
  const known = new Set(list.map(({ id }) => id));
  const added = changed.filter(({ id }) => !known.has(id)).sort((one, other) => Number(other.id) - Number(one.id));
  return [...added, ...list.map((one) => byId.get(one.id) ?? one)];
}

const ofTopology = ['queue-statistics', 'queues', 'exchanges', 'bindings', 'vhosts'];

function namesNew(list: readonly QueueStatistics[], { queues }: QueuesEvent): boolean {
  if (queues.length === 0) return false;
  const known = new Set(list.map(({ queue }) => queue));
  return queues.some(({ queue }) => !known.has(queue));
}

/** Answers that the stream does not carry, and that are no longer so when these figures have changed. */
function madeDoubtful(vhost: string, now: QueueStatistics): QueryKey[] {
  const before = toldQueues.figuresOf(now.queue);
  return [
    ['delivery', vhost, now.queue],
    ...(now.consumers === before.consumers
      ? []
      : [
          ['consumers', vhost],
          ['connections', vhost],
        ]),
    ...(now.delayed === before.delayed ? [] : [['waiting', vhost]]),
    ...(now.dead === before.dead ? [] : [['error-groups', vhost]]),
  ];
}
