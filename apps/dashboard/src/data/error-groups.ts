import { useInfiniteQuery } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../api/client.js';
import { useLiveQuery } from '../live/use-live-query.js';
import { listedBodies } from './messages.js';

export type ErrorGroup = Schemas['ErrorGroup'];

const intervalMs = 5_000;
/** More kinds of failure than this nobody reads; the page says when there are more. */
export const groupsMax = 200;

export function useErrorGroups(vhost: string, queue?: string) {
  const filter = queue === undefined ? {} : { queue };
  return useLiveQuery({
    queryKey: ['error-groups', vhost, queue ?? null],
    queryFn: () => answerOf(api.GET('/v1/error-groups', { params: { query: { vhost, limit: groupsMax, ...filter } } })),
    intervalMs,
  });
}

export function useErrorGroup(group: string) {
  return useLiveQuery({
    queryKey: ['error-group', group],
    queryFn: () => answerOf(api.GET('/v1/error-groups/{group}', { params: { path: { group } } })),
    intervalMs,
  });
}

const pageSize = 50;

/** Those that are still kept; a list to read stands still. */
export function useGroupMessages(group: string) {
  return useInfiniteQuery({
    queryKey: ['error-group', group, 'messages'],
    queryFn: ({ pageParam }) => firstWithMessages(group, pageParam),
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
}

/** The broker looks through dead letters of all kinds, and a page may hold none of this one. */
const emptyPagesMax = 50;

async function firstWithMessages(group: string, from: string) {
  let page = await groupMessages(group, from);
  for (let looks = 1; page.items.length === 0 && page.nextCursor !== null && looks < emptyPagesMax; looks++)
    page = await groupMessages(group, page.nextCursor);
  return page;
}

function groupMessages(group: string, cursor: string) {
  const query = { limit: pageSize, ...listedBodies, ...(cursor === '' ? {} : { cursor }) };
  return answerOf(api.GET('/v1/error-groups/{group}/messages', { params: { path: { group }, query } }));
}
