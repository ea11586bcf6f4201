import { answerOf, api, type Schemas } from '../api/client.js';
import { useLiveQuery } from '../live/use-live-query.js';

export type Operation = Schemas['MessageOperation'];
export type DryRun = Schemas['DryRun'];
type MessageFilter = Schemas['MessageFilter'];

const listMax = 200;

export function useOperations(vhost: string) {
  return useLiveQuery({
    queryKey: ['operations', vhost],
    queryFn: () => answerOf(api.GET('/v1/operations', { params: { query: { vhost, limit: listMax } } })),
  });
}

export function useOperation(operation: string) {
  return useLiveQuery({
    queryKey: ['operation', operation],
    queryFn: () => answerOf(api.GET('/v1/operations/{operation}', { params: { path: { operation } } })),
    intervalMs: 1_000,
  });
}

export function useOperationReport(operation: string) {
  return useLiveQuery({
    queryKey: ['operation', operation, 'report'],
    queryFn: () =>
      answerOf(api.GET('/v1/operations/{operation}/report', { params: { path: { operation }, query: { limit: listMax } } })),
    intervalMs: 5_000,
  });
}

export interface RedriveScope {
  readonly vhost: string;
  /** Where the dead letters lie. */
  readonly queue: string;
  readonly filter: MessageFilter;
}

/** What would become of each message; nothing is done. Its cutoff freezes the scope. */
export async function dryRunOf({ vhost, queue, filter }: RedriveScope): Promise<DryRun> {
  const params = { path: { queue }, query: { vhost } };
  const answer = await answerOf(api.POST('/v1/queues/{queue}/redrives', { params, body: { filter, dryRun: true } }));
  return answer as DryRun;
}

export interface RedriveOrder {
  readonly scope: RedriveScope;
  readonly cutoff: string;
  readonly canary: boolean;
  readonly ratePerSecond: number | null;
  readonly failureShareMax: number | null;
  /** The same for every repetition of one wish, so that it becomes one operation. */
  readonly idempotencyKey: string;
}

export async function startRedrive({
  scope: { vhost, queue, filter },
  idempotencyKey,
  ...order
}: RedriveOrder): Promise<Operation> {
  const params = { path: { queue }, query: { vhost }, header: { 'idempotency-key': idempotencyKey } };
  return (await answerOf(api.POST('/v1/queues/{queue}/redrives', { params, body: { filter, ...order } }))) as Operation;
}

export function changeOperation(operation: string, state: 'running' | 'paused' | 'aborted'): Promise<Operation> {
  return answerOf(api.PATCH('/v1/operations/{operation}', { params: { path: { operation } }, body: { state } }));
}
