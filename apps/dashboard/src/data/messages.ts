import { useInfiniteQuery, useQuery, useQueryClient, type InfiniteData } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../api/client.js';
import { ApiProblem } from '../api/problem.js';

export type PeekedMessage = Schemas['PeekedMessage'];
export type MessageState = PeekedMessage['state'];
export type Attempt = Schemas['Attempt'];

interface MessagePage {
  readonly items: PeekedMessage[];
  readonly nextCursor: string | null;
}

/** Bodies come along whole, so a page is short. */
const pageSize = 50;
/** How far a message is looked for that no page at hand has. */
const searchedPagesMax = 40;
const searchedPageSize = 100;

function peek(vhost: string, queue: string, limit: number, cursor: string, state?: MessageState): Promise<MessagePage> {
  const query = { vhost, limit, ...(cursor === '' ? {} : { cursor }), ...(state === undefined ? {} : { state }) };
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

/** One message of a queue: from a page at hand, or looked for from the queue's head. */
export function useMessage(vhost: string, queue: string, id: string) {
  const client = useQueryClient();
  return useQuery({
    queryKey: ['message', vhost, queue, id],
    queryFn: () => find(vhost, queue, id),
    initialData: () =>
      client
        .getQueriesData<InfiniteData<MessagePage>>({ queryKey: ['messages', vhost, queue] })
        .flatMap(([, data]) => data?.pages.flatMap(({ items }) => items) ?? [])
        .find((message) => message.id === id),
  });
}

async function find(vhost: string, queue: string, id: string): Promise<PeekedMessage> {
  let cursor: string | null = '';
  for (let page = 0; page < searchedPagesMax && cursor !== null; page++) {
    const { items, nextCursor }: MessagePage = await peek(vhost, queue, searchedPageSize, cursor);
    const found = items.find((message) => message.id === id);
    if (found !== undefined) return found;
    cursor = nextCursor;
  }
  throw new ApiProblem({ status: 404, code: 'message_not_found', detail: `no message ${id} in queue '${queue}'` });
}

export function useAttempts(vhost: string, queue: string, message: string) {
  return useQuery({
    queryKey: ['attempts', vhost, queue, message],
    queryFn: () =>
      answerOf(
        api.GET('/v1/queues/{queue}/messages/{message}/attempts', { params: { path: { queue, message }, query: { vhost } } }),
      ),
  });
}
