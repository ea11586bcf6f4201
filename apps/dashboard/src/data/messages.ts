import { useInfiniteQuery, useQuery, useQueryClient, type InfiniteData } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../api/client.js';
import { useLiveQuery } from '../live/use-live-query.js';

export type PeekedMessage = Schemas['PeekedMessage'];
export type MessageState = PeekedMessage['state'];
export type MessageLife = Schemas['MessageLife'];
export type LifeEvent = Schemas['LifeEvent'];
export type MessageCopy = Schemas['MessageCopy'];

interface MessagePage {
  readonly items: PeekedMessage[];
  readonly nextCursor: string | null;
}

const pageSize = 50;
/** A list shows the beginning of bodies. Of text, since megabytes of JSON would be read into objects and written out again. */
export const listedBodies = { bodyLimit: 1_024, bodyForm: 'text' } as const;
/** It looks through the log. */
const lifeIntervalMs = 10_000;

function peek(vhost: string, queue: string, limit: number, cursor: string, state?: MessageState): Promise<MessagePage> {
  const query = {
    vhost,
    limit,
    ...listedBodies,
    ...(cursor === '' ? {} : { cursor }),
    ...(state === undefined ? {} : { state }),
  };
  return answerOf(api.GET('/v1/queues/{queue}/messages', { params: { path: { queue }, query } }));
}

/** Not live: a list that is being read stands still until somebody asks for what is new. */
export function useMessages(vhost: string, queue: string, state?: MessageState) {
  return useInfiniteQuery({
    queryKey: ['messages', vhost, queue, state ?? null],
    queryFn: ({ pageParam }) => peek(vhost, queue, pageSize, pageParam, state),
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
}

/** One message of a queue, with its whole body: from a page at hand at once, and as it is now. */
export function useMessage(vhost: string, queue: string, id: string) {
  const client = useQueryClient();
  return useQuery({
    queryKey: ['message', vhost, queue, id],
    queryFn: () => {
      const params = { path: { queue, message: id }, query: { vhost, bodyForm: 'text' } } as const;
      return answerOf(api.GET('/v1/queues/{queue}/messages/{message}', { params }));
    },
    initialData: () =>
      client
        .getQueriesData<InfiniteData<MessagePage>>({ queryKey: ['messages', vhost, queue] })
        .flatMap(([, data]) => data?.pages.flatMap(({ items }) => items) ?? [])
        .find((message) => message.id === id && !message.isBodyCut),
  });
}

/** What has become of a message, wherever it is. */
export function useMessageLife(vhost: string, message: string) {
  return useLiveQuery({
    queryKey: ['life', vhost, message],
    queryFn: () => answerOf(api.GET('/v1/messages/{message}/life', { params: { path: { message }, query: { vhost } } })),
    intervalMs: lifeIntervalMs,
    isStreamed: false,
  });
}
