import { answerOf, api, type Schemas } from '../api/client.js';
import { allPages, pageLimit } from '../api/pages.js';
import { useLiveQuery } from '../live/use-live-query.js';

export type Operation = Schemas['MessageOperation'];
export type ReportItem = Schemas['ReportItem'];
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

/** What an operation has left, and what failed again; grows while its messages are followed, and is shown in part till then. */
export function useOperationReport({ id, endedAt, following }: Operation) {
  const isWhole = endedAt !== null && following === 0;
  return useLiveQuery({
    queryKey: ['operation-report', id, isWhole],
    queryFn: () => (isWhole ? loadReport(id) : reportPage(id).then(({ items }) => items)),
    intervalMs: isWhole ? 60_000 : 5_000,
  });
}

/** All of it. */
export function loadReport(operation: string): Promise<ReportItem[]> {
  return allPages((cursor) => reportPage(operation, cursor));
}

function reportPage(operation: string, cursor = {}) {
  const params = { path: { operation }, query: { limit: pageLimit, ...cursor } };
  return answerOf(api.GET('/v1/operations/{operation}/report', { params }));
}

export interface Scope {
  readonly vhost: string;
  /** Where the messages lie. */
  readonly queue: string;
  readonly filter: MessageFilter;
}

/** What is to become of them. */
export interface Wish {
  readonly kind: Operation['kind'];
  /** Null: each to the queue that it died in, or with a purge nowhere. */
  readonly target: string | null;
  readonly resetAttempts?: boolean;
  /** A MessageEdit as JSON text, so that numbers stay as they were typed. */
  readonly edit?: string;
}

/** What would become of each message; nothing is done. `cutoff` freezes the scope as an earlier look has told it. */
export async function dryRunOf(scope: Scope, wish: Wish, cutoff?: string): Promise<DryRun> {
  return (await ask(scope, wish, { dryRun: true, ...(cutoff === undefined ? {} : { cutoff }) })) as DryRun;
}

export interface Run {
  readonly cutoff: string;
  readonly ratePerSecond: number | null;
  readonly canary?: boolean;
  readonly failureShareMax?: number | null;
}

/** `idempotencyKey` is the same for every repetition of one wish, so that it becomes one operation. */
export async function startOperation(scope: Scope, wish: Wish, run: Run, idempotencyKey: string): Promise<Operation> {
  return (await ask(scope, wish, run, { 'idempotency-key': idempotencyKey })) as Operation;
}

function ask({ vhost, queue, filter }: Scope, wish: Wish, run: object, header = {}): Promise<DryRun | Operation> {
  const { kind, target, edit, resetAttempts } = wish;
  const params = { path: { queue }, query: { vhost }, header };
  const body = {
    ...{ filter, ...run },
    ...(kind === 'purge' ? {} : { target }),
    ...(kind === 'redrive' && resetAttempts !== undefined ? { resetAttempts } : {}),
  };
  const text = JSON.stringify(body);
  const sent = edit === undefined ? text : `${text.slice(0, -1)},"edit":${edit}}`;
  const headers = { 'content-type': 'application/json' };
  return answerOf(posts[kind]({ params, body: body as never, bodySerializer: () => sent, headers }) as Promise<Answered>);
}

interface Answered {
  readonly data?: DryRun | Operation;
  readonly error?: unknown;
  readonly response: Response;
}

type Asked = {
  readonly params: {
    readonly path: { readonly queue: string };
    readonly query: { readonly vhost: string };
    readonly header: object;
  };
  /** What is sent is the text of the serializer. */
  readonly body: never;
  readonly bodySerializer: () => string;
  readonly headers: Readonly<Record<string, string>>;
};

const posts = {
  redrive: (asked: Asked) => api.POST('/v1/queues/{queue}/redrives', asked),
  move: (asked: Asked) => api.POST('/v1/queues/{queue}/moves', asked),
  purge: (asked: Asked) => api.POST('/v1/queues/{queue}/purges', asked),
} as const;

export function changeOperation(operation: string, state: 'running' | 'paused' | 'aborted'): Promise<Operation> {
  return answerOf(api.PATCH('/v1/operations/{operation}', { params: { path: { operation } }, body: { state } }));
}
