import { answerOf, api, type Schemas } from '../api/client.js';
import { useLiveQuery } from '../live/use-live-query.js';
import { listedBodies } from './messages.js';
import { useQueueStatistics } from './queues.js';

export interface WaitingMessage {
  readonly queue: string;
  readonly message: Schemas['PeekedMessage'];
}

/** So many queues are looked into, and so many messages of each: the page says so. */
export const queuesMax = 20;
export const messagesMax = 50;

const intervalMs = 5_000;

/** Messages that wait for their time, of the queues that have most of them; what is next comes first. */
export function useWaiting(vhost: string) {
  const { data: statistics, error } = useQueueStatistics(vhost);
  const waiting = statistics?.filter(({ delayed }) => delayed > 0).sort((one, other) => other.delayed - one.delayed);
  const names = waiting?.slice(0, queuesMax).map(({ queue }) => queue);
  const messages = useLiveQuery({
    queryKey: ['waiting', vhost, names ?? null],
    queryFn: () => peekDelayed(vhost, names ?? []),
    enabled: names !== undefined,
    intervalMs,
  });
  return { queueCount: waiting?.length ?? 0, data: messages.data, error: error ?? messages.error };
}

async function peekDelayed(vhost: string, queues: readonly string[]): Promise<readonly WaitingMessage[]> {
  const query = { vhost, state: 'delayed', limit: messagesMax, ...listedBodies } as const;
  const pages = await Promise.all(
    queues.map(async (queue) => {
      const { items } = await answerOf(api.GET('/v1/queues/{queue}/messages', { params: { path: { queue }, query } }));
      return items.map((message) => ({ queue, message }));
    }),
  );
  return pages.flat().sort((one, other) => timeOf(one) - timeOf(other));
}

function timeOf({ message: { availableAt } }: WaitingMessage): number {
  return availableAt === null ? 0 : Date.parse(availableAt);
}
