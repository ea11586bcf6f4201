import { useQuery } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../api/client.js';
import { useLiveQuery } from '../live/use-live-query.js';

export type RouteExplanation = Schemas['RouteExplanation'];
export type RouteStep = Schemas['RouteStep'];
export type DeliveryReason = Schemas['DeliveryReason'];

interface Imagined {
  readonly exchange: string;
  readonly routingKey: string;
  /** Undefined while what was typed is no headers. */
  readonly headers: Readonly<Record<string, unknown>> | undefined;
}

/** Where a message would go; publishes nothing. */
export function useRouteExplanation(vhost: string, { exchange, routingKey, headers }: Imagined) {
  return useQuery({
    queryKey: ['route', vhost, exchange, routingKey, headers],
    queryFn: () => {
      const params = { path: { exchange }, query: { vhost } };
      return answerOf(
        api.POST('/v1/exchanges/{exchange}/explanations', { params, body: { routingKey, headers: { ...headers } } }),
      );
    },
    enabled: exchange !== '' && headers !== undefined,
    placeholderData: (before) => before,
  });
}

/** Why a message is not delivered now. */
export function useDeliveryExplanation(vhost: string, queue: string, message: string) {
  return useLiveQuery({
    queryKey: ['delivery', vhost, queue, message],
    queryFn: () =>
      answerOf(
        api.GET('/v1/queues/{queue}/messages/{message}/explanation', { params: { path: { queue, message }, query: { vhost } } }),
      ),
  });
}
