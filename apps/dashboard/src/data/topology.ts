import { answerOf, api, type Schemas } from '../api/client.js';
import { allPages, pageLimit } from '../api/pages.js';
import { useLiveQuery } from '../live/use-live-query.js';

export type Exchange = Schemas['Exchange'];
export type Binding = Schemas['Binding'];

const intervalMs = 15_000;

interface BindingFilter {
  readonly destination?: string;
  readonly destinationKind?: Binding['destinationKind'];
}

export function useBindings(vhost: string, filter: BindingFilter = {}) {
  return useLiveQuery({
    queryKey: ['bindings', vhost, filter],
    queryFn: () =>
      allPages((cursor) =>
        answerOf(api.GET('/v1/bindings', { params: { query: { vhost, limit: pageLimit, ...filter, ...cursor } } })),
      ),
    intervalMs,
  });
}

export function useExchanges(vhost: string) {
  return useLiveQuery({
    queryKey: ['exchanges', vhost],
    queryFn: () =>
      allPages((cursor) => answerOf(api.GET('/v1/exchanges', { params: { query: { vhost, limit: pageLimit, ...cursor } } }))),
    intervalMs,
  });
}
